"""Numbers as people type them, exact both ways."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.numbers import number_text, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18", Fraction(18)),
        (" 18 ", Fraction(18)),
        ("2,5", Fraction(5, 2)),
        ("2.5", Fraction(5, 2)),
        ("1.500", Fraction(1500)),
        ("1 500 000", Fraction(1_500_000)),
        ("1.500,75", Fraction(150_075, 100)),
        ("-0,5", Fraction(-1, 2)),
        ("−3", Fraction(-3)),
        ("1/3", Fraction(1, 3)),
        ("-2 / 4", Fraction(-1, 2)),
        ("５", Fraction(5)),
        ("5 %", Fraction(5)),
        ("", None),
        ("mười", None),
        ("1/0", None),
        ("1,2,3", None),
        ("1.50.000", None),
        ("1e5", None),
        ("--1", None),
        ("9" * 16, None),
        ("1" + " " * 100, None),
    ],
)
def test_what_is_read(text: str, value: Fraction | None) -> None:
    assert read_number(text) == value


def test_a_unit_may_be_typed_too() -> None:
    assert read_number("18 Tuổi", "tuổi") == read_number("18", "tuổi") == 18
    assert read_number("18 tháng", "tuổi") is None


@given(st.fractions(max_denominator=10**6).filter(lambda value: abs(value.numerator) < 10**9))
def test_what_is_written_reads_back(value: Fraction) -> None:
    assert read_number(number_text(value)) == value


@given(st.text(max_size=70))
def test_reading_never_fails(text: str) -> None:
    read_number(text, text[:3])
