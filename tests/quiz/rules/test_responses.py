"""What each kind can be answered with, judged without the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.question import Kind
from quiz.rules.responses import (
    CHILD,
    FIELD,
    RESPONSE_MAX,
    TYPED_MAX,
    fits,
    shape,
    shapes,
    tidy,
    typed_fields,
    typed_max,
)

SITUATION = shape(
    Kind.SITUATION, 0, children=[shape(Kind.SINGLE, 4), shape(Kind.SHORT, 0), shape(Kind.ORDER, 3)]
)


@pytest.mark.parametrize(
    ("one", "yes", "no"),
    [
        (shape(Kind.SINGLE, 3), ["A", "C"], ["D", "AB", "a", "1"]),
        (shape(Kind.TRUE_FALSE, 2), ["A", "B"], ["C"]),
        (shape(Kind.MULTIPLE, 3), ["A", "AC"], ["CA", "AA", "AD"]),
        (shape(Kind.STATEMENTS, 4), ["TFTF", "T--F", "----"], ["TFT", "TFTFT", "TFTX", "A"]),
        (shape(Kind.ORDER, 3), ["312", "11-", "8--"], ["31", "abc", "09-"]),
        (shape(Kind.MATCHING, 2), ["CA", "-H"], ["C", "CI"]),
        (shape(Kind.SHORT, 0), ["Quốc hội", "[{", "x" * TYPED_MAX],
         ["x" * (TYPED_MAX + 1), "a\x00", "a\nb", "\ud800", f"a{FIELD}b"]),
        (shape(Kind.NUMBER, 0), ["18,5", "mười"], ["1\t2"]),
        (shape(Kind.BLANKS, 0, 2), [f"18{FIELD}ba", FIELD], ["18", f"a{FIELD}b{FIELD}c"]),
        (SITUATION, [f"A{CHILD}ba{CHILD}312", f"{CHILD}{CHILD}1--", CHILD * 2],
         ["A", f"E{CHILD}{CHILD}", f"A{CHILD}x{CHILD}31", CHILD * 3]),
    ],
)  # fmt: skip
def test_possible_and_impossible(one: str, yes: list[str], no: list[str]) -> None:
    assert fits(one, "")
    assert [text for text in yes if not fits(one, text)] == []
    assert [text for text in no if fits(one, text)] == []


def test_every_shape_is_its_own() -> None:
    found = [
        shape(kind, count)
        for count in range(2, 9)
        for kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.STATEMENTS, Kind.ORDER, Kind.MATCHING)
    ]
    found += [shape(Kind.BLANKS, 0, count) for count in range(1, 9)]
    found += [shape(Kind.SHORT, 0), shape(Kind.NUMBER, 0)]
    assert len(set(found)) == len(found) and all(len(one) == 1 for one in found)
    assert shapes("".join([*found, SITUATION, "4"])) == [*found, SITUATION, "4"]  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.ESSAY, Kind.PREDICTION, Kind.SITUATION])
def test_what_is_not_answered_here_has_no_shape(kind: Kind) -> None:
    with pytest.raises(ValueError, match="question has|answered here"):
        shape(kind, 0)


def test_the_longest_answers_have_room() -> None:
    eight = shape(Kind.BLANKS, 0, 8)
    most = typed_max(typed_fields(eight))
    assert most == TYPED_MAX and fits(eight, FIELD.join(["x" * most] * 8))
    full = shape(Kind.SITUATION, 0, children=[eight] * 6)
    text = CHILD.join([FIELD.join(["x" * typed_max(48)] * 8)] * 6)
    assert fits(full, text) and len(text) <= RESPONSE_MAX


def test_nothing_said_is_stored_as_nothing() -> None:
    assert tidy(Kind.STATEMENTS, "----") == tidy(Kind.BLANKS, f" {FIELD}") == ""
    assert tidy(Kind.SITUATION, CHILD) == tidy(Kind.SHORT, "") == ""
    assert tidy(Kind.ORDER, "1--") == "1--"


@given(st.text(max_size=30), st.sampled_from(["4", "c", "D", "L", "T", "i", "j", "l", SITUATION]))
def test_judging_never_fails(text: str, one: str) -> None:
    fits(one, text)
