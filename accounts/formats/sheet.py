"""Reads the one table of an .xlsx file within bounds; never runs, follows or trusts it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from accounts.rules.refusal import Refused
from accounts.rules.text import search_key

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
MAX_ENTRIES = 1000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
#: A header may stand below a title and a note.
_HEADER_WITHIN = 12


@dataclass(frozen=True)
class Row:
    """One row: its number as Excel shows it, and its cells by column key."""

    number: int
    cells: dict[str, object]


@dataclass
class Table:
    """The rows below the header; `letters` is where each column stands ("phone" -> "C")."""

    sheet: str
    letters: dict[str, str]
    rows: list[Row]
    unknown: list[str] = field(default_factory=list)


def check_container(data: bytes) -> None:
    """Refuse what is not a sane zip container, before any parser opens it.

    ``file-empty``, ``file-too-large``, ``file-old-or-locked``, ``file-not-xlsx``,
    ``file-broken``.
    """
    if not data:
        raise Refused("file-empty", field="file")
    if len(data) > MAX_BYTES:
        raise Refused("file-too-large", field="file", limit="10 MB")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused("file-old-or-locked", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise Refused("file-not-xlsx", field="file")
            if len(entries) > MAX_ENTRIES:
                raise Refused("file-broken", field="file")
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise Refused("file-too-large", field="file", limit="80 MB khi giải nén")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("file-not-xlsx", field="file") from error


def read_table(
    data: bytes, headers: dict[str, tuple[str, ...]], required: tuple[str, ...]
) -> Table:
    """The table of the first sheet that has the required columns.

    `headers` maps a column key to the spellings of its header (compared without marks and case).
    Empty rows are passed over. Refused: the codes of `check_container`, ``column-missing``,
    ``column-twice``, ``file-no-rows``, ``file-too-many-rows``.
    """
    check_container(data)
    keys = {search_key(name): key for key, names in headers.items() for name in names}
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises a dozen kinds on a broken file
        raise Refused("file-broken", field="file") from error
    try:
        missing = headers[required[0]][0]
        for sheet in book.worksheets:
            # The file's own word on its size is not to be trusted.
            sheet.reset_dimensions()
            try:
                found = _table(sheet.title, _cells(sheet), keys, headers, required)
            except Refused:
                raise
            except Exception as error:  # as above: rows are parsed while we read
                raise Refused("file-broken", field="file") from error
            if isinstance(found, Table):
                return found
            missing = found or missing
        raise Refused("column-missing", field="file", column=missing)
    finally:
        book.close()


def _cells(sheet: object) -> Iterator[tuple[int, list[object]]]:
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)  # type: ignore[attr-defined]
    for number, values in enumerate(rows, start=1):
        yield number, list(values)


def _table(
    title: str,
    cells: Iterator[tuple[int, list[object]]],
    keys: dict[str, str],
    headers: dict[str, tuple[str, ...]],
    required: tuple[str, ...],
) -> Table | str:
    """The table, or the header that was missing ("" when nothing looked like a header)."""
    best = ""
    for number, values in cells:
        if number > _HEADER_WITHIN:
            return best
        places: dict[str, int] = {}
        unknown: list[str] = []
        for place, value in enumerate(values):
            words = search_key(str(value)).rstrip(" *:") if value is not None else ""
            key = keys.get(words)
            if key is None:
                if words:
                    unknown.append(str(value))
                continue
            if key in places:
                raise Refused("column-twice", field="file", column=headers[key][0])
            places[key] = place
        absent = [key for key in required if key not in places]
        if not absent:
            letters = {key: get_column_letter(place + 1) for key, place in places.items()}
            return Table(title, letters, _rows(cells, places), unknown)
        if places:
            best = headers[absent[0]][0]
    return best


def _rows(cells: Iterator[tuple[int, list[object]]], places: dict[str, int]) -> list[Row]:
    rows: list[Row] = []
    for number, values in cells:
        found = {
            key: values[place] if place < len(values) else None for key, place in places.items()
        }
        if all(value is None or not str(value).strip() for value in found.values()):
            continue
        if len(rows) >= MAX_ROWS:
            raise Refused(
                "file-too-many-rows", field="file", rows=f"hơn {MAX_ROWS}", limit=MAX_ROWS
            )
        rows.append(Row(number, found))
    if not rows:
        raise Refused("file-no-rows", field="file")
    return rows
