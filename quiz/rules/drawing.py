"""Drawing a paper: deterministic from the seed, the same on every platform (see `rules.chance`).

The order of the pool that is handed in does not matter to which questions are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.rules.blueprint import (
    Blueprint,
    Cell,
    Group,
    PoolItem,
    Shortage,
    check,
    shortages,
    stock_of,
)
from quiz.rules.chance import Stream
from quiz.rules.question import Kind

__all__ = [
    "Blueprint",
    "Cell",
    "DrawnItem",
    "PoolItem",
    "Shortage",
    "ShortageError",
    "check",
    "draw",
    "option_order",
    "shown_order",
]


class ShortageError(ValueError):
    """The pool cannot fill the blueprint; `shortages` says where."""

    def __init__(self, found: Sequence[Shortage]) -> None:
        super().__init__(f"the pool is short in {len(found)} places")
        self.shortages = tuple(found)


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """A question of a paper; `option_order[i]` is the stored index of the option shown i-th.

    `cell`: index of the blueprint's cell that it fills (which decides its points). `order` is all
    that was shuffled, as it is kept in the paper (see `shown_order`).
    """

    revision_id: int
    option_order: tuple[int, ...]
    cell: int
    order: str


def draw(
    pool: Sequence[PoolItem],
    blueprint: Blueprint,
    seed: bytes,
    *,
    shuffle_questions: bool,
    shuffle_options: bool,
) -> tuple[DrawnItem, ...]:
    """A paper for `seed` (16 bytes or more), each question at most once.

    Without `shuffle_questions` the questions stand in the order of the cells and, within a
    cell, of the pool. Fixed options keep their place; true/false keeps its order always.
    Raises `ShortageError` when `check` finds any, `ValueError` when a revision comes twice.
    """
    place = {item.revision_id: number for number, item in enumerate(pool)}
    if len(place) != len(pool):
        raise ValueError("a revision is in the pool twice")
    found = check(blueprint, pool)
    if found:
        raise ShortageError(found)
    ordered = sorted(pool, key=lambda item: item.revision_id)
    chosen = _choose(ordered, blueprint, Stream(seed, b"questions"))
    flat = [(item, cell) for cell, items in enumerate(chosen) for item in items]
    if shuffle_questions:
        flat = Stream(seed, b"order").shuffled(flat)
    else:
        flat.sort(key=lambda pair: (pair[1], place[pair[0].revision_id]))
    return tuple(
        DrawnItem(
            item.revision_id,
            option_order(item, seed, shuffle=shuffle_options),
            cell,
            shown_order(item, seed, shuffle=shuffle_options),
        )
        for item, cell in flat
    )


def shown_order(item: PoolItem, seed: bytes, *, shuffle: bool) -> str:
    """Everything that is shuffled in a question, as text: digits of stored indexes.

    "2013" for options, statements or steps; "102/3120" for left sides and choices to match; ""
    where nothing is shuffled; of a situation the orders of its children with ";" between.
    """
    if item.children:
        return ";".join(shown_order(child, seed, shuffle=shuffle) for child in item.children)
    text = "".join(map(str, option_order(item, seed, shuffle=shuffle)))
    if item.choices:
        order = Stream(seed, _label(b"choices", item)).shuffled(list(range(item.choices)))
        text += "/" + "".join(map(str, order))
    return text


def option_order(item: PoolItem, seed: bytes, *, shuffle: bool) -> tuple[int, ...]:
    """Order in which the options of one question are shown; of its own stream per question.

    The steps of an ORDER question are shuffled always: their order is what is asked.
    """
    order = list(range(len(item.fixed)))
    asked = item.kind is Kind.ORDER
    if not (shuffle or asked) or item.kind is Kind.TRUE_FALSE:
        return tuple(order)
    free = [index for index, fixed in enumerate(item.fixed) if asked or not fixed]
    stream = Stream(seed, _label(b"options", item))
    for index, shown in zip(free, stream.shuffled(free), strict=True):
        order[index] = shown
    return tuple(order)


def _label(what: bytes, item: PoolItem) -> bytes:
    name = b"%s:%d" % (what, item.revision_id)
    return name if item.child < 0 else b"%s:%d" % (name, item.child)


def _choose(
    ordered: Sequence[PoolItem], blueprint: Blueprint, stream: Stream
) -> list[list[PoolItem]]:
    """Questions for each cell. Where cells overlap, a pick that would starve a later cell is
    put back and another is tried; `check` has shown that one always fits."""
    cells = blueprint.cells
    stock = stock_of(ordered)
    overlap = any(sum(cell.takes(group) for cell in cells) > 1 for group in stock)
    wanted = [cell.count for cell in cells]
    used: set[int] = set()
    chosen: list[list[PoolItem]] = []
    for index, cell in enumerate(cells):
        bag = [item for item in ordered if item.revision_id not in used and cell.takes(item.group)]
        refused: set[Group] = set()
        picked: list[PoolItem] = []
        while len(picked) < cell.count:
            number = stream.below(len(bag))
            item = bag[number]
            bag[number] = bag[-1]
            bag.pop()
            if overlap:
                if item.group in refused:
                    continue
                stock[item.group] -= 1
                wanted[index] -= 1
                if shortages(cells, wanted, stock):
                    stock[item.group] += 1
                    wanted[index] += 1
                    refused.add(item.group)
                    continue
            picked.append(item)
            used.add(item.revision_id)
        chosen.append(picked)
    return chosen
