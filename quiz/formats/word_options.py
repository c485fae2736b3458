"""Options within the lines of an exam paper: labels, and the signs that mark the right one."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

STAR: Final = r"(?:\(\*\)|\[[xX]\]|[*✓✔☑☒√@→⇒➔]|=>|#(?![!$]))"
_BOX: Final = r"(?:[☐□○◯❑❏]|\[ ?\])"
_BEFORE: Final = rf"(?:(?:{STAR}|{_BOX}|#[!$])\s*)?"
_END: Final = r"\s*([.):/](?!\.)|[-–])\s*"
_OPTION: Final = re.compile(
    rf"\s*{_BEFORE}(?:\((?=[A-Ha-h]\)))?([A-Ha-h])\s*(?:{STAR}\s*)?{_END}(?:(?:{STAR}|{_BOX})\s*(?=\S))?"
)
_FIRST: Final = re.compile(rf"(?:\t|\s)(?={_BEFORE}\(?A\s*[.):/]\s*\S)")
_SECOND: Final = re.compile(rf"\s{_BEFORE}\(?B\s*[.):/]")
_WIDE: Final = re.compile(r"(?:\t|\s{2,}|\n)$")
STAR_AFTER: Final = re.compile(rf"\s*(?:{STAR}|\((?:đáp án )?đúng\)|<--?|←|⇐)\s*$", re.IGNORECASE)
"""A sign behind the right option."""


class Found(NamedTuple):
    """An option in a line: its letter, where label and text begin, whether one blank told it."""

    letter: str
    label: int
    body: int
    weak: bool = False
    small: bool = False


def find_options(text: str, first: str, *, loose: bool) -> list[Found]:
    """Options in a line.

    The line must begin with a label; after it the next letters are looked for in order, behind
    a tab, two blanks or — a pair of options written with one blank — any blank.
    `loose` lets the first label stand inside the line ("Câu 1. Có? A. … B. …").
    """
    start = _OPTION.match(text)
    if start is None:
        if not loose:
            return []
        last = max((found.start() for found in _SECOND.finditer(text)), default=-1)
        inside = _FIRST.search(text)
        if inside is not None and inside.start() >= last:
            inside = None
        start = _OPTION.match(text, inside.end()) if inside else None
        if start is None:
            return []
    letter = start.group(1)
    upper = letter.isupper()
    if first and letter.upper() != first and (not upper or start.group(2) in "-–"):
        return []
    weak = start.start() > 0 and not _WIDE.search(text[: start.start()])
    found = [Found(letter.upper(), start.start(), start.end(), weak, not upper)]
    while True:
        following = chr(ord(letter) + 1)
        if following.upper() > "H":
            break
        blank = r"\s" if upper else r"(?:\t|\s{2,})"
        wanted = re.compile(
            rf"{blank}\s*{_BEFORE}(?:\((?={following}\)))?({following})\s*(?:{STAR}\s*)?[.):/](?!\.)\s*"
            rf"(?:(?:{STAR}|{_BOX})\s*(?=\S))?"
        )
        step = wanted.search(text, found[-1].body - 1)
        if step is None:
            break
        letter = following
        label = step.start(1) - (text[step.start(1) - 1] == "(")
        before = re.search(rf"(?:{STAR}|{_BOX}|#[!$])\s*$", text[:label])
        label = before.start() if before else label
        weak = not _WIDE.search(text[:label])
        found.append(Found(letter.upper(), label, step.end(), weak, not upper))
    return found
