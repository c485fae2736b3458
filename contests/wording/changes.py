"""What changed between two published texts of a thể lệ: sentences out, sentences in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from contests.wording.section import Section

_LABEL = re.compile(r"^(?:\d+\.|[a-zđ]{1,2}\)) ")
_SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Change:
    """In one section: the sentences that went, and those that stand in their place."""

    section: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def changes(before: Sequence[Section], after: Sequence[Section]) -> tuple[Change, ...]:
    """Every change in the order of the new text. Numbers and letters of clauses do not count:
    a clause that only moved from 3. to 4. is no change."""
    old = {section.title: section for section in before}
    new = {section.title: section for section in after}
    titles = [section.title for section in after]
    titles += [section.title for section in before if section.title not in new]
    found: list[Change] = []
    for title in titles:
        was = _sentences(old.get(title))
        now = _sentences(new.get(title))
        for tag, a, b, c, d in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
            if tag != "equal":
                found.append(Change(title, tuple(was[a:b]), tuple(now[c:d])))
    return tuple(found)


def _sentences(section: Section | None) -> list[str]:
    if section is None:
        return []
    return [
        sentence
        for paragraph in section.paragraphs
        for sentence in _SENTENCE.split(_LABEL.sub("", paragraph))
        if sentence
    ]
