"""Our table as CSV or pasted text: `,`, `;` or tab, in the encodings that Excel writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from quiz.formats.base import ROWS_MAX, FileError, Seen, Sink
from quiz.formats.cells import Finding, plain_text
from quiz.formats.columns import HEADING_ROWS, Columns, find_columns
from quiz.formats.rows import RowReader

FIELD_MAX: Final = 131_072
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(source: BinaryIO, sink: Sink) -> None:
    """Read the questions of a text table into `sink`; rows are counted as lines of the table."""
    source.seek(0)
    text = _decode(source.read(), sink)
    if "\x00" in text:
        sink.say("warning", "TEXT-NUL", row=text[: text.index("\x00")].count("\n") + 1)
        text = text.replace("\x00", "")
    records = _records(text)
    head: Columns | None = None
    for row, cells in records:
        head = find_columns(row, {n: plain_text(c)[0] for n, c in cells.items()})
        if head is not None or row >= HEADING_ROWS:
            break
    if head is None:
        raise FileError("HEADING-MISSING", row=1)
    if head.twice or head.missing:
        for name in head.missing:
            sink.say("error", "COLUMN-MISSING", row=head.row, name=name)
        raise FileError("HEADING-BAD", row=head.row)
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
            texts[column], finding = plain_text(raw)
            if finding is not None:
                findings[column] = finding
        question = reader.read(row, texts, findings)
        if question is None:
            continue
        draft, problems = question
        if any(text for column, text in texts.items() if column > width):
            problems.append(reader.problem("error", "ROW-RAGGED", row, width + 1, most=width))
        sink.take(draft, problems + seen.look(draft, row))


def _decode(content: bytes, sink: Sink) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise FileError("TEXT-ENCODING") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Python's cp1258 leaves tone marks as separate signs; cleaning composes them.
        try:
            text = content.decode("cp1258")
        except UnicodeDecodeError as error:
            raise FileError("TEXT-ENCODING") from error
        sink.say("warning", "TEXT-CP1258")
        return text


def _records(text: str) -> Iterator[tuple[int, dict[int, str]]]:
    head = text[:4096]
    delimiter = max(",;\t", key=lambda mark: head.count(mark))
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
