"""The examples of docs/scoring.md, computed."""

from __future__ import annotations

from contests.results.rules.counting import counted_entries, round_lines
from contests.results.rules.lines import Entry
from contests.results.rules.predictions import actual
from contests.results.rules.ranking import rank
from contests.results.rules.units import Tally, rank_units
from contests.rules.presets import T1
from contests.rules.ruleset import (
    Passing,
    Prediction,
    PredictionKind,
    Ranking,
    RuleSet,
    UnitBoard,
    UnitKind,
    UnitMeasure,
    Weight,
)
from contests.rules.scoring import AttemptScore, KeyItem, score_attempt
from contests.wording.rank_line import prediction_value
from quiz.rules.question import Kind

KEY = [
    KeyItem(Kind.SINGLE, frozenset("A")),
    KeyItem(Kind.SINGLE, frozenset("B"), critical=True),
    KeyItem(Kind.MULTIPLE, frozenset("AC"), points_milli=2500),
    KeyItem(Kind.TRUE_FALSE, frozenset("A")),
]


def test_scores() -> None:
    rules = RuleSet(passing=Passing(2, critical_fails=True))
    assert score_attempt({1: "A", 2: "C", 3: "A", 4: "A"}, KEY, rules) == AttemptScore(
        2, 2000, False, True, "1001"
    )
    assert score_attempt({1: "A", 2: "B"}, KEY, rules) == AttemptScore(2, 2000, True, False, "11--")


def _entry(who: int, correct: int, prediction: int | None, clock: tuple[int, int, int]) -> Entry:
    hours, minutes, seconds = clock
    at = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000
    return Entry(who, who, 1, 1, correct, correct * 1000, True, 1, at, prediction)


def test_t1() -> None:
    rules = RuleSet(ranking=Ranking(T1), prediction=Prediction(PredictionKind.P1))
    entries = [
        _entry(5, 29, 27, (6, 0, 0)),
        _entry(4, 30, None, (7, 0, 0)),
        _entry(3, 30, 32, (8, 0, 0)),
        _entry(2, 30, 24, (9, 0, 9)),
        _entry(1, 30, 30, (9, 0, 8)),
    ]
    ranked = rank(round_lines(entries, rules, actual=27), rules)
    assert [(row.rank, row.line.entrant_id, row.line.prediction_distance) for row in ranked] == [
        (1, 1, 3),
        (2, 2, 3),
        (3, 3, 5),
        (4, 4, None),
        (5, 5, 0),
    ]


def test_one_of_three() -> None:
    rules = RuleSet(prediction=Prediction(PredictionKind.P4))
    entries = [Entry(who, who, 1, 1, 9, 9000, True, 1, who, perfect=who == 1) for who in (1, 2, 3)]
    found = actual(entries, counted_entries(entries, rules), rules)
    assert found is not None
    assert (found.value, found.formula) == (3_333_333, "P4/persons/valid/all_correct")
    assert prediction_value(PredictionKind.P4, found.value) == "33,33333%"


def test_unit_formula() -> None:
    board = UnitBoard(
        UnitKind.ORGANISATION,
        (
            Weight(UnitMeasure.AVERAGE, 50),
            Weight(UnitMeasure.RATE, 30),
            Weight(UnitMeasure.PASS_RATE, 20),
        ),
    )
    tally = Tally("x", 10, 10, 5, points_milli=80_000, lines=10, head_count=20)
    (row,) = rank_units([tally], board, paper_points_milli=10_000)
    assert row.score == 65
