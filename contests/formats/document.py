"""One model of an official document, written to DOCX and PDF by its neighbours.

The parts are those of Điều 8 NĐ 30/2020/NĐ-CP; how each of them looks is decided by the
writers (Phụ lục I of that decree). The model holds text that is ready to print: numbers are
strings already, labels ("I.", "1.", "a)", "đ)", "Điều 1.") are literal. Nothing here knows
where the figures come from.

Every text may be anything a person can type or paste; :func:`printable` is applied by the
writers to each of them, so that no control character can spoil a file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import isfinite
from typing import Literal

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END_MARK = "./."

Align = Literal["left", "center", "right", "justify"]
ChartKind = Literal["bar", "column", "stacked", "line"]

_LETTERS = tuple(
    [
        "a",
        "b",
        "c",
        "d",
        "đ",
        "e",
        "g",
        "h",
        "i",
        "k",
        "l",
        "m",
        "n",
        "o",
        "p",
        "q",
        "r",
        "s",
        "t",
        "u",
        "v",
        "x",
        "y",
    ]
)

# Breaks of every kind become one space; what may never stand in XML 1.0, and the marks that
# turn the direction of the rest of a line, are dropped.
_BREAKS = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f"
    "\u061c\ufeff\ufffe\uffff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return ``text`` in NFC on one line, single-spaced, without unprintable characters.

    No-break spaces are kept: they leave room for a number that is given later.
    """
    kept = _FORBIDDEN.sub("", text)
    kept = "".join(c for c in kept if ord(c) & 0xFFFE != 0xFFFE)
    return _BREAKS.sub(" ", unicodedata.normalize("NFC", kept)).strip(" ")


def letters() -> tuple[str, ...]:
    """The labels of điểm in order: a, b, c, d, đ, e, g, h … (no f, j, w, z)."""
    return _LETTERS


def letter(index: int) -> str:
    """The label of the ``index``-th điểm from 0: ``a)``; after ``y)`` come ``aa)``, ``ab)`` …"""
    if index < 0:
        raise ValueError(f"index must not be negative: {index}")
    high, low = divmod(index, len(_LETTERS))
    return (letter(high - 1)[:-1] if high else "") + _LETTERS[low] + ")"


def roman(number: int) -> str:
    """``number`` (1 to 3999) in Roman numerals, for "I." and "Phụ lục II"."""
    if not 1 <= number <= 3999:
        raise ValueError(f"number must be from 1 to 3999: {number}")
    out = []
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        times, number = divmod(number, value)
        out.append(sign * times)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph in one style."""

    text: str
    bold: bool = False
    italic: bool = False


Text = str | tuple[Run, ...]


def runs(text: Text) -> tuple[Run, ...]:
    """``text`` as runs that are ready to print; outer blanks and double blanks are gone."""
    pieces = (Run(text),) if isinstance(text, str) else text
    out: list[Run] = []
    after_blank = True
    for piece in pieces:
        # A border on each side shows whether this run began or ended with a blank.
        body = printable("|" + piece.text + "|")[1:-1]
        if after_blank:
            body = body.lstrip(" ")
        if body:
            after_blank = body.endswith(" ")
            out.append(replace(piece, text=body))
    while out and out[-1].text.endswith(" "):
        last = out.pop()
        if last.text.rstrip(" "):
            out.append(replace(last, text=last.text.rstrip(" ")))
    return tuple(out)


def plain(text: Text) -> str:
    """``text`` without its styles."""
    return "".join(run.text for run in runs(text))


# --- blocks -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """ "Phần I" or "Chương I" over its title, both centred."""

    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Heading1:
    """Mục: "I." and a title that the writers print in capitals."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading2:
    """Khoản with a title: "1." and a title in bold."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading3:
    """Điểm: "a)" (see :func:`letter`) and its text, upright."""

    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class Article:
    """Điều: the label "Điều 1." and the title in bold.

    Text stands on the line of the label when there is no title, else in its own paragraph.
    """

    label: str
    title: str = ""
    text: Text = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body: justified, first line indented, unless told otherwise."""

    text: Text
    align: Align = "justify"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Dashes:
    """Lines that begin with "- " (or "+ " one level down). The items carry no sign."""

    items: tuple[Text, ...]
    sign: Literal["-", "+"] = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: title, relative width, and where its cells stand (numbers: right)."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a header of several rows. Cells covered by a span are left out of the rows."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its header is repeated on each page and its rows are not split.

    ``rows`` and ``total`` hold one string per column (raises ``ValueError`` otherwise).
    ``header`` replaces the single header row of column titles. ``size`` is in points.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    total: tuple[str, ...] | None = None
    caption: str = ""
    header: tuple[tuple[HeaderCell, ...], ...] = ()
    note: str = ""
    size: int = 12
    empty: str = "Không có số liệu"

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        if any(column.width <= 0 for column in self.columns):
            raise ValueError("a column's width must be above 0")
        lines = self.rows if self.total is None else (*self.rows, self.total)
        for number, line in enumerate(lines, 1):
            if len(line) != len(self.columns):
                raise ValueError(f"row {number} has {len(line)} cells for {len(self.columns)}")
        place_header(self)

    def header_rows(self) -> tuple[tuple[HeaderCell, ...], ...]:
        """The header as cells with spans; one row of titles unless ``header`` was given."""
        return self.header or (tuple(HeaderCell(column.title) for column in self.columns),)


