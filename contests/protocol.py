"""Reading what strangers send to the bare routes. Pure; nothing here knows what it means."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def strict_json(body: bytes, most_brackets: int) -> Any:
    """The JSON of `body`: at most so many brackets outside of strings (which bounds the depth
    before anything recurses), no name twice, no NaN. Raises ValueError."""
    if _brackets(body) > most_brackets and _brackets(_STRING.sub(b"", body)) > most_brackets:
        raise ValueError("too many brackets")
    try:
        return json.loads(body, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("too deep") from error


def _brackets(body: bytes) -> int:
    return body.count(b"{") + body.count(b"[")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
