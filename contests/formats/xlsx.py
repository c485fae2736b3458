"""Tables as XLSX for annexes and downloads (pure).

Written row by row with constant memory. A string is always written as a string, so that "=1+1"
or "+84…" from a person is never a formula; a number is always a number. The same input gives
the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from contests.formats.document import printable

Cell = str | int | float | bool | date | datetime | None
Form = Literal["text", "integer", "decimal", "percent", "date", "datetime"]

_LONGEST = 32_767  # characters in a cell
_LARGEST = 10**15  # Excel keeps 15 digits: longer integers (CCCD) are written as text
_MOST_ROWS = 1_048_576
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no summer time
_EPOCH = datetime(2020, 3, 5, tzinfo=UTC)
_FORMS: dict[str, str] = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "percent": "0.00%",
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm:ss",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: title, width in characters, and how its values are shown."""

    title: str
    width: float = 16
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """A native chart beside the table: ``values`` over ``names``, by number of column from 0."""

    names: int
    values: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: title lines, a header that stays in sight, rows, and a total row in bold.

    ``rows`` may be a generator; it is read once. A row may be shorter than the header.
    """

    name: str
    fields: tuple[Field, ...]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    notes: tuple[str, ...] = ()
    total: Sequence[Cell] | None = None
    chart: ColumnChart | None = None


def sheet_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names that Excel accepts: at most 31 characters, no ``[]:*?/\\\\``, all different."""
    out: list[str] = []
    seen: set[str] = {"history"}
    for raw in names:
        base = re.sub(r"[\[\]:*?/\\]", " ", printable(raw)).strip(" '")[:31].strip(" '") or "Bảng"
        name, number = base, 1
        while name.casefold() in seen:
            number += 1
            ending = f" ({number})"
            name = base[: 31 - len(ending)] + ending
        seen.add(name.casefold())
        out.append(name)
    return tuple(out)


def _write(sheet: Worksheet, row: int, column: int, value: Cell, form: Format) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, form)
        case bool():
            sheet.write_string(row, column, "Có" if value else "Không", form)
        case int() if abs(value) < _LARGEST:
            sheet.write_number(row, column, value, form)
        case float() if value == value and abs(value) != float("inf"):
            sheet.write_number(row, column, value, form)
        case datetime():
            if value.tzinfo is not None:
                # A cell holds no zone: it shows the time in Vietnam.
                value = value.astimezone(VIETNAM).replace(tzinfo=None)
            sheet.write_datetime(row, column, value, form)
        case date():
            sheet.write_datetime(row, column, value, form)
        case _:
            sheet.write_string(row, column, printable(str(value))[:_LONGEST], form)


class _Book:
    """The workbook and its formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._forms: dict[tuple[str, bool], Format] = {}
        face = {"font_name": "Times New Roman", "font_size": 12}
        self.face = face
        self.title = book.add_format({**face, "bold": True, "font_size": 14})
        self.note = book.add_format({**face, "italic": True})
        self.header = book.add_format(
            {
                **face,
                "bold": True,
                "border": 1,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "bg_color": "#E7EEF0",
            }
        )

    def form(self, kind: Form, value: Cell, *, bold: bool) -> Format:
        """The format of a cell; text in a column of numbers stays text."""
        shown = "text" if isinstance(value, str) else kind
        key = (shown, bold)
        if key not in self._forms:
            self._forms[key] = self.book.add_format(
                {
                    **self.face,
                    "bold": bold,
                    "border": 1,
                    "valign": "top",
                    "num_format": _FORMS[shown],
                    "text_wrap": shown == "text",
                }
            )
        return self._forms[key]


def _fill(book: _Book, worksheet: Worksheet, sheet: Sheet) -> tuple[int, int]:
    """Write one sheet; returns the first and the last row of its data."""
    for column, field in enumerate(sheet.fields):
        worksheet.set_column(column, column, min(max(field.width, 2), 120))
    row = 0
    if title := printable(sheet.title):
        worksheet.write_string(row, 0, title, book.title)
        row += 1
    for note in sheet.notes:
        worksheet.write_string(row, 0, printable(note)[:_LONGEST], book.note)
        row += 1
    for column, field in enumerate(sheet.fields):
        worksheet.write_string(row, column, printable(field.title)[:_LONGEST], book.header)
    worksheet.freeze_panes(row + 1, 0)
    worksheet.repeat_rows(row)
    first = row = row + 1
    for values in sheet.rows:
        if row >= _MOST_ROWS - 1:
            raise ValueError(f"sheet {sheet.name!r} has more rows than a sheet can hold")
        for column, (field, value) in enumerate(zip(sheet.fields, values, strict=False)):
            form = book.form(field.form, value, bold=False)
            _write(worksheet, row, column, value, form)
        row += 1
    last = row - 1
    if sheet.total is not None:
        for column, (field, value) in enumerate(zip(sheet.fields, sheet.total, strict=False)):
            _write(worksheet, row, column, value, book.form(field.form, value, bold=True))
    if sheet.fields and last >= first:
        worksheet.autofilter(first - 1, 0, last, len(sheet.fields) - 1)
    return first, last


def _fill_book(workbook: Workbook, sheets: list[Sheet]) -> None:
    book = _Book(workbook)
    for name, sheet in zip(sheet_names(s.name for s in sheets), sheets, strict=True):
        worksheet = workbook.add_worksheet(name)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&C&P/&N")
        first, last = _fill(book, worksheet, sheet)
        if sheet.chart is not None and last >= first:
            _chart(workbook, worksheet, sheet, sheet.chart, name, first, last)


def write_tables(sheets: Sequence[Sheet], *, created: datetime | None = None) -> bytes:
    """``sheets`` as the bytes of an XLSX file; the same input gives the same bytes.

    ``created`` goes into the properties. Times with a zone are shown in Vietnam's. Raises
    ``ValueError`` for more rows than a sheet can hold; nothing a person typed makes it raise.
    """
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    when = (created or _EPOCH).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    workbook.set_properties({"created": when})
    try:
        _fill_book(workbook, list(sheets) or [Sheet("Bảng", (), ())])
    finally:
        # Also when reading the rows fails: the rows so far lie in a temporary file.
        workbook.close()
    return buffer.getvalue()


def _chart(
    workbook: Workbook,
    worksheet: Worksheet,
    sheet: Sheet,
    chart: ColumnChart,
    name: str,
    first: int,
    last: int,
) -> None:
    drawn = workbook.add_chart({"type": "bar"})
    if drawn is None:
        raise TypeError("this kind of chart is not known")
    drawn.add_series(
        {
            "name": printable(sheet.fields[chart.values].title),
            "categories": [name, first, chart.names, last, chart.names],
            "values": [name, first, chart.values, last, chart.values],
            "fill": {"color": "#0F4C5C"},
            "data_labels": {"value": True},
        }
    )
    drawn.set_title({"name": printable(chart.title), "name_font": {"size": 12}})
    drawn.set_legend({"none": True})
    drawn.set_y_axis({"reverse": True})
    drawn.set_size({"width": 640, "height": max(200, min(24 * (last - first + 1) + 120, 1600))})
    worksheet.insert_chart(0, len(sheet.fields) + 1, drawn)
