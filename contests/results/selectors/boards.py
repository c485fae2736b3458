"""Boards: pages of a frozen or of the running ranking, of units, and one's own place.

Every query is answered by an index of at most a contest's size: a page of a frozen board by
position, one's own place by one count of smaller keys (figures in benchmarks/RESULTS.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import AdministrativeUnit, Organisation
from accounts.rules.text import search_key
from contests.models import Contest, Entrant, Round
from contests.results.models import (
    Line,
    Progress,
    Standing,
    StandingRow,
    UnitBoard,
    UnitRow,
    UnitTally,
)
from contests.results.rules.lines import Line as RuleLine
from contests.results.rules.ranking import Ranked, rank
from contests.results.rules.units import Tally, rank_units
from contests.results.selectors.denominators import head_counts
from contests.results.selectors.standings import boards_of
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import published_rules

PAGE = 50
MOST_FOUND = 500
"""Most rows that one search by name shows."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of a board is asked for; empty: all of it. `name` only for frozen boards."""

    organisation: Organisation | None = None
    commune: str = ""
    audience: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.organisation or self.commune or self.audience or self.name)


@dataclass(frozen=True, slots=True)
class Row:
    """One place as shown. `name` is what consent, age and rules let everybody see."""

    rank: int
    tied: bool
    entrant_id: int
    entry: int
    name: str
    organisation: str
    commune: str
    correct: int
    points_milli: int
    prediction: int | None
    distance: int | None
    duration_ms: int | None
    submitted_us: int
    attempts: int
    passed: bool
    paper_id: int | None


_SHOWN = ("entrant", "organisation", "commune")


class FrozenRows:
    """The rows of a frozen standing for a paginator: slices by position, no offset."""

    def __init__(self, standing: Standing, filters: Filters) -> None:
        self.standing = standing
        self.filters = filters
        rows = StandingRow.objects.filter(standing=standing)
        rows = _filtered(rows, filters)
        if wanted := search_key(filters.name):
            rows = rows.filter(position__in=_named(rows, wanted))
        self.rows: QuerySet[StandingRow] = rows.order_by("position")

    def count(self) -> int:
        return self.rows.count() if self.filters else self.standing.rows_count

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[Row]:
        rows = self.rows.select_related(*_SHOWN)
        if self.filters:
            return [_frozen(row) for row in rows[cut]]
        return [
            _frozen(row) for row in rows.filter(position__gt=cut.start or 0, position__lte=cut.stop)
        ]


def _named(rows: QuerySet[StandingRow], wanted: str) -> list[int]:
    """Positions of the first `MOST_FOUND` whose name has `wanted` in it and is still shown.

    The key is of names shown at freezing; the names of today decide what is found.
    """
    hits = rows.filter(name_key__contains=wanted).order_by("position")
    found = list(hits.values_list("position", "entrant_id")[:MOST_FOUND])
    names = Entrant.objects.filter(pk__in=[who for _, who in found])
    shown = {
        pk
        for pk, name, full in names.values_list("pk", "display_name", "full_name")
        if name == full
    }
    return [position for position, who in found if who in shown]


class LiveRows:
    """The running ranking for a paginator. Ranks are those within the filter."""

    def __init__(self, contest: Contest, round_: Round | None, filters: Filters) -> None:
        self.rows = _filtered(live_lines(contest, round_), filters)
        self.kept = 0 if filters else kept_count(contest, round_)
        self._count: int | None = None

    def count(self) -> int:
        if self._count is None:
            self._count = self.kept or self.rows.count()
        return self._count

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[Row]:
        start, stop = cut.start or 0, cut.stop
        first = max(start - 1, 0)
        ids = self._ids(first, stop + 1)
        found = {row.pk: row for row in Line.objects.filter(pk__in=ids).select_related(*_SHOWN)}
        rows = [found[pk] for pk in ids if pk in found]
        own = rows[start - first : stop - first]
        if not own:
            return []
        keys = [row.rank_key for row in rows]
        # Only those tied with the first row of the page can stand before it with its rank.
        equal = self.rows.filter(rank_key=own[0].rank_key, id__lt=own[0].pk).count()
        place = start + 1 - equal
        made: list[Row] = []
        for position, row in enumerate(own, start=start + 1):
            if made and row.rank_key != own[len(made) - 1].rank_key:
                place = position
            made.append(_live(row, place, keys.count(row.rank_key) > 1))
        return made

    def _ids(self, first: int, stop: int) -> list[int]:
        """Ids of a stretch of the ranking, found from the end that is nearer."""
        if self.kept or first <= self.count() // 2:
            rows = self.rows.order_by("rank_key", "id")
            return list(rows.values_list("pk", flat=True)[first:stop])
        total = self.count()
        rows = self.rows.order_by("-rank_key", "-id")
        return list(rows.values_list("pk", flat=True)[max(total - stop, 0) : total - first])[::-1]


