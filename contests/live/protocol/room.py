"""What the database and the sheet add to plan and state, for one version of a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

BoardLine = tuple[int, str, int, int, int, str]
"""(place, name, points, of the last run, places won, unit)."""
UnitLine = tuple[int, str, int, int]
"""(place, unit, points, members)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Names here are already those that may be shown: a hidden one is its player's number.

    `counts`: how often each response was given in the current run, once it is settled. `names`:
    of the players whom the state mentions. `strip`: (player, name, points) of the few who play an
    Olympia programme. `out`: (number, name) of who went out, newest first; `stay`: of who is left,
    once they are few; `wall`: how many numbers there are, and a bit for each, set for who is out
    (base64). `rules`: the sentences of the segment. `solved`: who answered a row of an obstacle
    right, by its question. `log`: what only hosts see.
    """

    id: str
    title: str
    code: str
    version: int
    players: int
    answered: int
    board: Sequence[BoardLine] = ()
    units: Sequence[UnitLine] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    alive: int | None = None
    out: Sequence[tuple[int, str]] = ()
    stay: Sequence[tuple[int, str]] = ()
    wall: tuple[int, str] | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    strip: Sequence[tuple[int, str, int]] = ()
    rules: Sequence[str] = ()
    solved: Mapping[int, str] = field(default_factory=dict)
    kind: str = "open"
    look: Mapping[str, Any] = field(default_factory=dict)
    log: Sequence[Mapping[str, Any]] = ()
