"""A paper as it stands in the document: raw questions made of runs, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from quiz.formats.word_text import PICTURE, Run


@dataclass
class RawOption:
    """An option or a statement as it stands in the paper.

    `whole` is everything that was typed, the label too: what looked like an option may turn out
    to be part of a text. `weak`: found behind a single blank. `truth`: "đ" or "s" where a table
    has a mark for the statement.
    """

    letter: str
    runs: list[Run]
    label_marks: frozenset[str] = frozenset()
    whole: list[Run] = field(default_factory=list)
    weak: bool = False
    small: bool = False
    truth: str = ""


@dataclass
class RawQuestion:
    """A question as it stands in the paper; `number` is the printed one.

    `form` is what the heading above it says of the kind: "choice", "statements", "short",
    "essay" or "". `said` is what stands in brackets behind the number ("0,25 điểm", "NB").
    """

    number: int
    group: str
    group_index: int
    stem: list[Run] = field(default_factory=list)
    options: list[RawOption] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    converted: bool = False
    form: str = ""
    said: str = ""


class Pair(NamedTuple):
    """One answer of a key; `part` counts the headings within the key at the end, `group` is the
    group of questions that a key among them belongs to, -1 for none."""

    number: int
    answer: str
    part: int = 0
    group: int = -1


@dataclass
class Paper:
    """A whole paper: questions in order, and the pairs of its key at the end."""

    questions: list[RawQuestion] = field(default_factory=list)
    keys: list[Pair] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    preamble_left: list[str] = field(default_factory=list)
    codes: bool = False
    """Whether a key of several mã đề was left, because none of them is this paper's."""


def cut(runs: list[Run], start: int, end: int | None = None) -> list[Run]:
    """The runs of `start`–`end` of a text made of runs."""
    found: list[Run] = []
    at = 0
    for run in runs:
        first, last = max(start - at, 0), len(run.text) if end is None else end - at
        at += len(run.text)
        piece = run.text[first : max(last, 0)]
        if piece:
            found.append(Run(piece, run.marks))
    return found


def common_marks(runs: list[Run]) -> frozenset[str]:
    """Marks that at least half of the visible characters carry."""
    total = 0
    counts: dict[str, int] = {}
    for run in runs:
        size = sum(not char.isspace() for char in run.text)
        total += size
        for mark in run.marks:
            counts[mark] = counts.get(mark, 0) + size
    return frozenset(mark for mark, count in counts.items() if count * 2 >= total > 0)


def text_of(runs: list[Run]) -> str:
    """The text of runs."""
    return "".join(run.text for run in runs)


def only_pictures(text: str) -> bool:
    """Whether a line shows pictures and says nothing."""
    return bool(PICTURE.search(text)) and not PICTURE.sub("", text).strip()
