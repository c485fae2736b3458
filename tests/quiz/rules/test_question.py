"""What `validate` finds, one row per rule; and that a good question has nothing wrong."""

from dataclasses import replace

import pytest

from quiz.rules.question import (
    EXPLANATION_MAX,
    OPTION_MAX,
    STEM_MAX,
    Draft,
    Kind,
    Option,
    Where,
    validate,
)


def options(*texts: str, right: str = "A") -> tuple[Option, ...]:
    return tuple(Option(text, "ABCDEFGHIJ"[n] in right) for n, text in enumerate(texts))


GOOD = Draft(
    Kind.SINGLE,
    "Ngày Pháp luật là ngày nào?",
    options("09/11", "02/9", "30/4"),
    where=Where("Câu hỏi", 7, "A"),
)


@pytest.mark.parametrize(
    "draft",
    [
        GOOD,
        replace(GOOD, stem="x" * STEM_MAX, explanation="y" * EXPLANATION_MAX),
        replace(GOOD, kind=Kind.MULTIPLE, options=options("a", "b", "c", right="AC")),
        replace(GOOD, kind=Kind.TRUE_FALSE, options=options("Đúng", "Sai")),
        replace(GOOD, options=options(*"stuvwxyz")),
    ],
)
def test_nothing_wrong_with_a_good_question(draft: Draft) -> None:
    assert validate(draft) == []


@pytest.mark.parametrize(
    ("draft", "code", "part"),
    [
        (replace(GOOD, stem=""), "STEM-EMPTY", "stem"),
        (replace(GOOD, stem=" \n"), "STEM-EMPTY", "stem"),
        (replace(GOOD, stem="x" * (STEM_MAX + 1)), "TEXT-LONG", "stem"),
        (replace(GOOD, explanation="x" * (EXPLANATION_MAX + 1)), "TEXT-LONG", "explanation"),
        (replace(GOOD, options=options("x" * (OPTION_MAX + 1), "b")), "TEXT-LONG", "option"),
        (replace(GOOD, options=()), "OPTIONS-FEW", "options"),
        (replace(GOOD, options=options("a")), "OPTIONS-FEW", "options"),
        (replace(GOOD, options=options(*"qrstuvwxy")), "OPTIONS-MANY", "options"),
        (replace(GOOD, options=options("a", " ")), "OPTION-EMPTY", "option"),
        (replace(GOOD, options=options("a", "b", "A ")), "OPTIONS-EQUAL", "option"),
        (replace(GOOD, options=options("hòa", "ho\u0300a")), "OPTIONS-EQUAL", "option"),
        (replace(GOOD, options=options("a  b", "a b")), "OPTIONS-EQUAL", "option"),
        (replace(GOOD, options=options("a", "b", right="")), "KEY-NONE", "key"),
        (replace(GOOD, options=options("a", "b", "c", right="AC")), "KEY-MANY", "key"),
        (
            replace(GOOD, kind=Kind.MULTIPLE, options=options("a", "b", right="AB")),
            "KEY-ALL",
            "key",
        ),
        (
            replace(GOOD, kind=Kind.TRUE_FALSE, options=options("a", "b", "c")),
            "OPTIONS-TRUE-FALSE",
            "options",
        ),
    ],
)
def test_each_fault_is_named_at_its_place(draft: Draft, code: str, part: str) -> None:
    found = [problem for problem in validate(draft) if problem.code == code]
    assert [problem.args["part"] for problem in found] == [part]
    assert (found[0].sheet, found[0].row, found[0].severity) == ("Câu hỏi", 7, "error")


def test_one_right_of_several_is_only_a_note() -> None:
    draft = replace(GOOD, kind=Kind.MULTIPLE)
    assert [(p.severity, p.code) for p in validate(draft)] == [("note", "KEY-ONE-OF-SEVERAL")]


def test_all_faults_are_listed_not_the_first_only() -> None:
    draft = replace(GOOD, stem="", options=options("a", "a", "", right=""))
    assert {p.code for p in validate(draft)} == {
        "STEM-EMPTY",
        "OPTIONS-EQUAL",
        "OPTION-EMPTY",
        "KEY-NONE",
    }


def test_key_is_the_letters_of_the_right_options() -> None:
    assert replace(GOOD, options=options("a", "b", "c", right="CA")).key == "AC"
