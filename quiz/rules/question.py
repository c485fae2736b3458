"""What a question is, before any database: drafts, where they came from, what is wrong with them.

A `Draft` is what a reader of a file or a form hands over. `validate` lists everything that is
wrong with it, as codes: the Vietnamese sentences are in `quiz.wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from accounts.rules.text import nfc

STEM_MAX: Final = 2_000
OPTION_MAX: Final = 1_000
EXPLANATION_MAX: Final = 4_000
TOPIC_MAX: Final = 200
CITATION_MAX: Final = 500
REF_MAX: Final = 64
PICTURE_MAX: Final = 200
OPTIONS_MIN: Final = 2
OPTIONS_MAX: Final = 8
LETTERS: Final = "ABCDEFGH"
"""Displayed labels of options, in order; also the alphabet of responses and keys."""

Severity = Literal["error", "warning", "note"]


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"


class Difficulty(StrEnum):
    """How hard the author says it is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, as its owner sees it.

    Spreadsheets: sheet name, row number of Excel (from 1), column letter.
    Word: no sheet, `row` is the printed question number, column empty.
    Files without places: ("", 0, "").
    """

    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; a fixed one keeps its place when options are shuffled."""

    text: str
    correct: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that is not in a bank yet; texts are already clean (NFC, see `rules.text`)."""

    kind: Kind
    stem: str
    options: tuple[Option, ...]
    explanation: str = ""
    topic: str = ""
    difficulty: Difficulty = Difficulty.MEDIUM
    citation_text: str = ""
    critical: bool = False
    picture: str = ""
    ref: str = ""
    where: Where | None = None

    @property
    def key(self) -> str:
        """Letters of the right options in the written order, such as "B" or "AC"."""
        return "".join(
            letter for letter, option in zip(LETTERS, self.options, strict=False) if option.correct
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a file or a draft.

    `error` keeps the question (or the file) out, `warning` lets it in and wants a look, `note`
    says what was changed on the way in. `args` are the values of the sentence: JSON scalars.
    `args["header"]`, when there, is the heading of `column`.
    """

    severity: Severity
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    args: Mapping[str, str | int] = field(default_factory=dict, hash=False)


def comparable(text: str) -> str:
    """Form in which two texts count as the same: NFC, spaces folded, case ignored."""
    return " ".join(nfc(text).casefold().split())


def validate(draft: Draft) -> list[Problem]:
    """Everything that is wrong with `draft`, in reading order; empty when it may enter a bank.

    The place of a finding is the draft's own; `args["part"]` names the part of the question
    ("stem", "option", "key", …), with `args["letter"]` for an option, so that a reader can
    point at the column.
    """
    found = _text_problems(draft)
    found += _option_problems(draft)
    found += _key_problems(draft)
    return found


def _problem(
    draft: Draft, code: str, part: str, severity: Severity = "error", **args: str | int
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
    ):
        if len(text) > most:
            found.append(_problem(draft, "TEXT-LONG", part, length=len(text), most=most))
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
