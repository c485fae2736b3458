"""What the writer can write: one entry per kind of op. An upper app adds its own in `ready()`.

The core knows papers; the live form brings answers and players of its rooms by the same way, the
same thread and the same queue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class AnyOp(Protocol):
    """What every op has: ops of one subject keep their order."""

    @property
    def subject(self) -> str | int: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """`write` puts ops of this kind into the database, inside the transaction of its caller, and
    returns what became of each, in order; it must recognise what it has already done. `rank`: place
    within a batch. `alone`: each op is a transaction of its own, and what it raises goes to the
    caller. `patience`: how many times the usual the first of a batch may wait for company.
    """

    write: Callable[[Sequence[Any], int], Sequence[Any]]
    rank: int
    alone: bool = False
    patience: int = 1


KINDS: dict[type, Kind] = {}


def register(
    op: type,
    write: Callable[[Sequence[Any], int], Sequence[Any]],
    *,
    alone: bool = False,
    patience: int = 1,
) -> None:
    """Let the writer take ops of the type `op`. Kinds are written in the order they came here."""
    known = KINDS.get(op)
    KINDS[op] = Kind(write, known.rank if known else len(KINDS), alone, patience)
