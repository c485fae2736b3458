"""What changed between two versions of a question, word by word, part by part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")

Part = tuple[str, str]
"""A part of a question: what it is called, what it says."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `changed`: it stands on this side only."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One part, before and after; an empty side: the part was added or taken out."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; the pieces of a side joined are that text."""
    left, right = _WORD.findall(before), _WORD.findall(after)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        for side, tokens in zip(sides, (left[a1:a2], right[b1:b2]), strict=True):
            if tokens:
                side.append(Piece("".join(tokens), tag != "equal"))
    return tuple(sides[0]), tuple(sides[1])


def changes(before: Sequence[Part], after: Sequence[Part]) -> list[Change]:
    """The parts that differ, in the order of `after`, then those that are gone."""
    old = dict(before)
    found = []
    for label, text in after:
        was = old.pop(label, "")
        if was != text:
            found.append(Change(label, *words(was, text)))
    gone = [Change(label, *words(text, "")) for label, text in before if label in old and text]
    return found + gone
