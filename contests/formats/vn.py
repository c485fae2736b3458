"""Numbers, dates and money as Vietnamese official papers print them (pure, strings only).

Numbers take a dot between thousands and a comma before decimals; days below 10 and the months
1 and 2 take a leading zero (Phụ lục I NĐ 30/2020/NĐ-CP).
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NBSP = "\u00a0"
ROOM = NBSP * 6
_SHORT_ROOM = NBSP * 4

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")

Number = int | float | Decimal | Fraction


def number(value: Number | None, decimals: int = 0, *, missing: str = "") -> str:
    """``1.234`` or ``1.234,50``; rounded half up to ``decimals``; ``None`` gives ``missing``."""
    if value is None:
        return missing
    exact = Decimal(1).scaleb(-decimals)
    if isinstance(value, Fraction):
        # Half up on the exact fraction: a division in Decimal would round once before.
        scaled = abs(value) * 10**decimals
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        rounded = Decimal(whole).scaleb(-decimals) * (-1 if value < 0 else 1)
    else:
        rounded = Decimal(str(value))
        if not rounded.is_finite():
            raise ValueError(f"not a finite number: {value!r}")
        rounded = rounded.quantize(exact, rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def percent(part: int, whole: int, decimals: int = 2, *, missing: str = "") -> str:
    """``22,03%`` of ``part`` in ``whole``; ``missing`` when ``whole`` is 0."""
    if whole == 0:
        return missing
    return number(Fraction(part * 100, whole), decimals) + "%"


def document_number(value: str) -> str:
    """``05`` for ``5``; room to write in when it is empty."""
    if not value:
        return ROOM
    return value.zfill(2) if value.isascii() and value.isdigit() else value


def long_date(value: date | None, year: int | None = None) -> str:
    """``ngày 05 tháng 02 năm 2026``; room for what is not known (``year`` when it is)."""
    if value is None:
        return f"ngày{_SHORT_ROOM}tháng{_SHORT_ROOM}năm {year if year else _SHORT_ROOM}".rstrip(" ")
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def short_date(value: date) -> str:
    """``05/02/2026``."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def clock(hour: int, minute: int) -> str:
    """``08 giờ 00``."""
    return f"{hour:02d} giờ {minute:02d}"


def _hundreds(value: int, *, full: bool) -> list[str]:
    """The words of 0 … 999; ``full`` says "không trăm" for a group after a higher one."""
    hundred, rest = divmod(value, 100)
    ten, one = divmod(rest, 10)
    words = [_DIGITS[hundred], "trăm"] if hundred or full else []
    if ten == 0 and one and words:
        words.append("linh")
    elif ten == 1:
        words.append("mười")
    elif ten > 1:
        words += [_DIGITS[ten], "mươi"]
    if one == 1 and ten > 1:
        words.append("mốt")
    elif one == 5 and ten:
        words.append("lăm")
    elif one == 4 and ten > 1:
        words.append("tư")
    elif one:
        words.append(_DIGITS[one])
    return words


def number_words(value: int) -> str:
    """``value`` in words: ``một nghìn không trăm linh năm``."""
    if value < 0:
        return "âm " + number_words(-value)
    if value == 0:
        return _DIGITS[0]
    high, low = divmod(value, 10**9)
    words = [number_words(high), "tỷ"] if high else []
    for power in (2, 1, 0):
        group, low = divmod(low, 1000**power)
        if group:
            words += _hundreds(group, full=bool(words))
            if power:
                words.append(_GROUPS[power])
    return " ".join(words)


def money(value: int) -> str:
    """``1.500.000 đồng``."""
    return f"{number(value)} đồng"


def money_words(value: int) -> str:
    """``Bằng chữ: Một triệu năm trăm nghìn đồng``; "chẵn" is added for whole thousands."""
    words = number_words(value)
    even = " chẵn" if value and value % 1000 == 0 else ""
    return f"Bằng chữ: {words[0].upper()}{words[1:]} đồng{even}"
