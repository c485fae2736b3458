"""A corrected copy: the file as a workbook with one column more, which says what is wrong.

Rows keep their numbers and columns their letters, so that every message fits the copy too. The
copy is read again like any file of ours: the column more and the sheet more are passed over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from quiz.formats.base import Copy
from quiz.formats.columns import GENERAL, MARK
from quiz.formats.excel_template import BOOK, HEADINGS, SHEET, cells_of
from quiz.rules.question import CHOICE_KINDS, Draft, Kind, Situation

ROWS_MAX: Final = 1_048_576
COLUMNS_MAX: Final = 16_384
CELL_MAX: Final = 32_000
_NAME: Final = re.compile(r"(?!')[^\[\]:*?/\\]{1,31}(?<!')")
"""Names of sheets that Excel takes; those of other programs may be longer."""
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no workbook can hold."""
_WIDTH: Final = 28
_SAID: Final = 70


@dataclass
class Note:
    """What is said of one row, and the columns to colour; `wrong`: it must be mended."""

    lines: list[str] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    wrong: bool = False


def table_of(copy: Copy) -> tuple[list[tuple[int, Mapping[int, str]]], int]:
    """The rows of a copy and the number of its heading row; questions that stood in no table come
    into the columns of our template, one below the other."""
    if copy.rows:
        return list(copy.rows), copy.heading
    head = dict(enumerate(HEADINGS, start=1))
    rows = [
        (number, dict(enumerate(_cells(draft), start=1)))
        for number, (draft, _) in enumerate(copy.questions, start=2)
    ]
    return [(1, head), *rows], 1


def _cells(draft: Draft) -> Sequence[str]:
    """The cells of a question that may be wrong in any way; a copy has no pictures."""
    whole = draft.kind in (*CHOICE_KINDS, Kind.STATEMENTS, Kind.ORDER) or draft.body is not None
    if whole and not isinstance(draft.body, Situation):
        return cells_of(replace(draft, picture=""))
    return (draft.stem, *[""] * (len(HEADINGS) - 1))


def write(
    rows: Sequence[tuple[int, Mapping[int, str]]],
    heading: int,
    notes: Mapping[int, Note],
    general: Sequence[tuple[str, str]],
    *,
    sheet: str = "",
) -> bytes:
    """`rows` as a workbook, `notes` by row in a column of their own, `general` (place, what) on a
    sheet of its own. Raises `ValueError` for a row or a column that no workbook has room for."""
    import xlsxwriter  # here: the limited reader loads the formats and never writes

    last = max((max(cells, default=0) for _, cells in rows), default=0)
    if last >= COLUMNS_MAX or any(number > ROWS_MAX for number, _ in rows):
        raise ValueError("size")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, BOOK)
    text = {"text_wrap": True, "valign": "top", "num_format": "@"}
    cell = book.add_format(text)
    head = book.add_format({**text, "bold": True, "border": 1, "bg_color": "#E7EEF7"})
    wrong = book.add_format({**text, "bg_color": "#FBD9D5"})
    doubtful = book.add_format({**text, "bg_color": "#FFF1C9"})
    fits = _NAME.fullmatch(sheet) and sheet.casefold() != GENERAL.casefold()
    page = book.add_worksheet(sheet if fits else SHEET)
    page.set_column(0, last - 1, _WIDTH, cell)
    page.set_column(last, last, _SAID, cell)
    for number, cells in rows:
        note = notes.get(number, Note())
        coloured = wrong if note.wrong else doubtful
        for column, words in cells.items():
            style = head if number == heading else cell
            style = coloured if column in note.columns else style
            page.write_string(number - 1, column - 1, _fit(words), style)
        for column in note.columns - set(cells):
            page.write_blank(number - 1, column - 1, None, coloured)
        if note.lines:
            page.write_string(number - 1, last, _fit("\n".join(note.lines)), coloured)
    page.write_string(heading - 1, last, MARK, head)
    page.freeze_panes(heading, 1)
    more = book.add_worksheet(GENERAL)
    more.set_column(0, 0, _WIDTH, cell)
    more.set_column(1, 1, 2 * _SAID, cell)
    for number, line in enumerate(general):
        for column, words in enumerate(line):
            more.write_string(number, column, _fit(words), cell)
    book.close()
    return target.getvalue()


def _fit(words: str) -> str:
    return _UNFIT.sub("\ufffd", words)[:CELL_MAX]
