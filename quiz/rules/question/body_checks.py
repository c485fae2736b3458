"""What is wrong with the body of a draft, and with how its stem and options go with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

from quiz.rules.question.bodies import (
    BLANKS_MAX,
    GUIDE_MAX,
    NUMBER_DIGITS_MAX,
    UNIT_MAX,
    VARIANT_MAX,
    VARIANTS_MAX,
    WORDS_MAX,
    Blank,
    Blanks,
    Essay,
    Matching,
    Number,
    Prediction,
    Short,
)
from quiz.rules.question.draft import (
    LETTERS,
    OPTION_MAX,
    OPTIONS_MAX,
    OPTIONS_MIN,
    Draft,
    comparable,
)
from quiz.rules.question.findings import Problem

BLANK_MARK: Final = re.compile(r"\[\[([0-9]{1,2})\]\]")
Say = Callable[..., Problem]


def body_problems(draft: Draft, say: Say) -> list[Problem]:
    """Findings about `draft.body`; `say(code, part, …)` makes one at the draft's place."""
    match draft.body:
        case Short(variants):
            return _variants(variants, say, "variant")
        case Number() as number:
            return _number(number, say)
        case Matching() as matching:
            return _matching(draft, matching, say)
        case Blanks(blanks):
            return _blanks(draft, blanks, say)
        case Essay(guide, words):
            found = _long([("guide", guide, GUIDE_MAX)], say)
            if not 0 <= words <= WORDS_MAX:
                found.append(say("WORDS-BAD", "words", count=words, most=WORDS_MAX))
            return found
        case Prediction(unit):
            return _long([("unit", unit, UNIT_MAX)], say)
        case _:
            return []


def _long(texts: Iterable[tuple[str, str, int]], say: Say) -> list[Problem]:
    return [
        say("TEXT-LONG", part, length=len(text), most=most)
        for part, text, most in texts
        if len(text) > most
    ]


def text_problems(
    texts: Sequence[str],
    say: Say,
    part: str,
    most: int,
    names: Sequence[str] = (),
    /,
    **args: int,
) -> list[Problem]:
    """Which of `texts` are empty, long or equal; without `names` they are called by number."""
    found: list[Problem] = []
    seen: dict[str, str] = {}
    for number, text in enumerate(texts):
        name = names[number] if number < len(names) else str(number + 1)
        if not text.strip():
            found.append(say("PART-EMPTY", part, letter=name, **args))
            continue
        if len(text) > most:
            found.append(say("TEXT-LONG", part, letter=name, length=len(text), most=most, **args))
        same = seen.setdefault(comparable(text), name)
        if same != name:
            found.append(say("PARTS-EQUAL", part, letter=name, other=same, **args))
    return found


def _variants(variants: tuple[str, ...], say: Say, part: str, **args: int) -> list[Problem]:
    if not variants:
        return [say("VARIANTS-NONE", part, **args)]
    if len(variants) > VARIANTS_MAX:
        return [say("PARTS-MANY", part, count=len(variants), most=VARIANTS_MAX, **args)]
    return text_problems(variants, say, part, VARIANT_MAX, **args)


def _number(number: Number, say: Say) -> list[Problem]:
    found = _long([("unit", number.unit, UNIT_MAX)], say)
    if number.tolerance < 0:
        found.append(say("NUMBER-TOLERANCE", "tolerance"))
    for part, value in (("number", number.value), ("tolerance", number.tolerance)):
        if _digits(value) > NUMBER_DIGITS_MAX:
            found.append(say("NUMBER-LONG", part, most=NUMBER_DIGITS_MAX))
    return found


def _digits(value: Fraction) -> int:
    return max(len(str(abs(value.numerator))), len(str(value.denominator)))


def _matching(draft: Draft, body: Matching, say: Say) -> list[Problem]:
    count = len(body.choices)
    if count < OPTIONS_MIN:
        return [say("PARTS-FEW", "choice", count=count, least=OPTIONS_MIN)]
    if count > OPTIONS_MAX:
        return [say("PARTS-MANY", "choice", count=count, most=OPTIONS_MAX)]
    found = text_problems(body.choices, say, "choice", OPTION_MAX)
    for place, letter in enumerate(LETTERS[: len(draft.options)]):
        right = body.right[place] if place < len(body.right) else -1
        if not 0 <= right < count:
            found.append(say("MATCH-NONE", "left", letter=letter))
    return found


def _blanks(draft: Draft, blanks: tuple[Blank, ...], say: Say) -> list[Problem]:
    marks = [int(number) for number in BLANK_MARK.findall(draft.stem)]
    found: list[Problem] = []
    if marks != list(range(1, len(blanks) + 1)) or not blanks:
        found.append(say("BLANKS-MARKS", "stem", count=len(blanks), found=len(marks)))
    if len(blanks) > BLANKS_MAX:
        found.append(say("PARTS-MANY", "blank", count=len(blanks), most=BLANKS_MAX))
    for number, blank in enumerate(blanks, start=1):
        found += _variants(blank.variants, say, "variant", blank=number)
        if not blank.choices:
            continue
        if len(blank.choices) < OPTIONS_MIN:
            found.append(
                say("PARTS-FEW", "choice", count=len(blank.choices), least=OPTIONS_MIN,
                    blank=number)
            )  # fmt: skip
        if len(blank.choices) > OPTIONS_MAX:
            found.append(
                say("PARTS-MANY", "choice", count=len(blank.choices), most=OPTIONS_MAX,
                    blank=number)
            )  # fmt: skip
        found += text_problems(blank.choices, say, "choice", VARIANT_MAX, blank=number)
        strange = [text for text in blank.variants if text not in blank.choices]
        if strange:
            found.append(say("BLANK-OUTSIDE", "variant", value=strange[0][:60], blank=number))
        elif len(blank.variants) == len(blank.choices):
            found.append(say("BLANK-ALL", "variant", blank=number))
    return found
