"""Numbers, money, instants and lists as Vietnamese official texts write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from contests.rules.clock import LOCAL

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Labels of points in the order of Vietnamese legal texts: đ stands between d and e, no f or j."""


def integer(value: int) -> str:
    """1234567 -> "1.234.567"."""
    return f"{value:,}".replace(",", ".")


def count(value: int) -> str:
    """A count as official texts write it: two digits at least, "05", "20", "1.000"; 0 stays "0"."""
    return f"{value:02d}" if 0 < value < 10 else integer(value)


def decimal(value: Fraction, places: int) -> str:
    """A fraction rounded half up (away from zero), with a comma, without trailing zeros."""
    scale = 10**places
    scaled = (abs(value) * scale * 2 + 1) // 2
    whole, rest = divmod(int(scaled), scale)
    tail = str(rest).zfill(places).rstrip("0") if places else ""
    sign = "-" if value < 0 and scaled else ""
    return sign + integer(whole) + (f",{tail}" if tail else "")


def points(milli: int) -> str:
    """Thousandths of a point: 1000 -> "01", 500 -> "0,5", 20000 -> "20"."""
    if milli % 1000 == 0:
        return count(milli // 1000)
    return decimal(Fraction(milli, 1000), 3)


def percent5(value: int) -> str:
    """Units of 10⁻⁵ percent, all five decimals: 8765432 -> "87,65432%"."""
    whole, rest = divmod(value, 100_000)
    return f"{integer(whole)},{rest:05d}%"


def money(vnd: int) -> str:
    """1500000 -> "1.500.000 đồng"."""
    return f"{integer(vnd)} đồng"


def day(value: date) -> str:
    """19/01/2026."""
    return value.strftime("%d/%m/%Y")


def instant(value: datetime) -> str:
    """ "08 giờ 00 phút ngày 19/01/2026", in Viet Nam time; seconds only when there are any."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = value.astimezone(LOCAL)
    seconds = f" {local.second:02d} giây" if local.second else ""
    return f"{local.hour:02d} giờ {local.minute:02d} phút{seconds} ngày {day(local.date())}"


def duration(milliseconds: int) -> str:
    """Time taken with every millisecond the ranking sees: "05 phút 12,345 giây"."""
    minutes, rest = divmod(milliseconds, 60_000)
    seconds, millis = divmod(rest, 1_000)
    shown = f"{seconds:02d},{millis:03d} giây"
    return f"{count(minutes)} phút {shown}" if minutes else shown


def series(items: Sequence[str], last: str = "và") -> str:
    """ "a", "a và b", "a, b và c"; "a, b; c; d" when an item has a comma outside quotes."""
    if len(items) <= 1:
        return "".join(items)
    if any("," in item and not item.startswith("“") for item in items):
        return "; ".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def lettered(items: Sequence[str]) -> list[str]:
    """ "a) …;", "b) …;", …, the last with a full stop."""
    shown: list[str] = []
    for place, item in enumerate(items):
        end = "." if place == len(items) - 1 else ";"
        shown.append(f"{label(place)}) {item}{end}")
    return shown


def label(place: int) -> str:
    """a, b, c, d, đ, …, y, aa, ab, …"""
    size = len(LETTERS)
    if place < size:
        return LETTERS[place]
    return LETTERS[place // size - 1] + LETTERS[place % size]


def capital(text: str) -> str:
    """First letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
