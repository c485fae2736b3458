"""Freezing a standing: rank by the frozen rules, store a numbered version, never overwrite."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import User
from accounts.selectors.access import require
from contests.clock import Clock
from contests.models import Contest, Paper, PaperState, Round
from contests.results.models import AttemptResult, Standing, StandingRow, UnitBoard, UnitRow
from contests.results.rules import predictions
from contests.results.rules.counting import counted_entries, overall_lines, round_lines
from contests.results.rules.lines import Entry, Line
from contests.results.rules.ranking import Ranked, digest, rank
from contests.results.rules.units import Tally, UnitRanked, rank_units
from contests.results.selectors.denominators import head_counts
from contests.results.services.marking import entries_of, mark_everything
from contests.rules.clock import settled_at
from contests.rules.codec import Fault
from contests.rules.ruleset import PrizeFor, RuleSet, UnitKind, UnitMeasure, Weight
from contests.rules.ruleset import UnitBoard as BoardRules
from contests.selectors.contests import published_rules

_ROWS_PER_WRITE = 250
"""Standing rows in one write transaction, then a rest as long (design decision 12)."""

Progress = Callable[[int, int], None]


class CannotFreeze(Exception):
    """The round is not over, or nothing may be ranked yet; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Computed:
    """A standing before it is stored: everything a recomputation must find again."""

    ranked: list[Ranked]
    entries: dict[int, Entry]
    prediction: dict[str, object]
    units: dict[UnitBoard, list[tuple[UnitRanked, Tally]]]


def compute(contest: Contest, round_: Round | None, rules: RuleSet) -> Computed:
    """Rank the marked attempts of a round, or of the whole contest (`round_` None). Reads only."""
    results = AttemptResult.objects.filter(contest=contest)
    if round_ is not None:
        results = results.filter(round=round_)
    rows = list(results.order_by("paper_id"))
    by_round: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries_of(rows):
        by_round[entry.round_number].append(entry)
    lines_by_round, counted, prediction = [], [], {}
    for number in sorted(by_round):
        entries = by_round[number]
        chosen = counted_entries(entries, rules)
        actual = predictions.actual(entries, chosen, rules)
        if actual is not None:
            prediction[str(number)] = {
                "value": actual.value,
                "formula": actual.formula,
                "numerator": actual.numerator,
                "denominator": actual.denominator,
            }
        lines_by_round.append(round_lines(entries, rules, actual.value if actual else None))
        counted.extend(chosen)
    if round_ is None and len(lines_by_round) != 1:
        lines = overall_lines(lines_by_round, rules)
    else:
        lines = lines_by_round[0] if lines_by_round else []
    ranked = rank(lines, rules)
    return Computed(
        ranked=ranked,
        entries={entry.attempt_id: entry for entry in counted},
        prediction=prediction,
        units=_units(contest, rules, rows, ranked),
    )


def freeze(
    *,
    contest: Contest,
    round_: Round | None,
    actor: User | None,
    clock: Clock,
    reason: str = "",
    progress: Progress = lambda done, total: None,
) -> Standing:
    """Store the next version of a standing and return it.

    Raises `CannotFreeze` while an answer could still be accepted. A version after the first
    needs a reason; what changed against the version before is stored with it.
    """
    if actor is not None:
        require(actor, "result.publish", contest.organisation)
    rules = published_rules(contest)
    now = clock.now()
    _check_settled(contest, round_, rules, now)
    mark_everything(contest)
    before = latest(contest, round_)
    if before is not None and not reason.strip():
        raise CannotFreeze(Fault("REASON-MISSING", "reason"))
    computed = compute(contest, round_, rules)
    standing = _insert(contest, round_, actor, now, reason, before, computed)
    _fill(standing, computed, progress)
    with transaction.atomic():
        Standing.objects.filter(pk=standing.pk).update(is_complete=True)
        audit.record(
            action="standing.frozen",
            actor=actor,
            obj=standing,
            organisation=contest.organisation,
            data={
                "contest": contest.public_id,
                "round": round_.number if round_ else None,
                "version": standing.version,
                "sha256": standing.sha256,
                "reason": reason,
            },
        )
    standing.refresh_from_db()
    return standing


