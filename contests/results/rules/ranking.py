"""Order from rules: a key that sorts as text, and ranks that show ties as ties.

`rank_key` is digits only and of one width per rule set, so that every database sorts it the same
in every collation, and one's own place is one count of smaller keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from contests.results.rules.lines import Line
from contests.rules.choices import TieBreak
from contests.rules.terms import RuleSet

WIDTHS: Final[dict[TieBreak, int]] = {
    TieBreak.CORRECT: 6,
    TieBreak.SCORE: 12,
    TieBreak.PREDICTION: 16,
    TieBreak.DURATION: 14,
    TieBreak.SUBMITTED_AT: 17,
    TieBreak.FEWER_ATTEMPTS: 8,
    TieBreak.DRAW: 8,
}
"""Digits of each criterion; all together 81, under the 200 of the column."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line with its place: 1, 1, 3. `tied`: another line has the same key."""

    rank: int
    tied: bool
    key: str
    line: Line


def rank_key(line: Line, rules: RuleSet) -> str:
    """The line as digits whose text order is the order of the rules; equal means tied.

    Raises OverflowError for a number that does not fit (none that marking can produce).
    """
    return "".join(_digits(criterion, line) for criterion in rules.ranking.tie_breaks)


def rank(lines: Iterable[Line], rules: RuleSet) -> list[Ranked]:
    """Every line with its competition rank. The order of the input does not matter.

    Tied lines stand in the order of their entrant and entry numbers, which means nothing.
    """
    keyed = sorted(
        ((rank_key(line, rules), line) for line in lines),
        key=lambda pair: (pair[0], pair[1].entrant_id, pair[1].entry),
    )
    found: list[Ranked] = []
    place = 0
    for position, (key, line) in enumerate(keyed):
        if position == 0 or key != keyed[position - 1][0]:
            place = position + 1
        follows = position + 1 < len(keyed) and keyed[position + 1][0] == key
        found.append(Ranked(place, follows or place <= position, key, line))
    return found


def canonical(ranked: Iterable[Ranked]) -> bytes:
    """The one byte form of a standing, for its seal and for comparing recomputations."""
    names = tuple(part.name for part in fields(Line))
    rows = [
        {"rank": row.rank, "tied": row.tied, "key": row.key}
        | {name: getattr(row.line, name) for name in names}
        for row in ranked
    ]
    return json.dumps(rows, sort_keys=True, separators=(",", ":")).encode()


def digest(ranked: Iterable[Ranked]) -> str:
    """SHA-256 of `canonical`, hexadecimal."""
    return hashlib.sha256(canonical(ranked)).hexdigest()


def _digits(criterion: TieBreak, line: Line) -> str:
    most = 10 ** WIDTHS[criterion] - 1
    match criterion:
        case TieBreak.CORRECT:
            value = most - line.correct
        case TieBreak.SCORE:
            value = most - line.points_milli
        case TieBreak.PREDICTION:
            # Without a prediction: after everybody who made one.
            value = most if line.prediction_distance is None else line.prediction_distance
        case TieBreak.DURATION:
            # Left out for extra time: before everybody whose time is compared.
            value = 0 if line.duration_ms is None else line.duration_ms + 1
        case TieBreak.SUBMITTED_AT:
            value = line.submitted_at_us
        case TieBreak.FEWER_ATTEMPTS:
            value = line.attempts
        case TieBreak.DRAW:
            value = line.draw
    if not 0 <= value <= most:
        raise OverflowError(f"{criterion.value} does not fit: {line}")
    return str(value).zfill(WIDTHS[criterion])
