"""A standing before it is stored: ranked lines, unit boards, winners. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contests.live.models import LiveResult
from contests.models import Contest, EntrantState, Round
from contests.results.models import AttemptResult, Standing, StandingRow, UnitBoard
from contests.results.rules.awards import CONTEST, Allotment, allot
from contests.results.rules.counting import overall_lines, round_lines
from contests.results.rules.drawing import Draws, part
from contests.results.rules.lines import Entry, Line
from contests.results.rules.predictions import Actual
from contests.results.rules.ranking import Ranked, rank
from contests.results.rules.units import Tally, UnitRanked, rank_units, tallies
from contests.results.selectors.denominators import head_counts
from contests.results.selectors.standings import (
    boards_of,
    draws_of,
    latest,
    rests_on_annulled_draw,
)
from contests.results.services.marking import ENTRY_VALUES, entry_of
from contests.results.services.predictions import take
from contests.rules.ruleset import Overall, RuleSet

_FIELDS = {UnitBoard.ORGANISATION: "organisation_id", UnitBoard.COMMUNE: "commune_id"}


@dataclass(frozen=True, slots=True)
class Groups:
    """Whom a result belongs to, as it was then."""

    organisation_id: int | None
    commune_id: str | None
    audience: str


@dataclass(frozen=True, slots=True)
class Computed:
    """Everything a recomputation must find again. `actuals` by round number."""

    ranked: list[Ranked]
    predictions: dict[int, int]
    groups: dict[int, Groups]
    actuals: dict[int, Actual]
    units: dict[UnitBoard, list[tuple[UnitRanked, Tally]]]


def compute(contest: Contest, round_: Round | None, rules: RuleSet, now: datetime) -> Computed:
    """Rank the marked attempts of a round, or of the whole contest (`round_` None).

    Takes the actual value of predictions where it was not taken yet. Without a ranking of the
    whole contest its standing has unit boards only.
    """
    if round_ is not None and (stage := on_stage(round_)) is not None:
        return stage
    rounds = [round_] if round_ is not None else list(contest.rounds.order_by("number"))
    by_round, groups = _entries(contest, round_)
    lines_by_round: list[list[Line]] = []
    actuals: dict[int, Actual] = {}
    for one in rounds:
        entries = by_round.get(one.number, [])
        actual = take(contest, one, entries, rules, now)
        if actual is not None:
            actuals[one.number] = actual
        lines_by_round.append(round_lines(entries, rules, actual.value if actual else None))
    draws = _all_draws(contest)
    if round_ is not None:
        lines, number = lines_by_round[0], round_.number
    else:
        lines, number = overall_lines(lines_by_round, rules), CONTEST
    ranked = rank(part(lines, rules, draws[number]), rules)
    known = {
        number: rank(part(own, rules, draws[number]), rules)
        for number, own in zip((one.number for one in rounds), lines_by_round, strict=True)
        if rules.ranking.per_round
    }
    if round_ is None and rules.ranking.overall is not Overall.NONE:
        known[CONTEST] = ranked
    winners = {proposal.entrant_id for proposal in allot(known, rules.prizes, draws).proposals}
    everything = [entry for own in by_round.values() for entry in own]
    return Computed(
        ranked=ranked,
        predictions={
            entry.attempt_id: entry.prediction
            for entry in everything
            if entry.prediction is not None
        },
        groups=groups,
        actuals=actuals,
        units={
            board: _board(contest, board, everything, groups, rules, winners) for board in UnitBoard
        },
    )


def on_stage(round_: Round) -> Computed | None:
    """The standing of a round that was played live: that of its session, places and all.

    None for a round without a session that counts. What ranks is in the session's own plan and
    log (`manage.py live_replay`), so a place is taken as it is; players who are no entrants (there
    are none where the result counts) stand on no board of the contest.
    """
    if not round_.live_sessions.filter(counts=True, has_results=True).exists():
        return None
    rows = list(
        LiveResult.objects.filter(
            session__round=round_,
            session__counts=True,
            session__has_results=True,
            player__entrant__isnull=False,
            player__entrant__state=EntrantState.ACTIVE,
        )
        .order_by("place", "player__number")
        .values_list(
            "place",
            "player__entrant_id",
            "points_milli",
            "correct",
            "duration_us",
            "session__ended_us",
            "player__entrant__organisation_id",
            "player__entrant__commune_id",
            "player__entrant__audience",
        )
    )
    shared = Counter(row[0] for row in rows)
    return Computed(
        ranked=[
            Ranked(
                place,
                shared[place] > 1,
                f"{place:010}",
                Line(
                    entrant_id=entrant,
                    attempt_id=None,
                    correct=correct,
                    points_milli=points,
                    passed=True,
                    submitted_at_us=ended,
                    duration_ms=duration // 1000,
                    attempts=1,
                ),
            )
            for place, entrant, points, correct, duration, ended, *_ in rows
        ],
        predictions={},
        groups={row[1]: Groups(*row[6:]) for row in rows},
        actuals={},
        units={board: [] for board in UnitBoard},
    )


def _entries(
    contest: Contest, round_: Round | None
) -> tuple[dict[int, list[Entry]], dict[int, Groups]]:
    results = AttemptResult.objects.filter(contest=contest).order_by("paper_id")
    if round_ is not None:
        results = results.filter(round=round_)
    by_round: dict[int, list[Entry]] = defaultdict(list)
    groups: dict[int, Groups] = {}
    rows = results.values_list(*ENTRY_VALUES, "organisation_id", "commune_id", "audience")
    for row in rows.iterator(chunk_size=2000):
        entry = entry_of(row)
        by_round[entry.round_number].append(entry)
        if entry.entrant_id not in groups:
            groups[entry.entrant_id] = Groups(*row[-3:])
    return by_round, groups


def _all_draws(contest: Contest) -> dict[int, Draws]:
    return {
        one.number if one else CONTEST: draws_of(contest, one)
        for one in [*contest.rounds.order_by("number"), None]
    }


def _board(
    contest: Contest,
    board: UnitBoard,
    entries: Sequence[Entry],
    groups: Mapping[int, Groups],
    rules: RuleSet,
    winners: set[int],
) -> list[tuple[UnitRanked, Tally]]:
    field = _FIELDS[board]

    def code(entry: Entry) -> str | None:
        key = getattr(groups[entry.entrant_id], field)
        return None if key is None else f"{board.value}:{key}"

    counts = tallies(
        ((entry, code(entry)) for entry in entries),
        rules,
        winners=winners,
        head_counts=head_counts(contest, board),
    )
    by_code = {tally.code: tally for tally in counts}
    ranked = rank_units(counts, boards_of(rules)[board], rules.paper.points_milli)
    return [(unit, by_code[unit.code]) for unit in ranked]


def ranking_of(standing: Standing) -> list[Ranked]:
    """The rows of a stored standing as the pure rules see them."""
    return [
        Ranked(row.rank, row.is_tied, row.rank_key, line_of(row))
        for row in StandingRow.objects.filter(standing=standing)
        .order_by("position")
        .iterator(chunk_size=2000)
    ]


def line_of(row: StandingRow) -> Line:
    """A stored row as the comparable line it was made of."""
    return Line(
        entrant_id=row.entrant_id,
        attempt_id=row.paper_id,
        correct=row.correct,
        points_milli=row.points_milli,
        passed=row.passed,
        submitted_at_us=row.submitted_us,
        duration_ms=row.duration_ms,
        attempts=row.attempts,
        prediction_distance=row.prediction_distance,
        entry=row.entry,
        draw=row.draw,
    )


def proposed(
    contest: Contest, rules: RuleSet, held: Mapping[int, Sequence[tuple[int, int]]]
) -> tuple[Allotment, dict[int, Standing]]:
    """Individual prizes by the newest frozen standings; `CONTEST` is the whole contest's. `held`:
    prizes that stand, as (prize, round number) of each entrant.

    None at all while one of them rests on an annulled draw: it must be frozen anew first.
    """
    standings: dict[int, Standing] = {}
    scopes: list[Round | None] = (
        list(contest.rounds.order_by("number")) if (rules.ranking.per_round) else []
    )
    if rules.ranking.overall is not Overall.NONE:
        scopes.append(None)
    for one in scopes:
        if (standing := latest(contest, one)) is not None:
            standings[one.number if one else CONTEST] = standing
    if any(rests_on_annulled_draw(standing) for standing in standings.values()):
        return Allotment(), standings
    rankings = {number: ranking_of(standing) for number, standing in standings.items()}
    return allot(rankings, rules.prizes, _all_draws(contest), held), standings
