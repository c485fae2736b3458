"""Points and places, folded from settled runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contests.live.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the standing."""

    place: int
    player: int
    points_milli: int
    last_milli: int
    right: bool | None


class Sheet:
    """The fold; the same facts and answers give the same standing in every process."""

    def __init__(self) -> None:
        self.points: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.right: dict[int, bool] = {}
        self.gone: set[int] = set()

    def add_player(self, player: int, unit: str = "") -> None:
        """A player starts with nothing."""
        self.points.setdefault(player, 0)

    def settle(
        self, plan: Plan, fact: dict[str, Any], answers: Iterable[tuple[int, str, int]]
    ) -> None:
        """Count the answers of one run."""
        q = plan.segments[fact["segment"]].questions[fact["question"]]
        span = fact["closes_us"] - fact["opens_us"]
        self.last = {}
        self.right = {}
        for player, response, received in answers:
            ok = response == q.right
            self.right[player] = ok
            if ok:
                got = q.floor_milli + (q.max_milli - q.floor_milli) * (
                    fact["closes_us"] - received
                ) // max(1, span)
                self.last[player] = got
                self.points[player] = self.points.get(player, 0) + got

    def standing(self) -> list[Row]:
        """Everybody in order; equal points share a place."""
        ordered = sorted(self.points.items(), key=lambda item: (-item[1], item[0]))
        rows, place, before = [], 0, None
        for n, (player, points) in enumerate(ordered, start=1):
            if points != before:
                place, before = n, points
            rows.append(
                Row(place, player, points, self.last.get(player, 0), self.right.get(player))
            )
        return rows
