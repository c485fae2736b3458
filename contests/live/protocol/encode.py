"""The only way out: what each viewer may see of plan and state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contests.live.rules.plan import Plan
from contests.live.rules.state import Phase, State
from contests.live.rules.step import allowed


@dataclass(frozen=True, slots=True)
class Room:
    """What the database adds to plan and state."""

    id: str
    title: str
    code: str
    version: int
    players: int
    answered: int
    board: Sequence[Any] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    look: Mapping[str, Any] = field(default_factory=dict)


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def state_frame(plan: Plan, state: State, room: Room, viewer: str, now_us: int) -> bytes:
    """The complete view of `viewer` at a version; no key before its reveal."""
    out: dict[str, Any] = {
        "t": "state",
        "n": room.version,
        "now": now_us,
        "phase": state.phase.value,
        "session": {"id": room.id, "title": room.title},
    }
    if state.phase is Phase.LOBBY:
        out["session"]["code"] = room.code
    q = None
    if state.question >= 0:
        s = plan.segments[state.segment]
        q = s.questions[state.question]
        out["question"] = {
            "run": state.run,
            "i": state.question + 1,
            "of": len(s.questions),
            "kind": q.kind,
            "stem": q.stem,
            "options": list(q.options),
            "seconds": q.seconds,
        }
        if state.phase is Phase.ASKING:
            out["opens"], out["closes"] = state.opens_us, state.closes_us
    out["counts"] = {"players": room.players, "answered": room.answered}
    if q and state.phase in (Phase.REVEALED, Phase.BOARD):
        out["reveal"] = {"right": q.right, "explanation": q.explanation, "citation": q.citation}
    if state.phase in (Phase.BOARD, Phase.PODIUM, Phase.ENDED):
        out["board"] = {"rows": [list(r) for r in room.board], "total": room.players}
    if viewer == "host":
        out["commands"] = list(allowed(plan, state))
    return _bytes(out)


def me_frame(
    version: int, points: int, place: int, of: int, last: int, ok: Any, own: str | None
) -> bytes:
    """A player's own line."""
    return _bytes(
        {
            "t": "me",
            "n": version,
            "p": points,
            "r": place,
            "of": of,
            "d": last,
            "ok": ok,
            "in": 1,
            "a": own,
        }
    )


def count_frame(version: int, answered: int, of: int) -> bytes:
    """How many have answered."""
    return _bytes({"t": "count", "n": version, "answered": answered, "of": of})


def lobby_frame(players: int, new: Sequence[str]) -> bytes:
    """Who is here."""
    return _bytes({"t": "lobby", "players": players, "new": list(new), "by": []})
