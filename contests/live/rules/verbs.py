"""What a host says, command by command; modes have their own (`contests.live.rules.modes`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from contests.live.rules.commands import MICRO, Command, Fact, Refusal, Step
from contests.live.rules.modes import strategy
from contests.live.rules.moves import closed, first_unasked, numbered, opened, revealed
from contests.live.rules.plan import Mode, Plan, faults
from contests.live.rules.state import Floor, Phase, State, current_segment

EXTEND_MOST_US: Final = 3_600 * MICRO

Verb = Callable[[Plan, State, Command, int], Step]


def _open_lobby(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    found = faults(plan)
    if found:
        raise Refusal(found[0])
    return Step(replace(state, phase=Phase.LOBBY, since_us=now_us))


def _lock(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    return Step(replace(state, is_locked=command.name == "lock_lobby"))


def _start(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    return Step(replace(state, phase=Phase.INTRO, segment=0, question=-1, since_us=now_us))


def _next(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    if state.phase is Phase.READING:
        question = current_segment(plan, state).questions[state.question]
        return Step(opened(state, question, now_us))
    return Step(strategy(plan, state).onward(plan, state, now_us))


def _end_early(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    return Step(closed(state, now_us))


def _extend(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    more = command.args["seconds"] * MICRO
    if not more or more > 600 * MICRO or state.closes_us + more - now_us > EXTEND_MOST_US:
        raise Refusal("bad_args")
    floor = state.floor
    if floor.turn and floor.until_us:
        until = max(floor.until_us, now_us) + more
        floor = replace(floor, until_us=until, is_over=False)
    return Step(
        replace(state, closes_us=state.closes_us + more, span_us=state.span_us + more, floor=floor)
    )


def _pause(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    left = max(state.closes_us - now_us, 0) if state.phase is Phase.ASKING else 0
    return Step(replace(state, paused_left_us=left, paused_at_us=now_us))


def _resume(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """Everything that was to come comes later by the length of the pause."""
    at = state.paused_at_us
    gap = now_us - at
    floor = state.floor
    if floor.until_us > at:
        floor = replace(floor, until_us=floor.until_us + gap)
    made = replace(
        state, paused_left_us=None, paused_at_us=0, since_us=state.since_us + gap, floor=floor
    )
    if state.phase is not Phase.ASKING:
        return Step(made)
    waits = state.opens_us > at
    return Step(
        replace(
            made,
            opens_us=state.opens_us + gap if waits else state.opens_us,
            closes_us=max(state.closes_us, at) + gap,
            pauses=state.pauses if waits else (*state.pauses, (at, now_us)),
        )
    )


def _skip(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """Away from a question that is not settled, or past one that was not asked; a settled one is
    left without its reveal."""
    if state.phase in (Phase.READING, Phase.ASKING):
        made = strategy(plan, state).onward(plan, state, now_us)
        return numbered(made, {"kind": "skipped", "run": state.run})
    if state.phase is Phase.SETTLED:
        return Step(strategy(plan, state).onward(plan, state, now_us))
    index = first_unasked(current_segment(plan, state), state)
    assert index is not None
    return Step(replace(state, asked=(*state.asked, index)))


def _redo(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """The same question again, as a new run; the old one counts for nothing."""
    owner = state.floor.owner
    mode = strategy(plan, state)
    made = replace(
        state, holder=owner or state.holder, left_in_turn=state.left_in_turn + bool(owner)
    )
    if state.floor.is_starred:
        made = replace(made, star=owner)
    worth = current_segment(plan, state).questions[state.question].max_milli
    if current_segment(plan, state).mode is Mode.PACKAGES:
        made = replace(made, worths=(worth, *state.worths))
    fresh = mode.show(plan, made, state.question, now_us)
    facts: list[Fact] = [] if state.is_void else [_voided(state, command)]
    return numbered(replace(fresh, tally_of=0), *facts)


def _void(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    made = closed(state, now_us) if state.phase is Phase.ASKING else state
    floor = replace(made.floor, turn=0, tied=(), is_open=False, is_done=True)
    step = numbered(
        replace(made, is_void=True, floor=floor, alive=-1, tally_of=0), _voided(state, command)
    )
    before = {"name": "void", "nos": [step.facts[0]["no"]], "run": state.run}
    return replace(step, state=replace(step.state, before=before))


def _voided(state: State, command: Command) -> Fact:
    return {
        "kind": "voided",
        "run": state.run,
        "reason": str(command.args.get("reason", "")),
    }


def _reveal(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    return Step(revealed(state, now_us))


def _show_board(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    return Step(replace(state, phase=Phase.BOARD, under=state.phase))


def _hide_board(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    return Step(replace(state, phase=state.under or Phase.INTRO, under=None, since_us=now_us))


def _adjust(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    args = command.args
    whose = "player" if "player" in args else "unit"
    fact = {
        "kind": "adjusted",
        whose: args[whose],
        "points_milli": args["points_milli"],
        "reason": args["reason"],
    }
    made = numbered(state, fact)
    before = {"name": "adjust", "nos": [made.facts[0]["no"]]}
    return replace(made, state=replace(made.state, before=before))


def _name(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    if command.name != "remove":
        return Step(state)
    player = command.args["player"]
    tied = tuple(one for one in state.cut.tied if one != player)
    floor = state.floor
    if floor.turn == player:
        floor = replace(floor, turn=0, until_us=0, is_over=False, is_given=False)
    made = replace(state, floor=floor, cut=replace(state.cut, tied=tied), tally_of=0)
    return numbered(made, {"kind": "removed", "player": player})


def _finish(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    if state.phase is Phase.PODIUM:
        return Step(replace(state, phase=Phase.ENDED, since_us=now_us, before=None))
    under = state.under if state.phase is Phase.BOARD else state.phase
    made = replace(state, phase=Phase.PODIUM, under=under, since_us=now_us, floor=_quiet(state))
    return Step(made)


def _quiet(state: State) -> Floor:
    return replace(state.floor, turn=0, tied=(), is_open=False)


def _reopen_board(plan: Plan, state: State, command: Command, now_us: int) -> Step:
    """Back from the podium: the programme goes on where it was left."""
    under = state.under or (Phase.REVEALED if state.question >= 0 else Phase.INTRO)
    if under is Phase.READING:
        under = Phase.INTRO
    return Step(replace(state, phase=Phase.BOARD, under=under, since_us=now_us))


VERBS: Final[dict[str, Verb]] = {
    "open_lobby": _open_lobby,
    "lock_lobby": _lock,
    "unlock_lobby": _lock,
    "start": _start,
    "next": _next,
    "end_early": _end_early,
    "extend": _extend,
    "pause": _pause,
    "resume": _resume,
    "skip": _skip,
    "redo": _redo,
    "void": _void,
    "reveal": _reveal,
    "show_board": _show_board,
    "hide_board": _hide_board,
    "adjust": _adjust,
    "hide_name": _name,
    "show_name": _name,
    "rename": _name,
    "remove": _name,
    "finish": _finish,
    "reopen_board": _reopen_board,
}
"""The commands that every mode has."""
