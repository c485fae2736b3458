"""Marking one response.

This module knows no person, attempt, contest, point or clock: a key in displayed letters, what
was answered and how parts count are all it needs, so it can be tested with letters alone.
Shares are exact fractions; `points` alone rounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from quiz.rules.keys import fold
from quiz.rules.numbers import read_number
from quiz.rules.question import LETTERS, Kind, comparable
from quiz.rules.responses import CHILD, FIELD, NOTHING


class ResponseError(ValueError):
    """The response is not one that the question could have been given (see `rules.responses`)."""


class Partial(StrEnum):
    """What an answer brings that is right in part.

    NONE: nothing. SHARE: the share of its parts that are right; of a question with several right
    options each wrong choice takes one right choice away. EXAM_2025: statements by the scale of
    the national exam (all right 1, one wrong 1/2, two wrong 1/4, three wrong 1/10), other kinds
    nothing.
    """

    NONE = "none"
    SHARE = "share"
    EXAM_2025 = "exam_2025"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How answers count: parts, and what a wholly wrong answer costs, in percent of its points."""

    partial: Partial = Partial.NONE
    penalty_percent: int = 0


_NOTHING, _ALL = Fraction(0), Fraction(1)
WHOLE: Final = Scheme()
"""All or nothing, nothing is taken off."""
EXAM_SCALE: Final = (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 10))
"""By the number of statements that are not right."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The right displayed letters; several letters may be chosen where `several`."""

    letters: frozenset[str]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The right sign of each displayed row; `scaled`: statements, which the exam's scale knows."""

    signs: tuple[str, ...]
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """Accepted texts of one field, as written by the author; marks count only if `exact_marks`."""

    variants: tuple[str, ...]
    exact_marks: bool = True


@dataclass(frozen=True, slots=True)
class Fields:
    """Every field of a short answer (one) or of a text with gaps."""

    fields: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that may be `tolerance` off, both ends included."""

    value: Fraction
    tolerance: Fraction = Fraction(0)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """The keys of the children of a situation."""

    children: tuple[Key, ...]


Key = Chosen | Rows | Fields | Quantity | Together


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a response is right in full; `blank` tells no answer from a wrong one.

    `share` of the points it brings: 0 to 1, or down to -1 when wrong answers cost.
    """

    correct: bool
    blank: bool = False
    share: Fraction = _NOTHING

    @property
    def sign(self) -> str:
        """One sign: "1" right, "~" right in part, "0" wrong, "-" no answer."""
        if self.correct:
            return "1"
        return "-" if self.blank else "~" if self.share > 0 else "0"


# Marks never change, so that those of nearly every answer are made once.
_RIGHT, _WRONG = Mark(correct=True, share=_ALL), Mark(correct=False)
_BLANK = Mark(correct=False, blank=True)


def is_response(response: str) -> bool:
    """Whether `response` is a well formed choice: different letters A–H in order; "" is none."""
    return all(letter in LETTERS for letter in response) and all(
        first < second for first, second in zip(response, response[1:], strict=False)
    )


def mark(kind: Kind, right: frozenset[str], response: str, scheme: Scheme = WHOLE) -> Mark:
    """Mark the choice `response` (sorted displayed letters: "B", "AC", "" for none).

    Right means exactly the right letters, no more and no fewer. A choice of several letters where
    one is asked is wrong. Raises `ResponseError` for a malformed response and `ValueError` for a
    key that no question can have.
    """
    if not right or not right <= frozenset(LETTERS):
        raise ValueError("a key has at least one letter and only A–H")
    if kind is not Kind.MULTIPLE and len(right) != 1:
        raise ValueError(f"a {kind} question has one right letter")
    return mark_key(Chosen(right, kind is Kind.MULTIPLE), response, scheme)


def mark_key(key: Key, response: str, scheme: Scheme = WHOLE) -> Mark:
    """Mark `response` against `key` of any kind.

    An answer with nothing in it is blank and brings nothing. Raises `ResponseError` for a response
    that cannot belong to the question.
    """
    right, blank = _share(key, response, scheme)
    if blank:
        return _BLANK
    if right is _ALL or right == 1:
        return _RIGHT
    if right is _NOTHING or not right:
        if not scheme.penalty_percent:
            return _WRONG
        right = Fraction(-scheme.penalty_percent, 100)
    return Mark(correct=False, share=right)


