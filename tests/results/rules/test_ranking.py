"""Order from rules: the key sorts as the rules compare, for any lines and any list of criteria."""

from __future__ import annotations

from dataclasses import replace
from functools import cmp_to_key

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.results.rules.lines import Line
from contests.results.rules.ranking import WIDTHS, canonical, digest, rank, rank_key
from contests.rules.presets import T1, T2
from contests.rules.ruleset import Ranking, RuleSet, TieBreak

FIRST = st.sampled_from([TieBreak.CORRECT, TieBreak.SCORE])
OTHERS = [c for c in TieBreak if c is not TieBreak.DRAW]


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    first = draw(FIRST)
    rest = draw(st.permutations([c for c in OTHERS if c is not first]))
    order = (first, *rest[: draw(st.integers(0, len(rest)))])
    if draw(st.booleans()):
        order = (*order, TieBreak.DRAW)
    return RuleSet(ranking=Ranking(order))


LINES = st.lists(
    st.builds(
        Line,
        entrant_id=st.integers(1, 10**6),
        attempt_id=st.none(),
        correct=st.integers(0, 2),
        points_milli=st.sampled_from([0, 500, 30_000]),
        passed=st.booleans(),
        submitted_at_us=st.sampled_from([0, 9, 10, 1_768_784_400_000_000]),
        duration_ms=st.none() | st.sampled_from([0, 9, 10, 1_800_000]),
        attempts=st.integers(1, 11),
        prediction_distance=st.none() | st.sampled_from([0, 9, 10, 10_000_000]),
        draw=st.integers(0, 2),
    ),
    max_size=12,
    unique_by=lambda line: line.entrant_id,
)


def _compare(one: Line, other: Line, rules: RuleSet) -> int:
    """The rules as a person would apply them, without any key: negative when `one` is ahead."""
    for criterion in rules.ranking.tie_breaks:
        if criterion is TieBreak.CORRECT and one.correct != other.correct:
            return -1 if one.correct > other.correct else 1
        if criterion is TieBreak.SCORE and one.points_milli != other.points_milli:
            return -1 if one.points_milli > other.points_milli else 1
        if criterion is TieBreak.PREDICTION:
            mine, theirs = one.prediction_distance, other.prediction_distance
            if mine != theirs:
                if mine is None or theirs is None:
                    return 1 if mine is None else -1
                return -1 if mine < theirs else 1
        if criterion is TieBreak.DURATION and one.duration_ms != other.duration_ms:
            if one.duration_ms is None or other.duration_ms is None:
                return -1 if one.duration_ms is None else 1
            return -1 if one.duration_ms < other.duration_ms else 1
        if criterion is TieBreak.SUBMITTED_AT and one.submitted_at_us != other.submitted_at_us:
            return -1 if one.submitted_at_us < other.submitted_at_us else 1
        if criterion is TieBreak.FEWER_ATTEMPTS and one.attempts != other.attempts:
            return -1 if one.attempts < other.attempts else 1
        if criterion is TieBreak.DRAW and one.draw != other.draw:
            return -1 if one.draw < other.draw else 1
    return 0


@settings(max_examples=200, deadline=None)
@given(LINES, rule_sets())
def test_keys_sort_as_the_rules_compare(lines: list[Line], rules: RuleSet) -> None:
    for one in lines:
        for other in lines:
            mine, theirs = rank_key(one, rules), rank_key(other, rules)
            assert (mine > theirs) - (mine < theirs) == _compare(one, other, rules)


@settings(max_examples=100, deadline=None)
@given(LINES, rule_sets())
def test_ranks_are_those_of_a_person_counting(lines: list[Line], rules: RuleSet) -> None:
    ranked = rank(lines, rules)
    by_hand = sorted(lines, key=cmp_to_key(lambda one, other: _compare(one, other, rules)))
    assert [row.key for row in ranked] == [rank_key(line, rules) for line in by_hand]
    for row in ranked:
        ahead = sum(_compare(other, row.line, rules) < 0 for other in lines)
        level = sum(_compare(other, row.line, rules) == 0 for other in lines)
        assert row.rank == 1 + ahead
        assert row.tied is (level > 1)
        # One's own place in SQL: one more than the number of smaller keys.
        assert row.rank == 1 + sum(rank_key(other, rules) < row.key for other in lines)


@settings(max_examples=100, deadline=None)
@given(LINES, rule_sets(), st.randoms(use_true_random=False))
def test_order_of_input_and_recomputation_change_no_byte(
    lines: list[Line], rules: RuleSet, chance: object
) -> None:
    mixed = list(lines)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert canonical(rank(mixed, rules)) == canonical(rank(lines, rules))
    assert digest(rank(mixed, rules)) == digest(rank(lines, rules))


