"""Reading a citation as people write it: "điểm a khoản 1 Điều 8 Luật 14/2012/QH13".

The reader knows the documents of the bookcase by number and, for acts, by title. It never
guesses: what cannot be tied to one document stays text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_REF: Final = re.compile(
    r"(?:điểm\s+(?P<p1>[a-zđ])\b\s*,?\s*)?"
    r"(?:khoản\s+(?P<k1>\d{1,3}[a-zđ]?)\b\s*,?\s*(?:của\s+)?)?"
    r"điều\s+(?P<a>\d{1,4}[a-zđ]?)\b"
    r"(?:\s*,?\s*khoản\s+(?P<k2>\d{1,3}[a-zđ]?)\b(?!\s*,?\s*(?:của\s+)?điều)"
    r"(?:\s*,?\s*điểm\s+(?P<p2>[a-zđ])\b)?)?"
)
_NUMBER: Final = re.compile(r"\b\d{1,4}/(?:\d{4}/)?[a-z]{1,8}\d{0,3}(?:-[a-z]{1,10}\d{0,2})*\b")
_YEAR: Final = re.compile(r"(?:\s*(?:so|nam))?\s*(\d{4})\b")


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document of the bookcase; `year` is that of its issue (0: not known)."""

    id: int
    number: str
    title: str
    is_act: bool
    year: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in one document; empty strings for what is not said."""

    document: int
    article: str = ""
    clause: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True)
class CitationReading:
    """`references` found, and `unknown` numbers that the bookcase does not have."""

    references: tuple[Reference, ...] = ()
    unknown: tuple[str, ...] = ()


def _flat(text: str) -> str:
    """Lower case without marks, each character in its place (for positions)."""
    plain = (unicodedata.normalize("NFD", char)[0] for char in text.lower())
    return "".join("d" if char == "đ" else char for char in plain)


class DocumentIndex:
    """The documents that a citation can name; made once, used for many texts."""

    def __init__(self, documents: Iterable[KnownDocument]) -> None:
        self._by_number: dict[str, int] = {}
        self._acts: dict[str, list[KnownDocument]] = {}
        for document in documents:
            self._by_number[_flat(document.number)] = document.id
            if document.is_act:
                self._acts.setdefault(_flat(document.title), []).append(document)
        titles = sorted((re.escape(title) for title in self._acts), key=len, reverse=True)
        self._titles = re.compile(r"\b(?:" + "|".join(titles) + r")\b") if titles else None

    def read(self, text: str) -> CitationReading:
        """The references of `text`, in the order in which they stand.

        Places before a document belong to it ("khoản 1 Điều 8 Luật A"); where the text begins
        with the document, they belong to the one before ("Luật A, Điều 8, khoản 1").
        """
        lower = unicodedata.normalize("NFC", text).lower()
        flat = _flat(lower)
        documents = self._mentions(flat)
        unknown = tuple(
            found.group().upper()
            for found in _NUMBER.finditer(flat)
            if found.group() not in self._by_number
        )
        if not documents:
            return CitationReading(unknown=unknown)
        places = [
            (
                found.start(),
                found["a"],
                found["k1"] or found["k2"] or "",
                found["p1"] or found["p2"] or "",
            )
            for found in _REF.finditer(lower)
        ]
        leads = not places or documents[0][0] < places[0][0]
        references: list[Reference] = []
        used: set[int] = set()
        for at, article, clause, point in places:
            before = [index for index, (start, _) in enumerate(documents) if start < at]
            after = [index for index, (start, _) in enumerate(documents) if start > at]
            index = before[-1] if before and (leads or not after) else after[0]
            used.add(index)
            references.append(Reference(documents[index][1], article, clause, point))
        references += [
            Reference(document)
            for index, (_, document) in enumerate(documents)
            if index not in used
        ]
        return CitationReading(tuple(dict.fromkeys(references)), unknown)

    def _mentions(self, flat: str) -> list[tuple[int, int]]:
        """(position, id) of each document that is named; its title with its number is one."""
        found: list[tuple[int, int]] = [
            (match.start(), self._by_number[match.group()])
            for match in _NUMBER.finditer(flat)
            if match.group() in self._by_number
        ]
        numbered = {document for _, document in found}
        if self._titles is not None:
            for match in self._titles.finditer(flat):
                act = self._act(match.group(), flat[match.end() :])
                if act is not None and act not in numbered:
                    found.append((match.start(), act))
        return sorted(found)

    def _act(self, title: str, rest: str) -> int | None:
        acts = self._acts[title]
        year = _YEAR.match(rest)
        if year is not None:
            acts = [act for act in acts if act.year in (0, int(year[1]))]
        return acts[0].id if len(acts) == 1 else None