def points(mark: Mark, points_milli: int) -> int:
    """What `mark` brings of `points_milli`, in thousandths, rounded half up."""
    if mark.correct:
        return points_milli
    if mark.share is _NOTHING:
        return 0
    exact = mark.share * points_milli
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _share(key: Key, response: str, scheme: Scheme) -> tuple[Fraction, bool]:
    """(share of what is right before any penalty, whether nothing was answered)."""
    match key:
        case Chosen():
            return _chosen(key, response, scheme)
        case Rows():
            return _rows(key, response, scheme)
        case Fields(fields):
            parts = response.split(FIELD) if response else [""] * len(fields)
            if len(parts) != len(fields):
                raise ResponseError(f"{len(parts)} texts for {len(fields)} fields")
            hits = sum(is_accepted(one, part) for one, part in zip(fields, parts, strict=True))
            return _counted(hits, len(fields), scheme), not "".join(parts).strip()
        case Quantity(value, tolerance, unit):
            found = read_number(response, unit)
            near = found is not None and abs(found - value) <= tolerance
            return Fraction(near), not response.strip()
        case Together(children):
            parts = response.split(CHILD) if response else [""] * len(children)
            if len(parts) != len(children):
                raise ResponseError(f"{len(parts)} answers for {len(children)} questions")
            marked = [
                _share(child, part, scheme) for child, part in zip(children, parts, strict=True)
            ]
            total = sum((share for share, _ in marked), Fraction(0)) / len(children)
            if scheme.partial is Partial.NONE and total != 1:
                total = Fraction(0)
            return total, all(blank for _, blank in marked)


def _chosen(key: Chosen, response: str, scheme: Scheme) -> tuple[Fraction, bool]:
    if not is_response(response):
        raise ResponseError(f"not a response: {response!r}")
    chosen = frozenset(response)
    if chosen == key.letters:
        return _ALL, False
    if not key.several or scheme.partial is not Partial.SHARE:
        return _NOTHING, not response
    hits = len(chosen & key.letters) - len(chosen - key.letters)
    return Fraction(max(hits, 0), len(key.letters)), not response


def _rows(key: Rows, response: str, scheme: Scheme) -> tuple[Fraction, bool]:
    count = len(key.signs)
    if response and len(response) != count:
        raise ResponseError(f"{len(response)} signs for {count} rows")
    hits = sum(one == sign for one, sign in zip(response, key.signs, strict=False))
    blank = not response.strip(NOTHING)
    if scheme.partial is Partial.EXAM_2025 and key.scaled and hits:
        wrong = count - hits
        return EXAM_SCALE[wrong] if wrong < len(EXAM_SCALE) else Fraction(0), blank
    return _counted(hits, count, scheme), blank


def _counted(hits: int, count: int, scheme: Scheme) -> Fraction:
    if scheme.partial is Partial.SHARE:
        return Fraction(hits, count)
    return Fraction(hits == count)


_ENDS: Final = " .,;:!?…\"'“”‘’«»()"
_OLD_TONE: Final = re.compile(r"(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_NEW_TONE: Final = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)


def text_key(text: str, *, exact_marks: bool = True) -> str:
    """The form in which two typed answers are the same.

    Case, spaces and signs at the ends do not count, nor the place of a tone ("hoà" is "hòa"),
    nor, unless `exact_marks`, any mark: "Đăk Hà" is then "dak ha".
    """
    text = comparable(text).strip(_ENDS)
    if not exact_marks:
        return fold(text)
    # After q the u is a consonant's: "quý" has its tone where it belongs.
    return _OLD_TONE.sub(
        lambda found: (
            found.group() if text[: found.start()].endswith("q") else _NEW_TONE[found.group()]
        ),
        text,
    )


def is_accepted(typed: Typed, text: str) -> bool:
    """Whether `text` is one of the accepted answers."""
    own = text_key(text, exact_marks=typed.exact_marks)
    return own != "" and any(
        text_key(one, exact_marks=typed.exact_marks) == own for one in typed.variants
    )
