"""Bodies as they are stored: every text clean."""

from __future__ import annotations

from dataclasses import replace

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
from quiz.rules.question.draft import Option
from quiz.rules.text import clean_line, clean_text


def clean_body(body: Body | None) -> Body | None:
    """`body` with clean texts: lines where lines are meant, NFC everywhere."""
    match body:
        case Short(variants, exact):
            return Short(tuple(map(clean_line, variants)), exact)
        case Number(value, tolerance, unit):
            return Number(value, tolerance, clean_line(unit))
        case Matching(choices, right):
            return Matching(tuple(map(clean_text, choices)), right)
        case Blanks(blanks):
            return Blanks(
                tuple(
                    Blank(
                        tuple(map(clean_line, blank.variants)),
                        tuple(map(clean_line, blank.choices)),
                        blank.exact_marks,
                    )
                    for blank in blanks
                )
            )
        case Situation(children):
            return Situation(
                tuple(
                    replace(
                        child,
                        stem=clean_text(child.stem),
                        options=tuple(
                            Option(clean_text(one.text), one.correct, one.fixed)
                            for one in child.options
                        ),
                        explanation=clean_text(child.explanation),
                        body=clean_body(child.body),
                    )
                    for child in children
                )
            )
        case Essay(guide, words):
            return Essay(clean_text(guide), words)
        case Prediction(unit):
            return Prediction(clean_line(unit))
        case None:
            return None
