"""Predictions as typed and as they turn out; unit boards; stored against recomputed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.results.rules.counting import counted_entries
from contests.results.rules.predictions import Actual, actual, distance
from contests.results.rules.units import (
    Tally,
    UnitRanked,
    measures,
    rank_units,
    size_group,
    tallies,
)
from contests.results.rules.verify import Difference, compare
from contests.rules.predictions import PredictionUnreadable, parse
from contests.rules.ruleset import (
    Overall,
    Passing,
    Prediction,
    PredictionBasis,
    PredictionEntries,
    PredictionKind,
    PredictionRight,
    Ranking,
    RuleSet,
    UnitBoard,
    UnitKind,
    UnitMeasure,
    Weight,
)
from contests.wording.rank_line import prediction_value
from tests.results.rules.test_counting import entry

P1, P2, P3, P4 = (PredictionKind(f"P{number}") for number in range(1, 5))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (P1, "1234", 1_234),
        (P1, "1.234", 1_234),
        (P2, "1.234.567", 1_234_567),
        (P2, "1 234", 1_234),
        (P2, "1\u00a0234\u202f567", 1_234_567),
        (P3, "0", 0),
        (P3, "007", 7),
        (P3, " １２ ", 12),
        (P1, "1000000000", 1_000_000_000),
        (P1, "", None),
        (P4, "   ", None),
        (P4, "87,65432", 8_765_432),
        (P4, "87.65432", 8_765_432),
        (P4, "87%", 8_700_000),
        (P4, "87,5 %", 8_750_000),
        (P4, "1.234", 123_400),
        (P4, "0", 0),
        (P4, "100", 10_000_000),
        (P4, "100,00000", 10_000_000),
        (P4, "0,00001", 1),
    ],
)
def test_parse(kind: PredictionKind, text: str, value: int | None) -> None:
    assert parse(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (P1, "12.34", "PREDICTION-COUNT"),
        (P1, "1,234", "PREDICTION-COUNT"),
        (P1, "-5", "PREDICTION-COUNT"),
        (P1, "1.2345", "PREDICTION-COUNT"),
        (P1, "1e3", "PREDICTION-COUNT"),
        (P1, "١٢", "PREDICTION-COUNT"),
        (P1, "1000000001", "PREDICTION-LARGE"),
        (P1, "9" * 400, "PREDICTION-LARGE"),
        (P4, "87,654321", "PREDICTION-DECIMALS"),
        (P4, "100,00001", "PREDICTION-OVER-100"),
        (P4, "101%", "PREDICTION-OVER-100"),
        (P4, "1.234,5", "PREDICTION-PERCENT"),
        (P4, "87,", "PREDICTION-PERCENT"),
        (P4, "-1", "PREDICTION-PERCENT"),
        (P4, "tám", "PREDICTION-PERCENT"),
        (PredictionKind.NONE, "1", "PREDICTION-UNASKED"),
    ],
)
def test_unreadable(kind: PredictionKind, text: str, code: str) -> None:
    with pytest.raises(PredictionUnreadable) as caught:
        parse(kind, text)
    assert caught.value.fault.code == code


@given(st.integers(0, 10_000_000))
def test_a_shown_prediction_can_be_typed_again(value: int) -> None:
    assert parse(P4, prediction_value(P4, value)) == value
    assert parse(P1, prediction_value(P1, value)) == value


def test_distance() -> None:
    assert [distance(5, 8), distance(8, 5), distance(None, 5), distance(5, None)] == [
        3,
        3,
        None,
        None,
    ]


# Person 1: two attempts, one perfect. Person 2: perfect but annulled. Persons 3 and 4: not perfect.
ENTRIES = [
    entry(1, 1, 5),
    entry(1, 2, 9, perfect=True),
    entry(2, 1, 9, perfect=True, valid=False),
    entry(3, 1, 4),
    entry(4, 1, 6),
    entry(4, 2, 6),
]
ATTEMPTS, PERSONS = PredictionBasis.ATTEMPTS, PredictionBasis.PERSONS
ALL, VALID, COUNTED = PredictionEntries.ALL, PredictionEntries.VALID, PredictionEntries.COUNTED
PERFECT, PASSED = PredictionRight.ALL_CORRECT, PredictionRight.PASSED


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (Prediction(P1, PERSONS, VALID), Actual(1, "P1/persons/valid/all_correct", 1, 0)),
        (Prediction(P1, PERSONS, ALL), Actual(2, "P1/persons/all/all_correct", 2, 0)),
        (Prediction(P1, ATTEMPTS, VALID, PASSED), Actual(4, "P1/attempts/valid/passed", 4, 0)),
        (Prediction(P1, PERSONS, VALID, PASSED), Actual(2, "P1/persons/valid/passed", 2, 0)),
        (Prediction(P2, PERSONS, VALID), Actual(5, "P2/attempts/valid", 5, 0)),
        (Prediction(P2, PERSONS, ALL), Actual(6, "P2/attempts/all", 6, 0)),
        (Prediction(P2, PERSONS, COUNTED), Actual(3, "P2/attempts/counted", 3, 0)),
        (Prediction(P3, ATTEMPTS, VALID), Actual(3, "P3/persons/valid", 3, 0)),
        (Prediction(P3, ATTEMPTS, ALL), Actual(4, "P3/persons/all", 4, 0)),
        (
            Prediction(P4, PERSONS, VALID),
            Actual(3_333_333, "P4/persons/valid/all_correct", 1, 3),
        ),
        (
            Prediction(P4, PERSONS, COUNTED, PASSED),
            Actual(6_666_667, "P4/persons/counted/passed", 2, 3),
        ),
        (
            Prediction(P4, ATTEMPTS, ALL),
            Actual(3_333_333, "P4/attempts/all/all_correct", 2, 6),
        ),
        (Prediction(), None),
    ],
)
def test_actual(terms: Prediction, expected: Actual | None) -> None:
    rules = RuleSet(prediction=terms, passing=Passing(5))
    assert actual(ENTRIES, counted_entries(ENTRIES, rules), rules) == expected


def test_actual_of_nobody() -> None:
    rules = RuleSet(prediction=Prediction(P4))
    assert actual([], [], rules) == Actual(0, "P4/persons/valid/all_correct", 0, 0)


TALLIES = [
    Tally("a", attempts=30, persons=10, passed=5, points_milli=80_000, lines=10, head_count=20),
    Tally("b", attempts=10, persons=8, passed=8, points_milli=72_000, lines=8, head_count=8),
    Tally("c", attempts=5, persons=5, passed=1, points_milli=20_000, lines=5, winners=2),
    Tally("d", attempts=5, persons=9, passed=1, points_milli=20_000, lines=9, head_count=6),
    Tally("e", attempts=0, persons=0, passed=0, points_milli=0, lines=0, head_count=300),
]
POINTS = 10_000


def test_tallies_count_attempts_persons_and_counted_attempts() -> None:
    """Round 1 and 2; person 1 sits in both, person 2 is annulled, person 4 is of no unit."""
    rules = RuleSet(passing=Passing(5))
    placed = [
        *((one, "a" if one.entrant_id != 4 else None) for one in ENTRIES),
        (entry(1, 1, 3, round_number=2, attempt_id=900), "a"),
        (entry(5, 1, 8, round_number=2), "b"),
    ]
    assert tallies(placed, rules, winners={1}, head_counts={"a": 40}) == [
        # Counted: 9 and 3 of person 1, 4 of person 3. Passed: person 1.
        Tally("a", 4, 2, 1, points_milli=16_000, lines=3, winners=1, head_count=40),
        Tally("b", 1, 1, 1, points_milli=8_000, lines=1),
    ]
    assert tallies([], rules) == []


def test_an_average_over_rounds_is_never_more_than_one() -> None:
    """Control for the sum of rounds: two full papers average to one full paper."""
    rules = RuleSet(ranking=Ranking(overall=Overall.SUM))
    placed = [(entry(1, 1, 10, round_number=n, attempt_id=n), "a") for n in (1, 2)]
    (tally,) = tallies(placed, rules)
    assert measures(tally, POINTS)[UnitMeasure.AVERAGE] == 1


def _board(*weights: tuple[UnitMeasure, int], **more: tuple[object, ...]) -> UnitBoard:
    return UnitBoard(
        UnitKind.COMMUNE,
        tuple(Weight(measure, percent) for measure, percent in weights),
        **more,  # type: ignore[arg-type]
    )


def _places(rows: list[UnitRanked]) -> list[tuple[str, int | None, int, bool]]:
    return [(row.code, row.group, row.rank, row.tied) for row in rows]


def test_measures_are_exact() -> None:
    values = measures(TALLIES[0], POINTS)
    assert values == {
        UnitMeasure.ATTEMPTS: Fraction(30),
        UnitMeasure.PERSONS: Fraction(10),
        UnitMeasure.RATE: Fraction(1, 2),
        UnitMeasure.AVERAGE: Fraction(4, 5),
        UnitMeasure.PASS_RATE: Fraction(1, 2),
        UnitMeasure.WINNERS: Fraction(0),
    }
    assert set(measures(TALLIES[4], POINTS).values()) == {Fraction(0)}


def test_one_measure_ranks_by_itself_and_ties_stand() -> None:
    rows = rank_units(TALLIES, _board((UnitMeasure.ATTEMPTS, 100)), POINTS)
    assert _places(rows) == [
        ("a", 0, 1, False),
        ("b", 0, 2, False),
        ("c", 0, 3, True),
        ("d", 0, 3, True),
        ("e", 0, 5, False),
    ]
    broken = rank_units(
        TALLIES, _board((UnitMeasure.ATTEMPTS, 100), ties=(UnitMeasure.PERSONS,)), POINTS
    )
    assert [row.code for row in broken] == ["a", "b", "d", "c", "e"]
    assert not any(row.tied for row in broken)


def test_a_rate_above_one_is_flagged_and_counts_as_one() -> None:
    rows = {row.code: row for row in rank_units(TALLIES, _board((UnitMeasure.RATE, 100)), POINTS)}
    assert rows["d"].over_head_count and rows["d"].values[UnitMeasure.RATE] == 1
    assert rows["b"].rank == rows["d"].rank == 1
    assert [code for code, row in rows.items() if row.over_head_count] == ["d"]
    assert rows["c"].values[UnitMeasure.RATE] == 0


def test_weighted_formula() -> None:
    """50 % average, 30 % rate, 20 % pass rate (a real union's rules), worked by hand."""
    board = _board((UnitMeasure.AVERAGE, 50), (UnitMeasure.RATE, 30), (UnitMeasure.PASS_RATE, 20))
    rows = {row.code: row.score for row in rank_units(TALLIES, board, POINTS)}
    assert rows["a"] == 50 * Fraction(4, 5) + 30 * Fraction(1, 2) + 20 * Fraction(1, 2) == 65
    assert rows["b"] == 50 * Fraction(9, 10) + 30 + 20 == 95
    assert rows["e"] == 0


def test_counts_are_compared_with_the_greatest_of_the_size_group() -> None:
    board = _board((UnitMeasure.PERSONS, 50), (UnitMeasure.WINNERS, 50), size_groups=(10, 100))
    assert [size_group(board, n) for n in (1, 10, 11, 100, 101, None)] == [0, 0, 1, 1, 2, None]
    rows = rank_units(TALLIES, board, POINTS)
    assert _places(rows) == [
        ("d", 0, 1, False),
        ("b", 0, 2, False),
        ("a", 1, 1, False),
        ("e", 2, 1, False),
        ("c", None, 1, False),
    ]
    scores = {row.code: row.score for row in rows}
    assert scores == {"d": 50, "b": Fraction(50 * 8, 9), "a": 50, "e": 0, "c": 100}


@given(st.permutations(TALLIES))
def test_order_of_units_does_not_matter(tallies: list[Tally]) -> None:
    board = _board((UnitMeasure.AVERAGE, 40), (UnitMeasure.PERSONS, 60))
    assert rank_units(tallies, board, POINTS) == rank_units(TALLIES, board, POINTS)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_scores_stay_between_0_and_100(
    persons: int, head_count: int, points: int, winners: int
) -> None:
    one = Tally(
        "x", persons, persons, persons, min(points, persons * POINTS), persons, winners, head_count
    )
    board = _board(
        (UnitMeasure.RATE, 25),
        (UnitMeasure.AVERAGE, 25),
        (UnitMeasure.PASS_RATE, 25),
        (UnitMeasure.WINNERS, 25),
    )
    for row in rank_units([one, *TALLIES], board, POINTS):
        assert 0 <= row.score <= 100


STORED = {7: {"correct": 3, "per_item": "101"}, 8: {"correct": 1, "per_item": "001"}}


@pytest.mark.promise(8)
def test_compare_finds_every_difference() -> None:
    assert compare(STORED, {key: dict(row) for key, row in STORED.items()}) == []
    changed = {7: {"correct": 2, "per_item": "101"}, 9: {"correct": 0, "per_item": "000"}}
    assert compare(STORED, changed) == [
        Difference(7, "correct", 3, 2),
        Difference(9, "", None, {"correct": 0, "per_item": "000"}),
        Difference(8, "", {"correct": 1, "per_item": "001"}, None),
    ]


def test_equal_means_the_same_bytes() -> None:
    assert compare({1: {"passed": 1}}, {1: {"passed": True}}) == [Difference(1, "passed", 1, True)]
    assert compare({1: {"x": 1.0}}, {1: {"x": 1}}) != []
    assert compare({1: {"x": 1, "y": 2}}, {1: {"x": 1}}) == [Difference(1, "y", 2, None)]
    assert compare({1: {"x": None}}, {1: {}}) == [Difference(1, "x", None, None)]


def test_a_lost_row_of_the_ledger_is_noticed() -> None:
    """Control: what a recomputation without one attempt gives is not what was stored."""
    rules = RuleSet()
    full = {e.entrant_id: {"attempt": e.attempt_id} for e in counted_entries(ENTRIES, rules)}
    kept = [e for e in ENTRIES if e.attempt_id != 102]
    less = {e.entrant_id: {"attempt": e.attempt_id} for e in counted_entries(kept, rules)}
    assert compare(full, less) == [Difference(1, "attempt", 102, 101)]
    assert replace(ENTRIES[0], correct=6) != ENTRIES[0]
