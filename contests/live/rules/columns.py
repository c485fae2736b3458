"""Who has what, by slot: one list per value, so that ten thousand players are quickly counted."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy


class Columns:
    """Points, right answers, time and who is in. A slot is a player's index, in order of joining.

    `saved_us` is time left over: the more, the faster. `out`: the run in which a slot went out.
    `last` holds what run `last_run` brought, `ok` whether it was right; who is in neither gave no
    answer. `seats` and `tied` are what the last cut left open.
    """

    def __init__(self) -> None:
        self.players: list[int] = []
        self.slots: dict[int, int] = {}
        self.units: list[str] = []
        self.points: list[int] = []
        self.right: list[int] = []
        self.answered: list[int] = []
        self.saved_us: list[int] = []
        self.span_us = 0
        self.alive: set[int] = set()
        self.out: dict[int, int] = {}
        self.gone: set[int] = set()
        self.streak: dict[int, int] = {}
        self.last_run = 0
        self.last: dict[int, int] = {}
        self.ok: dict[int, bool] = {}
        self.last_out: frozenset[int] = frozenset()
        self.unit_points: dict[str, int] = {}
        self.seats = 0
        self.tied: tuple[int, ...] = ()

    def add(self, player: int, unit: str) -> bool:
        """A player starts with nothing; False when they are known."""
        if player in self.slots:
            return False
        slot = self.slots[player] = len(self.players)
        self.players.append(player)
        self.units.append(unit)
        for column in (self.points, self.right, self.answered, self.saved_us):
            column.append(0)
        self.alive.add(slot)
        return True

    def gain(self, slot: int, points_milli: int) -> None:
        """Points of the current run."""
        self.points[slot] += points_milli
        self.last[slot] = self.last.get(slot, 0) + points_milli

    def drop(self, slots: Iterable[int], run: int) -> None:
        """These are out from now on."""
        gone = frozenset(slots) & self.alive
        self.alive = self.alive - gone
        self.out = {**self.out, **dict.fromkeys(gone, run)}
        self.last_out = gone

    def bring_back(self, slots: Iterable[int]) -> None:
        """These are in again."""
        back = set(slots) - self.gone
        self.out = {slot: run for slot, run in self.out.items() if slot not in back}
        self.alive = self.alive | back
        self.last_out = self.last_out - back

    def remove(self, player: int) -> None:
        """The host took this player out: no place, no part in a unit."""
        slot = self.slots.get(player)
        if slot is not None:
            self.gone = self.gone | {slot}
            self.alive = self.alive - {slot}
            self.tied = tuple(one for one in self.tied if one != player)

    def copy(self) -> Columns:
        """The same values, to come back to. Who the players are is shared."""
        made = copy(self)
        for name in ("points", "right", "answered", "saved_us", "alive", "last", "ok"):
            setattr(made, name, copy(getattr(self, name)))
        made.unit_points = dict(self.unit_points)
        return made
