"""Numbers of a report inside sentences: comparisons, rates, what is hidden or not comparable."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from contests.formats import vn
from contests.reports.rules.figures import Figure, Unit, Value
from contests.wording.numbers import count

HIDDEN: Final = "(*)"
HIDDEN_NOTE: Final = "(*) Số liệu về nhóm dưới 05 người, hoặc có thể tính ra nhóm đó, không công bố để bảo vệ dữ liệu cá nhân."
NOT_COMPARABLE: Final = "không so sánh được"
NOT_COMPARABLE_WHY: Final = (
    "Số liệu cùng kỳ năm trước không so sánh được do sắp xếp đơn vị hành chính từ ngày 01/7/2025."
)
WORD: Final = {
    Unit.CONTESTS: "cuộc thi",
    Unit.ATTEMPTS: "lượt",
    Unit.PERSONS: "người",
    Unit.UNITS: "đơn vị",
    Unit.AWARDS: "giải",
    Unit.VND: "đồng",
    Unit.RATE: "",
}


def trials_note(number: int) -> str:
    """What contests in trial do to the figures; "" without any."""
    if not number:
        return ""
    return f"{vn.number(number)} cuộc thi chạy thử trong kỳ không tính vào số liệu."


def day(value: date) -> str:
    """ "ngày 05/11/2026"."""
    return f"ngày {vn.short_date(value)}"


def amount(value: int, unit: Unit) -> str:
    """ "05 cuộc thi", "1.234 lượt", "1.500.000 đồng"."""
    return f"{vn.number(value) if unit is Unit.VND else count(value)} {WORD[unit]}".strip()


def share(value: tuple[int, int]) -> str:
    """ "22,03%"; "" without a denominator."""
    return vn.percent(*value)


def comparison(figure: Figure, year: int, *, is_comparable: bool) -> str:
    """How a count stands to the year before, to follow it after a comma; "" when nothing can be
    said: a hidden number, no number, or nothing in either year."""
    now, before = figure.value, figure.previous
    if not isinstance(now, int) or figure.hidden:
        return ""
    if not is_comparable:
        return NOT_COMPARABLE + " với cùng kỳ năm trước"
    if not isinstance(before, int) or (now == 0 and before == 0):
        return ""
    period = f"cùng kỳ năm {year - 1}"
    if before == 0:
        return f"{period} không có"
    if now == before:
        return f"bằng {period}"
    word = "tăng" if now > before else "giảm"
    step = abs(now - before)
    if now == 0:
        return f"{period} có {amount(before, figure.unit)}"
    rate = vn.percent(step, before)
    return f"{word} {amount(step, figure.unit)} ({word} {rate}) so với {period}"


def changed(now: Value, before: Value, *, is_comparable: bool) -> str:
    """The column "So với cùng kỳ": "+12,50%", "-3,00%", "0,00%", points of a rate, or a dash."""
    if not is_comparable:
        return "Không so sánh được"
    if isinstance(now, int) and isinstance(before, int):
        if before == 0:
            return "–"
        return _signed(Fraction(100 * (now - before), before)) + "%"
    if isinstance(now, tuple) and isinstance(before, tuple) and now[1] and before[1]:
        return _signed(100 * (Fraction(*now) - Fraction(*before))) + " điểm %"
    return "–"


def cell(value: Value, *, hidden: bool = False) -> str:
    """A number in a table: "1.234", "22,03%", "(*)" hidden, "–" when there is none."""
    if hidden:
        return HIDDEN
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return vn.percent(*value, missing="–")
    return vn.number(value)


def sentence(text: str) -> str:
    """`text` with one full stop at its end (none after "!", "?", ":" or "…")."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:…" else text.rstrip(";,") + "."


def joined(parts: list[str], last: str = "và") -> str:
    """ "a, b và c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _signed(value: Fraction) -> str:
    text = vn.number(value, 2)
    return f"+{text}" if value > 0 and text != "0,00" else text
