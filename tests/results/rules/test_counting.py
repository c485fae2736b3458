"""Which attempt counts, how extra time is compared, how rounds add up."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from contests.results.rules.counting import (
    comparable_duration,
    counted_entries,
    overall_lines,
    round_lines,
)
from contests.results.rules.lines import Entry, Line
from contests.results.rules.ranking import canonical, rank
from contests.rules.presets import T1, T2
from contests.rules.ruleset import (
    Attempts,
    Counting,
    ExtraDuration,
    Overall,
    Passing,
    Ranking,
    RuleSet,
    TieBreak,
    Timing,
)


def entry(who: int, number: int, correct: int, **changed: object) -> Entry:
    base = Entry(
        entrant_id=who,
        attempt_id=who * 100 + number,
        round_number=1,
        number=number,
        correct=correct,
        points_milli=correct * 1000,
        passed=correct >= 5,
        duration_ms=60_000,
        submitted_at_us=1_000 * number,
    )
    return replace(base, **changed)  # type: ignore[arg-type]


def rules(
    counting: Counting = Counting.BEST, order: tuple[TieBreak, ...] = T2, **kw: object
) -> RuleSet:
    return replace(
        RuleSet(attempts=Attempts(counting=counting), ranking=Ranking(order)),
        **kw,  # type: ignore[arg-type]
    )


THREE = [entry(1, 1, 7), entry(1, 2, 9), entry(1, 3, 8)]


@pytest.mark.parametrize(
    ("counting", "numbers"),
    [
        (Counting.BEST, [2]),
        (Counting.FIRST, [1]),
        (Counting.LAST, [3]),
        (Counting.EACH, [1, 2, 3]),
    ],
)
def test_counting(counting: Counting, numbers: list[int]) -> None:
    for order in (THREE, THREE[::-1]):
        assert [one.number for one in counted_entries(order, rules(counting))] == numbers


def test_an_annulled_attempt_never_counts() -> None:
    annulled = [replace(one, valid=one.number != 2) for one in THREE]
    assert [one.number for one in counted_entries(annulled, rules())] == [3]
    first = [replace(one, valid=one.number != 1) for one in THREE]
    assert [one.number for one in counted_entries(first, rules(Counting.FIRST))] == [2]
    assert counted_entries([replace(one, valid=False) for one in THREE], rules()) == []
    assert round_lines(annulled, rules())[0].attempts == 2


def test_best_follows_the_order_of_the_rules() -> None:
    mine = [
        entry(1, 1, 9, duration_ms=50_000, points_milli=9_000),
        entry(1, 2, 9, duration_ms=40_000, points_milli=8_500),
    ]
    assert counted_entries(mine, rules())[0].number == 2
    by_score = rules(order=(TieBreak.SCORE, TieBreak.DURATION))
    assert counted_entries(mine, by_score)[0].number == 1
    # Equal in everything: the earlier, even where the rules do not ask for the instant.
    equal = [entry(1, 1, 9, submitted_at_us=5), entry(1, 2, 9, submitted_at_us=4)]
    assert counted_entries(equal, rules(order=(TieBreak.CORRECT,)))[0].number == 2


def test_more_attempts_are_not_more_predictions() -> None:
    """The second perfect paper has the better guess; the first perfect one counts."""
    mine = [entry(1, 1, 9, prediction=500), entry(1, 2, 9, prediction=27)]
    (line,) = round_lines(mine, rules(order=T1), actual=27)
    assert (line.attempt_id, line.prediction_distance) == (101, 473)


def test_a_passed_attempt_goes_before_one_failed_by_a_critical_question() -> None:
    mine = [entry(1, 1, 9, passed=False), entry(1, 2, 8, passed=True)]
    assert counted_entries(mine, rules())[0].number == 1
    critical = rules(passing=Passing(5, True))
    assert counted_entries(mine, critical)[0].number == 2


def test_every_attempt_is_an_entry() -> None:
    lines = round_lines([*THREE, entry(2, 1, 8)], rules(Counting.EACH))
    assert [(line.entrant_id, line.entry, line.attempts) for line in lines] == [
        (1, 1, 1),
        (1, 2, 1),
        (1, 3, 1),
        (2, 1, 1),
    ]


@pytest.mark.parametrize(
    ("measured", "extra", "policy", "compared"),
    [
        (60_000, 0, ExtraDuration.SCALED, 60_000),
        (60_000, 0, ExtraDuration.LEFT_OUT, 60_000),
        (60_000, 50, ExtraDuration.SCALED, 40_000),
        (60_001, 50, ExtraDuration.SCALED, 40_001),  # 40,000.67
        (1, 100, ExtraDuration.SCALED, 1),  # 0.5 up
        (60_000, 25, ExtraDuration.SCALED, 48_000),
        (60_000, 50, ExtraDuration.LEFT_OUT, None),
    ],
)
def test_comparable_duration(
    measured: int, extra: int, policy: ExtraDuration, compared: int | None
) -> None:
    terms = RuleSet(timing=Timing(extra_duration=policy))
    assert comparable_duration(measured, extra, terms) == compared


def _line(who: int, correct: int, at: int, **changed: object) -> Line:
    base = Line(who, who * 10, correct, correct * 1000, True, at, 60_000, 1, 5)
    return replace(base, **changed)  # type: ignore[arg-type]


ROUNDS = [
    [_line(1, 8, 100), _line(2, 9, 90)],
    [_line(1, 8, 200, prediction_distance=7), _line(3, 10, 150)],
]


def test_sum_of_rounds() -> None:
    summed = overall_lines(ROUNDS, rules(ranking=Ranking(T1, True, Overall.SUM)))
    first = next(line for line in summed if line.entrant_id == 1)
    assert (first.correct, first.points_milli, first.prediction_distance) == (16, 16_000, 12)
    assert (first.duration_ms, first.attempts, first.submitted_at_us) == (120_000, 2, 200)
    assert first.attempt_id is None
    assert [line.entrant_id for line in summed] == [1, 2, 3]
    assert [line.attempt_id for line in summed] == [None, 20, 30]


def test_what_is_missing_in_one_round_is_missing_in_the_sum() -> None:
    terms = rules(ranking=Ranking(T1, True, Overall.SUM))
    gap = [[_line(1, 8, 1, prediction_distance=None)], [_line(1, 8, 2, duration_ms=None)]]
    (line,) = overall_lines(gap, terms)
    assert (line.prediction_distance, line.duration_ms) == (None, None)
    failed = [[_line(1, 8, 1, passed=False)], [_line(1, 8, 2)]]
    assert overall_lines(failed, terms)[0].passed is False


def test_best_round() -> None:
    terms = rules(ranking=Ranking(T1, True, Overall.BEST_ROUND))
    lines = overall_lines(ROUNDS, terms)
    assert [(line.entrant_id, line.correct, line.submitted_at_us) for line in lines] == [
        (1, 8, 100),
        (2, 9, 90),
        (3, 10, 150),
    ]
    assert (lines[0].attempts, lines[0].draw) == (2, 0)


def test_no_overall_ranking() -> None:
    assert overall_lines(ROUNDS, rules()) == []


def test_the_whole_path_does_not_depend_on_the_order_of_attempts() -> None:
    chance = random.Random(8)
    entries = [
        entry(who, number, chance.randint(0, 10), prediction=chance.randint(0, 99))
        for who in range(1, 40)
        for number in range(1, 4)
    ]
    for counting in Counting:
        terms = rules(counting, T1)
        expected = canonical(rank(round_lines(entries, terms, actual=27), terms))
        for _ in range(5):
            chance.shuffle(entries)
            assert canonical(rank(round_lines(entries, terms, actual=27), terms)) == expected
