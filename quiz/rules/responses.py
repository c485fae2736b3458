"""The alphabet of responses: how an answer of each kind is written as one short text.

======================  ==========================================================================
single, true/false      the displayed letter: "B"
several                 displayed letters in order: "AC"
statements              one sign per displayed row: "T" true, "F" false, "-" not said: "TF-T"
order                   one digit per displayed row, the place it was put in: "312", "3-1"
matching                one displayed letter per displayed row: "CA-"
short, number           what was typed
blanks                  what was typed or picked, one field per gap, `FIELD` between them
situation               the responses of its children, `CHILD` between them
======================  ==========================================================================

"" is no answer, for every kind. `shape` describes what one item can take in one character (a
situation in brackets), `fits` judges a response by it: no question is needed to refuse an
impossible one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from quiz.rules.question import LETTERS, Kind

FIELD: Final = "\x1f"
CHILD: Final = "\x1e"
NOTHING: Final = "-"
RESPONSE_MAX: Final = 2_000
"""Characters of the longest response; those of choices have at most eight."""
TYPED_MAX: Final = 200
"""Characters of one typed field."""

_PLACES: Final = "12345678"
_SHORT, _NUMBER = "i", "j"
_ROWS: Final = {Kind.STATEMENTS: "A", Kind.ORDER: "I", Kind.MATCHING: "Q"}
_SIGNS: Final = {"A": "TF", "I": _PLACES, "Q": LETTERS}
_UNTYPED: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ITEMS: Final = re.compile(r"\([^()]*\)|[^()]")


def shape(kind: Kind, options: int, blanks: int = 0, children: Sequence[str] = ()) -> str:
    """What a question with so many options, gaps or children (their shapes) can be answered with.

    Raises ValueError for kinds that no machine marks and for counts that no question has.
    """
    most = blanks if kind is Kind.BLANKS else options
    if kind in (Kind.SHORT, Kind.NUMBER):
        return _SHORT if kind is Kind.SHORT else _NUMBER
    if kind is Kind.SITUATION and children:
        return "(" + "".join(children) + ")"
    if not 1 <= most <= len(LETTERS):
        raise ValueError(f"no {kind} question has {most} parts")
    if kind in (Kind.SINGLE, Kind.TRUE_FALSE):
        return str(options)
    if kind is Kind.MULTIPLE:
        return chr(ord("a") + options - 1)
    if kind is Kind.BLANKS:
        return chr(ord("k") + blanks - 1)
    if kind in _ROWS:
        return chr(ord(_ROWS[kind]) + options - 1)
    raise ValueError(f"{kind} is not answered here")


def shapes(text: str) -> list[str]:
    """The shapes of a paper's items, of which `text` is the joined form."""
    return _ITEMS.findall(text) if "(" in text else list(text)


def typed_fields(one: str) -> int:
    """How many fields a person may type into, for items of shape `one`."""
    if one.startswith("("):
        return sum(map(typed_fields, one[1:-1]))
    if one in (_SHORT, _NUMBER):
        return 1
    return ord(one) - ord("k") + 1 if "k" <= one <= "r" else 0


def typed_max(fields: int) -> int:
    """The longest text of one of so many fields, so that the whole response has room."""
    return min(TYPED_MAX, (RESPONSE_MAX - 50) // max(fields, 1) - 1)


def fits(one: str, response: str) -> bool:
    """Whether `response` is possible for an item of shape `one`; "" is, always."""
    if response == "":
        return True
    if len(response) > RESPONSE_MAX:
        return False
    if not one.startswith("("):
        return _fits(one, response, TYPED_MAX)
    inner = one[1:-1]
    parts = response.split(CHILD)
    most = typed_max(typed_fields(one))
    return len(parts) == len(inner) and all(
        part == "" or _fits(child, part, most) for child, part in zip(inner, parts, strict=True)
    )


def _fits(one: str, response: str, most: int) -> bool:
    if one.isdigit():
        return len(response) == 1 and response in LETTERS[: int(one)]
    if "a" <= one <= "h":
        possible = LETTERS[: ord(one) - ord("a") + 1]
        return (
            all(letter in possible for letter in response)
            and "".join(sorted(set(response))) == response
        )
    if "A" <= one <= "X":
        base = chr(ord("A") + (ord(one) - ord("A")) // 8 * 8)
        return len(response) == ord(one) - ord(base) + 1 and all(
            sign == NOTHING or sign in _SIGNS[base] for sign in response
        )
    fields = response.split(FIELD)
    return len(fields) == typed_fields(one) and all(
        len(field) <= most and not _UNTYPED.search(field) for field in fields
    )


def tidy(kind: Kind, response: str) -> str:
    """`response` as it is stored: one in which nothing is said at all is ""."""
    if kind in _ROWS:
        return response if response.strip(NOTHING) else ""
    if kind is Kind.BLANKS:
        return response if response.replace(FIELD, "").strip() else ""
    if kind is Kind.SITUATION:
        return response if response.replace(CHILD, "") else ""
    return response
