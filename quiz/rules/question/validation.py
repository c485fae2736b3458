"""What is wrong with a draft, as codes: the Vietnamese sentences are in `quiz.wording`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from quiz.rules.question.bodies import CHILDREN_MAX, CHILDREN_MIN, Situation
from quiz.rules.question.body_checks import body_problems, text_problems
from quiz.rules.question.draft import (
    ALT_MAX,
    BODY_OF,
    CHILD_KINDS,
    CHOICE_KINDS,
    CITATION_MAX,
    EXPLANATION_MAX,
    LETTERS,
    OPTION_MAX,
    OPTIONS_MAX,
    OPTIONS_MIN,
    PICTURE_MAX,
    PICTURES_MAX,
    POINTS_MAX,
    REF_MAX,
    STEM_MAX,
    TOPIC_MAX,
    Draft,
    Kind,
    comparable,
)
from quiz.rules.question.findings import Problem, Severity, Where


def validate(draft: Draft) -> list[Problem]:
    """Everything that is wrong with `draft`, in reading order; empty when it may enter a bank.

    The place of a finding is the draft's own; `args["part"]` names the part of the question
    ("stem", "option", "key", …), with `args["letter"]` for an option or a row, `args["blank"]`
    for a gap and `args["child"]` for a sub-question, so that a reader can point at the column.
    """
    found = _text_problems(draft) + _picture_problems(draft)
    if draft.kind in CHOICE_KINDS:
        found += _option_problems(draft)
        found += _key_problems(draft)
    elif draft.kind in _ROWS:
        found += _row_problems(draft)
    elif draft.options:
        found.append(_problem(draft, "OPTIONS-UNUSED", "options", count=len(draft.options)))
    wanted = BODY_OF.get(draft.kind)
    if type(draft.body) is not (wanted or type(None)):
        found.append(_problem(draft, "BODY-MISSING" if wanted else "BODY-UNUSED", "body"))
        return found

    def say(code: str, part: str, **args: str | int) -> Problem:
        return _problem(draft, code, part, **args)

    found += body_problems(draft, say)
    if isinstance(draft.body, Situation):
        found += _child_problems(draft, draft.body)
    return found


_ROWS: Final[dict[Kind, str]] = {
    Kind.STATEMENTS: "statement",
    Kind.ORDER: "step",
    Kind.MATCHING: "left",
}
"""Kinds whose options are rows that are answered one by one; what a row is called."""


def _row_problems(draft: Draft) -> list[Problem]:
    part = _ROWS[draft.kind]
    count = len(draft.options)
    if count < OPTIONS_MIN:
        return [_problem(draft, "PARTS-FEW", part, count=count, least=OPTIONS_MIN)]
    if count > OPTIONS_MAX:
        return [_problem(draft, "PARTS-MANY", part, count=count, most=OPTIONS_MAX)]
    return text_problems(
        [option.text for option in draft.options],
        lambda code, part, **args: _problem(draft, code, part, **args),
        part,
        OPTION_MAX,
        LETTERS,
    )


def _child_problems(draft: Draft, body: Situation) -> list[Problem]:
    count = len(body.children)
    if count < CHILDREN_MIN:
        return [_problem(draft, "PARTS-FEW", "child", count=count, least=CHILDREN_MIN)]
    if count > CHILDREN_MAX:
        return [_problem(draft, "PARTS-MANY", "child", count=count, most=CHILDREN_MAX)]
    found: list[Problem] = []
    for number, child in enumerate(body.children, start=1):
        if child.kind not in CHILD_KINDS:
            found.append(_problem(draft, "CHILD-KIND", "child", child=number))
            continue
        found += [
            replace(
                one,
                sheet=draft.where.sheet if draft.where else "",
                row=draft.where.row if draft.where else 0,
                column=draft.where.column if draft.where else "",
                args={**one.args, "child": number},
            )
            for one in validate(replace(child, where=None))
        ]
    return found


def _picture_problems(draft: Draft) -> list[Problem]:
    found: list[Problem] = []
    if len(draft.pictures) > PICTURES_MAX:
        count = len(draft.pictures)
        found.append(_problem(draft, "PARTS-MANY", "pictures", count=count, most=PICTURES_MAX))
    for number, one in enumerate(draft.pictures, start=2):
        where = one.option < len(draft.options)
        if not one.name.strip() or len(one.name) > PICTURE_MAX or not where:
            found.append(_problem(draft, "PICTURE-BAD", "pictures", number=number))
        if len(one.alt) > ALT_MAX:
            length = len(one.alt)
            found.append(_problem(draft, "TEXT-LONG", "alt", length=length, most=ALT_MAX))
        if not one.alt.strip():
            found.append(_problem(draft, "PICTURE-ALT", "alt", "warning", number=number))
    return found


def _problem(
    draft: Draft, code: str, part: str, severity: Severity = "error", /, **args: str | int
) -> Problem:
    where = draft.where or Where()
    return Problem(severity, code, where.sheet, where.row, where.column, {"part": part, **args})


def _text_problems(draft: Draft) -> list[Problem]:
    found: list[Problem] = []
    if not draft.stem.strip():
        found.append(_problem(draft, "STEM-EMPTY", "stem"))
    for part, text, most in (
        ("stem", draft.stem, STEM_MAX),
        ("explanation", draft.explanation, EXPLANATION_MAX),
        ("topic", draft.topic, TOPIC_MAX),
        ("citation", draft.citation_text, CITATION_MAX),
        ("ref", draft.ref, REF_MAX),
        ("picture", draft.picture, PICTURE_MAX),
        ("alt", draft.picture_alt, ALT_MAX),
    ):
        if len(text) > most:
            found.append(_problem(draft, "TEXT-LONG", part, length=len(text), most=most))
    if not 0 <= draft.points_milli <= POINTS_MAX:
        found.append(_problem(draft, "POINTS-BAD", "points"))
    return found


def _option_problems(draft: Draft) -> list[Problem]:
    found: list[Problem] = []
    count = len(draft.options)
    if draft.kind is Kind.TRUE_FALSE and count != 2:
        found.append(_problem(draft, "OPTIONS-TRUE-FALSE", "options", count=count))
    elif count < OPTIONS_MIN:
        found.append(_problem(draft, "OPTIONS-FEW", "options", count=count, least=OPTIONS_MIN))
    elif count > OPTIONS_MAX:
        found.append(_problem(draft, "OPTIONS-MANY", "options", count=count, most=OPTIONS_MAX))
    seen: dict[str, str] = {}
    for number, option in enumerate(draft.options):
        letter = LETTERS[number] if number < len(LETTERS) else str(number + 1)
        if not option.text.strip():
            found.append(_problem(draft, "OPTION-EMPTY", "option", letter=letter))
            continue
        if len(option.text) > OPTION_MAX:
            found.append(
                _problem(
                    draft,
                    "TEXT-LONG",
                    "option",
                    letter=letter,
                    length=len(option.text),
                    most=OPTION_MAX,
                )
            )
        key = comparable(option.text)
        if key in seen:
            found.append(_problem(draft, "OPTIONS-EQUAL", "option", letter=letter, other=seen[key]))
        seen.setdefault(key, letter)
    return found


def _key_problems(draft: Draft) -> list[Problem]:
    right = sum(option.correct for option in draft.options)
    if not draft.options:
        return []
    if right == 0:
        return [_problem(draft, "KEY-NONE", "key")]
    if draft.kind is not Kind.MULTIPLE and right > 1:
        return [_problem(draft, "KEY-MANY", "key", key=draft.key)]
    if draft.kind is Kind.MULTIPLE and right == len(draft.options) > 1:
        return [_problem(draft, "KEY-ALL", "key", key=draft.key)]
    if draft.kind is Kind.MULTIPLE and right == 1:
        return [_problem(draft, "KEY-ONE-OF-SEVERAL", "key", "note", key=draft.key)]
    return []