def place_header(table: Table) -> tuple[tuple[tuple[int, HeaderCell], ...], ...]:
    """Each header row as ``(first column, cell)``; ``ValueError`` when the spans leave holes."""
    grid = table.header_rows()
    width, height = len(table.columns), len(grid)
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[tuple[int, HeaderCell], ...]] = []
    for row, cells in enumerate(grid):
        line: list[tuple[int, HeaderCell]] = []
        for cell in cells:
            column = next((c for c in range(width) if (row, c) not in taken), width)
            area = {
                (row + down, column + right)
                for down in range(cell.rowspan)
                for right in range(cell.colspan)
            }
            if not area or area & taken or any(r >= height or c >= width for r, c in area):
                raise ValueError(f"header cell {cell.text!r} does not fit")
            taken |= area
            line.append((column, cell))
        placed.append(tuple(line))
    if len(taken) != width * height:
        raise ValueError("the header does not cover every column")
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures of a chart, counts or rates from 0; ``None`` is a gap."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: ``bar`` lies, ``column`` stands, ``stacked`` lies in parts, ``line`` runs.

    ``alt`` says in a sentence what the picture shows. ``decimals`` is for the printed figures.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    caption: str = ""
    alt: str = ""
    unit: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"series {series.name!r} does not match the categories")
            if any(v is not None and (v < 0 or not isfinite(v)) for v in series.values):
                raise ValueError(f"series {series.name!r} holds a figure below 0")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


Block = (
    Part | Heading1 | Heading2 | Heading3 | Article | Paragraph | Dashes | Table | Chart | PageBreak
)


# --- the document -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Top left of page 1. ``superior`` may be empty (a body that has none above it).

    ``name`` is the issuer inside a sentence ("Sở Khoa học và Công nghệ").
    """

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: lines of authority in capitals, a room, then the name without any title.

    ``office`` is what a committee's head is in government ("Phó Chủ tịch UBND tỉnh"), printed
    in brackets under the lines.
    """

    authority: tuple[str, ...]
    name: str | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """Phụ lục: own section, own page numbers from 1. ``attached_to=None`` is written for you."""

    label: str
    title: str
    blocks: tuple[Block, ...] = ()
    attached_to: str | None = None
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A whole document in the order it is read.

    ``kind_title`` empty makes a công văn (the subject stands under the number as "V/v …").
    ``number`` and ``date`` are ``None`` until the clerk gives them: room is left, and ``year``
    is printed after "năm" when it is known. ``bases`` are the căn cứ, without final marks;
    ``issuing_authority`` ("GIÁM ĐỐC SỞ …") stands above them and ``enacting``
    ("QUYẾT ĐỊNH:") below. ``closing_words`` or else the last sentence of the body ends "./.".
    ``secretary`` (of minutes) signs at the left; Nơi nhận then stands below. ``created`` goes into
    the file's properties only.
    """

    letterhead: Letterhead
    number_symbol: str
    place: str
    kind_title: str
    subject: str
    body: tuple[Block, ...]
    signature: Signature
    number: str | None = None
    date: date | None = None
    year: int | None = None
    addressed_to: tuple[str, ...] = ()
    issuing_authority: str = ""
    bases: tuple[Text, ...] = ()
    enacting: str = ""
    opening: tuple[Text, ...] = ()
    closing_words: Text = ""
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    secretary: Signature | None = None
    created: datetime | None = field(default=None)
