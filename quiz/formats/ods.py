"""An OpenDocument spreadsheet (.ods) as the same rows that an Excel file gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET

from quiz.formats.archive import Archive
from quiz.formats.base import FileError
from quiz.formats.workbook import CELLS_PER_ROW_MAX, Cell, Merge, Row, SheetRef, Styles, Workbook
from quiz.formats.xmltree import attr, children, local, parse_xml
from quiz.rules.legacy import prevailing

_PART: Final = "content.xml"
_SIZE_MAX: Final = 24 * 2**20
_REPEAT_MAX: Final = 60_000
"""The same filled row over and over: beyond the most questions of a file it is no list."""


def open_ods(archive: Archive) -> Workbook:
    """The sheets in memory. `FileError` when a part is bad."""
    root = parse_xml(archive.read(_PART, _SIZE_MAX), _PART)
    sheets: list[SheetRef] = []
    loaded: dict[str, tuple[list[Row], list[Merge]]] = {}
    hidden = {
        attr(style, "name")
        for style in root.iter()
        if local(style.tag) == "style"
        and any(attr(part, "display") == "false" for part in children(style, "table-properties"))
    }
    for table in root.iter():
        if local(table.tag) != "table":
            continue
        name = attr(table, "name") or f"Trang {len(sheets) + 1}"
        if name in loaded:
            continue
        sheets.append(SheetRef(name, _PART, attr(table, "style-name") in hidden))
        loaded[name] = _sheet(table, name)
    if not sheets:
        raise FileError("WORKBOOK-NO-SHEET")
    book = Workbook(archive, tuple(sheets), Styles(), [], False, loaded)
    return replace(book, old=prevailing(book.texts()))


def _sheet(table: ET.Element, name: str) -> tuple[list[Row], list[Merge]]:
    rows: list[Row] = []
    merges: list[Merge] = []
    number = 0
    for element in table.iter():
        if local(element.tag) != "table-row":
            continue
        times = _count(attr(element, "number-rows-repeated"))
        cells = _cells(element, number + 1, merges)
        if cells:
            if times > _REPEAT_MAX or len(rows) > 2 * _REPEAT_MAX:
                raise FileError("FILE-HEAVY")
            hidden = attr(element, "visibility", "visible") != "visible"
            rows += [Row(number + n, cells, hidden) for n in range(1, times + 1)]
        number += times
    return rows, merges


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1


def _cells(row: ET.Element, number: int, merges: list[Merge]) -> dict[int, Cell]:
    found: dict[int, Cell] = {}
    column = 0
    for element in row:
        kind = local(element.tag) if isinstance(element.tag, str) else ""
        if kind not in ("table-cell", "covered-table-cell"):
            continue
        times = _count(attr(element, "number-columns-repeated"))
        cell = _cell(element) if kind == "table-cell" else None
        right = _count(attr(element, "number-columns-spanned"))
        down = _count(attr(element, "number-rows-spanned"))
        if right > 1 or down > 1:
            merges.append(Merge(column + 1, number, column + right, number + down - 1))
        if cell is not None:
            for place in range(column + 1, min(column + times, CELLS_PER_ROW_MAX) + 1):
                found[place] = cell
        column += times
        if column > CELLS_PER_ROW_MAX:
            break
    return found


def _cell(element: ET.Element) -> Cell | None:
    kind = attr(element, "value-type")
    value = attr(element, "value")
    lines = ["".join(_pieces(part)) for part in children(element, "p")]
    text = "\n".join(lines)
    if kind == "float" and value:
        return Cell("n", value, 0)
    if kind == "boolean":
        return Cell("b", "1" if attr(element, "boolean-value") == "true" else "0", 0)
    if kind == "date":
        return Cell("d", attr(element, "date-value"), 0)
    if text.startswith(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "Err:")):
        return Cell("e", text, 0)
    if text.strip():
        return Cell("s", text, 0)
    return Cell("f", "", 0) if attr(element, "formula") else None


def _pieces(element: ET.Element) -> list[str]:
    """The text of a paragraph with its spaces, tabs and line breaks; notes are left out."""
    parts = [element.text or ""]
    for one in element:
        if isinstance(one.tag, str):
            name = local(one.tag)
            if name == "s":
                parts.append(" " * min(_count(attr(one, "c")), 100))
            elif name in ("tab", "line-break"):
                parts.append("\t" if name == "tab" else "\n")
            elif name not in ("annotation", "frame"):
                parts += _pieces(one)
        parts.append(one.tail or "")
    return parts
