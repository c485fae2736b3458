"""What a question holds beside its stem and options, one frozen body per kind.

Numbers are exact fractions, never floats; in files and in the store they are texts such as
"37/2" or "18".
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from quiz.rules.question.draft import Draft

VARIANT_MAX: Final = 200
VARIANTS_MAX: Final = 30
BLANKS_MAX: Final = 8
CHILDREN_MIN: Final = 2
CHILDREN_MAX: Final = 6
UNIT_MAX: Final = 40
GUIDE_MAX: Final = 4_000
NUMBER_DIGITS_MAX: Final = 15
WORDS_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class Short:
    """An answer of a few words. Case and spaces never count; marks ("ã") only when `exact_marks`.

    `variants` are the accepted answers, the one to show as the key first.
    """

    variants: tuple[str, ...]
    exact_marks: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A number: right when it is at most `tolerance` away from `value`, both ends included.

    `unit` is a hint beside the field ("tuổi", "triệu đồng"); typing it too does no harm.
    """

    value: Fraction
    tolerance: Fraction = Fraction(0)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs: option number n of the draft belongs to `right[n]` of `choices`.

    Several options may belong to one choice, and a choice may belong to none.
    """

    choices: tuple[str, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """One gap of a text: accepted `variants`; with `choices` it is picked from that list.

    With choices the variants are those of them that are right, word for word.
    """

    variants: tuple[str, ...]
    choices: tuple[str, ...] = ()
    exact_marks: bool = True


@dataclass(frozen=True, slots=True)
class Blanks:
    """The gaps of a stem, which marks them as "[[1]]", "[[2]]", … in reading order."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Sub-questions on one text, the stem; children have no topic, ref or citation of their own."""

    children: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Essay:
    """A long answer, read by people: `guide` is for the judges, `words` the most (0: no limit)."""

    guide: str = ""
    words: int = 0


@dataclass(frozen=True, slots=True)
class Prediction:
    """A number that nobody knows yet; it ranks, it is not marked."""

    unit: str = ""


Body = Short | Number | Matching | Blanks | Situation | Essay | Prediction


@dataclass(frozen=True, slots=True)
class Illustration:
    """A further picture: its file, what it shows in words, where it stands.

    `option` is the number of an option from 0, -1 for the stem.
    """

    name: str
    alt: str = ""
    option: int = -1
