"""Numbers as people write them in Vietnamese, exact: fractions in, fractions out, no floats."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

TYPED_MAX: Final = 60
_WHOLE: Final = r"(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,15})"
_DECIMAL: Final = re.compile(rf"([+-]?)({_WHOLE})(?:,([0-9]{{1,15}}))?")
_POINT: Final = re.compile(r"([+-]?)([0-9]{1,15})\.([0-9]{1,2}|[0-9]{4,15})")
_RATIO: Final = re.compile(r"([+-]?)([0-9]{1,15}) ?/ ?([0-9]{1,15})")


def read_number(text: str, unit: str = "") -> Fraction | None:
    """The number that `text` says, with or without `unit` behind it; None when it says none.

    The comma is the decimal sign; full stops and blanks group thousands ("1.500" and "1 500" are
    fifteen hundred). A full stop before any other number of digits than three is taken for a
    decimal sign ("2.5"). "1/3" is a third. Per cent is a unit like another: "5 %" is 5.
    """
    if len(text) > TYPED_MAX + len(unit):
        return None
    clean = " ".join(unicodedata.normalize("NFKC", text).split()).replace("−", "-")
    tail = " ".join(unicodedata.normalize("NFKC", unit).split())
    if tail and clean.casefold().endswith(tail.casefold()):
        clean = clean[: len(clean) - len(tail)].rstrip()
    elif clean.endswith("%"):
        clean = clean[:-1].rstrip()
    if found := _DECIMAL.fullmatch(clean):
        sign, whole, decimals = found.groups()
        return _signed(sign, re.sub("[. ]", "", whole), decimals or "")
    if found := _POINT.fullmatch(clean):
        return _signed(*found.groups())
    if (found := _RATIO.fullmatch(clean)) and int(found.group(3)):
        value = Fraction(int(found.group(2)), int(found.group(3)))
        return -value if found.group(1) == "-" else value
    return None


def _signed(sign: str, whole: str, decimals: str) -> Fraction:
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return -value if sign == "-" else value


def number_text(value: Fraction) -> str:
    """`value` as it is typed: "2,5", "1500", or "1/3" where decimals would not end.

    `read_number` of it is `value` again.
    """
    places = 0
    rest = value.denominator
    while rest != 1 and places < 15:
        rest = (value * 10 ** (places := places + 1)).denominator
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * (10**places // value.denominator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[: len(digits) - places]}" + (f",{digits[-places:]}" if places else "")