@settings(max_examples=100, deadline=None)
@given(LINES, rule_sets())
def test_an_irrelevant_entrant_reorders_nobody(lines: list[Line], rules: RuleSet) -> None:
    everybody = [row.line for row in rank(lines, rules)]
    for absent in lines:
        rest = [line for line in lines if line is not absent]
        assert [row.line for row in rank(rest, rules)] == [
            line for line in everybody if line is not absent
        ]


@given(LINES, rule_sets())
def test_keys_are_digits_of_one_width(lines: list[Line], rules: RuleSet) -> None:
    width = sum(WIDTHS[criterion] for criterion in rules.ranking.tie_breaks)
    for line in lines:
        assert rank_key(line, rules).isdecimal()
        assert len(rank_key(line, rules)) == width
    assert sum(WIDTHS.values()) <= 200


def test_every_criterion_has_a_width() -> None:
    assert set(WIDTHS) == set(TieBreak)


def _line(entrant: int, correct: int, **changed: object) -> Line:
    base = Line(entrant, entrant, correct, correct * 1000, True, 100 + entrant, 60_000, 1)
    return replace(base, **changed)  # type: ignore[arg-type]


def test_ties_are_shown_as_ties() -> None:
    rules = RuleSet(ranking=Ranking((TieBreak.CORRECT,)))
    ranked = rank([_line(4, 9), _line(2, 10), _line(1, 10), _line(3, 8)], rules)
    assert [(row.rank, row.tied, row.line.entrant_id) for row in ranked] == [
        (1, True, 1),
        (1, True, 2),
        (3, False, 4),
        (4, False, 3),
    ]


def test_t1_prediction_then_instant() -> None:
    rules = RuleSet(ranking=Ranking(T1))
    lines = [
        _line(1, 30, prediction_distance=5, submitted_at_us=1),
        _line(2, 30, prediction_distance=3, submitted_at_us=9),
        _line(3, 30, prediction_distance=3, submitted_at_us=8),
        _line(4, 30, prediction_distance=None, submitted_at_us=0),
        _line(5, 29, prediction_distance=0, submitted_at_us=0),
    ]
    assert [row.line.entrant_id for row in rank(lines, rules)] == [3, 2, 1, 4, 5]


def test_t2_milliseconds_decide() -> None:
    rules = RuleSet(ranking=Ranking(T2))
    lines = [_line(1, 20, duration_ms=60_001), _line(2, 20, duration_ms=60_000)]
    assert [row.line.entrant_id for row in rank(lines, rules)] == [2, 1]


def test_before_the_actual_value_is_known_the_next_criterion_decides() -> None:
    rules = RuleSet(ranking=Ranking(T1))
    lines = [_line(1, 30, submitted_at_us=2), _line(2, 30, submitted_at_us=1)]
    assert [row.line.entrant_id for row in rank(lines, rules)] == [2, 1]


def test_a_tie_stands_until_it_is_drawn() -> None:
    rules = RuleSet(ranking=Ranking((TieBreak.CORRECT, TieBreak.DRAW)))
    lines = [_line(1, 30), _line(2, 30), _line(3, 29)]
    assert [row.rank for row in rank(lines, rules)] == [1, 1, 3]
    drawn = [replace(lines[0], draw=2), replace(lines[1], draw=1), lines[2]]
    assert [(row.rank, row.line.entrant_id) for row in rank(drawn, rules)] == [
        (1, 2),
        (2, 1),
        (3, 3),
    ]


def test_a_number_that_does_not_fit_is_refused_and_not_wrapped() -> None:
    rules = RuleSet(ranking=Ranking((TieBreak.CORRECT, TieBreak.DURATION)))
    with pytest.raises(OverflowError):
        rank_key(_line(1, 30, duration_ms=10**14), rules)
    with pytest.raises(OverflowError):
        rank_key(_line(1, -1), rules)


def test_extremes_of_real_contests() -> None:
    """27 perfect papers of 73,108 (Quảng Ngãi 2026), and 22 % perfect (Nghệ An 2024)."""
    rules = RuleSet(ranking=Ranking((TieBreak.CORRECT,)))
    few = rank([_line(n, 30 if n < 27 else 29) for n in range(1_000)], rules)
    assert sum(row.rank == 1 for row in few) == 27
    assert few[27].rank == 28
    many = rank([_line(n, 15 if n % 100 < 22 else 14) for n in range(1_000)], rules)
    assert [sum(row.rank == 1 for row in many), many[220].rank] == [220, 221]
    total = RuleSet(ranking=Ranking(T2))
    assert not any(
        row.tied for row in rank([_line(n, 15, submitted_at_us=n) for n in range(500)], total)
    )
