"""Widths of text in Times New Roman, read from its metric twin Tinos (pure).

The lines under Tiêu ngữ, issuer and trích yếu are as long as a share of the text above them,
so the text has to be measured before it is written. Tinos and Times New Roman have the same
widths, letter by letter.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).parent / "fonts"
LINE_HEIGHT = 1.149  # of the size: what "single" spacing means for this face
_MM_PER_POINT = 25.4 / 72


class Face(NamedTuple):
    """Advance widths in ems of the characters a face has."""

    advances: dict[int, float]
    missing: float


def _characters(data: bytes, start: int) -> dict[int, int]:
    """Character to glyph, from the widest Unicode table of a ``cmap`` (format 4 or 12)."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    tables: dict[int, int] = {}
    for entry in range(count):
        platform, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * entry)
        (form,) = struct.unpack_from(">H", data, start + offset)
        if platform in (0, 3) and form in (4, 12):
            tables[form] = start + offset
    found: dict[int, int] = {}
    if 12 in tables:
        at = tables[12]
        (groups,) = struct.unpack_from(">I", data, at + 12)
        for group in range(groups):
            first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * group)
            found.update({code: glyph + code - first for code in range(first, last + 1)})
        return found
    at = tables[4]
    half = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{half}H", data, at + 14)
    starts = struct.unpack_from(f">{half}H", data, at + 16 + 2 * half)
    deltas = struct.unpack_from(f">{half}H", data, at + 16 + 4 * half)
    ranges_at = at + 16 + 6 * half
    ranges = struct.unpack_from(f">{half}H", data, ranges_at)
    for i in range(half):
        for code in range(starts[i], ends[i] + 1):
            glyph = code
            if ranges[i]:
                where = ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i])
                if where + 2 > len(data):
                    continue
                (glyph,) = struct.unpack_from(">H", data, where)
                if not glyph:
                    continue
            glyph = (glyph + deltas[i]) & 0xFFFF
            if glyph:
                found[code] = glyph
    return found


@lru_cache(maxsize=4)
def face(bold: bool = False, italic: bool = False) -> Face:
    """The widths of one of the four bundled faces (read once)."""
    name = {
        (False, False): "Regular",
        (True, False): "Bold",
        (False, True): "Italic",
        (True, True): "BoldItalic",
    }[bold, italic]
    data = (FONTS / f"Tinos-{name}.ttf").read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables: dict[bytes, int] = {}
    for entry in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * entry)
        tables[tag] = offset
    (em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (wide,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = struct.unpack_from(">" + "Hh" * wide, data, tables[b"hmtx"])[::2]
    advances = {
        code: widths[min(glyph, wide - 1)] / em
        for code, glyph in _characters(data, tables[b"cmap"]).items()
    }
    return Face(advances, widths[0] / em)


def width_mm(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The width of ``text`` on one line at ``size`` points, in millimetres."""
    advances, missing = face(bold, italic)
    return sum(advances.get(ord(c), missing) for c in text) * size * _MM_PER_POINT


def drawable(text: str) -> str:
    """``text`` with "□" for each character that the bundled faces cannot draw."""
    known = face().advances
    return "".join(c if ord(c) in known else "\u25a1" for c in text)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break ``text`` into as few lines as fit ``width`` mm, made about equally long.

    A word that is wider than a line stands alone on one; the word processor breaks it.
    """

    def greedy(limit: float) -> list[str]:
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_mm(longer, size, bold=bold) > limit:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line else lines

    best = greedy(width)
    low, high = width / 2, width
    while high - low > 1 and len(best) > 1:
        middle = (low + high) / 2
        trial = greedy(middle)
        if len(trial) == len(best) and all(
            width_mm(line, size, bold=bold) <= width for line in trial
        ):
            best, high = trial, middle
        else:
            low = middle
    return tuple(best)
