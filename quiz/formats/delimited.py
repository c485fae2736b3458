"""Our table as text: `,` `;` tab or `|`, in the encodings that spreadsheets write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from quiz.formats.base import ROWS_MAX, FileError, Seen, Sink
from quiz.formats.cells import Finding, plain_text, say_old
from quiz.formats.columns import HEADING_ROWS, Columns, find_columns, names_column
from quiz.formats.content import Content
from quiz.formats.csv_write import unguarded
from quiz.formats.rows import RowReader
from quiz.rules.legacy import Encoding, modernised, prevailing

FIELD_MAX: Final = 131_072
_SEPARATORS: Final = ",;\t|"


def sure(content: Content) -> int:
    """2 when a heading row of ours or of a known template is found, 1 for any other table."""
    if content.archive is not None or content.is_xml or content.json is not None:
        return 0
    head = content.text[:60_000]
    lines = [line for line in head.split("\n") if line.strip()][:HEADING_ROWS]
    try:
        old = prevailing(_cells(head))
        for row, cells in islice(_records(head, old), HEADING_ROWS):
            if find_columns(row, _plain(cells, old)) is not None:
                return 2
    except FileError:
        return 1
    separated = sum(any(mark in line for mark in _SEPARATORS) for line in lines)
    return int(bool(lines) and separated * 2 > len(lines))


def read(content: Content, sink: Sink) -> None:
    """Read the questions of a text table into `sink`; rows are counted as lines of the table."""
    text, code = content.decoded
    if code:
        sink.say("warning", code)
    if "\x00" in text:
        sink.say("warning", "TEXT-NUL", row=text[: text.index("\x00")].count("\n") + 1)
        text = text.replace("\x00", "")
    old = prevailing(_cells(text))
    if old is not None:
        say_old(sink, _cells(text), old)
    records = _records(text, old)
    head: Columns | None = None
    above: list[tuple[int, dict[int, str]]] = []
    for row, cells in records:
        above.append((row, cells))
        head = find_columns(row, _plain(cells, old))
        if head is not None or row >= HEADING_ROWS:
            break
    if head is None:
        raise FileError("HEADING-MISSING", row=1)
    if head.twice or head.missing:
        for name in head.missing:
            sink.say("error", "COLUMN-MISSING", row=head.row, name=name)
        raise FileError("HEADING-BAD", row=head.row)
    sink.heading = head.row
    if sink.on_row is not None:
        for row, cells in above:
            sink.on_row(row, _copied(cells, {}, head))
    reader = RowReader(head, "")
    seen = Seen()
    width = max(head.headers)
    for row, cells in records:
        if sink.questions >= ROWS_MAX:
            sink.questions += any(cells.values())
            continue
        texts: dict[int, str] = {}
        findings: dict[int, Finding] = {}
        for column, raw in cells.items():
            texts[column], finding = plain_text(unguarded(raw), old)
            if finding is not None:
                findings[column] = finding
        if sink.on_row is not None:
            sink.on_row(row, _copied(cells, texts, head))
        question = reader.read(row, texts, findings)
        if question is None:
            continue
        draft, problems = question
        if any(text for column, text in texts.items() if column > width):
            problems.append(reader.problem("error", "ROW-RAGGED", row, width + 1, most=width))
        sink.take(draft, problems + seen.look(draft, row))


def _copied(cells: Mapping[int, str], texts: Mapping[int, str], head: Columns) -> dict[int, str]:
    """A row for a corrected copy: as it was read, or as it was written where that is an error."""
    return {
        column: texts.get(column) or unguarded(raw)
        for column, raw in cells.items()
        if column not in head.marks
    }


def _plain(cells: dict[int, str], old: Encoding | None) -> dict[int, str]:
    return {column: plain_text(cell, old)[0] for column, cell in cells.items()}


def _cells(text: str) -> Iterator[str]:
    """Pieces of the text between any separators, headings left out: to know its letters by."""
    if text.isascii():
        return
    for line in text.split("\n"):
        cells = re.split(r"[,;\t|]", line)
        yield from (cell for cell in cells if not names_column(cell))


def _columns(line: str, mark: str) -> Columns | None:
    return find_columns(1, dict(enumerate(line.lstrip("\ufeff").replace('"', "").split(mark), 1)))


def _records(text: str, old: Encoding | None = None) -> Iterator[tuple[int, dict[int, str]]]:
    head = modernised(text[:4096], old) if old else text[:4096]
    lines = [line for line in head.split("\n")[:HEADING_ROWS] if line.strip()]
    # The separator of the heading line: texts below hold commas of their own.
    known = [
        (len(columns.fields) + len(columns.options) - 20 * len(columns.missing), mark)
        for mark in _SEPARATORS
        for line in lines
        if (columns := _columns(line, mark)) is not None
    ]
    delimiter = max(known)[1] if known else max(_SEPARATORS, key=head.count)
    csv.field_size_limit(FIELD_MAX)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    row = 0
    while True:
        row += 1
        try:
            record = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError("TEXT-FIELD-LONG", row=row, most=FIELD_MAX) from error
        yield row, {number: cell for number, cell in enumerate(record, start=1) if cell}
