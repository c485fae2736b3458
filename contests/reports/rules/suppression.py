"""Hiding small cells, so that no person can be told from a table.

A cell that counts 1 to 4 persons is hidden (nobody is not a person). Since totals are printed, a
lone hidden cell could be computed back: then the smallest shown cell is hidden too, and so on
until the hidden cells together hold at least `LEAST` persons and are at least two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class HiddenGrid:
    """What of a two-way table must not be shown: cells, totals of rows, totals of columns."""

    cells: tuple[tuple[bool, ...], ...]
    rows: tuple[bool, ...]
    columns: tuple[bool, ...]


def hidden_grid(
    persons: Sequence[Sequence[int]],
    rows: Sequence[bool] = (),
    columns: Sequence[bool] = (),
    least: int = LEAST,
) -> HiddenGrid:
    """Which cells and totals of a two-way table must be hidden, all other totals being printed.

    `rows` and `columns` are totals that are hidden already (in a table of that one group). What
    is left shown determines no hidden number: a hidden number could be worked out only if it lay
    on no ring of hidden numbers (an edge that is a bridge, rows and columns being the nodes), and
    the hidden cells of a line with a shown total hold `least` persons or more together.
    """
    height = len(persons)
    width = len(persons[0]) if height else 0
    row_marks = [bool(mark) for mark in rows] or [False] * height
    column_marks = [bool(mark) for mark in columns] or [False] * width
    for marks, sums in (
        (row_marks, [sum(line) for line in persons]),
        (column_marks, [sum(line[at] for line in persons) for at in range(width)]),
    ):
        for at, mark in enumerate(hidden(sums, least)):
            marks[at] = marks[at] or mark
    cells = [
        [
            persons[row][column] > 0
            and (persons[row][column] < least or row_marks[row] or column_marks[column])
            for column in range(width)
        ]
        for row in range(height)
    ]
    while (weak := _weak(persons, cells, row_marks, column_marks, least)) is not None:
        row, column = weak
        shown = [
            (persons[r][c], r, c)
            for r in range(height)
            for c in range(width)
            if persons[r][c] and not cells[r][c] and (r == row or c == column)
        ] or [
            (persons[r][c], r, c)
            for r in range(height)
            for c in range(width)
            if persons[r][c] and not cells[r][c]
        ]
        if shown:
            _, r, c = min(shown)
            cells[r][c] = True
        elif row is not None and not row_marks[row]:
            row_marks[row] = True
        elif column is not None and not column_marks[column]:
            column_marks[column] = True
        else:
            # Nothing is left to hide one number among others: no total at all is shown.
            row_marks, column_marks = [True] * height, [True] * width
            break
    return HiddenGrid(tuple(tuple(line) for line in cells), tuple(row_marks), tuple(column_marks))


def _weak(
    persons: Sequence[Sequence[int]],
    cells: Sequence[Sequence[bool]],
    rows: Sequence[bool],
    columns: Sequence[bool],
    least: int,
) -> tuple[int | None, int | None] | None:
    """Row and column of a hidden number that could be worked out; None when there is none."""
    height, width = len(rows), len(columns)
    for row in range(height):
        behind = [persons[row][c] for c in range(width) if cells[row][c]]
        if behind and not rows[row] and sum(behind) < least:
            return row, None
    for column in range(width):
        behind = [persons[r][column] for r in range(height) if cells[r][column]]
        if behind and not columns[column] and sum(behind) < least:
            return None, column
    top, side = height + width, height + width + 1
    edges = [
        (row, height + column)
        for row in range(height)
        for column in range(width)
        if cells[row][column]
    ]
    # Hidden totals are unknown too: of rows they add up to the grand total, of columns as well.
    edges += [(row, top) for row in range(height) if rows[row] and any(persons[row])]
    edges += [
        (height + column, side)
        for column in range(width)
        if columns[column] and any(line[column] for line in persons)
    ]
    for low, high in _bridges(edges, height + width + 2):
        row_at = low if low < height else None
        column_at = next((n - height for n in (low, high) if height <= n < top), None)
        return row_at, column_at
    return None


def _bridges(edges: Sequence[tuple[int, int]], nodes: int) -> list[tuple[int, int]]:
    """The edges that lie on no ring, by Tarjan's low points."""
    near: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for number, (low, high) in enumerate(edges):
        near[low].append((high, number))
        near[high].append((low, number))
    order = [0] * nodes
    lowest = [0] * nodes
    found: list[tuple[int, int]] = []
    clock = 0
    for start in range(nodes):
        if order[start]:
            continue
        clock += 1
        order[start] = lowest[start] = clock
        path = [(start, -1, 0)]
        while path:
            node, came_by, at = path.pop()
            if at < len(near[node]):
                path.append((node, came_by, at + 1))
                other, number = near[node][at]
                if number == came_by:
                    continue
                if order[other]:
                    lowest[node] = min(lowest[node], order[other])
                else:
                    clock += 1
                    order[other] = lowest[other] = clock
                    path.append((other, number, 0))
            elif came_by >= 0:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] > order[above]:
                    found.append(edges[came_by])
    return found
