"""Marking one response: exhaustive over small keys."""

from fractions import Fraction
from itertools import combinations

import pytest

from quiz.rules.marking import Mark, ResponseError, is_response, mark
from quiz.rules.question import Kind

ALL = ["".join(c) for size in range(5) for c in combinations("ABCD", size)]


def test_right_is_exactly_the_right_letters() -> None:
    for right in filter(None, ALL):
        for response in ALL:
            result = mark(Kind.MULTIPLE, frozenset(right), response)
            same = right == response
            assert result == Mark(correct=same, blank=response == "", share=Fraction(same))


def test_several_letters_where_one_is_asked_are_wrong() -> None:
    assert mark(Kind.SINGLE, frozenset("B"), "B").correct
    assert not mark(Kind.SINGLE, frozenset("B"), "AB").correct
    assert mark(Kind.TRUE_FALSE, frozenset("A"), "") == Mark(correct=False, blank=True)


@pytest.mark.parametrize("response", ["BA", "AA", "a", "I", "A,B", " A", "Á", "1"])
def test_a_malformed_response_is_refused(response: str) -> None:
    assert not is_response(response)
    with pytest.raises(ResponseError):
        mark(Kind.SINGLE, frozenset("A"), response)


@pytest.mark.parametrize(
    ("kind", "right"),
    [(Kind.SINGLE, ""), (Kind.SINGLE, "AB"), (Kind.TRUE_FALSE, "AB"), (Kind.MULTIPLE, "AX")],
)
def test_an_impossible_key_is_refused(kind: Kind, right: str) -> None:
    with pytest.raises(ValueError, match="key|letter"):
        mark(kind, frozenset(right), "A")