def live_lines(contest: Contest, round_: Round | None) -> QuerySet[Line]:
    """The running lines of a round or of the whole contest."""
    lines = Line.objects.filter(contest=contest)
    return lines.filter(round=round_) if round_ else lines.filter(round__isnull=True)


def kept_count(contest: Contest, round_: Round | None) -> int:
    """How many lines the last tally found, at most some seconds ago; 0 before the first one."""
    kept = Progress.objects.filter(contest=contest).values_list("lines", flat=True).first() or {}
    return int(kept.get(str(round_.number if round_ else 0), 0))


def _filtered(rows: QuerySet, filters: Filters) -> QuerySet:  # type: ignore[type-arg]
    if filters.organisation is not None:
        below = Organisation.objects.filter(path__startswith=filters.organisation.path)
        rows = rows.filter(organisation_id__in=list(below.values_list("pk", flat=True)))
    if filters.commune:
        rows = rows.filter(commune_id=filters.commune)
    if filters.audience:
        rows = rows.filter(audience=filters.audience)
    return rows


def _frozen(row: StandingRow) -> Row:
    return _row(row, row.rank, row.is_tied, row.prediction, row.prediction_distance)


def _live(row: Line, place: int, tied: bool) -> Row:
    return _row(row, place, tied, None, None)


def _row(
    row: StandingRow | Line, place: int, tied: bool, prediction: int | None, far: int | None
) -> Row:
    return Row(
        rank=place,
        tied=tied,
        entrant_id=row.entrant_id,
        entry=row.entry,
        name=row.entrant.display_name,
        organisation=row.organisation.name if row.organisation else "",
        commune=row.commune.full_name if row.commune else "",
        correct=row.correct,
        points_milli=row.points_milli,
        prediction=prediction,
        distance=far,
        duration_ms=row.duration_ms,
        submitted_us=row.submitted_us,
        attempts=row.attempts,
        passed=row.passed,
        paper_id=row.paper_id,
    )


def live_ranking(contest: Contest, round_: Round | None) -> list[Ranked]:
    """The whole running ranking, as the pure rules see it (for the command and for tests)."""
    lines = live_lines(contest, round_)
    return rank(
        (
            RuleLine(
                entrant_id=row.entrant_id,
                attempt_id=row.paper_id,
                correct=row.correct,
                points_milli=row.points_milli,
                passed=row.passed,
                submitted_at_us=row.submitted_us,
                duration_ms=row.duration_ms,
                attempts=row.attempts,
                entry=row.entry,
            )
            for row in lines.iterator(chunk_size=2000)
        ),
        published_rules(contest),
    )


# --- one's own place -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where one entrant stands: of how many, tied or not, in a frozen or the running ranking."""

    rank: int
    of: int
    tied: bool
    correct: int
    points_milli: int
    standing: Standing | None


