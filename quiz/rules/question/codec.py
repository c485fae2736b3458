"""Bodies <-> JSON values, both ways exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quiz.rules.question.bodies import (
    Blank,
    Blanks,
    Body,
    Essay,
    Matching,
    Number,
    Prediction,
    Short,
    Situation,
)
from quiz.rules.question.draft import Draft, Kind, Option


def body_to_json(body: Body | None) -> dict[str, Any] | None:
    """`body` as JSON values, with its own name in "of"."""
    match body:
        case None:
            return None
        case Short(variants, exact):
            return {"of": "short", "variants": list(variants), "exact_marks": exact}
        case Number(value, tolerance, unit):
            return {"of": "number", "value": str(value), "tolerance": str(tolerance), "unit": unit}
        case Matching(choices, right):
            return {"of": "matching", "choices": list(choices), "right": list(right)}
        case Blanks(blanks):
            return {
                "of": "blanks",
                "blanks": [
                    {
                        "variants": list(blank.variants),
                        "choices": list(blank.choices),
                        "exact_marks": blank.exact_marks,
                    }
                    for blank in blanks
                ],
            }
        case Situation(children):
            return {"of": "situation", "children": [_child_to_json(child) for child in children]}
        case Essay(guide, words):
            return {"of": "essay", "guide": guide, "words": words}
        case Prediction(unit):
            return {"of": "prediction", "unit": unit}


def body_from_json(data: Mapping[str, Any] | None) -> Body | None:
    """The body that `body_to_json` gave. Raises `ValueError` or `KeyError` for anything else."""
    if data is None:
        return None
    match data["of"]:
        case "short":
            return Short(tuple(data["variants"]), data["exact_marks"])
        case "number":
            return Number(Fraction(data["value"]), Fraction(data["tolerance"]), data["unit"])
        case "matching":
            return Matching(tuple(data["choices"]), tuple(data["right"]))
        case "blanks":
            return Blanks(
                tuple(
                    Blank(tuple(one["variants"]), tuple(one["choices"]), one["exact_marks"])
                    for one in data["blanks"]
                )
            )
        case "situation":
            return Situation(tuple(_child_from_json(child) for child in data["children"]))
        case "essay":
            return Essay(data["guide"], data["words"])
        case "prediction":
            return Prediction(data["unit"])
        case other:
            raise ValueError(f"no body is called {other!r}")


def _child_to_json(child: Draft) -> dict[str, Any]:
    return {
        "kind": child.kind.value,
        "stem": child.stem,
        "options": [[one.text, one.correct, one.fixed] for one in child.options],
        "explanation": child.explanation,
        "body": body_to_json(child.body),
    }


def _child_from_json(data: Mapping[str, Any]) -> Draft:
    return Draft(
        kind=Kind(data["kind"]),
        stem=data["stem"],
        options=tuple(Option(*one) for one in data["options"]),
        explanation=data["explanation"],
        body=body_from_json(data["body"]),
    )
