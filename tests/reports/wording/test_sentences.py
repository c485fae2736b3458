"""Comparisons and numbers in words: zero, one, none, hidden, not comparable."""

from __future__ import annotations

import pytest

from contests.reports.rules.figures import Figure, Unit, Value
from contests.reports.wording.sentences import cell, changed, comparison, joined, sentence


@pytest.mark.parametrize(
    ("now", "before", "unit", "expected"),
    [
        (11106, 9872, Unit.ATTEMPTS, "tăng 1.234 lượt (tăng 12,50%) so với cùng kỳ năm 2025"),
        (100, 400, Unit.PERSONS, "giảm 300 người (giảm 75,00%) so với cùng kỳ năm 2025"),
        (2, 1, Unit.CONTESTS, "tăng 01 cuộc thi (tăng 100,00%) so với cùng kỳ năm 2025"),
        (7, 7, Unit.PERSONS, "bằng cùng kỳ năm 2025"),
        (7, 0, Unit.PERSONS, "cùng kỳ năm 2025 không có"),
        (0, 7, Unit.ATTEMPTS, "cùng kỳ năm 2025 có 07 lượt"),
        (0, 0, Unit.ATTEMPTS, ""),
        (7, None, Unit.ATTEMPTS, ""),
        (None, 7, Unit.ATTEMPTS, ""),
        (1_500_000, 1_000_000, Unit.VND, "tăng 500.000 đồng (tăng 50,00%) so với cùng kỳ năm 2025"),
        (3, 9, Unit.ATTEMPTS, "giảm 06 lượt (giảm 66,67%) so với cùng kỳ năm 2025"),
    ],
)
def test_comparison(now: Value, before: Value, unit: Unit, expected: str) -> None:
    figure = Figure("x", "x", unit, now, before)
    assert comparison(figure, 2026, is_comparable=True) == expected


def test_comparison_of_places_from_before_the_merger() -> None:
    figure = Figure("x", "x", Unit.ATTEMPTS, 5, None)
    words = comparison(figure, 2025, is_comparable=False)
    assert words == "không so sánh được với cùng kỳ năm trước"


def test_a_hidden_number_is_never_compared() -> None:
    figure = Figure("x", "x", Unit.ATTEMPTS, 9, None, ("previous",))
    assert comparison(figure, 2026, is_comparable=True) == ""


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (9, 8, "+12,50%"),
        (7, 8, "-12,50%"),
        (8, 8, "0,00%"),
        (8, 0, "–"),
        (None, 8, "–"),
        ((1, 2), (1, 4), "+25,00 điểm %"),
        ((1, 4), (1, 2), "-25,00 điểm %"),
        ((1, 4), (1, 0), "–"),
    ],
)
def test_changed(now: Value, before: Value, expected: str) -> None:
    assert changed(now, before, is_comparable=True) == expected
    assert changed(now, before, is_comparable=False) == "Không so sánh được"


def test_cells() -> None:
    assert cell(1234) == "1.234"
    assert cell(0) == "0"
    assert cell(None) == "–"
    assert cell(None, hidden=True) == "(*)"
    assert cell((2203, 10000)) == "22,03%"
    assert cell((0, 0)) == "–"


def test_sentences_end_once() -> None:
    assert sentence("Đã xong") == "Đã xong."
    assert sentence("Đã xong;") == "Đã xong."
    assert sentence("Đã xong.") == "Đã xong."
    assert sentence("Gồm:") == "Gồm:"
    assert sentence("") == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b và c"
    assert joined(["03 hội nghị", "250 người"], "với") == "03 hội nghị với 250 người"
