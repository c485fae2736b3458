"""A question as another system writes it, on its way to a clean draft with findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from quiz.formats.base import Seen, Sink
from quiz.formats.cells import plain_text
from quiz.rules.question import (
    LETTERS,
    Body,
    Difficulty,
    Draft,
    Illustration,
    Kind,
    Number,
    Option,
    Problem,
    Severity,
    Where,
    clean_body,
    comparable,
    validate,
)
from quiz.rules.text import clean_line, fixed_flags

TRUE_FALSE: Final = ("Đúng", "Sai")
EXPLAINS: Final = -2
"""The place of a picture in an explanation, where options are numbered from 0."""


@dataclass
class Item:
    """One question of a file, texts as they stand there.

    `number` is its place: the line where it begins when the file has lines (`by_line`), else its
    number in the file. `fixed` of an option is None when the format does not say.
    """

    number: int
    kind: Kind
    stem: str = ""
    options: list[tuple[str, bool, bool | None]] = field(default_factory=list)
    explanation: str = ""
    topic: str = ""
    difficulty: Difficulty = Difficulty.MEDIUM
    citation: str = ""
    critical: bool = False
    ref: str = ""
    picture: str = ""
    picture_alt: str = ""
    pictures: list[Illustration] = field(default_factory=list)
    points_milli: int = 0
    body: Body | None = None
    by_line: bool = False
    found: list[tuple[Severity, str, dict[str, str | int]]] = field(default_factory=list)

    def say(self, severity: Severity, code: str, **args: str | int) -> None:
        """Something to be said about this question."""
        self.found.append((severity, code, args))

    def show(self, name: str, alt: str, option: int = -1) -> None:
        """One more picture, of the stem or of an option; the first of the stem is the question's.

        The same one in the same place counts once. There is no place for one that explains: shown
        with the question it would give the answer away.
        """
        if option == EXPLAINS:
            self.say("warning", "PICTURE-EXPLAINS", value=name)
            return
        one = Illustration(name, clean_line(alt), option)
        if option < 0 and not self.picture:
            self.picture, self.picture_alt = name, alt
        elif (option >= 0 or name != self.picture) and one not in self.pictures:
            self.pictures.append(one)


class Maker:
    """Turns items into drafts, and both into what the sink gets."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._seen = Seen()

    def give(self, item: Item) -> None:
        """Clean, check and hand over one question."""
        problems = [self._at(item, *one) for one in item.found]

        def clean(raw: str, part: str) -> str:
            text, finding = plain_text(raw)
            if finding is not None:
                problems.append(
                    self._at(item, finding.severity, finding.code,
                             {"part": part, **dict(finding.args)})
                )  # fmt: skip
            return text

        texts = [clean(text, "option") for text, _, _ in item.options]
        texts = named_by_pictures(texts, item.pictures)
        flags = list(fixed_flags(texts)) if item.kind in (Kind.SINGLE, Kind.MULTIPLE) else []
        fixed = [
            bool(said) if said is not None else bool(flags) and flags[place]
            for place, (_, _, said) in enumerate(item.options)
        ]
        guessed = [
            place
            for place, (_, _, said) in enumerate(item.options)
            if said is None and fixed[place]
        ]
        if guessed:
            letters = ", ".join((LETTERS + "?" * len(texts))[place] for place in guessed)
            value = texts[guessed[-1]][:60]
            problems.append(
                self._at(item, "warning", "OPTION-FIXED", {"value": value, "letters": letters})
            )
        options = tuple(
            Option(text, right, keep)
            for text, (_, right, _), keep in zip(texts, item.options, fixed, strict=True)
        )
        kind = item.kind
        if kind is Kind.SINGLE and [comparable(text) for text in texts] == ["đúng", "sai"]:
            kind = Kind.TRUE_FALSE
        if kind is Kind.TRUE_FALSE:
            options = tuple(replace(option, fixed=False) for option in options)
        draft = Draft(
            kind=kind,
            stem=clean(item.stem, "stem"),
            options=options,
            explanation=clean(item.explanation, "explanation"),
            topic=clean_line(item.topic),
            difficulty=item.difficulty,
            citation_text=clean(item.citation, "citation"),
            critical=item.critical,
            picture=clean_line(item.picture),
            ref=clean_line(item.ref),
            where=Where("", item.number, ""),
            picture_alt=clean_line(item.picture_alt),
            pictures=tuple(item.pictures),
            points_milli=item.points_milli,
            body=clean_body(item.body),
        )
        refused = any(problem.severity == "error" for problem in problems)
        for problem in validate(draft) + self._seen.look(draft, item.number):
            if not (refused and problem.severity == "error" and problem.code != "TEXT-LONG"):
                problems.append(self._numbered(item, problem))
        self._sink.take(draft, problems)

    def note(self, item: Item) -> None:
        """Something of the file that is no question: only said."""
        for one in item.found:
            self._sink.report(self._at(item, *one))

    def refuse(self, item: Item) -> None:
        """A question that cannot be a draft at all: counted and said, nothing more."""
        self._sink.take(
            Draft(item.kind, item.stem, ()), [self._at(item, *one) for one in item.found]
        )

    def _at(self, item: Item, severity: Severity, code: str, args: dict[str, str | int]) -> Problem:
        return self._numbered(item, Problem(severity, code, "", item.number, "", args))

    @staticmethod
    def _numbered(item: Item, problem: Problem) -> Problem:
        if item.by_line:
            return problem
        return replace(problem, args={**problem.args, "question": item.number})


def uneven(shares: Iterable[Fraction]) -> bool:
    """Whether right answers among several count differently, or not all of the marks together."""
    right = [share for share in shares if share > 0]
    return len(set(right)) > 1 or bool(right) and not 99 < sum(right) < 101


def named_by_pictures(texts: Sequence[str], pictures: Sequence[Illustration]) -> list[str]:
    """Options that are nothing but a picture get words of their own: "Hình 1", "Hình 2"."""
    shown = {one.option for one in pictures}
    return [
        f"Hình {place + 1}" if not text and place in shown else text
        for place, text in enumerate(texts)
    ]


def decimal_text(value: Fraction) -> str:
    """`value` as "2.5"; "" when its decimals do not end within 12 places."""
    scaled = value * 10**12
    if scaled.denominator != 1:
        return ""
    sign = "-" if value < 0 else ""
    digits = str(abs(scaled.numerator)).rjust(13, "0")
    return (sign + digits[:-12] + "." + digits[-12:]).rstrip("0").rstrip(".")


def read_decimal(text: str) -> Fraction | None:
    """A number as other systems write it ("2.5", "1e3"), None for anything else."""
    found = re.fullmatch(r"\s*([+-]?\d{1,15}(?:[.,]\d{1,15})?(?:[eE][+-]?\d{1,2})?)\s*", text)
    return Fraction(found.group(1).replace(",", ".")) if found else None


def exact_number(draft: Draft) -> str:
    """Why a number cannot be written as decimals, "" when it can."""
    body = draft.body
    if isinstance(body, Number) and not (decimal_text(body.value) and decimal_text(body.tolerance)):
        return "fraction"
    return ""
