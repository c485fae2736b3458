"""Whether a pool of questions can fill a blueprint (ma trận đề), exactly.

Cells may overlap ("5 về hôn nhân" and "10 câu dễ"), and a question is used once in a paper, so
counting each cell alone is not enough. Questions with the same marks are interchangeable: cells
on one side, groups of equal questions on the other make a flow problem of a few dozen nodes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from quiz.rules.question import Difficulty, Kind

CELLS_MAX: Final = 200
Group = tuple[str, Difficulty, bool]


@dataclass(frozen=True, slots=True)
class PoolItem:
    """A question that may be drawn; `fixed` has one flag per option, in the written order.

    `choices`: how many right sides a MATCHING question offers. `children` are the sub-questions
    of a SITUATION, each knowing its place as `child`.
    """

    revision_id: int
    topic: str
    difficulty: Difficulty
    critical: bool
    kind: Kind
    fixed: tuple[bool, ...]
    choices: int = 0
    children: tuple[PoolItem, ...] = ()
    child: int = -1

    @property
    def group(self) -> Group:
        """The marks that cells look at."""
        return self.topic, self.difficulty, self.critical


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` questions of these marks; None means any."""

    topic: str | None
    difficulty: Difficulty | None
    count: int
    critical: bool | None = None

    def takes(self, group: Group) -> bool:
        """Whether questions of `group` may fill this cell."""
        topic, difficulty, critical = group
        return (
            self.topic in (None, topic)
            and self.difficulty in (None, difficulty)
            and self.critical in (None, critical)
        )


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a paper is made of, in the order of the cells."""

    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.cells) <= CELLS_MAX:
            raise ValueError(f"a blueprint has 1 to {CELLS_MAX} cells")
        if any(cell.count < 1 for cell in self.cells):
            raise ValueError("a cell asks for at least one question")

    @property
    def size(self) -> int:
        """Number of questions in a paper."""
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Shortage:
    """These cells (indexes) together ask for `wanted` questions; the pool has `available`."""

    cells: tuple[int, ...]
    wanted: int
    available: int


def stock_of(pool: Iterable[PoolItem]) -> dict[Group, int]:
    """How many questions of each group the pool has, in a fixed order of the groups."""
    stock: dict[Group, int] = {}
    for item in pool:
        stock[item.group] = stock.get(item.group, 0) + 1
    return dict(sorted(stock.items()))


def check(blueprint: Blueprint, pool: Sequence[PoolItem]) -> list[Shortage]:
    """Why no paper can be drawn; empty when one can. Exact also for overlapping cells."""
    return shortages(blueprint.cells, [cell.count for cell in blueprint.cells], stock_of(pool))


def shortages(
    cells: Sequence[Cell], wanted: Sequence[int], stock: dict[Group, int]
) -> list[Shortage]:
    """`check` for what is still wanted of each cell and still there of each group."""
    takes = [[group for group in stock if cell.takes(group)] for cell in cells]
    flow = _Flow(takes, list(wanted), stock)
    short = flow.unfilled()
    found: list[Shortage] = []
    seen: set[int] = set()
    for index in short:
        if index in seen:
            continue
        tied, groups = flow.tied_to(index)
        seen |= tied
        found.append(
            Shortage(
                cells=tuple(sorted(tied)),
                wanted=sum(wanted[cell] for cell in tied),
                available=sum(stock[group] for group in groups),
            )
        )
    return found


class _Flow:
    """Greatest filling of cells from groups; augmenting paths, widest step first come."""

    def __init__(
        self, takes: list[list[Group]], wanted: list[int], stock: dict[Group, int]
    ) -> None:
        self._takes = takes
        self._missing = wanted
        self._left = dict(stock)
        self._given: dict[Group, dict[int, int]] = {group: {} for group in stock}
        for cell in range(len(takes)):
            while self._missing[cell] and self._augment(cell):
                pass

    def unfilled(self) -> list[int]:
        return [cell for cell, missing in enumerate(self._missing) if missing]

    def _augment(self, start: int) -> bool:
        """Move questions along one shortest path so that `start` gets some more."""
        came: dict[Group, int] = {}
        behind: dict[int, Group] = {}
        queue = deque([start])
        while queue:
            cell = queue.popleft()
            for group in self._takes[cell]:
                if group in came:
                    continue
                came[group] = cell
                if self._left[group]:
                    self._push(start, group, came, behind)
                    return True
                for other, count in self._given[group].items():
                    if count and other != start and other not in behind:
                        behind[other] = group
                        queue.append(other)
        return False

    def _push(
        self, start: int, end: Group, came: dict[Group, int], behind: dict[int, Group]
    ) -> None:
        amount = min(self._missing[start], self._left[end])
        group = end
        while (cell := came[group]) != start:
            group = behind[cell]
            amount = min(amount, self._given[group][cell])
        self._left[end] -= amount
        group = end
        while True:
            cell = came[group]
            self._given[group][cell] = self._given[group].get(cell, 0) + amount
            if cell == start:
                break
            group = behind[cell]
            self._given[group][cell] -= amount
        self._missing[start] -= amount

    def tied_to(self, start: int) -> tuple[set[int], set[Group]]:
        """Cells and groups that an unfilled cell competes for: the proof of the shortage."""
        cells, groups = {start}, set[Group]()
        queue = deque([start])
        while queue:
            for group in self._takes[queue.popleft()]:
                if group in groups:
                    continue
                groups.add(group)
                for other, count in self._given[group].items():
                    if count and other not in cells:
                        cells.add(other)
                        queue.append(other)
        return cells, groups
