"""How dates, numbers, durations and phone numbers are written on Vietnamese pages.

Pure functions from values to text. Instants are aware datetimes and are shown in Vietnam's time;
ratios are exact and rounded half up only here (decision 5 of the design).
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# Between a number and its unit: a line never breaks there.
NBSP = "\u00a0"


def show_date(value: date) -> str:
    """`23/11/2026`; an instant is taken to the day it is in Vietnam (naive: ValueError)."""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def show_time(value: datetime, *, seconds: bool = False) -> str:
    """`20:31`, or `20:31:06` with seconds, in Vietnam's time."""
    return f"{_local(value):{'%H:%M:%S' if seconds else '%H:%M'}}"


def show_datetime(value: datetime, *, seconds: bool = False) -> str:
    """`20:31 ngày 23/11/2026`, in Vietnam's time."""
    return f"{show_time(value, seconds=seconds)} ngày {show_date(value)}"


def show_number(value: int | Fraction | Decimal, *, digits: int = 0) -> str:
    """`1.234.567`, or `8,25` with two digits: dot for thousands, comma for decimals, half up."""
    exact = value if isinstance(value, Decimal) else _decimal(Fraction(value), digits + 3)
    rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return f"-{text}" if rounded < 0 else text


def show_percent(ratio: int | Fraction | Decimal, *, digits: int = 2) -> str:
    """`22,03%` from 0.2203: `ratio` is a share of one, not of a hundred."""
    return show_number(ratio * 100, digits=digits) + "%"


def show_duration(milliseconds: int) -> str:
    """`12 phút 05 giây`; `1 giờ 02 phút 05 giây`; under a minute with tenths: `7,4 giây`.

    Cut, not rounded, so that 59,99 seconds is never shown as a minute. Negative: ValueError.
    """
    if milliseconds < 0:
        raise ValueError(f"a duration cannot be negative: {milliseconds}")
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return f"{hours}{NBSP}giờ {minute:02}{NBSP}phút {second:02}{NBSP}giây"
    if minutes:
        return f"{minute}{NBSP}phút {second:02}{NBSP}giây"
    tenth = rest // 100
    return f"{second},{tenth}{NBSP}giây" if tenth else f"{second}{NBSP}giây"


def mask_phone(phone: str) -> str:
    """`091****678`: enough to recognise one's own number, too little to call a stranger's.

    Keeps the first and last three digits; a number under ten digits keeps its last two only.
    """
    if not phone:
        return ""
    if len(phone) < 10:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 6)}{phone[-3:]}"


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime has no place in Vietnam's time")
    return value.astimezone(VIETNAM)


def _decimal(value: Fraction, digits: int) -> Decimal:
    """`value` cut after `digits` places, with one digit more that keeps half up right."""
    scaled = abs(value) * 10**digits
    whole = scaled.numerator // scaled.denominator
    if scaled.denominator != 1:
        whole = whole * 10 + 1
        digits += 1
    return (Decimal(whole) * (1 if value >= 0 else -1)).scaleb(-digits)
