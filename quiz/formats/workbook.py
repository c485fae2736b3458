"""An .xlsx file opened far enough to stream its cells: own reader over expat.

Why not openpyxl: its read-only mode trusts `<dimension>` and loses rows, hides merged cells,
hidden rows and formulas without a value, and one bad cell ends the whole sheet. Here each cell is
kept as it is written; `quiz.formats.cells` judges it alone.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.parsers import expat

from quiz.formats.archive import Archive
from quiz.formats.base import FileError
from quiz.formats.columns import names_column
from quiz.formats.ooxml import attribute, local, main_part, parse_part, relations
from quiz.rules.legacy import Encoding, encoding_of_font, prevailing

STRINGS_MAX: Final = 1_000_000
CELLS_PER_ROW_MAX: Final = 256
"""Cells further right are not looked at: no question has so many columns."""

_DATE_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_DATE_CODE: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_CODE_NOISE: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
_MERGE: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"'
)
_RANGE: Final = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


class Cell(NamedTuple):
    """A cell as written: `type` of the file ("n", "s", "b", "e", "d") or "f" for a formula that
    has no stored value and "x" for one that cannot be read; `raw` its text; `style` its index."""

    type: str
    raw: str
    style: int


class Row(NamedTuple):
    """A row with its number in Excel and its non-empty cells by column (from 1)."""

    number: int
    cells: dict[int, Cell]
    hidden: bool


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A worksheet of a workbook; `hidden` also for "very hidden"."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Styles:
    """What cell styles tell about values."""

    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()
    fonts: dict[int, tuple[Encoding, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, in numbers from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """The parts of a workbook that reading cells needs."""

    archive: Archive
    sheets: tuple[SheetRef, ...]
    styles: Styles
    strings: list[str]
    epoch_1904: bool
    loaded: dict[str, tuple[list[Row], list[Merge]]] | None = None
    """Sheets that are in memory already (ODS), by name; rows are then not streamed."""
    old: Encoding | None = None
    """The old encoding of all its texts, when no font tells it and they are clearly in one."""

    def texts(self) -> Iterator[str]:
        """The texts that are in memory, headings left out."""
        yield from _bodies(self.strings)
        for sheet, _ in (self.loaded or {}).values():
            for row in sheet:
                yield from _bodies(one.raw for one in row.cells.values() if one.type == "s")


def _bodies(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if not text.isascii() and not names_column(text))


def column_letters(number: int) -> str:
    """1 is "A", 27 is "AA"."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """ "A" is 1, "AA" is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def open_workbook(archive: Archive) -> Workbook:
    """Read the directory, styles and shared strings. `FileError` when a part is bad."""
    main = main_part(archive, "xl/workbook.xml")
    root = parse_part(archive, main)
    links = relations(archive, main)
    sheets: list[SheetRef] = []
    epoch = False
    for element in root.iter():
        name = local(element.tag)
        if name == "sheet":
            kind, target, outside = links.get(attribute(element, "id"), ("", "", True))
            if kind == "worksheet" and not outside and target in archive:
                hidden = attribute(element, "state", "visible") != "visible"
                sheets.append(SheetRef(attribute(element, "name"), target, hidden))
        elif name == "workbookPr":
            epoch = attribute(element, "date1904") in ("1", "true")
    if not sheets:
        raise FileError("WORKBOOK-NO-SHEET")
    by_kind = {kind: target for kind, target, outside in links.values() if not outside}
    styles = _styles(archive, by_kind.get("styles", ""))
    strings = _strings(archive, by_kind.get("sharedStrings", ""))
    old = None if styles.fonts else prevailing(_bodies(strings))
    return Workbook(archive, tuple(sheets), styles, strings, epoch, old=old)


def _styles(archive: Archive, part: str) -> Styles:
    if part not in archive:
        return Styles()
    root = parse_part(archive, part, 16 * 2**20)
    codes: dict[int, str] = {}
    fonts: list[str] = []
    dates, percents = set[int](), set[int]()
    old: dict[int, tuple[Encoding, str]] = {}
    for group in root:
        kind = local(group.tag)
        if kind == "numFmts":
            for fmt in group:
                codes[_whole(attribute(fmt, "numFmtId"))] = attribute(fmt, "formatCode")
        elif kind == "fonts":
            fonts = [_font_name(font) for font in group]
        elif kind == "cellXfs":
            for index, style in enumerate(group):
                number = _whole(attribute(style, "numFmtId"))
                code = _CODE_NOISE.sub("", codes.get(number, ""))
                if number in _DATE_FORMATS or _DATE_CODE.search(code):
                    dates.add(index)
                elif number in (9, 10) or "%" in code:
                    percents.add(index)
                font = _whole(attribute(style, "fontId"))
                name = fonts[font] if 0 <= font < len(fonts) else ""
                encoding = encoding_of_font(name)
                if encoding is not None:
                    old[index] = (encoding, name)
    return Styles(frozenset(dates), frozenset(percents), old)


def _font_name(font: ET.Element) -> str:
    return next((attribute(part, "val") for part in font if local(part.tag) == "name"), "")


