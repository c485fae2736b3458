"""Vietnamese telephone numbers: every way of writing one leads to one stored form (E.164).

Mobile numbers have 10 digits and begin with 03, 05, 07, 08 or 09 since 2018; land lines begin
with 02 and have 11. Problems are codes; the words for them live on the edge.
"""

import re
from dataclasses import dataclass

from accounts.rules.digits import cell_text, plain_digits

_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}")
_OLD_MOBILE = re.compile(r"01[2689]\d{8}")


@dataclass(frozen=True)
class Phone:
    """One number. `e164` is "" exactly when `problem` says why."""

    e164: str = ""
    problem: str = ""
    #: The spreadsheet had eaten the leading 0 and it was put back.
    repaired: bool = False


def parse(text: str, *, landline: bool = False) -> Phone:
    """Read a number as a person writes it.

    Problems: ``phone-empty``, ``phone-letters``, ``phone-foreign`` (+ of another country),
    ``phone-old-prefix`` (11-digit 01x, changed in 2018), ``phone-length``, ``phone-prefix``,
    ``phone-landline`` (a land line where only a mobile number will do).
    """
    digits = plain_digits(text)
    if digits is None:
        return Phone(problem="phone-letters")
    if digits in ("", "+"):
        return Phone(problem="phone-empty")
    if digits.startswith("+"):
        if not digits.startswith("+84"):
            return Phone(problem="phone-foreign")
        digits = digits[3:]
        digits = digits if digits.startswith("0") else "0" + digits
    elif digits.startswith("0084"):
        digits = digits[4:]
        digits = digits if digits.startswith("0") else "0" + digits
    elif digits.startswith("84") and len(digits) in (11, 12):
        digits = digits[2:]
        digits = digits if digits.startswith("0") else "0" + digits
    if _MOBILE.fullmatch(digits):
        return Phone(e164="+84" + digits[1:])
    if _LANDLINE.fullmatch(digits):
        return Phone(e164="+84" + digits[1:]) if landline else Phone(problem="phone-landline")
    if _OLD_MOBILE.fullmatch(digits):
        return Phone(problem="phone-old-prefix")
    if len(digits) == 10:
        return Phone(problem="phone-prefix")
    return Phone(problem="phone-length")


def parse_cell(value: object, *, landline: bool = False) -> Phone:
    """Read a spreadsheet cell: also puts back the leading 0 that a number format has eaten.

    Nine digits that begin with 3, 5, 7, 8 or 9 can be nothing but a mobile number without its 0.
    """
    text = cell_text(value)
    digits = plain_digits(text)
    if digits is not None and re.fullmatch(r"[35789]\d{8}", digits):
        return Phone(e164="+84" + digits, repaired=True)
    return parse(text, landline=landline)


def local(e164: str) -> str:
    """``+84912345678`` as people here read it: ``0912345678``."""
    return "0" + e164[3:] if e164.startswith("+84") else e164


def spaced(e164: str) -> str:
    """For reading aloud: ``0912 345 678``."""
    number = local(e164)
    return f"{number[:4]} {number[4:7]} {number[7:]}".strip()


def mask(e164: str) -> str:
    """For lists: ``09xx xxx 678``; "" stays ""."""
    number = local(e164)
    return f"{number[:2]}xx xxx {number[-3:]}" if number else ""
