"""Numbers that people type or that a spreadsheet hands over: telephone, identity number."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

#: What people put between groups of digits.
_SEPARATORS = frozenset(" .-()/_,\u2010\u2011\u2012\u2013\u2014'")


def plain_digits(text: str) -> str | None:
    """The ASCII digits of `text` ('+' kept in front), separators dropped; None at a letter.

    Full-width, Arabic-Indic and every other Unicode digit counts as the digit it is.
    """
    out: list[str] = []
    for char in unicodedata.normalize("NFKC", text):
        if char.isdecimal():
            out.append(str(unicodedata.decimal(char)))
        elif char == "+" and not out:
            out.append("+")
        elif char in _SEPARATORS or char.isspace() or unicodedata.category(char) == "Cf":
            continue
        else:
            return None
    return "".join(out)


def cell_text(value: object) -> str:
    """A spreadsheet cell as the text its author meant; whole numbers without ``.0``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)
