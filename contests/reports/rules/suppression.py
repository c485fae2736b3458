"""Hiding small cells, so that no person can be told from a table.

A cell that counts 1 to 4 persons is hidden (nobody is not a person). Since totals are printed, a
lone hidden cell could be computed back: then the smallest shown cell is hidden too, and so on
until the hidden cells together hold at least `LEAST` persons and are at least two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

LEAST: Final = 5
"""Fewest persons a printed cell may count."""


def hidden(persons: Sequence[int], least: int = LEAST) -> tuple[bool, ...]:
    """Which cells of one row or column with a printed total must not be shown.

    `persons` counts distinct persons per cell, each 0 or more (ValueError otherwise). When
    everything that could hide a small cell is itself too small, every cell with persons is
    hidden; then the total must be hidden too if it is under `least`.
    """
    if any(count < 0 for count in persons):
        raise ValueError("a cell counts fewer than nobody")
    marks = [0 < count < least for count in persons]
    if not any(marks):
        return tuple(marks)
    shown = sorted(
        (index for index, mark in enumerate(marks) if not mark and persons[index] > 0),
        key=lambda index: (persons[index], index),
    )
    for index in shown:
        behind = [count for count, mark in zip(persons, marks, strict=True) if mark]
        if len(behind) >= 2 and sum(behind) >= least:
            break
        marks[index] = True
    return tuple(marks)


def total_hidden(persons: Sequence[int], least: int = LEAST) -> bool:
    """Whether even the total speaks of too few persons."""
    return 0 < sum(persons) < least
