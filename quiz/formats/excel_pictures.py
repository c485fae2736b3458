"""Pictures of a worksheet: those that lie over its cells, and those of WPS that stand in them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from quiz.formats.archive import Archive
from quiz.formats.base import FileError, Sink
from quiz.formats.columns import Columns
from quiz.formats.ooxml import alt_words, attribute, bring_part, local, parse_part, relations
from quiz.formats.workbook import SheetRef
from quiz.rules.question import CHOICE_KINDS, Draft, Illustration
from quiz.rules.text import clean_line

_ANCHOR: Final = re.compile(rb"<(?:\w+:)?from>.{0,200}?<(?:\w+:)?row>(\d{1,7})<", re.DOTALL)
# What stands there tells the answer, and is not shown before it.
_TELLING: Final = ("explanation", "key", "citation")
Links = Mapping[str, tuple[str, str, bool]]
_IN_CELL: Final = re.compile(r'=?(?:_xlfn\.)?DISPIMG\("([^"]{1,80})",\s*\d\)')
_CELL_PART: Final = "xl/cellimages.xml"
_PART_MAX: Final = 8 * 2**20


class _Picture(NamedTuple):
    column: int
    part: str
    alt: str


class Drawings:
    """The pictures of one sheet, to be asked row by row."""

    def __init__(self, archive: Archive, sheet: SheetRef, columns: Columns) -> None:
        self._archive = archive
        self._sheet = sheet
        self._columns = columns
        self._over: dict[int, list[_Picture]] = {}
        self._inside: dict[str, _Picture] = {}
        self._taken: Counter[int] = Counter()
        self._parts: set[str] = set()
        self._tells = {columns.column_of(part) for part in _TELLING} - {0}
        try:
            self._find()
        except FileError:
            return  # a damaged drawing costs the pictures, not the questions

    def _find(self) -> None:
        for kind, target, outside in relations(self._archive, self._sheet.part).values():
            if kind == "drawing" and not outside and target in self._archive:
                self._look(target)
        if _CELL_PART in self._archive:
            links = relations(self._archive, _CELL_PART)
            for element in parse_part(self._archive, _CELL_PART, _PART_MAX):
                for name, picture in self._pictures(element, links, 0):
                    self._inside[name] = picture

    def _look(self, part: str) -> None:
        links = relations(self._archive, part)
        for anchor in parse_part(self._archive, part, _PART_MAX):
            begin = next((one for one in anchor if local(one.tag) == "from"), None)
            if begin is None:
                continue
            place = {local(one.tag): (one.text or "").strip() for one in begin}
            row, column = place.get("row", ""), place.get("col", "")
            if not (row.isdigit() and column.isdigit() and len(row) < 8 and len(column) < 6):
                continue
            found = [one for _, one in self._pictures(anchor, links, int(column) + 1)]
            self._over.setdefault(int(row) + 1, []).extend(found)

    def _pictures(
        self, element: ET.Element, links: Links, column: int
    ) -> Iterator[tuple[str, _Picture]]:
        name = alt = ""
        for inner in element.iter():
            if local(inner.tag) == "cNvPr":
                name, alt = attribute(inner, "name"), attribute(inner, "descr")
            elif local(inner.tag) == "blip":
                _, target, outside = links.get(attribute(inner, "embed"), ("", "", True))
                if not outside and target in self._archive:
                    yield name, _Picture(column, target, clean_line(alt_words(alt))[:300])

    def fill(self, row: int, texts: dict[int, str]) -> list[_Picture]:
        """The pictures of a row; an option that is nothing but a picture gets words in `texts`."""
        if not self._over and not self._inside:
            return []
        found = list(self._over.get(row, ()))
        for column, text in list(texts.items()):
            said = _IN_CELL.fullmatch(text)
            if said is not None and said.group(1) in self._inside:
                texts[column] = ""
                found.append(self._inside[said.group(1)]._replace(column=column))
        for place, column in enumerate(self._columns.options):
            if not texts.get(column) and any(one.column == column for one in found):
                texts[column] = f"Hình {place + 1}"
        return found

    def settle(self, draft: Draft, row: int, found: list[_Picture], sink: Sink) -> Draft:
        """`draft` with the pictures of its row: of an option in its column, else of the stem. One
        over a column that tells the answer is named and left out."""
        for one in found:
            if one.column in self._tells:
                sink.say("warning", "PICTURE-EXPLAINS", row=row, value=one.alt or f"dòng {row}")
                self._taken[row] += one in self._over.get(row, ())
                self._parts.add(one.part)
                continue
            name = bring_part(self._archive, one.part, sink)
            if not name:
                continue
            self._taken[row] += one in self._over.get(row, ())
            self._parts.add(one.part)
            option = -1
            if one.column in self._columns.options and draft.kind in CHOICE_KINDS:
                option = self._columns.options.index(one.column)
            if option >= len(draft.options):
                option = -1
            if option < 0 and not draft.picture:
                draft = replace(draft, picture=name, picture_alt=one.alt)
            else:
                further = (*draft.pictures, Illustration(name, one.alt, option))
                draft = replace(draft, pictures=further)
        return draft

    def _elsewhere(self) -> set[str]:
        """Drawings and pictures that only other sheets show."""
        own: set[str] = set()
        others: set[str] = set()
        for name in self._archive.names:
            if "/worksheets/" in name and name.endswith(".xml"):
                shown = own if name == self._sheet.part else others
                for target in self._targets(name):
                    shown |= {target} | self._targets(target)
        return others - own

    def _targets(self, part: str) -> set[str]:
        return {target for _, target, out in relations(self._archive, part).values() if not out}

    def say_left(self, sink: Sink) -> None:
        """Name the rows of pictures that no question has got."""
        elsewhere = self._elsewhere()
        lines: Counter[int] = Counter()
        for name in set(self._archive.names) - elsewhere:
            if re.search(r"drawings/drawing\d+\.xml$", name):
                anchors = _ANCHOR.findall(self._archive.read(name))
                lines.update(int(row) + 1 for row in anchors)
        lines -= self._taken
        media = {name for name in self._archive.names if "/media/" in name}
        media -= self._parts | elsewhere
        if lines or media:
            listed = ", ".join(map(str, sorted(lines)[:20]))
            sink.say("warning", "PICTURES-LEFT", sheet=self._sheet.name,
                     row=min(lines, default=0), count=max(lines.total(), len(media)),
                     rows=listed)  # fmt: skip
