"""One cell as text, with what is suspicious about it.

A number, date or error value in a cell is not what its author sees on the screen; where the
two may differ, it is said, and where something is surely lost, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from quiz.formats.base import Sink
from quiz.formats.workbook import Cell, Workbook
from quiz.rules.legacy import Encoding, convert, is_modern, modernised, recognise
from quiz.rules.question import Severity
from quiz.rules.text import clean_line, clean_text, mistyped

LONG_NUMBER: Final = 10**8
"""Numbers from here on are phone or identity numbers whose leading zero is gone."""
_LAST_DAY: Final = 2_958_465


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of a cell; `args` fill the sentence."""

    severity: Severity
    code: str
    args: tuple[tuple[str, str], ...] = ()


def text_of(cell: Cell, workbook: Workbook) -> tuple[str, Finding | None]:
    """Clean text of a cell and at most one finding; with an error the text is ""."""
    if cell.type == "s":
        return _text(cell, workbook)
    if cell.type == "n":
        return _number(cell, workbook)
    if cell.type == "b":
        return ("TRUE" if cell.raw.strip() in ("1", "true") else "FALSE"), None
    if cell.type == "d":
        try:
            day = datetime.fromisoformat(cell.raw.strip().removesuffix("Z")).date()
        except ValueError:
            return "", Finding("error", "CELL-DATE-BAD", (("value", cell.raw[:40]),))
        return _dated(day)
    if cell.type == "e":
        return "", Finding("error", "CELL-ERROR", (("value", cell.raw[:40]),))
    if cell.type == "f":
        return "", Finding("error", "CELL-FORMULA")
    return "", Finding("error", "CELL-BAD", (("value", cell.raw[:40]),))


def plain_text(raw: str, old: Encoding | None = None) -> tuple[str, Finding | None]:
    """Clean text from a source without fonts.

    A text in an old encoding is refused, not guessed, unless the whole file is in it (`old`).
    """
    if old is not None:
        raw = modernised(raw, old)
    encoding = recognise(raw)
    if encoding is not None:
        return "", _legacy(raw, encoding.value, clean_text(convert(raw, encoding)))
    return clean_text(raw), _tidied(raw)


def say_old(sink: Sink, texts: Iterable[str], old: Encoding, sheet: str = "") -> None:
    """Say once that a file without fonts was read as `old`, with an example."""
    example = next(text for text in texts if recognise(text) is old)
    read = clean_line(convert(example, old))[:60]
    sink.say("warning", "LEGACY-FILE", sheet=sheet, encoding=old.value,
             value=clean_line(example)[:60], read=read)  # fmt: skip


def _tidied(raw: str) -> Finding | None:
    """What is to be said of letters that were taken for others."""
    changed = mistyped(raw)
    if not changed:
        return None
    shown = ", ".join(f"{before} → {after}" for before, after in changed[:3])
    return Finding("note", "TEXT-TIDIED", (("value", shown + ", …" * (len(changed) > 3)),))


def _legacy(raw: str, encoding: str, read: str) -> Finding:
    args = (("value", clean_text(raw)[:60]), ("encoding", encoding), ("read", read[:60]))
    return Finding("error", "LEGACY-FONT", args)


def _text(cell: Cell, workbook: Workbook) -> tuple[str, Finding | None]:
    raw = cell.raw
    if raw.isascii():
        return clean_text(raw.replace("_x000D_", "\n") if "_x000D_" in raw else raw), None
    raw = raw.replace("_x000D_", "\n")
    font = workbook.styles.fonts.get(cell.style)
    if font is None or is_modern(raw):
        return plain_text(raw, workbook.old)
    # Not every old text looks strange: "Cã" is a word, and "Có" in its font.
    text = clean_text(convert(raw, font[0], font=font[1]))
    return text, Finding("note", "LEGACY-CONVERTED", (("encoding", font[0].value),))


def _number(cell: Cell, workbook: Workbook) -> tuple[str, Finding | None]:
    raw = cell.raw.strip()
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return "", Finding("error", "CELL-BAD", (("value", raw[:40]),))
    if not value.is_finite() or value.adjusted() > 300:
        return "", Finding("error", "CELL-NUMBER-BAD", (("value", raw[:40]),))
    if cell.style in workbook.styles.dates:
        return _serial_date(value, workbook)
    if abs(value) >= LONG_NUMBER:
        return "", Finding("error", "CELL-NUMBER-LONG", (("value", raw[:40]),))
    if cell.style in workbook.styles.percents:
        return _shown(value * 100) + "%", None
    if value == value.to_integral_value():
        return str(int(value)), None
    shown = _shown(Decimal(repr(float(value))))
    return shown, Finding("note", "CELL-NUMBER", (("value", shown),))


def _shown(value: Decimal) -> str:
    """A number as Vietnamese read it: decimal comma, at most six places, no trailing zeros."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _serial_date(value: Decimal, workbook: Workbook) -> tuple[str, Finding | None]:
    if not 1 <= value < _LAST_DAY:
        return "", Finding("error", "CELL-DATE-BAD", (("value", str(value)[:40]),))
    epoch = date(1904, 1, 1) if workbook.epoch_1904 else date(1899, 12, 30)
    return _dated(epoch + timedelta(days=int(value)))


def _dated(day: date) -> tuple[str, Finding | None]:
    shown = f"{day.day:02}/{day.month:02}/{day.year}"
    return shown, Finding("warning", "CELL-DATE", (("value", shown),))
