"""Every kind beyond choices: what is good, what is found wrong, and that JSON keeps it whole."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quiz.formats.base import draft_from_json, draft_to_json
from quiz.rules.question import (
    Blank,
    Blanks,
    Draft,
    Essay,
    Illustration,
    Kind,
    Matching,
    Number,
    Option,
    Prediction,
    Short,
    Situation,
    Where,
    validate,
)
from quiz.wording import what

WHERE = Where("Câu hỏi", 7, "A")


def rows(*texts: str, true: str = "") -> tuple[Option, ...]:
    return tuple(Option(text, "ABCDEFGHI"[n] in true) for n, text in enumerate(texts))


STATEMENTS = Draft(
    Kind.STATEMENTS, "Về quyền trẻ em:", rows("a", "b", "c", "d", true="AC"), where=WHERE
)
SHORT = Draft(Kind.SHORT, "Cơ quan nào?", (), body=Short(("Quốc hội", "QH")), where=WHERE)
NUMBER = Draft(
    Kind.NUMBER, "Bao nhiêu tuổi?", (), body=Number(Fraction(18), Fraction(1, 2), "tuổi"),
    where=WHERE,
)  # fmt: skip
ORDER = Draft(Kind.ORDER, "Xếp các bước:", rows("một", "hai", "ba"), where=WHERE)
MATCHING = Draft(
    Kind.MATCHING, "Nối:", rows("x", "y"), body=Matching(("1", "2", "3"), (2, 0)), where=WHERE
)
BLANKS = Draft(
    Kind.BLANKS, "Đủ [[1]] tuổi, do [[2]] bầu.", (),
    body=Blanks((Blank(("18",)), Blank(("Quốc hội",), ("Quốc hội", "Chính phủ")))), where=WHERE,
)  # fmt: skip
CHILD = Draft(Kind.SINGLE, "Có vi phạm?", rows("Có", "Không", true="A"))
SITUATION = Draft(
    Kind.SITUATION, "Ông A lái xe khi đã uống rượu.", (),
    body=Situation((CHILD, replace(SHORT, where=None))), where=WHERE,
)  # fmt: skip
ESSAY = Draft(Kind.ESSAY, "Anh, chị nghĩ gì?", (), body=Essay("Đủ ý", 1500), where=WHERE)
PREDICTION = Draft(Kind.PREDICTION, "Bao nhiêu người?", (), body=Prediction("người"), where=WHERE)
ALL = [
    STATEMENTS, SHORT, NUMBER, ORDER, MATCHING, BLANKS, SITUATION, ESSAY, PREDICTION,
]  # fmt: skip


@pytest.mark.parametrize("draft", ALL, ids=lambda draft: draft.kind)
def test_a_good_question_of_each_kind_is_kept_whole(draft: Draft) -> None:
    assert validate(draft) == []
    full = replace(
        draft, picture="q1.webp", picture_alt="Biển cấm",
        pictures=(Illustration("q2.webp", "Biển báo"),), points_milli=2500,
    )  # fmt: skip
    assert draft_from_json(draft_to_json(full)) == full


def test_all_statements_may_be_false_or_true() -> None:
    assert validate(replace(STATEMENTS, options=rows("a", "b"))) == []
    assert validate(replace(STATEMENTS, options=rows("a", "b", true="AB"))) == []


@pytest.mark.parametrize(
    ("draft", "code", "part"),
    [
        (replace(STATEMENTS, options=rows("a")), "PARTS-FEW", "statement"),
        (replace(STATEMENTS, options=rows(*"abcdefghi")), "PARTS-MANY", "statement"),
        (replace(STATEMENTS, options=rows("a", " ")), "PART-EMPTY", "statement"),
        (replace(STATEMENTS, options=rows("a", "A ")), "PARTS-EQUAL", "statement"),
        (replace(STATEMENTS, options=rows("a", "b" * 1001)), "TEXT-LONG", "statement"),
        (replace(STATEMENTS, body=Short(("a",))), "BODY-UNUSED", "body"),
        (replace(ORDER, options=rows("a", "a")), "PARTS-EQUAL", "step"),
        (replace(SHORT, options=rows("a", "b")), "OPTIONS-UNUSED", "options"),
        (replace(SHORT, body=None), "BODY-MISSING", "body"),
        (replace(SHORT, body=Essay()), "BODY-MISSING", "body"),
        (replace(SHORT, body=Short(())), "VARIANTS-NONE", "variant"),
        (replace(SHORT, body=Short(("a", "a"))), "PARTS-EQUAL", "variant"),
        (replace(SHORT, body=Short(("a" * 201,))), "TEXT-LONG", "variant"),
        (replace(SHORT, body=Short(tuple(map(str, range(31))))), "PARTS-MANY", "variant"),
        (replace(NUMBER, body=Number(Fraction(1), Fraction(-1))), "NUMBER-TOLERANCE", "tolerance"),
        (replace(NUMBER, body=Number(Fraction(10**15))), "NUMBER-LONG", "number"),
        (replace(NUMBER, body=Number(Fraction(1), unit="x" * 41)), "TEXT-LONG", "unit"),
        (replace(MATCHING, body=Matching(("1",), (0, 0))), "PARTS-FEW", "choice"),
        (replace(MATCHING, body=Matching(("1", "2"), (0, 2))), "MATCH-NONE", "left"),
        (replace(MATCHING, body=Matching(("1", "2"), (0,))), "MATCH-NONE", "left"),
        (replace(MATCHING, body=Matching(("1", "1"), (0, 1))), "PARTS-EQUAL", "choice"),
        (replace(BLANKS, stem="Đủ [[1]] tuổi."), "BLANKS-MARKS", "stem"),
        (replace(BLANKS, stem="[[2]] và [[1]]"), "BLANKS-MARKS", "stem"),
        (replace(BLANKS, stem="không", body=Blanks(())), "BLANKS-MARKS", "stem"),
        (
            replace(BLANKS, stem="[[1]]", body=Blanks((Blank(("x",), ("a", "b")),))),
            "BLANK-OUTSIDE", "variant",
        ),
        (
            replace(BLANKS, stem="[[1]]", body=Blanks((Blank(("a", "b"), ("a", "b")),))),
            "BLANK-ALL", "variant",
        ),
        (replace(SITUATION, body=Situation((CHILD,))), "PARTS-FEW", "child"),
        (replace(SITUATION, body=Situation((CHILD, ESSAY))), "CHILD-KIND", "child"),
        (replace(SITUATION, body=Situation((CHILD, replace(CHILD, stem="")))), "STEM-EMPTY", "stem"),
        (replace(ESSAY, body=Essay(words=-1)), "WORDS-BAD", "words"),
        (replace(SHORT, points_milli=-1), "POINTS-BAD", "points"),
        (replace(SHORT, pictures=(Illustration("", "x"),)), "PICTURE-BAD", "pictures"),
        (replace(SHORT, pictures=(Illustration("a.png", "x", 0),)), "PICTURE-BAD", "pictures"),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_place(draft: Draft, code: str, part: str) -> None:
    found = [problem for problem in validate(draft) if problem.code == code]
    assert [problem.args["part"] for problem in found][:1] == [part]
    assert (found[0].sheet, found[0].row, found[0].severity) == ("Câu hỏi", 7, "error")
    assert what(found[0])[-1] == "."


def test_a_picture_without_words_is_let_in_and_told() -> None:
    found = validate(replace(SHORT, pictures=(Illustration("a.png"),)))
    assert [(one.severity, one.code) for one in found] == [("warning", "PICTURE-ALT")]


def test_findings_name_the_gap_and_the_sub_question() -> None:
    gap = replace(BLANKS, body=Blanks((Blank(("18",)), Blank(()))))
    assert [what(one)[:12] for one in validate(gap)] == ["chỗ trống 2:"]
    child = replace(SITUATION, body=Situation((CHILD, replace(CHILD, options=rows("a", "b")))))
    assert [what(one)[:10] for one in validate(child)] == ["câu nhỏ 2:"]
