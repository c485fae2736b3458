"""Questions from an Excel workbook: our template, and the tables that people already have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quiz.formats.archive import Archive
from quiz.formats.base import ROWS_MAX, FileError, Seen, Sink
from quiz.formats.cells import Finding, say_old, text_of
from quiz.formats.columns import GENERAL, HEADING_BELOW, HEADING_ROWS, Columns, find_columns
from quiz.formats.excel_pictures import Drawings
from quiz.formats.ooxml import outside_parts
from quiz.formats.rows import RowReader
from quiz.formats.workbook import (
    Cell,
    Merge,
    Row,
    SheetRef,
    Workbook,
    all_rows,
    column_letters,
    merges,
    open_workbook,
    rows,
)
from quiz.rules.question import Problem, comparable

_HELP_SHEETS: Final = frozenset(
    ("hướng dẫn", "ví dụ", "danh mục", "instructions", comparable(GENERAL))
)
ALL_SHEETS: Final = "*"
_SHARED: Final = frozenset(("topic", "difficulty", "citation", "explanation"))
"""Fields that people merge downwards to say "the same for all of these"."""
_MERGED_ROWS_MAX: Final = 5_000


def read(archive: Archive, sink: Sink, *, sheet: str = "") -> None:
    """Read the questions of a workbook into `sink`.

    `sheet` chooses the sheet when several hold questions. Raises `FileError` when the workbook
    as a whole cannot be read; everything else is a finding.
    """
    read_book(open_workbook(archive), sink, sheet=sheet)


def read_book(workbook: Workbook, sink: Sink, *, sheet: str = "") -> None:
    """`read` of a workbook that is open, whatever program wrote it. `ALL_SHEETS` reads every sheet
    of questions, one after the other; the reading is then of no sheet in particular."""
    archive = workbook.archive
    for code in outside_parts(archive):
        sink.say("warning", "FILE-OUTSIDE", what=code)
    if workbook.old is not None:
        say_old(sink, workbook.texts(), workbook.old)
    found = _question_sheets(workbook, sink)
    sink.sheets = tuple(ref.name for ref, _ in found)
    chosen = found if sheet == ALL_SHEETS else [_choose(found, sheet)]
    seen = Seen()
    for reference, columns in chosen:
        sink.sheet = reference.name
        _say_columns(columns, sink)
        drawings = Drawings(archive, reference, columns)
        _read_rows(workbook, reference, columns, drawings, sink, seen)
        drawings.say_left(sink)
    if len(chosen) > 1:
        sink.sheet = ""


def _texts(row: Row, workbook: Workbook) -> dict[int, str]:
    return {column: text_of(cell, workbook)[0] for column, cell in row.cells.items()}


@dataclass(frozen=True)
class _Glance:
    """A sheet's heading row, if it has one; its first filled row (0: none); whether anything
    stands below the heading."""

    columns: Columns | None = None
    first: int = 0
    below: bool = False


def _glance(workbook: Workbook, reference: SheetRef) -> _Glance:
    """Look for the heading, no further down than it may stand, and for one row below it."""
    columns: Columns | None = None
    first = looked = 0
    for row, _ in all_rows(workbook, reference):
        if columns is None and (row.number > HEADING_BELOW or looked == HEADING_ROWS):
            return _Glance(first=first or 1)
        if not row.cells:
            continue
        if columns is not None:
            return _Glance(columns, first, True)
        first = first or row.number
        looked += 1
        columns = find_columns(row.number, _texts(row, workbook))
    return _Glance(columns, first)


def _question_sheets(workbook: Workbook, sink: Sink) -> list[tuple[SheetRef, Columns]]:
    """Visible sheets with a heading row; what was met elsewhere is said."""
    found: list[tuple[SheetRef, Columns]] = []
    bare: list[tuple[SheetRef, Columns]] = []
    filled = 0
    headless: tuple[SheetRef, int] | None = None
    for reference in workbook.sheets:
        if comparable(reference.name) in _HELP_SHEETS:
            continue
        seen = _glance(workbook, reference)
        if seen.first and not reference.hidden:
            filled += 1
            if seen.columns is None and headless is None:
                headless = (reference, seen.first)
        if seen.columns is not None and reference.hidden:
            sink.say("warning", "SHEET-HIDDEN", sheet=reference.name)
        elif seen.columns is not None:
            (found if seen.below else bare).append((reference, seen.columns))
    found = found or bare
    if not found and headless is not None:
        raise FileError("HEADING-MISSING", sheet=headless[0].name, row=headless[1])
    if not found and not filled:
        raise FileError("SHEET-EMPTY", sheet=workbook.sheets[0].name)
    return found


def _choose(found: list[tuple[SheetRef, Columns]], sheet: str) -> tuple[SheetRef, Columns]:
    if sheet:
        for reference, columns in found:
            if comparable(reference.name) == comparable(sheet):
                return reference, columns
        raise FileError("SHEET-UNKNOWN", sheet=sheet)
    if len(found) > 1:
        names = ", ".join(f"«{reference.name}»" for reference, _ in found)
        raise FileError("SHEET-CHOOSE", sheet=found[1][0].name, sheets=names)
    return found[0]


def _say_columns(columns: Columns, sink: Sink) -> None:
    reader = RowReader(columns, sink.sheet)
    row = columns.row
    for first, second in columns.twice:
        sink.report(
            reader.problem("error", "HEADING-TWICE", row, second, other=column_letters(first))
        )
    for name in columns.missing:
        sink.say("error", "COLUMN-MISSING", sheet=sink.sheet, row=row, name=name)
    for column in columns.unknown:
        sink.report(reader.problem("warning", "COLUMN-UNKNOWN", row, column))
    for column in () if columns.dialect else columns.unused:
        sink.report(reader.problem("note", "COLUMN-UNUSED", row, column))
    if columns.twice or columns.missing:
        raise FileError("HEADING-BAD", sheet=sink.sheet, row=row)


class _Merged:
    """Merged ranges by row."""

    def __init__(self, found: list[Merge], first: int) -> None:
        self._by_row: dict[int, list[Merge]] = {}
        self.large: list[Merge] = []
        for merge in found:
            if merge.bottom < first:
                continue
            if merge.bottom - merge.top >= _MERGED_ROWS_MAX:
                self.large.append(merge)
                continue
            for row in range(max(merge.top, first), merge.bottom + 1):
                self._by_row.setdefault(row, []).append(merge)

    def at(self, row: int) -> Iterator[Merge]:
        yield from self._by_row.get(row, ())
        for merge in self.large:
            if merge.top <= row <= merge.bottom:
                yield merge


def _read_rows(
    workbook: Workbook,
    reference: SheetRef,
    columns: Columns,
    drawings: Drawings,
    sink: Sink,
    seen: Seen,
) -> None:
    reader = RowReader(columns, reference.name)
    merged = _Merged(merges(workbook, reference), columns.row + 1)
    total = workbook.archive.size(reference.part)
    tops: dict[Merge, Cell] = {}
    loose: set[int] = set()
    sink.heading = columns.row
    percent = -1
    for row, done in rows(workbook, reference):
        if row.number <= columns.row:
            if sink.on_row is not None:
                sink.on_row(row.number, _copied(row.cells, _texts(row, workbook), columns))
            continue
        if done * 100 // max(total, 1) > percent:
            percent = done * 100 // max(total, 1)
            sink.on_progress(percent, 100)
        cells = dict(row.cells)
        problems = _unmerge(row, cells, columns, merged, tops, reader)
        for column in cells:
            if column == 1 and columns.dialect:
                continue  # Kahoot numbers its rows there, filled or not
            if column not in columns.headers and column not in loose:
                loose.add(column)
                sink.report(reader.problem("warning", "COLUMN-NO-HEADING", row.number, column))
        if sink.questions >= ROWS_MAX:
            if any(columns.fields["stem"] == column for column in cells):
                sink.questions += 1
            continue
        texts: dict[int, str] = {}
        findings: dict[int, Finding] = {}
        for column, cell in cells.items():
            texts[column], finding = text_of(cell, workbook)
            if finding is not None:
                findings[column] = finding
        if sink.on_row is not None:
            sink.on_row(row.number, _copied(cells, texts, columns))
        pictures = drawings.fill(row.number, texts)
        question = reader.read(row.number, texts, findings)
        if question is None:
            continue
        draft, found = question
        draft = drawings.settle(draft, row.number, pictures, sink)
        if row.hidden:
            stem = columns.fields["stem"]
            problems.append(reader.problem("warning", "ROW-HIDDEN", row.number, stem))
        sink.take(draft, problems + found + seen.look(draft, row.number))


def _copied(
    cells: Mapping[int, Cell], texts: Mapping[int, str], columns: Columns
) -> dict[int, str]:
    """A row for a corrected copy: as it was read, or as it was written where that is an error."""
    return {
        column: texts[column] or cell.raw.strip()
        for column, cell in cells.items()
        if column not in columns.marks
    }


def _unmerge(
    row: Row,
    cells: dict[int, Cell],
    columns: Columns,
    merged: _Merged,
    tops: dict[Merge, Cell],
    reader: RowReader,
) -> list[Problem]:
    """Give merged cells their value where the meaning is plain; say the others."""
    problems: list[Problem] = []
    by_column = {column: name for name, column in columns.fields.items()}
    known = {*by_column, *columns.options}
    for merge in merged.at(row.number):
        touched = [column for column in range(merge.left, min(merge.right, 256) + 1)]
        touched = [column for column in touched if column in known]
        if not touched:
            continue
        if row.number == merge.top and merge.left in cells:
            tops[merge] = cells[merge.left]
        shared = merge.left == merge.right and by_column.get(merge.left) in _SHARED
        if shared:
            if merge in tops:
                cells.setdefault(merge.left, tops[merge])
            continue
        place = (
            f"{column_letters(merge.left)}{merge.top}:{column_letters(merge.right)}{merge.bottom}"
        )
        problems.append(reader.problem("error", "CELL-MERGED", row.number, touched[0], range=place))
    return problems
