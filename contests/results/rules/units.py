"""Boards of organisations and communes: exact fractions, size groups, a weighted formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from contests.results.rules.counting import counted_entries
from contests.results.rules.lines import Entry
from contests.rules.choices import UnitMeasure
from contests.rules.terms import RuleSet, UnitBoard


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one unit. `persons`: distinct persons with a valid attempt; `passed`: those
    of them whose counted attempt (any, where each counts) passed. `points_milli` and `lines`: sum
    and number of counted lines. `head_count` None: not declared."""

    code: str
    attempts: int
    persons: int
    passed: int
    points_milli: int
    lines: int
    winners: int = 0
    head_count: int | None = None


@dataclass(frozen=True, slots=True)
class UnitRanked:
    """One row of a board. `score` is between 0 and 100, exact; `values` the measures before
    weighing (persons and attempts as counts, the others as fractions of 1).

    `group` is the number of the size group from 0, None when the head-count is unknown and the
    board has groups. `over_head_count`: more persons than the unit has, so the denominator is
    wrong or outsiders chose it; the rate then counts as 1 and a human looks.
    """

    code: str
    group: int | None
    rank: int
    tied: bool
    score: Fraction
    values: dict[UnitMeasure, Fraction]
    over_head_count: bool


def tallies(
    placed: Iterable[tuple[Entry, str | None]],
    rules: RuleSet,
    *,
    winners: Collection[int] = (),
    head_counts: Mapping[str, int] | None = None,
) -> list[Tally]:
    """The counts of every unit with a valid attempt, by code, from the entries of one round or of
    all rounds, each with the code of its unit (None: of no unit).

    Averages are over the counted attempts of every round, never over sums of rounds. `winners`:
    entrants with an individual prize.
    """
    unit_of = {
        entry.attempt_id: (entry, code)
        for entry, code in placed
        if code is not None and entry.valid
    }
    by_round: dict[int, list[Entry]] = defaultdict(list)
    for entry, _ in unit_of.values():
        by_round[entry.round_number].append(entry)
    counted = {
        entry.attempt_id
        for entries in by_round.values()
        for entry in counted_entries(entries, rules)
    }
    own: dict[str, list[Entry]] = defaultdict(list)
    for entry, code in unit_of.values():
        own[code].append(entry)
    known = head_counts or {}
    found: list[Tally] = []
    for code, entries in sorted(own.items()):
        chosen = [entry for entry in entries if entry.attempt_id in counted]
        persons = {entry.entrant_id for entry in entries}
        found.append(
            Tally(
                code=code,
                attempts=len(entries),
                persons=len(persons),
                passed=len({entry.entrant_id for entry in chosen if entry.passed}),
                points_milli=sum(entry.points_milli for entry in chosen),
                lines=len(chosen),
                winners=len(persons.intersection(winners)),
                head_count=known.get(code),
            )
        )
    return found


def size_group(board: UnitBoard, head_count: int | None) -> int | None:
    """The size group of a unit: the first whose upper head-count is not exceeded."""
    if not board.size_groups:
        return 0
    if head_count is None:
        return None
    return sum(head_count > upper for upper in board.size_groups)


def measures(tally: Tally, paper_points_milli: int) -> dict[UnitMeasure, Fraction]:
    """Every measure of one unit, exact; a measure without a denominator is 0."""
    return {
        UnitMeasure.ATTEMPTS: Fraction(tally.attempts),
        UnitMeasure.PERSONS: Fraction(tally.persons),
        UnitMeasure.RATE: min(_ratio(tally.persons, tally.head_count or 0), Fraction(1)),
        UnitMeasure.AVERAGE: _ratio(tally.points_milli, tally.lines * paper_points_milli),
        UnitMeasure.PASS_RATE: _ratio(tally.passed, tally.persons),
        UnitMeasure.WINNERS: Fraction(tally.winners),
    }


def rank_units(
    tallies: Iterable[Tally], board: UnitBoard, paper_points_milli: int
) -> list[UnitRanked]:
    """The board, group by group (unknown size last), each with competition ranks.

    Counts are compared with the greatest of the same group: score = sum of percent × value, where
    a count is count / greatest and the others are the fractions themselves.
    """
    groups: dict[int | None, list[Tally]] = {}
    for tally in tallies:
        groups.setdefault(size_group(board, tally.head_count), []).append(tally)
    found: list[UnitRanked] = []
    for group in sorted(groups, key=lambda number: (number is None, number or 0)):
        found += _rank_group(groups[group], group, board, paper_points_milli)
    return found


_COUNTS = (UnitMeasure.ATTEMPTS, UnitMeasure.PERSONS, UnitMeasure.WINNERS)


def _rank_group(
    tallies: list[Tally], group: int | None, board: UnitBoard, paper_points_milli: int
) -> list[UnitRanked]:
    valued = [(tally, measures(tally, paper_points_milli)) for tally in tallies]
    most = {name: max(values[name] for _, values in valued) for name in _COUNTS}
    rows: list[tuple[tuple[Fraction, ...], Tally, Fraction, dict[UnitMeasure, Fraction]]] = []
    for tally, values in valued:
        score = sum(
            (w.percent * _share(values[w.measure], most.get(w.measure)) for w in board.weights),
            Fraction(0),
        )
        order = (-score, *(-values[name] for name in board.ties))
        rows.append((order, tally, score, values))
    rows.sort(key=lambda row: (row[0], row[1].code))
    orders = [row[0] for row in rows]
    found: list[UnitRanked] = []
    place = 0
    for position, (order, tally, score, values) in enumerate(rows):
        if position == 0 or order != orders[position - 1]:
            place = position + 1
        tied = place <= position or (position + 1 < len(rows) and orders[position + 1] == order)
        over = tally.head_count is not None and tally.persons > tally.head_count
        found.append(UnitRanked(tally.code, group, place, tied, score, values, over))
    return found


def _share(value: Fraction, most: Fraction | None) -> Fraction:
    if most is None:
        return value
    return value / most if most else Fraction(0)


def _ratio(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)
