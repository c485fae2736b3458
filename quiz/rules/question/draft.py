"""A question before any database: what a reader of a file or a form hands over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accounts.rules.text import nfc
from quiz.rules.question.bodies import (
    Blanks,
    Body,
    Essay,
    Illustration,
    Matching,
    Number,
    Prediction,
    Short,
    Situation,
)
from quiz.rules.question.findings import Where

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

PICTURES_MAX: Final = 8
ALT_MAX: Final = 300
POINTS_MAX: Final = 1_000_000


class Kind(StrEnum):
    """How a question is answered.

    The options of a draft are, by kind: SINGLE, MULTIPLE, TRUE_FALSE: the answers to choose from;
    STATEMENTS: the statements, `correct` meaning true; ORDER: the things to put in order, written
    in the right order; MATCHING: the left sides. The other kinds have none and a `body`.
    """

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    STATEMENTS = "statements"
    SHORT = "short"
    NUMBER = "number"
    ORDER = "order"
    MATCHING = "matching"
    BLANKS = "blanks"
    SITUATION = "situation"
    ESSAY = "essay"
    PREDICTION = "prediction"


CHOICE_KINDS: Final = frozenset((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE))
"""Answered by choosing among the options: what every table of questions can hold."""
UNMARKED_KINDS: Final = frozenset((Kind.ESSAY, Kind.PREDICTION))
"""No machine marks them, so no online paper draws them."""
MARKED_KINDS: Final = tuple(kind for kind in Kind if kind not in UNMARKED_KINDS)
CHILD_KINDS: Final = frozenset(Kind) - UNMARKED_KINDS - {Kind.SITUATION}
BODY_OF: Final[dict[Kind, type[Body]]] = {
    Kind.SHORT: Short,
    Kind.NUMBER: Number,
    Kind.MATCHING: Matching,
    Kind.BLANKS: Blanks,
    Kind.SITUATION: Situation,
    Kind.ESSAY: Essay,
    Kind.PREDICTION: Prediction,
}
"""The body that a kind has; kinds that are not here have none."""


class Difficulty(StrEnum):
    """How hard the author says it is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer, statement, thing to order or left side (see `Kind`).

    A fixed one keeps its place when options are shuffled; it means nothing to ORDER.
    """

    text: str
    correct: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that is not in a bank yet; texts are already clean (NFC, see `rules.text`).

    Stem, options and explanation may use the markup of `rules.markup`. `picture` is the file of
    the first picture, `pictures` are further ones. `points_milli` is what the author or the file
    says it is worth in thousandths of a point, 0 when nothing is said; papers go by their
    blueprint.
    """

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
    picture_alt: str = ""
    pictures: tuple[Illustration, ...] = ()
    points_milli: int = 0
    body: Body | None = None

    @property
    def key(self) -> str:
        """Letters of the right options in the written order, such as "B" or "AC".

        Of choices and statements only: other kinds have their key in order or body.
        """
        return "".join(
            letter for letter, option in zip(LETTERS, self.options, strict=False) if option.correct
        )


def comparable(text: str) -> str:
    """Form in which two texts count as the same: NFC, spaces folded, case ignored."""
    return " ".join(nfc(text).casefold().split())
