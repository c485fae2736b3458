"""Answers of the kinds that are no plain choice, as lines of text that people type and paste.

==============  ==================================================================================
choices         one option per line, "*" before a right one
statements      one statement per line, "*" before a true one
order           one step per line, in the right order
short           one accepted answer per line
number          the number; then, if wished, "sai số: 0,5" and "đơn vị: tuổi"
matching        "left => right" per line; "=> right" for a right side that belongs to nothing
blanks          one gap per line: accepted answers with ";" between; to pick from a list:
                "right | choice; choice; choice"
essay           "số chữ: 1500", then the guide for the judges
prediction      "đơn vị: người", or nothing
==============  ==================================================================================

A backslash takes the meaning of a sign away ("\\;", "\\*"). What is written reads back equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from quiz.rules.numbers import number_text, read_number
from quiz.rules.question import (
    CHOICE_KINDS,
    Blank,
    Blanks,
    Body,
    Draft,
    Essay,
    Kind,
    Matching,
    Number,
    Option,
    Prediction,
    Short,
)
from quiz.rules.text import clean_line, clean_text, fixed_flags

STARRED: Final = CHOICE_KINDS | {Kind.STATEMENTS}
"""Kinds whose lines carry a star."""
_SET: Final = re.compile(r"(sai số|đơn vị|số chữ)\s*:\s*(.*)", re.IGNORECASE)
_ARROW: Final = re.compile(r"\s*(?:=>|→)\s*")


class LineError(ValueError):
    """A line cannot be read: `code` of `quiz.wording.problems`, the line itself as `value`."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code = code
        self.value = value


def read_answers(
    kind: Kind, text: str, *, exact_marks: bool = True
) -> tuple[tuple[Option, ...], Body | None]:
    """(options, body) of `kind` from typed lines. Raises `LineError`; what else is wrong is found
    by `quiz.rules.question.validate`."""
    lines = [line for line in clean_text(text).split("\n") if line.strip()]
    match kind:
        case _ if kind in STARRED:
            return _starred(kind, lines), None
        case Kind.ORDER:
            return tuple(Option(_plain(line), False) for line in lines), None
        case Kind.SHORT:
            return (), Short(tuple(clean_line(_plain(line)) for line in lines), exact_marks)
        case Kind.NUMBER:
            return (), _number(lines)
        case Kind.MATCHING:
            return _pairs(lines)
        case Kind.BLANKS:
            return (), Blanks(tuple(_blank(line, exact_marks) for line in lines))
        case Kind.ESSAY:
            words, rest = _settings(lines)
            limit = words.get("số chữ", "0")
            if not re.fullmatch("[0-9]{1,6}", limit):
                raise LineError("NUMBER-UNKNOWN", limit)
            return (), Essay("\n".join(rest), int(limit))
        case Kind.PREDICTION:
            settings, _ = _settings(lines)
            return (), Prediction(settings.get("đơn vị", ""))
        case _:
            raise ValueError(f"{kind} has no lines of its own")


def write_answers(draft: Draft) -> str:
    """The lines of `draft`, which is no situation."""
    match draft.body:
        case Short(variants):
            return "\n".join(_quoted(text, "*") for text in variants)
        case Number(value, tolerance, unit):
            lines = [number_text(value)]
            lines += [f"sai số: {number_text(tolerance)}"] if tolerance else []
            return "\n".join([*lines, *([f"đơn vị: {unit}"] if unit else [])])
        case Matching(choices, right):
            pairs = [
                f"{_side(option.text)} => {_side(choices[place])}"
                for option, place in zip(draft.options, right, strict=True)
            ]
            spare = [text for place, text in enumerate(choices) if place not in right]
            return "\n".join([*pairs, *(f"=> {_side(text)}" for text in spare)])
        case Blanks(blanks):
            return "\n".join(map(_gap, blanks))
        case Essay(guide, words):
            return "\n".join(
                [*([f"số chữ: {words}"] if words else []), *([guide] if guide else [])]
            )
        case Prediction(unit):
            return f"đơn vị: {unit}" if unit else ""
        case _:
            star = draft.kind in STARRED
            return "\n".join(
                ("* " if star and option.correct else "")
                + _quoted(option.text.replace("\n", " "), "*")
                for option in draft.options
            )


def _starred(kind: Kind, lines: list[str]) -> tuple[Option, ...]:
    right = [line.lstrip().startswith("*") for line in lines]
    texts = [
        _plain(line.lstrip()[1:].strip() if star else line)
        for line, star in zip(lines, right, strict=True)
    ]
    fixed = fixed_flags(texts) if kind in (Kind.SINGLE, Kind.MULTIPLE) else (False,) * len(texts)
    return tuple(map(Option, texts, right, fixed))


def _settings(lines: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    rest: list[str] = []
    for line in lines:
        setting = _SET.fullmatch(line.strip())
        if setting and not rest or setting and setting.group(1).casefold() not in found:
            found[setting.group(1).casefold()] = setting.group(2).strip()
        else:
            rest.append(line)
    return found, rest


def _number(lines: list[str]) -> Number | None:
    settings, rest = _settings(lines)
    if not rest:
        return None
    unit = clean_line(settings.get("đơn vị", ""))
    return Number(_value(rest[0], unit), _value(settings.get("sai số", "0"), unit), unit)


def _value(text: str, unit: str) -> Fraction:
    value = read_number(text, unit)
    if value is None:
        raise LineError("NUMBER-UNKNOWN", text[:60])
    return value


def _pairs(lines: list[str]) -> tuple[tuple[Option, ...], Matching]:
    options: list[Option] = []
    choices: list[str] = []
    right: list[int] = []
    for line in lines:
        sides = _split(line, _ARROW)
        if len(sides) != 2 or not sides[1]:
            raise LineError("PAIR-UNKNOWN", line[:60])
        if sides[1] not in choices:
            choices.append(sides[1])
        if sides[0]:
            options.append(Option(sides[0], False))
            right.append(choices.index(sides[1]))
    return tuple(options), Matching(tuple(choices), tuple(right))


def _blank(line: str, exact_marks: bool) -> Blank:
    right, *choices = _split(line, re.compile(r"\|"), keep=True)
    listed = "|".join(choices)
    semicolon = re.compile(r"\s*;\s*")
    return Blank(
        tuple(clean_line(text) for text in _split(right, semicolon) if text),
        tuple(clean_line(text) for text in _split(listed, semicolon) if text),
        exact_marks,
    )


def _gap(blank: Blank) -> str:
    line = "; ".join(_quoted(text, ";|") for text in blank.variants)
    if blank.choices:
        line += " | " + "; ".join(_quoted(text, ";|") for text in blank.choices)
    return line


def _side(text: str) -> str:
    return _quoted(text.replace("\n", " "), "").replace("=>", "\\=>").replace("→", "\\→")


def _quoted(text: str, signs: str) -> str:
    """`text` with a backslash before every sign that would mean something."""
    text = text.replace("\\", "\\\\")
    if signs == "*":
        return "\\" + text if text.startswith("*") else text
    return re.sub(f"([{re.escape(signs)}])", r"\\\1", text) if signs else text


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.strip())


def _split(text: str, sign: re.Pattern[str], *, keep: bool = False) -> list[str]:
    """`text` at every `sign` that no backslash stands before; parts plain unless `keep`."""
    parts: list[str] = [""]
    at = 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            parts[-1] += text[at : at + 2]
            at += 2
        elif (found := sign.match(text, at)) and found.end() > at:
            parts.append("")
            at = found.end()
        else:
            parts[-1] += text[at]
            at += 1
    return [part.strip() if keep else _plain(part) for part in parts]
