"""A question split for the store: what a contestant may read on one side, the key on the other.

The public side must not tell the key, not even by an order: the steps of an ORDER question stand
in alphabetical order, and so do the choices of MATCHING. Both bodies are JSON objects, {} when
there is nothing to say, so that questions of choices are stored as they always were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from quiz.rules.keys import revision_digest
from quiz.rules.question import (
    Blank,
    Blanks,
    Body,
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
    comparable,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """The four values of a revision and its key.

    `right`: indexes of the right options; for ORDER of all options in the right order; for
    MATCHING the choice of each option.
    """

    options: list[dict[str, Any]]
    body: dict[str, Any]
    right: list[int]
    key_body: dict[str, Any]


def split(draft: Draft) -> Stored:
    """`draft`, which must be valid, as it is stored. `join` gives it back."""
    options = list(draft.options)
    pictures = draft.pictures
    right = [index for index, option in enumerate(options) if option.correct]
    if draft.kind is Kind.ORDER:
        order = sorted(range(len(options)), key=lambda index: _by_text(options[index].text))
        right = [order.index(index) for index in range(len(options))]
        options = [options[index] for index in order]
        pictures = tuple(
            replace(one, option=order.index(one.option)) if one.option >= 0 else one
            for one in pictures
        )
    body, key_body = _bodies(draft.body)
    if isinstance(draft.body, Matching):
        choices = sorted(draft.body.choices, key=_by_text)
        body = {"choices": choices}
        right = [choices.index(draft.body.choices[index]) for index in draft.body.right]
    if pictures:
        body["pictures"] = [[one.name, one.alt, one.option] for one in pictures]
    if draft.points_milli:
        key_body["points_milli"] = draft.points_milli
    return Stored(
        [{"text": option.text, "fixed": option.fixed} for option in options],
        body,
        right,
        key_body,
    )


def digest(draft: Draft, stored: Stored, picture: str = "") -> str:
    """SHA-256 of what a contestant sees of `draft` (see `keys.revision_digest`)."""
    return revision_digest(
        draft.kind,
        draft.stem,
        [(option["text"], option["fixed"]) for option in stored.options],
        picture,
        stored.body,
    )


def join(kind: Kind, stem: str, stored: Stored) -> Draft:
    """What a stored question says, as a draft with nothing but its question."""
    body, key_body = stored.body, stored.key_body
    right = stored.right
    options = [
        Option(one["text"], index in right, bool(one.get("fixed")))
        for index, one in enumerate(stored.options)
    ]
    pictures = tuple(Illustration(*one) for one in body.get("pictures", ()))
    if kind is Kind.ORDER:
        options = [replace(options[index], correct=False) for index in right]
        pictures = tuple(
            replace(one, option=right.index(one.option)) if one.option >= 0 else one
            for one in pictures
        )
    if kind is Kind.MATCHING:
        options = [replace(option, correct=False) for option in options]
    return Draft(
        kind=kind,
        stem=stem,
        options=tuple(options),
        pictures=pictures,
        points_milli=key_body.get("points_milli", 0),
        body=_body(kind, body, right, key_body),
    )


def _by_text(text: str) -> tuple[str, str]:
    return comparable(text), text


def _bodies(body: Body | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Public part and key of a body."""
    match body:
        case Short(variants, exact):
            return {}, {"variants": list(variants), "exact_marks": exact}
        case Number(value, tolerance, unit):
            return {"unit": unit}, {"value": str(value), "tolerance": str(tolerance)}
        case Blanks(blanks):
            return (
                {"blanks": [{"choices": list(blank.choices)} for blank in blanks]},
                {
                    "blanks": [
                        {"variants": list(blank.variants), "exact_marks": blank.exact_marks}
                        for blank in blanks
                    ]
                },
            )
        case Situation(children):
            parts = [split(child) for child in children]
            return (
                {
                    "children": [
                        {
                            "kind": child.kind.value,
                            "stem": child.stem,
                            "options": part.options,
                            "body": part.body,
                        }
                        for child, part in zip(children, parts, strict=True)
                    ]
                },
                {
                    "children": [
                        {
                            "right": part.right,
                            "body": part.key_body,
                            "explanation": child.explanation,
                        }
                        for child, part in zip(children, parts, strict=True)
                    ]
                },
            )
        case Essay(guide, words):
            return {"words": words}, {"guide": guide}
        case Prediction(unit):
            return {"unit": unit}, {}
        case _:
            return {}, {}


def _body(
    kind: Kind, body: Mapping[str, Any], right: Sequence[int], key_body: Mapping[str, Any]
) -> Body | None:
    match kind:
        case Kind.SHORT:
            return Short(tuple(key_body["variants"]), key_body["exact_marks"])
        case Kind.NUMBER:
            value, tolerance = Fraction(key_body["value"]), Fraction(key_body["tolerance"])
            return Number(value, tolerance, body["unit"])
        case Kind.MATCHING:
            return Matching(tuple(body["choices"]), tuple(right))
        case Kind.BLANKS:
            return Blanks(
                tuple(
                    Blank(tuple(key["variants"]), tuple(one["choices"]), key["exact_marks"])
                    for one, key in zip(body["blanks"], key_body["blanks"], strict=True)
                )
            )
        case Kind.SITUATION:
            return Situation(
                tuple(
                    replace(
                        join(
                            Kind(one["kind"]),
                            one["stem"],
                            Stored(one["options"], one["body"], key["right"], key["body"]),
                        ),
                        explanation=key["explanation"],
                    )
                    for one, key in zip(body["children"], key_body["children"], strict=True)
                )
            )
        case Kind.ESSAY:
            return Essay(key_body["guide"], body["words"])
        case Kind.PREDICTION:
            return Prediction(body["unit"])
        case _:
            return None
