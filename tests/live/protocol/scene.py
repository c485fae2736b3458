"""Frames of a session that is played by the rules alone."""

from __future__ import annotations

import json
from typing import Any

from contests.live.protocol import encode
from contests.live.rules.plan import Plan
from tests.live.rules.table import Table

NOW = 1_795_860_000_000_000


def playing(plan: Plan, *, players: int = 4, at: int = NOW) -> Table:
    """A session whose first question was just asked."""
    table = Table(plan, players=players, at=at).start()
    table.do("next")
    return table


def room(table: Table, version: int = 1, **values: Any) -> encode.Room:
    """What database and sheet would add."""
    given: dict[str, Any] = {
        "id": "q8",
        "title": "Ngày Pháp luật",
        "code": "482913",
        "version": version,
        "players": table.players,
        "answered": len(table.answers.get(table.state.run, ())),
        "board": [
            (row.place, f"Người {row.player}", row.points_milli, row.last_milli, row.move, row.unit)
            for row in table.rows()[:10]
        ],
        "names": {n: f"Người {n}" for n, _ in table.roster},
    }
    return encode.Room(**{**given, **values})


def frame(table: Table, viewer: str, **values: Any) -> dict[str, Any]:
    """The state that `viewer` gets, read back."""
    made = encode.state_frame(table.plan, table.state, room(table, **values), viewer, table.at)
    read: dict[str, Any] = json.loads(made)
    return read