def own_place(entrant: Entrant, round_: Round | None, standing: Standing | None) -> OwnPlace | None:
    """The best place of `entrant` in `standing`, or in the running ranking when that is None.

    None when the entrant has no line there. Whether it may be shown is the page's question
    (`selectors.standings.is_live`, `may_show_frozen`).
    """
    if standing is not None:
        row = standing.rows.filter(entrant=entrant).order_by("position").first()
        if row is None:
            return None
        return OwnPlace(
            row.rank, standing.rows_count, row.is_tied, row.correct, row.points_milli, standing
        )
    lines = live_lines(entrant.contest, round_)
    own = lines.filter(entrant=entrant).order_by("rank_key").first()
    if own is None:
        return None
    before = lines.filter(rank_key__lt=own.rank_key).count()
    tied = lines.filter(rank_key=own.rank_key).exclude(pk=own.pk).exists()
    of = max(kept_count(entrant.contest, round_) or lines.count(), before + 1)
    return OwnPlace(before + 1, of, tied, own.correct, own.points_milli, None)


# --- units ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitShown:
    """One organisation or commune of a board."""

    rank: int
    tied: bool
    name: str
    group: int | None
    attempts: int
    persons: int
    head_count: int | None
    passed: int
    average_points_milli: Fraction
    score: Fraction
    over: bool
    unit_id: str

    @property
    def rate(self) -> Fraction | None:
        """Persons of the declared head-count; None when nothing was declared."""
        return Fraction(self.persons, self.head_count) if self.head_count else None


def frozen_units(standing: Standing, board: UnitBoard) -> QuerySet[UnitRow]:
    """The rows of a frozen unit board, group by group, unknown sizes last."""
    unknown_last = Case(
        When(size_group="", then=Value(10_000)), default=Value(0), output_field=IntegerField()
    )
    return (
        UnitRow.objects.filter(standing=standing, board=board)
        .select_related("organisation", "commune")
        .order_by(unknown_last, "size_group", "rank", "pk")
    )


def unit_shown(row: UnitRow) -> UnitShown:
    """A stored row as shown."""
    unit = row.organisation or row.commune
    assert unit is not None
    return UnitShown(
        rank=row.rank,
        tied=row.is_tied,
        name=row.organisation.name if row.organisation else row.commune.full_name,  # type: ignore[union-attr]
        group=int(row.size_group) if row.size_group else None,
        attempts=row.attempts,
        persons=row.persons,
        head_count=row.head_count,
        passed=row.passed,
        average_points_milli=Fraction(*row.average_points_milli),
        score=Fraction(*row.score),
        over=row.is_over_head_count,
        unit_id=str(unit.pk),
    )


def live_units(
    contest: Contest, round_: Round | None, board: UnitBoard, rules: RuleSet
) -> list[UnitShown]:
    """The running unit board, from the tallies the scheduler keeps. Prizes count from a freeze."""
    rows = UnitTally.objects.filter(contest=contest, board=board)
    rows = rows.filter(round=round_) if round_ else rows.filter(round__isnull=True)
    known = head_counts(contest, board)
    tallies = {
        f"{board.value}:{row.unit}": Tally(
            code=f"{board.value}:{row.unit}",
            attempts=row.attempts,
            persons=row.persons,
            passed=row.passed,
            points_milli=row.points_milli,
            lines=row.lines,
            head_count=known.get(f"{board.value}:{row.unit}"),
        )
        for row in rows
    }
    names = _names(board, [code.partition(":")[2] for code in tallies])
    shown = []
    for unit in rank_units(tallies.values(), boards_of(rules)[board], rules.paper.points_milli):
        tally = tallies[unit.code]
        unit_id = unit.code.partition(":")[2]
        shown.append(
            UnitShown(
                rank=unit.rank,
                tied=unit.tied,
                name=names.get(unit_id, unit_id),
                group=unit.group,
                attempts=tally.attempts,
                persons=tally.persons,
                head_count=tally.head_count,
                passed=tally.passed,
                average_points_milli=Fraction(tally.points_milli, tally.lines or 1),
                score=unit.score,
                over=unit.over_head_count,
                unit_id=unit_id,
            )
        )
    return shown


def _names(board: UnitBoard, ids: list[str]) -> dict[str, str]:
    if board == UnitBoard.ORGANISATION:
        rows = Organisation.objects.filter(pk__in=[int(one) for one in ids])
        return {str(pk): name for pk, name in rows.values_list("pk", "name")}
    units = AdministrativeUnit.objects.filter(pk__in=ids)
    return {unit.pk: unit.full_name for unit in units}
