"""The state machine: one command on one state at one instant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from contests.live.rules.plan import Plan
from contests.live.rules.state import Phase, State

AHEAD_US = 300_000
Fact = dict[str, Any]


class Refusal(Exception):
    """Why a command is not done, as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Command:
    """`by`: "host" or "clock"."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)
    by: str = "host"


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a command; `facts` are what the sheet folds."""

    state: State
    facts: tuple[Fact, ...] = ()


def allowed(plan: Plan, state: State) -> tuple[str, ...]:
    """The commands a host may give now."""
    if state.paused_left_us is not None:
        return ("resume",)
    return {
        Phase.DRAFT: ("open_lobby",),
        Phase.LOBBY: ("start", "unlock_lobby" if state.is_locked else "lock_lobby"),
        Phase.INTRO: ("next",),
        Phase.ASKING: ("end_early", "extend", "pause"),
        Phase.SETTLED: ("reveal",),
        Phase.REVEALED: ("show_board", "next", "finish"),
        Phase.BOARD: ("next", "finish"),
        Phase.PODIUM: ("finish",),
    }.get(state.phase, ())


def due(plan: Plan, state: State) -> tuple[int, Command] | None:
    """What the clock does next, and when."""
    if state.phase is Phase.ASKING and state.paused_left_us is None:
        return state.closes_us, Command("close", by="clock")
    return None


def step(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """The state after `command`. Raises `Refusal`."""
    name = command.name
    if command.by != "clock" and name not in allowed(plan, state):
        raise Refusal("not_now")
    if name == "open_lobby":
        return Step(replace(state, phase=Phase.LOBBY))
    if name in ("lock_lobby", "unlock_lobby"):
        return Step(replace(state, is_locked=name == "lock_lobby"))
    if name == "start":
        return Step(replace(state, phase=Phase.INTRO, segment=0, question=-1))
    if name == "next":
        return Step(_next(plan, state, now_us))
    if name == "pause":
        return Step(replace(state, paused_left_us=state.closes_us - now_us))
    if name == "resume" and state.paused_left_us is not None:
        return Step(replace(state, paused_left_us=None, closes_us=now_us + state.paused_left_us))
    if name == "extend":
        return Step(replace(state, closes_us=state.closes_us + command.args["seconds"] * 1_000_000))
    if name == "end_early":
        return Step(replace(state, phase=Phase.CLOSED, closes_us=min(state.closes_us, now_us)))
    if name == "close" and state.phase is Phase.ASKING and now_us >= state.closes_us:
        return Step(replace(state, phase=Phase.CLOSED))
    if name == "settle" and state.phase is Phase.CLOSED:
        fact = {
            "kind": "settled",
            "run": state.run,
            "segment": state.segment,
            "question": state.question,
            "opens_us": state.opens_us,
            "closes_us": state.closes_us,
        }
        return Step(replace(state, phase=Phase.SETTLED), (fact,))
    if name == "reveal":
        return Step(replace(state, phase=Phase.REVEALED))
    if name == "show_board":
        return Step(replace(state, phase=Phase.BOARD))
    if name == "finish":
        return Step(
            replace(state, phase=Phase.ENDED if state.phase is Phase.PODIUM else Phase.PODIUM)
        )
    raise Refusal("not_now")


def _next(plan: Plan, state: State, now_us: int) -> State:
    segment = plan.segments[state.segment]
    if state.question + 1 < len(segment.questions):
        question = segment.questions[state.question + 1]
        opens = now_us + AHEAD_US
        return replace(
            state,
            phase=Phase.ASKING,
            question=state.question + 1,
            run=state.run + 1,
            opens_us=opens,
            closes_us=opens + question.seconds * 1_000_000,
        )
    if state.segment + 1 < len(plan.segments):
        return replace(state, phase=Phase.INTRO, segment=state.segment + 1, question=-1)
    return replace(state, phase=Phase.PODIUM)
