"""From attempts to comparable lines: which attempt counts, and how rounds add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from contests.results.rules.lines import Entry, Line
from contests.results.rules.predictions import distance
from contests.results.rules.ranking import rank_key
from contests.rules.choices import Counting, ExtraDuration, Overall, TieBreak
from contests.rules.terms import RuleSet

_AFTER_THE_ATTEMPT = {TieBreak.PREDICTION, TieBreak.FEWER_ATTEMPTS, TieBreak.DRAW}
"""Criteria that say nothing about which of a person's own attempts is better."""


def comparable_duration(duration_ms: int, extra_percent: int, rules: RuleSet) -> int | None:
    """The time that is compared: with extra time divided by (1 + percent/100), rounded half up
    to a millisecond, or None where the rules leave it out."""
    if extra_percent == 0:
        return duration_ms
    if rules.timing.extra_duration is ExtraDuration.LEFT_OUT:
        return None
    whole = 100 + extra_percent
    return (2 * 100 * duration_ms + whole) // (2 * whole)


def counted_entries(entries: Iterable[Entry], rules: RuleSet) -> list[Entry]:
    """The valid attempts of one round that count: one per entrant, or all where each is an entry.

    Best: by the criteria of the rules without prediction, number of attempts and draw (so that
    more attempts are not more predictions), a passed attempt first where a câu điểm liệt can
    fail one; between equals the earlier. Sorted by entrant and number.
    """
    own: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.valid:
            own[entry.entrant_id].append(entry)
    chosen: list[Entry] = []
    for _, mine in sorted(own.items()):
        chosen += _choose(sorted(mine, key=lambda entry: entry.number), rules)
    return chosen


def round_lines(
    entries: Iterable[Entry],
    rules: RuleSet,
    actual: int | None = None,
) -> list[Line]:
    """The lines of one round, of its valid entries, undrawn (`drawing.part` parts ties).
    `actual`: value of the prediction question, None while unknown."""
    known = list(entries)
    tries: dict[int, int] = defaultdict(int)
    for entry in known:
        tries[entry.entrant_id] += entry.valid
    each = rules.attempts.counting is Counting.EACH
    return [
        Line(
            entrant_id=entry.entrant_id,
            attempt_id=entry.attempt_id,
            correct=entry.correct,
            points_milli=entry.points_milli,
            passed=entry.passed,
            submitted_at_us=entry.submitted_at_us,
            duration_ms=comparable_duration(entry.duration_ms, entry.extra_percent, rules),
            attempts=1 if each else tries[entry.entrant_id],
            prediction_distance=distance(entry.prediction, actual),
            entry=entry.number if each else 0,
        )
        for entry in counted_entries(known, rules)
    ]


def overall_lines(rounds: Sequence[Sequence[Line]], rules: RuleSet) -> list[Line]:
    """The lines of the whole contest from those of its rounds; a draw of a round says nothing here.

    SUM adds right answers, points, distances, durations and attempts of the rounds a person took
    part in; a missing distance makes the sum missing; a duration left out makes the sum left out;
    the instant is that of the last counted hand-in; passed means passed in each of these rounds.
    BEST_ROUND takes the line that ranks first, the earlier between equals, with its own distance.
    """
    own: dict[int, list[Line]] = defaultdict(list)
    for lines in rounds:
        for line in lines:
            own[line.entrant_id].append(line)
    match rules.ranking.overall:
        case Overall.NONE:
            return []
        case Overall.SUM:
            made = [_sum(mine) for _, mine in sorted(own.items())]
        case Overall.BEST_ROUND:
            made = [_best(mine, rules) for _, mine in sorted(own.items())]
    return made


def _choose(mine: list[Entry], rules: RuleSet) -> list[Entry]:
    match rules.attempts.counting:
        case Counting.EACH:
            return mine
        case Counting.FIRST:
            return mine[:1]
        case Counting.LAST:
            return mine[-1:]
        case Counting.BEST:
            return [min(mine, key=lambda entry: _own_order(entry, rules))]


def _own_order(entry: Entry, rules: RuleSet) -> tuple[int, ...]:
    order: list[int] = [not entry.passed] if rules.passing.critical_fails else []
    for criterion in rules.ranking.tie_breaks:
        if criterion in _AFTER_THE_ATTEMPT:
            continue
        order.append(
            {
                TieBreak.CORRECT: -entry.correct,
                TieBreak.SCORE: -entry.points_milli,
                TieBreak.DURATION: entry.duration_ms,
                TieBreak.SUBMITTED_AT: entry.submitted_at_us,
            }[criterion]
        )
    return (*order, entry.submitted_at_us, entry.number)


def _sum(mine: Sequence[Line]) -> Line:
    distances = [line.prediction_distance for line in mine]
    durations = [line.duration_ms for line in mine]
    return Line(
        entrant_id=mine[0].entrant_id,
        attempt_id=mine[0].attempt_id if len(mine) == 1 else None,
        correct=sum(line.correct for line in mine),
        points_milli=sum(line.points_milli for line in mine),
        passed=all(line.passed for line in mine),
        submitted_at_us=max(line.submitted_at_us for line in mine),
        duration_ms=_total(durations),
        attempts=sum(line.attempts for line in mine),
        prediction_distance=_total(distances),
    )


def _total(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _best(mine: Sequence[Line], rules: RuleSet) -> Line:
    best = min(mine, key=lambda line: (rank_key(line, rules), line.submitted_at_us))
    return replace(best, attempts=sum(line.attempts for line in mine))