def latest(contest: Contest, round_: Round | None) -> Standing | None:
    """The newest complete standing of a round or of the whole contest."""
    return (
        Standing.objects.filter(contest=contest, round=round_, is_complete=True)
        .order_by("-version")
        .first()
    )


@transaction.atomic
def publish(*, standing: Standing, actor: User) -> None:
    """Show a frozen standing to everybody."""
    require(actor, "result.publish", standing.contest.organisation)
    Standing.objects.filter(pk=standing.pk).update(is_public=True)
    audit.record(
        action="standing.published",
        actor=actor,
        obj=standing,
        organisation=standing.contest.organisation,
        data={"version": standing.version, "sha256": standing.sha256},
    )


def _check_settled(contest: Contest, round_: Round | None, rules: RuleSet, now: datetime) -> None:
    rounds = [round_] if round_ else list(contest.rounds.all())
    for one in rounds:
        if now <= settled_at(one.closes_at, rules):
            raise CannotFreeze(Fault("ROUND-OPEN", "round", {"round": one.name}))
    left = Paper.objects.filter(
        contest=contest, state=PaperState.OPEN, is_practice=False, round__in=rounds
    )
    if left.exists():
        raise CannotFreeze(Fault("PAPERS-OPEN", "round", {"count": left.count()}))


def _insert(
    contest: Contest,
    round_: Round | None,
    actor: User | None,
    now: datetime,
    reason: str,
    before: Standing | None,
    computed: Computed,
) -> Standing:
    newest = Standing.objects.filter(contest=contest, round=round_).aggregate(Max("version"))
    version = contest.current_version
    assert version is not None
    return Standing.objects.create(
        contest=contest,
        round=round_,
        version=(newest["version__max"] or 0) + 1,
        rule_version_number=version.number,
        reason=reason.strip(),
        frozen_at=now,
        frozen_by=actor,
        prediction=computed.prediction,
        differences=_differences(before, computed.ranked),
        rows_count=len(computed.ranked),
        sha256=digest(computed.ranked),
        audit_head=audit.head().seal,
    )


def _differences(before: Standing | None, ranked: Sequence[Ranked]) -> list[dict[str, object]]:
    """Every entrant whose place or score is not what it was, in the order of the new standing."""
    if before is None:
        return []
    old = {
        (row.entrant_id, row.entry): (row.rank, row.correct, row.points_milli)
        for row in before.rows.all()
    }
    changed = []
    for row in ranked:
        line = row.line
        was = old.pop((line.entrant_id, line.entry), None)
        now = (row.rank, line.correct, line.points_milli)
        if was != now:
            changed.append(_difference(line.entrant_id, line.entry, was, now))
    changed.extend(_difference(who, entry, was, None) for (who, entry), was in sorted(old.items()))
    return changed


def _difference(
    entrant: int, entry: int, was: tuple[int, ...] | None, now: tuple[int, ...] | None
) -> dict[str, object]:
    return {"entrant": entrant, "entry": entry, "before": was, "after": now}


def _fill(standing: Standing, computed: Computed, progress: Progress) -> None:
    rows = [
        _row(standing, position, ranked, computed.entries)
        for position, ranked in enumerate(computed.ranked, start=1)
    ]
    for start in range(0, len(rows), _ROWS_PER_WRITE):
        began = time.monotonic()
        StandingRow.objects.bulk_create(rows[start : start + _ROWS_PER_WRITE])
        progress(start, len(rows))
        time.sleep(time.monotonic() - began)
    for board, units in computed.units.items():
        UnitRow.objects.bulk_create(
            [_unit_row(standing, board, unit, tally) for unit, tally in units], batch_size=250
        )


