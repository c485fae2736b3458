"""The state machine: one command on one state at one instant gives the next state and its facts.

`step` is the only way from state to state; `due` says what the clock will do; `allowed` what a host
may say. Modes decide the rest (`contests.live.rules.modes`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from contests.live.rules.commands import (
    AHEAD_US,
    CLOCK_COMMANDS,
    HOST_COMMANDS,
    MICRO,
    Command,
    Fact,
    Refusal,
    Step,
    check_args,
)
from contests.live.rules.modes import strategy
from contests.live.rules.moves import (
    closed,
    ends_cut,
    first_unasked,
    numbered,
    opened,
    revealed,
    settled_fact,
)
from contests.live.rules.plan import Mode, Plan
from contests.live.rules.state import Cut, Phase, State, current_segment
from contests.live.rules.undoing import can_undo, remembered, undone
from contests.live.rules.verbs import VERBS

__all__ = [
    "AHEAD_US",
    "CLOCK_COMMANDS",
    "HOST_COMMANDS",
    "Command",
    "Fact",
    "Refusal",
    "Step",
    "allowed",
    "due",
    "needs_tally",
    "step",
]

_RUN: Final = frozenset((Phase.ASKING, Phase.CLOSED, Phase.SETTLED, Phase.REVEALED, Phase.BOARD))
_ALWAYS: Final = ("adjust", "hide_name", "show_name", "rename", "remove")


def allowed(plan: Plan, state: State) -> tuple[str, ...]:
    """The commands a host may give now; whatever else they say is refused ("not_now")."""
    phase = state.phase
    if phase is Phase.DRAFT:
        return ("open_lobby",)
    if state.is_paused:
        return ("resume", *_ALWAYS)
    if phase is Phase.ENDED:
        return ()
    undo = ("undo",) if can_undo(state) else ()
    if phase is Phase.LOBBY:
        lock = "unlock_lobby" if state.is_locked else "lock_lobby"
        return ("start", lock, "hide_name", "show_name", "rename", "remove")
    if phase is Phase.PODIUM:
        return ("finish", "reopen_board", *_ALWAYS, *undo)
    names = [*_in_segment(plan, state), *strategy(plan, state).allowed(plan, state)]
    if phase is not Phase.CLOSED:
        names.append("pause")
    if phase not in (Phase.ASKING, Phase.CLOSED):
        names.append("finish")
    return tuple(dict.fromkeys((*names, *_ALWAYS, *undo)))


def _in_segment(plan: Plan, state: State) -> list[str]:
    phase, segment = state.phase, current_segment(plan, state)
    has_run = state.question >= 0
    names: list[str] = []
    if phase is Phase.READING and segment.is_written:
        names.append("next")
    if phase in (Phase.INTRO, Phase.REVEALED, Phase.BOARD):
        names.append("next")
    if phase is Phase.SETTLED:
        if state.is_void or not segment.terms.reveals:
            names += ["next", "show_board"]
        else:
            names.append("reveal")
    if phase in (Phase.INTRO, Phase.REVEALED):
        names.append("show_board")
    if phase is Phase.BOARD:
        names.append("hide_board")
    if phase in (Phase.READING, Phase.ASKING, Phase.SETTLED) or (
        phase in (Phase.INTRO, Phase.REVEALED, Phase.BOARD)
        and first_unasked(segment, state) is not None
    ):
        names.append("skip")
    if phase is Phase.ASKING:
        names += ["end_early", "extend"]
    if phase in _RUN and has_run:
        names.append("redo")
        if not state.is_void:
            names.append("void")
    return names


def due(plan: Plan, state: State) -> tuple[int, Command] | None:
    """What the clock will do, and when; None while it waits for a person or for the ledger.

    The command may be applied at that instant or later, by any process, any number of times: only
    the first changes anything.
    """
    if state.is_paused or state.phase not in (
        Phase.READING,
        Phase.ASKING,
        Phase.SETTLED,
        Phase.REVEALED,
    ):
        return None
    if state.phase in (Phase.READING, Phase.ASKING):
        return strategy(plan, state).due(plan, state)
    segment = current_segment(plan, state)
    terms = segment.terms
    if not terms.auto_seconds or not segment.is_written:
        return None
    is_over = first_unasked(segment, state) is None
    if is_over and (state.phase is Phase.REVEALED or not terms.reveals or state.is_void):
        return None
    return state.since_us + terms.auto_seconds * MICRO, Command("advance", by="clock")


def needs_tally(plan: Plan, state: State) -> bool:
    """Whether the state waits to hear from the sheet who is left (`Sheet.tally`)."""
    if state.phase not in (Phase.SETTLED, Phase.REVEALED, Phase.BOARD) or state.question < 0:
        return False
    segment = current_segment(plan, state)
    counts = segment.mode is Mode.BELL or ends_cut(segment, state)
    return counts and state.tally_of != state.run


def step(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """The state after `command`, with what it scores. Raises `Refusal`; nothing is changed then."""
    if command.by == "clock":
        return _tick(plan, state, command, now_us)
    check_args(command.name, command.args)
    if command.name not in allowed(plan, state):
        raise Refusal("not_now")
    if command.name == "undo":
        return undone(state)
    verb = VERBS.get(command.name)
    if verb is not None:
        made = verb(plan, state, command, now_us)
    else:
        made = strategy(plan, state).do(plan, state, command, now_us)
    return replace(made, state=remembered(state, made, command))


# --- what the clock, the ledger and the fold say ------------------------------------------------


def _tick(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    name = command.name
    if name == "settle" and state.phase is Phase.CLOSED:
        made = numbered(state, settled_fact(plan, state))
        return replace(made, state=replace(made.state, phase=Phase.SETTLED, since_us=now_us))
    if name == "press":
        return _press(plan, state, command, now_us)
    if name == "tally" and needs_tally(plan, state) and command.args["run"] == state.run:
        seats, tied = int(command.args["seats"]), tuple(command.args["tied"])
        return Step(
            replace(
                state,
                alive=int(command.args["alive"]),
                tally_of=state.run,
                cut=Cut(seats, tied)
                if ends_cut(current_segment(plan, state), state)
                else state.cut,
            )
        )
    coming = due(plan, state)
    if name not in CLOCK_COMMANDS or coming is None or coming[1].name != name or coming[0] > now_us:
        raise Refusal("not_now")
    if name == "close":
        return Step(_forgotten(closed(state, now_us)))
    if name == "lapse":
        return Step(replace(state, floor=replace(state.floor, is_over=True)))
    return Step(_forgotten(_advance(plan, state, now_us)))


def _advance(plan: Plan, state: State, now_us: int) -> State:
    segment = current_segment(plan, state)
    if state.phase is Phase.READING:
        return opened(state, segment.questions[state.question], now_us)
    if state.phase is Phase.SETTLED and segment.terms.reveals and not state.is_void:
        return revealed(state, now_us)
    return strategy(plan, state).onward(plan, state, now_us)


def _press(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """All presses of the run so far; one that another process wrote late finds its place."""
    if command.args["run"] != state.run or state.phase not in (
        Phase.READING,
        Phase.ASKING,
        Phase.CLOSED,
    ):
        raise Refusal("not_now")
    told = {(int(player), int(at)) for player, at in command.args["queue"]}
    presses = tuple(sorted(told | set(state.floor.presses), key=lambda one: (one[1], one[0])))
    if presses == state.floor.presses:
        raise Refusal("not_now")
    made = replace(state, floor=replace(state.floor, presses=presses))
    return Step(strategy(plan, state).pressed(plan, made, now_us))


def _forgotten(state: State) -> State:
    """Without a way back to a phase that the clock has left."""
    before = state.before
    return replace(state, before=None) if before is not None and "state" in before else state
