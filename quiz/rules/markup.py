r"""The small markup of stems, options and explanations: tables and formulas in plain text.

Everything is text, line by line, and reads well as it is written. Two things are more:

- A table is two or more lines that begin and end with "|"; cells stand between bars, the first
  line is the head, a line of dashes under it ("|---|---|") is allowed and ignored. "\|" is a bar.
- A formula stands between "\(" and "\)" in a small part of LaTeX: `^` and `_` with one sign or a
  group in braces, `\frac{a}{b}`, `\sqrt{a}`, and names of signs such as `\le` or `\times`.
  What is not known stays as it is written.

No other sign means anything: HTML and Markdown are shown as typed. A gap of a fill-in question
is "[[1]]". Reading never fails; `plain` is what a screen reader says and a list shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SIGNS: Final = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈",
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "infty": "∞", "pi": "π", "alpha": "α",
    "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "sigma": "σ", "Sigma": "Σ",
    "lambda": "λ", "mu": "μ", "omega": "ω", "circ": "°", "degree": "°", "to": "→",
    "rightarrow": "→", "Rightarrow": "⇒", "in": "∈", "cup": "∪", "cap": "∩", "subset": "⊂",
    "percent": "%", "ldots": "…", "%": "%", "{": "{", "}": "}",
}  # fmt: skip
_DEPTH_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The place of blank `number`."""

    number: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its parts as a tree of rows, and how it is said."""

    row: Row
    source: str

    @property
    def plain(self) -> str:
        return self.row.plain


@dataclass(frozen=True, slots=True)
class Row:
    """Parts of a formula side by side."""

    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        return "".join(part.plain for part in self.parts)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Letters ("x"), a number ("12") or a sign ("≤") of a formula."""

    text: str

    @property
    def plain(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Raised:
    """`base` with something above ("^") or below it ("_")."""

    base: Row
    script: Row
    above: bool

    @property
    def plain(self) -> str:
        script = self.script.plain
        mark = "^" if self.above else "_"
        return f"{self.base.plain}{mark}{script if len(script) == 1 else f'({script})'}"


@dataclass(frozen=True, slots=True)
class Quotient:
    """One row over another."""

    above: Row
    below: Row

    @property
    def plain(self) -> str:
        return f"{_wrapped(self.above)}/{_wrapped(self.below)}"


@dataclass(frozen=True, slots=True)
class Root:
    """A square root."""

    inside: Row

    @property
    def plain(self) -> str:
        return f"√{_wrapped(self.inside)}"


Part = Leaf | Raised | Quotient | Root
Inline = Text | Gap | Formula


def _wrapped(row: Row) -> str:
    text = row.plain
    return text if re.fullmatch(r"[^\W_]+", text) else f"({text})"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of words, formulas and gaps; line breaks are in the text."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of cells, all of one width."""

    head: tuple[Paragraph, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


Block = Paragraph | Table

_TABLE_LINE: Final = re.compile(r"\s*\|.*\|\s*")
_DASHES: Final = re.compile(r"[\s|:-]+")
_BARS: Final = re.compile(r"(?<!\\)\|")
_INLINE: Final = re.compile(r"\\\((.*?)\\\)|\[\[([0-9]{1,2})\]\]", re.DOTALL)
_PIECE: Final = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:,[0-9]+)?|[{}^_]|\s+|.", re.DOTALL)


def read(text: str) -> tuple[Block, ...]:
    """The blocks of `text`, in order. Never raises; plain text is one paragraph."""
    blocks: list[Block] = []
    lines: list[str] = []
    table: list[str] = []

    def close_words() -> None:
        if lines:
            blocks.append(Paragraph(inline("\n".join(lines))))
            lines.clear()

    def close_table() -> None:
        if len(table) == 1:
            lines.extend(table)
        elif table:
            close_words()
            blocks.append(_table(table))
        table.clear()

    for line in text.split("\n"):
        if _TABLE_LINE.fullmatch(line):
            table.append(line)
            continue
        close_table()
        lines.append(line)
    close_table()
    close_words()
    return tuple(blocks)


def _table(lines: list[str]) -> Table:
    kept = [line for line in lines if not ("-" in line and _DASHES.fullmatch(line))]
    cells = [
        [cell.strip().replace("\\|", "|") for cell in _BARS.split(line.strip()[1:-1])]
        for line in kept or lines
    ]
    width = max(len(row) for row in cells)
    head, *rows = [
        tuple(Paragraph(inline(cell)) for cell in [*row, *[""] * (width - len(row))])
        for row in cells
    ]
    return Table(head, tuple(rows))


def inline(text: str) -> tuple[Inline, ...]:
    """The words, formulas and gaps of a text without tables."""
    parts: list[Inline] = []
    end = 0
    for found in _INLINE.finditer(text):
        if found.start() > end:
            parts.append(Text(text[end : found.start()]))
        if found.group(2) is not None:
            parts.append(Gap(int(found.group(2))))
        else:
            source = found.group(1).strip()
            parts.append(Formula(_Reader(source).row(), source))
        end = found.end()
    if end < len(text):
        parts.append(Text(text[end:]))
    return tuple(parts)


class _Reader:
    """Reads one formula; what cannot be read is kept as letters."""

    def __init__(self, source: str) -> None:
        self._pieces = _PIECE.findall(source)
        self._at = 0
        self._depth = 0

    def row(self) -> Row:
        parts: list[Part] = []
        while self._at < len(self._pieces):
            if self._pieces[self._at] == "}":
                if self._depth:
                    break
                self._at += 1
                parts.append(Leaf("}"))
            else:
                parts.append(self._part(parts))
        return Row(tuple(parts))

    def _part(self, before: list[Part]) -> Part:
        piece = self._pieces[self._at]
        self._at += 1
        if piece in "^_" and before and self._at < len(self._pieces):
            base = before.pop()
            return Raised(Row((base,)), self._group(), piece == "^")
        if piece == "\\frac":
            above = self._group()
            return Quotient(above, self._group())
        if piece == "\\sqrt":
            return Root(self._group())
        if piece == "{":
            self._at -= 1
            group = self._group()
            return group.parts[0] if len(group.parts) == 1 else Leaf(group.plain)
        if piece.startswith("\\"):
            return Leaf(SIGNS.get(piece[1:], piece))
        return Leaf(" " if piece.isspace() else piece)

    def _group(self) -> Row:
        """A row in braces, or the next sign alone; empty at the end."""
        while self._at < len(self._pieces) and self._pieces[self._at].isspace():
            self._at += 1
        if self._at >= len(self._pieces) or self._pieces[self._at] == "}":
            return Row(())
        if self._pieces[self._at] != "{" or self._depth >= _DEPTH_MAX:
            return Row((Leaf(self._sign()),))
        self._at += 1
        self._depth += 1
        row = self.row()
        self._depth -= 1
        self._at += 1
        return row

    def _sign(self) -> str:
        piece: str = self._pieces[self._at]
        self._at += 1
        return SIGNS.get(piece[1:], piece) if piece.startswith("\\") else piece


def plain(text: str) -> str:
    """`text` without marks, as it is said: formulas in one line, cells with "; " between them,
    gaps as "…"."""
    if "\\(" not in text and "[[" not in text and "|" not in text:
        return text
    said = []
    for block in read(text):
        if isinstance(block, Paragraph):
            said.append(_said(block))
        else:
            said += ["; ".join(map(_said, row)) for row in (block.head, *block.rows)]
    return "\n".join(said)


def _said(paragraph: Paragraph) -> str:
    return "".join(
        part.text if isinstance(part, Text) else "…" if isinstance(part, Gap) else part.plain
        for part in paragraph.parts
    )