def _row(
    standing: Standing, position: int, ranked: Ranked, entries: dict[int, Entry]
) -> StandingRow:
    line = ranked.line
    entry = entries.get(line.attempt_id) if line.attempt_id is not None else None
    return StandingRow(
        standing=standing,
        position=position,
        rank=ranked.rank,
        is_tied=ranked.tied,
        entrant_id=line.entrant_id,
        entry=line.entry,
        rank_key=ranked.key,
        correct=line.correct,
        points_milli=line.points_milli,
        prediction=entry.prediction if entry else None,
        prediction_distance=line.prediction_distance,
        duration_ms=line.duration_ms,
        submitted_us=line.submitted_at_us,
        attempts=line.attempts,
    )


def _unit_row(standing: Standing, board: UnitBoard, unit: UnitRanked, tally: Tally) -> UnitRow:
    _, _, key = unit.code.partition(":")
    average = Fraction(tally.points_milli, tally.lines) if tally.lines else Fraction(0)
    return UnitRow(
        standing=standing,
        board=board,
        organisation_id=int(key) if board == UnitBoard.ORGANISATION else None,
        commune_id=key if board == UnitBoard.COMMUNE else None,
        size_group="" if unit.group is None else str(unit.group),
        rank=unit.rank,
        is_tied=unit.tied,
        attempts=tally.attempts,
        persons=tally.persons,
        head_count=tally.head_count,
        passed=tally.passed,
        average_points_milli=[average.numerator, average.denominator],
        score=[unit.score.numerator, unit.score.denominator],
        is_over_head_count=unit.over_head_count,
    )


def _units(
    contest: Contest, rules: RuleSet, rows: Sequence[AttemptResult], ranked: Sequence[Ranked]
) -> dict[UnitBoard, list[tuple[UnitRanked, Tally]]]:
    """The boards the rules have; for a kind without a rule, one by number of persons."""
    winners = _winners(rules, ranked)
    boards = {}
    for board, field in (
        (UnitBoard.ORGANISATION, "organisation_id"),
        (UnitBoard.COMMUNE, "commune_id"),
    ):
        terms = next((one for one in rules.unit_boards if one.of.value == board.value), None)
        tallies = _tallies(contest, board, field, rows, ranked, winners)
        found = rank_units(tallies.values(), terms or _by_persons(board), rules.paper.points_milli)
        boards[board] = [(unit, tallies[unit.code]) for unit in found]
    return boards


def _by_persons(board: UnitBoard) -> BoardRules:
    return BoardRules(of=UnitKind(board.value), weights=(Weight(UnitMeasure.PERSONS, 100),))


def _winners(rules: RuleSet, ranked: Sequence[Ranked]) -> set[int]:
    """Entrants within the number of individual prizes."""
    places = sum(prize.count for prize in rules.prizes.items if prize.to is PrizeFor.INDIVIDUAL)
    return {row.line.entrant_id for row in ranked if row.rank <= places}


def _tallies(
    contest: Contest,
    board: UnitBoard,
    field: str,
    rows: Sequence[AttemptResult],
    ranked: Sequence[Ranked],
    winners: set[int],
) -> dict[str, Tally]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in ranked:
        lines[row.line.entrant_id].append(row.line)
    attempts: Counter[str] = Counter()
    persons: dict[str, set[int]] = defaultdict(set)
    for result in rows:
        key = getattr(result, field)
        if key is None or not result.is_valid:
            continue
        code = f"{board.value}:{key}"
        attempts[code] += 1
        persons[code].add(result.entrant_id)
    known = head_counts(contest, board)
    return {
        code: Tally(
            code=code,
            attempts=attempts[code],
            persons=len(who),
            passed=sum(any(line.passed for line in lines[one]) for one in who),
            points_milli=sum(line.points_milli for one in who for line in lines[one]),
            lines=sum(len(lines[one]) for one in who),
            winners=len(who & winners),
            head_count=known.get(code),
        )
        for code, who in persons.items()
    }
