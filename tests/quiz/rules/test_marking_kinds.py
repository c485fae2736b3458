"""Marking of every kind: tables, and what holds for any key and any answer."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.marking import (
    Chosen,
    Fields,
    Key,
    Partial,
    Quantity,
    ResponseError,
    Rows,
    Scheme,
    Together,
    Typed,
    mark_key,
    points,
    text_key,
)
from quiz.rules.responses import CHILD, FIELD

EXAM = Scheme(Partial.EXAM_2025)
SHARE = Scheme(Partial.SHARE)
STRICT = Scheme(Partial.NONE, penalty_percent=25)
FOUR = Rows(("T", "F", "T", "T"), scaled=True)
GAPS = Fields((Typed(("18", "mười tám")), Typed(("Quốc hội",))))
TWO = Together((Chosen(frozenset("B")), Quantity(Fraction(5))))


@pytest.mark.parametrize(
    ("key", "response", "scheme", "share", "sign"),
    [
        (FOUR, "TFTT", EXAM, "1", "1"),
        (FOUR, "TFTF", EXAM, "1/2", "~"),
        (FOUR, "TF-F", EXAM, "1/4", "~"),
        (FOUR, "T---", EXAM, "1/10", "~"),
        (FOUR, "FTFF", EXAM, "0", "0"),
        (FOUR, "", EXAM, "0", "-"),
        (FOUR, "----", EXAM, "0", "-"),
        (FOUR, "TFTF", SHARE, "3/4", "~"),
        (FOUR, "TFTF", Scheme(), "0", "0"),
        (FOUR, "TFTF", STRICT, "-1/4", "0"),
        (FOUR, "", STRICT, "0", "-"),
        (Rows(("T", "F"), scaled=True), "TT", EXAM, "1/2", "~"),
        (Rows(("T",) * 8, scaled=True), "TTTT----", EXAM, "0", "0"),
        (Rows(("3", "1", "2")), "312", Scheme(), "1", "1"),
        (Rows(("3", "1", "2")), "31-", SHARE, "2/3", "~"),
        (Rows(("3", "1", "2")), "111", SHARE, "1/3", "~"),
        (Rows(("3", "1", "2")), "31-", EXAM, "0", "0"),
        (Chosen(frozenset("AC"), several=True), "AC", SHARE, "1", "1"),
        (Chosen(frozenset("AC"), several=True), "A", SHARE, "1/2", "~"),
        (Chosen(frozenset("AC"), several=True), "AB", SHARE, "0", "0"),
        (Chosen(frozenset("AC"), several=True), "ABC", SHARE, "1/2", "~"),
        (Chosen(frozenset("AC"), several=True), "A", Scheme(), "0", "0"),
        (Chosen(frozenset("B")), "A", STRICT, "-1/4", "0"),
        (Fields((Typed(("Quốc hội",)),)), " quốc  HỘI. ", Scheme(), "1", "1"),
        (Fields((Typed(("Quốc hội",)),)), "quoc hoi", Scheme(), "0", "0"),
        (Fields((Typed(("Quốc hội",), False),)), "quoc hoi", Scheme(), "1", "1"),
        (Fields((Typed(("hòa giải",)),)), "hoà giải", Scheme(), "1", "1"),
        (Fields((Typed(("hòa giải",)),)), "  ", STRICT, "0", "-"),
        (GAPS, f"18{FIELD}quốc hội", Scheme(), "1", "1"),
        (GAPS, f"Mười tám{FIELD}", SHARE, "1/2", "~"),
        (GAPS, f"{FIELD}", SHARE, "0", "-"),
        (Quantity(Fraction(5, 2), Fraction(1, 10)), "2,6", Scheme(), "1", "1"),
        (Quantity(Fraction(5, 2), Fraction(1, 10)), "2,61", Scheme(), "0", "0"),
        (Quantity(Fraction(18), unit="tuổi"), "18 tuổi", Scheme(), "1", "1"),
        (Quantity(Fraction(18)), "mười tám", STRICT, "-1/4", "0"),
        (TWO, f"B{CHILD}5", Scheme(), "1", "1"),
        (TWO, f"B{CHILD}", Scheme(), "0", "0"),
        (TWO, f"B{CHILD}4", SHARE, "1/2", "~"),
        (TWO, CHILD, SHARE, "0", "-"),
        (TWO, "", STRICT, "0", "-"),
    ],
)
def test_what_a_response_brings(
    key: Key, response: str, scheme: Scheme, share: str, sign: str
) -> None:
    found = mark_key(key, response, scheme)
    assert (found.share, found.sign) == (Fraction(share), sign)


@pytest.mark.parametrize(
    ("key", "response"),
    [(FOUR, "TFT"), (GAPS, "18"), (TWO, "B"), (Chosen(frozenset("A")), "BA"), (FOUR, "TFTTT")],
)
def test_an_answer_of_another_question_is_an_error(key: Key, response: str) -> None:
    with pytest.raises(ResponseError):
        mark_key(key, response)


def test_points_are_rounded_half_up() -> None:
    third = mark_key(Rows(("1", "2", "3")), "1--", SHARE)
    assert [points(third, milli) for milli in (1000, 1500, 10, 0)] == [333, 500, 3, 0]
    half = mark_key(FOUR, "TFTF", EXAM)
    assert points(half, 5) == 3
    wrong = mark_key(FOUR, "FTFF", Scheme(Partial.EXAM_2025, 25))
    assert points(wrong, 1000) == -250


def test_what_is_the_same_text() -> None:
    assert text_key("Uỷ ban") == text_key("ủy ban")
    assert text_key("Quý") != text_key("Qúy")
    assert text_key("hoàn") == "hoàn"
    assert text_key("ho\u0300a") == text_key("HOÀ")
    assert text_key("Đăk Hà", exact_marks=False) == "dak ha"


signs = st.sampled_from("TF")
schemes = st.builds(Scheme, st.sampled_from(Partial), st.integers(0, 100))


@st.composite
def keyed(draw: st.DrawFn) -> tuple[Key, str]:
    kind = draw(st.sampled_from(["rows", "chosen", "fields", "number"]))
    if kind == "rows":
        count = draw(st.integers(2, 8))
        key: Key = Rows(tuple(draw(signs) for _ in range(count)), draw(st.booleans()))
        return key, "".join(draw(st.sampled_from("TF-")) for _ in range(count))
    if kind == "chosen":
        letters = st.sets(st.sampled_from("ABCD"), min_size=1)
        chosen = draw(st.sets(st.sampled_from("ABCD")))
        return Chosen(frozenset(draw(letters)), True), "".join(sorted(chosen))
    if kind == "fields":
        text = st.text("aăâ Q.", max_size=4)
        fields = draw(st.lists(st.builds(Typed, st.tuples(text), st.booleans()), min_size=1))
        return Fields(tuple(fields)), FIELD.join(draw(text) for _ in fields)
    return Quantity(Fraction(draw(st.integers(-9, 9))), Fraction(1, 2)), draw(st.text(max_size=5))


@given(keyed(), schemes, st.integers(0, 10**6))
def test_a_mark_never_leaves_its_bounds(pair: tuple[Key, str], scheme: Scheme, milli: int) -> None:
    found = mark_key(*pair, scheme)
    assert Fraction(-scheme.penalty_percent, 100) <= found.share <= 1
    assert found.correct == (found.share == 1)
    assert not found.blank or found.share == 0
    assert -milli <= points(found, milli) <= milli


@given(st.permutations(range(6)), st.lists(signs, min_size=6, max_size=6),
       st.lists(st.sampled_from("TF-"), min_size=6, max_size=6), schemes)  # fmt: skip
def test_the_order_of_rows_never_changes_the_mark(
    order: list[int], right: list[str], said: list[str], scheme: Scheme
) -> None:
    straight = mark_key(Rows(tuple(right), True), "".join(said), scheme)
    turned = mark_key(
        Rows(tuple(right[n] for n in order), True), "".join(said[n] for n in order), scheme
    )
    assert straight == turned


@given(keyed())
def test_parts_never_bring_less_than_nothing_and_more_never_harms(pair: tuple[Key, str]) -> None:
    whole, shared = mark_key(*pair), mark_key(*pair, SHARE)
    assert shared.share >= whole.share
