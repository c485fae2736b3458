"""Codes that people read, type and say over the telephone (mã dự thi, mã biên nhận).

31 letters that cannot be taken for one another (no 0, 1, I, L, O); the last one is a check
character. 31 is prime, so the weighted sum finds every single wrong character and every swap of
two neighbours. Seven free characters are 2.7·10¹⁰ codes: with the limits of
`accounts.services.limits` nobody guesses one.
"""

import unicodedata
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
_VALUE = {char: value for value, char in enumerate(ALPHABET)}


def _check(body: str) -> str:
    # (place + 1) · value, summed; the weights 1…30 stay different and non-zero modulo 31.
    total = sum((place + 1) * _VALUE[char] for place, char in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def make_code(random_below: Callable[[int], int], *, length: int = LENGTH) -> str:
    """A new code. `random_below(n)` gives a number in [0, n): ``secrets.randbelow`` for real."""
    body = "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(length - 1))
    return body + _check(body)


def parse_code(text: str, *, length: int = LENGTH) -> str:
    """The code as stored, from any way of typing it (case, spaces, hyphens, full width).

    Returns "" when it cannot be one: wrong length, a letter outside the alphabet, or a check
    character that does not fit (a typing mistake).
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    code = "".join(char for char in plain if not (char.isspace() or char in "-–—._"))
    if len(code) != length or any(char not in _VALUE for char in code):
        return ""
    return code if _check(code[:-1]) == code[-1] else ""


def show_code(code: str) -> str:
    """In groups of four: ``ABCD-EFGH``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def show_receipt(receipt: str) -> str:
    """A mã biên nhận in groups of five: ``ABCDE-FGHJK``."""
    return "-".join(receipt[start : start + 5] for start in range(0, len(receipt), 5))
