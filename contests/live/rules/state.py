"""Where a session stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from contests.live.rules.plan import Plan


class Phase(StrEnum):
    """The phases of a session, in the order of one question."""

    DRAFT = "draft"
    LOBBY = "lobby"
    INTRO = "intro"
    READING = "reading"
    ASKING = "asking"
    CLOSED = "closed"
    SETTLED = "settled"
    REVEALED = "revealed"
    BOARD = "board"
    PODIUM = "podium"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class State:
    """All that transitions change. Instants in microseconds; a run is one opening of a question."""

    phase: Phase = Phase.DRAFT
    segment: int = 0
    question: int = -1
    run: int = 0
    opens_us: int = 0
    closes_us: int = 0
    paused_left_us: int | None = None
    is_locked: bool = False


def initial(plan: Plan) -> State:
    """Before the lobby."""
    return State()


def to_json(state: State) -> dict[str, Any]:
    """The state as JSON values."""
    return asdict(state)


def from_json(value: dict[str, Any]) -> State:
    """The state behind `to_json`; of nothing, the initial one."""
    return State(**{**value, "phase": Phase(value["phase"])}) if value else State()
