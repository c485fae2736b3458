"""No hidden number of a printed two-way table can be worked out from what is shown."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from contests.reports.rules.suppression import LEAST, HiddenGrid, hidden, hidden_grid

Grid = list[list[int]]

GRIDS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 7), st.integers(0, 60)), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


def determined(grid: Grid, marks: HiddenGrid) -> set[tuple[int, int]]:
    """Hidden cells whose value follows from the shown numbers and totals (linear algebra).

    Unknown: hidden cells, hidden totals. Known: the rest, and the grand total.
    """
    height, width = len(grid), len(grid[0])
    names: list[tuple[str, int, int]] = [
        ("cell", r, c) for r in range(height) for c in range(width) if marks.cells[r][c]
    ]
    names += [("row", r, 0) for r in range(height) if marks.rows[r] and any(grid[r])]
    names += [
        ("column", 0, c) for c in range(width) if marks.columns[c] and any(line[c] for line in grid)
    ]
    place = {name: at for at, name in enumerate(names)}
    equations = []
    for r in range(height):
        line = [0] * len(names)
        for c in range(width):
            if ("cell", r, c) in place:
                line[place["cell", r, c]] = 1
        if ("row", r, 0) in place:
            line[place["row", r, 0]] = -1
        equations.append(line)
    for c in range(width):
        line = [0] * len(names)
        for r in range(height):
            if ("cell", r, c) in place:
                line[place["cell", r, c]] = 1
        if ("column", 0, c) in place:
            line[place["column", 0, c]] = -1
        equations.append(line)
    for kind, count in (("row", height), ("column", width)):
        line = [0] * len(names)
        for at in range(count):
            name = (kind, at, 0) if kind == "row" else (kind, 0, at)
            if name in place:
                line[place[name]] = 1
        equations.append(line)
    reduced = _reduce(equations)
    alone = set()
    for line in reduced:
        used = [at for at, value in enumerate(line) if value]
        if len(used) == 1 and names[used[0]][0] == "cell":
            alone.add(names[used[0]][1:])
    return alone


def _reduce(equations: list[list[int]]) -> list[list[Fraction]]:
    lines = [[Fraction(value) for value in line] for line in equations]
    done = 0
    for column in range(len(lines[0]) if lines else 0):
        pivot = next((at for at in range(done, len(lines)) if lines[at][column]), None)
        if pivot is None:
            continue
        lines[done], lines[pivot] = lines[pivot], lines[done]
        head = lines[done][column]
        lines[done] = [value / head for value in lines[done]]
        for at, line in enumerate(lines):
            if at != done and line[column]:
                factor = line[column]
                lines[at] = [
                    value - factor * other for value, other in zip(line, lines[done], strict=True)
                ]
        done += 1
    return lines[:done]


def everything_hidden(grid: Grid, marks: HiddenGrid) -> bool:
    return all(marks.rows) and all(marks.columns)


@settings(max_examples=400, deadline=None)
@given(GRIDS)
def test_no_cell_follows_from_what_is_shown(grid: Grid) -> None:
    marks = hidden_grid(grid)
    for r, line in enumerate(grid):
        for c, count in enumerate(line):
            if 0 < count < LEAST:
                assert marks.cells[r][c]
            if count == 0:
                assert not marks.cells[r][c], "nobody is not a person"
    # When even everything together is one small group, no total is shown at all.
    if not everything_hidden(grid, marks):
        assert determined(grid, marks) == set()
        for r, line in enumerate(grid):
            behind = sum(n for n, mark in zip(line, marks.cells[r], strict=True) if mark)
            assert marks.rows[r] or behind == 0 or behind >= LEAST


def test_the_control_hiding_small_cells_alone_gives_them_away() -> None:
    grid = [[3, 20, 30], [12, 18, 9]]
    naive = HiddenGrid(
        tuple(tuple(0 < n < LEAST for n in line) for line in grid),
        (False, False),
        (False, False, False),
    )
    assert determined(grid, naive) == {(0, 0)}
    by_rows = HiddenGrid(
        tuple(hidden(line) for line in grid), (False, False), (False, False, False)
    )
    assert determined(grid, by_rows), "hiding row by row is not enough either: columns tell"


def test_a_large_grid_is_quick_and_keeps_most_of_itself() -> None:
    grid = [[(r * 37 + c * 11) % 60 for c in range(8)] for r in range(96)]
    marks = hidden_grid(grid)
    shown = sum(not mark for line in marks.cells for mark in line)
    assert shown > 0.7 * 96 * 8


def test_totals_hidden_elsewhere_stay_hidden() -> None:
    grid = [[6, 2], [40, 50], [9, 30]]
    marks = hidden_grid(grid, rows=(True, True, False))
    assert marks.rows[0] and marks.rows[1]
    assert marks.cells[0] == (True, True), "cells of a hidden row add up to its total"
