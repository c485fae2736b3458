"""Lines that people type: read, written, read again equal."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.answer_lines import LineError, read_answers, write_answers
from quiz.rules.question import (
    Blank,
    Blanks,
    Draft,
    Essay,
    Kind,
    Matching,
    Number,
    Option,
    Prediction,
    Short,
)
from quiz.rules.text import clean_line
from tests.quiz.rules.test_kinds import ALL


@pytest.mark.parametrize("draft", [one for one in ALL if one.kind is not Kind.SITUATION],
                         ids=lambda draft: draft.kind)  # fmt: skip
def test_what_is_written_reads_back(draft: Draft) -> None:
    options, body = read_answers(draft.kind, write_answers(draft))
    assert (options, body) == (draft.options, draft.body) or isinstance(body, Matching)
    if isinstance(body, Matching) and isinstance(draft.body, Matching):
        # Choices stand in the order in which they are first named.
        said = [
            (body.choices[one], draft.body.choices[two])
            for one, two in zip(body.right, draft.body.right, strict=True)
        ]
        assert options == draft.options and all(one == two for one, two in said)
        assert sorted(body.choices) == sorted(draft.body.choices)  # fmt: skip


def test_lines_as_a_clerk_types_them() -> None:
    assert read_answers(Kind.STATEMENTS, "* Ý một\n\n Ý hai \n*Ý ba") == (
        (Option("Ý một", True), Option("Ý hai", False), Option("Ý ba", True)), None,
    )  # fmt: skip
    assert read_answers(Kind.SINGLE, "Một\n* Hai\nCả hai ý trên")[0][2].fixed
    assert read_answers(Kind.NUMBER, "18 tuổi\nĐơn vị: tuổi\nsai số: 0,5")[1] == Number(
        Fraction(18), Fraction(1, 2), "tuổi"
    )
    assert read_answers(Kind.NUMBER, "")[1] is None
    assert read_answers(Kind.MATCHING, "a → 1\nb => 2\n=> 3\nc=>1") == (
        (Option("a", False), Option("b", False), Option("c", False)),
        Matching(("1", "2", "3"), (0, 1, 0)),
    )
    assert read_answers(Kind.BLANKS, "18; mười tám\nA | A; B", exact_marks=False)[1] == Blanks(
        (Blank(("18", "mười tám"), (), False), Blank(("A",), ("A", "B"), False))
    )
    assert read_answers(Kind.ESSAY, "số chữ: 900\nĐủ ý\nRõ")[1] == Essay("Đủ ý\nRõ", 900)
    assert read_answers(Kind.PREDICTION, "đơn vị: người")[1] == Prediction("người")


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.NUMBER, "mười", "NUMBER-UNKNOWN"),
        (Kind.NUMBER, "1\nsai số: ít", "NUMBER-UNKNOWN"),
        (Kind.MATCHING, "a", "PAIR-UNKNOWN"),
        (Kind.MATCHING, "a =>", "PAIR-UNKNOWN"),
        (Kind.ESSAY, "số chữ: nhiều", "NUMBER-UNKNOWN"),
    ],
)
def test_lines_that_say_nothing(kind: Kind, text: str, code: str) -> None:
    with pytest.raises(LineError) as caught:
        read_answers(kind, text)
    assert caught.value.code == code


texts = st.text(alphabet="aâ*;|=>→\\ 1:", min_size=1, max_size=8).map(clean_line).filter(bool)


@given(st.lists(texts, min_size=1, max_size=4, unique=True))
def test_signs_in_words_are_kept(words: list[str]) -> None:
    short = Draft(Kind.SHORT, "?", (), body=Short(tuple(words)))
    assert read_answers(Kind.SHORT, write_answers(short))[1] == short.body
    order = Draft(Kind.ORDER, "?", tuple(Option(text, False) for text in words))
    assert read_answers(Kind.ORDER, write_answers(order))[0] == order.options
    stars = replace(order, kind=Kind.STATEMENTS,
                    options=tuple(Option(text, n % 2 == 0) for n, text in enumerate(words)))  # fmt: skip
    assert read_answers(Kind.STATEMENTS, write_answers(stars))[0] == stars.options
    gaps = Draft(Kind.BLANKS, "?", (), body=Blanks((Blank(tuple(words), tuple(words)),)))
    assert read_answers(Kind.BLANKS, write_answers(gaps))[1] == gaps.body
    pairs = Draft(Kind.MATCHING, "?", tuple(Option(text, False) for text in words),
                  body=Matching(tuple(words), tuple(range(len(words)))))  # fmt: skip
    assert read_answers(Kind.MATCHING, write_answers(pairs)) == (pairs.options, pairs.body)
