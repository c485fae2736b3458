"""Lines of a standing."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the standing. `right` is of the last run, None without an answer; `move` how
    many places better than before it."""

    place: int
    player: int
    points_milli: int
    last_milli: int
    right: bool | None
    move: int
    unit: str


class UnitRow(NamedTuple):
    """One line of the units' standing."""

    place: int
    unit: str
    points_milli: int
    members: int


class Total(NamedTuple):
    """What a player has in the end."""

    player: int
    points_milli: int
    correct: int
    answered: int
    duration_us: int


def rounded(value: Fraction) -> int:
    """The nearest integer, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
