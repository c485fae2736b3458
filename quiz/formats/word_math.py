"""Simple formulas of Word (OMML) on a line of text: fractions, powers, indices, roots, brackets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Final

from quiz.formats.ooxml import attribute, local
from quiz.formats.word_styles import child

_DEPTH_MAX: Final = 30
_PLAIN: Final = frozenset(("oMath", "oMathPara", "e", "num", "den", "sub", "sup", "deg", "lim",
                           "fName", "box", "borderBox", "ins", "moveTo"))  # fmt: skip
_SILENT: Final = frozenset(("del", "moveFrom", "ctrlPr", "argPr"))
_SUPER: Final = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUB: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SMALL: Final = {chr(sign) for sign in (*_SUPER.values(), *_SUB.values())}
_ROOTS: Final = {"": "√", "2": "√", "3": "∛", "4": "∜"}


class _Unknown(Exception):
    """The formula holds what one line cannot say."""


def linear(formula: ET.Element) -> str | None:
    """The formula as people type it: "(a+b)/2", "x²", "√(x+1)"; None when that is not possible."""
    try:
        return " ".join(_text(formula, 0).split()) or None
    except _Unknown:
        return None


def _text(element: ET.Element, depth: int) -> str:
    if depth > _DEPTH_MAX:
        raise _Unknown
    return "".join(_said(part, depth + 1) for part in element)


def _said(part: ET.Element, depth: int) -> str:
    name = local(part.tag)
    if name == "r":
        return "".join(one.text or "" for one in part if local(one.tag) == "t")
    if name in _PLAIN:
        return _text(part, depth)
    if name in _SILENT or name.endswith("Pr"):
        return ""

    def of(inner: str) -> str:
        found = child(part, inner)
        return "" if found is None else _text(found, depth).strip()

    if name == "f" and _property(part, "type", "bar") != "noBar":
        return f"{_whole(of('num'))}/{_whole(of('den'))}"
    if name in ("sSup", "sSub", "sSubSup"):
        base = _whole(of("e"))
        return base + _raised(of("sub"), _SUB, "_") + _raised(of("sup"), _SUPER, "^")
    if name == "rad":
        degree = of("deg")
        root = _ROOTS.get(degree) or _raised(degree, _SUPER, "^") + "√"
        if root.startswith("^"):
            raise _Unknown
        return root + _whole(of("e"))
    if name == "d":
        parts = [_text(one, depth).strip() for one in part if local(one.tag) == "e"]
        signs = [
            _property(part, *one) for one in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
        ]
        return signs[0] + signs[1].join(parts) + signs[2]
    if name == "func":
        return f"{of('fName')} {_whole(of('e'))}"
    if name == "limLow":
        return f"{of('e')}{_raised(of('lim'), {}, '_')}"
    raise _Unknown


def _property(part: ET.Element, name: str, default: str) -> str:
    found = child(child(part, f"{local(part.tag)}Pr"), name)
    return default if found is None else attribute(found, "val")


def _whole(text: str) -> str:
    """`text` in brackets, unless it is one number, one word or in brackets already."""
    inner = text[1:-1]
    plain = text.isalnum() and not _SMALL & set(text)
    if plain or (text[:1] == "(" and text[-1:] == ")" and not set("()") & set(inner)):
        return text
    return f"({text})" if text else ""


def _raised(text: str, signs: dict[int, int], mark: str) -> str:
    """`text` in small figures where it has only such, else behind `mark`."""
    small = text.translate(signs)
    if not text or all(ord(sign) in signs for sign in text):
        return small
    return mark + _whole(text)
