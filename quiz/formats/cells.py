"""One cell as text, with what is suspicious about it.

A number, date or error value in a cell is not what its author sees on the screen; where the
two may differ, it is said, and where something is surely lost, it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from quiz.formats.workbook import Cell, Workbook
from quiz.rules.legacy import convert, recognise
from quiz.rules.question import Severity
from quiz.rules.text import clean_text

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


def plain_text(raw: str) -> tuple[str, Finding | None]:
    """Clean text from a source without fonts; text in an old font is refused, not guessed."""
    encoding = recognise(raw)
    if encoding is not None:
        return "", _legacy(raw, encoding.value, clean_text(convert(raw, encoding)))
    return clean_text(raw), None


def _legacy(raw: str, encoding: str, read: str) -> Finding:
    args = (("value", clean_text(raw)[:60]), ("encoding", encoding), ("read", read[:60]))
    return Finding("error", "LEGACY-FONT", args)


def _text(cell: Cell, workbook: Workbook) -> tuple[str, Finding | None]:
    raw = cell.raw
    if raw.isascii():
        return clean_text(raw.replace("_x000D_", "\n") if "_x000D_" in raw else raw), None
    encoding = recognise(raw)
    if encoding is None:
        return clean_text(raw.replace("_x000D_", "\n")), None
    font = workbook.styles.fonts.get(cell.style)
    if font is None:
        return "", _legacy(raw, encoding.value, clean_text(convert(raw, encoding)))
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