def _whole(text: str) -> int:
    """A number of the file, or -1 for nonsense (an unknown style is then no special style)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class _Strings:
    """Collects shared strings; phonetic guides (rPh) are not part of the text."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1
        self._inside = name == "t" and not self._phonetic

    def data(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._inside = False
        if name == "si":
            self.found.append("".join(self._parts))
            if len(self.found) > STRINGS_MAX:
                raise FileError("FILE-HEAVY")
        elif name == "rPh":
            self._phonetic -= 1


def _strings(archive: Archive, part: str) -> list[str]:
    if part not in archive:
        return []
    handler = _Strings()
    parser = _parser(handler)
    for chunk in archive.chunks(part):
        _feed(parser, chunk, part)
    _feed(parser, b"", part, last=True)
    return handler.found


def _parser(handler: _Strings | _Sheet) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
    return parser


def _feed(parser: expat.XMLParserType, chunk: bytes, part: str, *, last: bool = False) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as error:
        raise FileError("FILE-DAMAGED", part=part) from error


class _Sheet:
    """Builds rows from the events of one worksheet."""

    def __init__(self, workbook: Workbook, sheet: str) -> None:
        self.ready: list[Row] = []
        self._strings = workbook.strings
        self._name = sheet
        self._number = 0
        self._column = 0
        self._hidden = False
        self._cells: dict[int, Cell] = {}
        self._type = "n"
        self._style = 0
        self._formula = False
        self._parts: list[str] = []
        self._inside = False
        self._phonetic = 0
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            reference = attributes.get("r")
            self._column = self._column_of(reference) if reference else self._column + 1
            self._type = attributes.get("t", "n")
            self._style = _whole(attributes.get("s", "0"))
            self._formula = False
            self._parts = []
        elif name == "v" or name == "t":
            self._inside = not self._phonetic
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic += 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        number = self._number + 1 if said is None else _whole(said)
        if not 1 <= number <= 1_048_576:
            raise FileError("SHEET-DAMAGED", sheet=self._name, row=self._number + 1)
        self._number = number
        self._column = 0
        self._hidden = attributes.get("hidden") in ("1", "true")
        self._cells = {}

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            if not (letters.isascii() and letters.isalpha() and letters.isupper()) or (
                len(letters) > 3
            ):  # fmt: skip
                raise FileError("SHEET-DAMAGED", sheet=self._name, row=self._number)
            known = self._columns[letters] = column_number(letters)
        return known

    def data(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "v" or name == "t":
            self._inside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self.ready.append(Row(self._number, self._cells, self._hidden))
        elif name == "rPh":
            self._phonetic -= 1

    def _end_cell(self) -> None:
        if self._column > CELLS_PER_ROW_MAX:
            return
        kind, raw = self._type, "".join(self._parts)
        if not raw:
            if not self._formula:
                return
            if kind in ("n", "b", "d", "e"):
                kind = "f"
            else:  # a formula whose stored value is the empty text
                return
        elif kind == "s":
            index = _whole(raw.strip())
            if 0 <= index < len(self._strings):
                raw = self._strings[index]
            else:
                kind = "x"
        elif kind in ("str", "inlineStr"):
            kind = "s"
        elif kind not in ("n", "b", "d", "e"):
            kind = "x"
        self._cells[self._column] = Cell(kind, raw, self._style)


def rows(workbook: Workbook, sheet: SheetRef) -> Iterator[tuple[Row, int]]:
    """Rows of a sheet that hold anything, as written, with the bytes read so far.

    Nothing that the file says about its own size is believed.
    """
    for row, done in all_rows(workbook, sheet):
        if row.cells:
            yield row, done


def all_rows(workbook: Workbook, sheet: SheetRef) -> Iterator[tuple[Row, int]]:
    """`rows` with the empty ones, so that whoever looks for something can tell how far it is."""
    if workbook.loaded is not None:
        yield from ((row, 0) for row in workbook.loaded[sheet.name][0])
        return
    handler = _Sheet(workbook, sheet.name)
    parser = _parser(handler)
    done = 0
    for chunk in workbook.archive.chunks(sheet.part):
        done += len(chunk)
        _feed(parser, chunk, sheet.part)
        ready, handler.ready = handler.ready, []
        for row in ready:
            yield row, done
    _feed(parser, b"", sheet.part, last=True)


def merges(workbook: Workbook, sheet: SheetRef) -> list[Merge]:
    """Merged ranges of a sheet; they stand after the cells, so they are looked up first."""
    if workbook.loaded is not None:
        return workbook.loaded[sheet.name][1]
    found: list[Merge] = []
    tail = b""
    for chunk in workbook.archive.chunks(sheet.part):
        text = tail + chunk
        end = 0
        for match in _MERGE.finditer(text):
            end = match.end()
            parts = _RANGE.fullmatch(match.group(1).decode())
            if parts is not None:
                left, top, right, bottom = parts.groups()
                found.append(
                    Merge(column_number(left), int(top), column_number(right), int(bottom))
                )
        tail = text[max(end, len(text) - 200) :]
    return found
