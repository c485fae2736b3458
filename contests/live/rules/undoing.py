"""Taking back the last host command, exactly, where nothing public would become untrue.

`State.before` remembers either the whole state before a step that showed nothing new ("state"), or
the numbers of the facts that a step scored ("nos"), which the sheet then leaves out. A run is never
opened again and no number is used twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from contests.live.rules.codec import load
from contests.live.rules.commands import Command, Refusal, Step
from contests.live.rules.moves import numbered
from contests.live.rules.state import Cut, Floor, Phase, State, from_json, to_json

_SETUPS: Final = frozenset({"give_turn", "star", "package", "show_board", "hide_board"})
_ONWARD: Final = frozenset({"next", "skip", "finish"})
_QUIET: Final = frozenset({Phase.INTRO, Phase.READING, Phase.PODIUM})
_KEEPS: Final = frozenset({"hide_name", "show_name", "rename", "pause", "resume"})
"""Commands after which the one before them may still be taken back."""


def can_undo(state: State) -> bool:
    """Whether there is a command to take back; its name is in `state.before["name"]`."""
    return state.before is not None


def remembered(state: State, made: Step, command: Command) -> State:
    """`made.state` with what a later undo needs."""
    after, name = made.state, command.name
    if name in _KEEPS:
        return after
    if after.before is not state.before and after.before is not None:
        return after  # the command wrote its own
    if name == "rescue":
        nos = [fact["no"] for fact in made.facts]
        return replace(after, before={"name": name, "nos": nos})
    if name in _ONWARD and state.phase in (Phase.READING, Phase.ASKING):
        return replace(after, before=None)  # the run is left for good
    is_setup = name in _SETUPS or (name == "skip" and after.run == state.run)
    if is_setup or (name in _ONWARD and after.phase in _QUIET):
        then = to_json(replace(state, before=None))
        return replace(after, before={"name": name, "state": then})
    return replace(after, before=None)


def undone(state: State) -> Step:
    """The step that takes back. Raises `Refusal` ("nothing_to_undo")."""
    before = state.before
    if before is None:
        raise Refusal("nothing_to_undo")
    if "state" in before:
        then = from_json(before["state"])
        # Presses that came meanwhile are kept, numbers go on.
        floor = then.floor
        if then.run == state.run:
            floor = replace(floor, presses=state.floor.presses)
        return Step(
            replace(then, runs=state.runs, facts=state.facts, floor=floor, since_us=state.since_us)
        )
    made = replace(state, before=None)
    if before["name"] == "judge":
        made = _unjudged(made, before)
    elif before["name"] == "keyword":
        made = _unspoken(made, before)
    elif before["name"] == "void" and before["run"] == made.run:
        made = replace(made, is_void=False, alive=-1, tally_of=0)
    elif before["name"] == "rescue":
        made = replace(made, rescues=made.rescues - 1, alive=-1, tally_of=0)
    facts = [{"kind": "undone", "of": no} for no in before["nos"]]
    return numbered(made, *facts)


def _unspoken(state: State, before: dict[str, Any]) -> State:
    """Without the word on the keyword: its player may try again."""
    floor: Floor = load(Floor, before["floor"], "floor")
    if state.phase is not Phase.ASKING:
        floor = replace(floor, is_open=False)
    return replace(
        state,
        floor=replace(floor, presses=state.floor.presses),
        barred=tuple(before["barred"]),
        is_keyword_open=False,
        keyword_by=0,
    )


def _unjudged(state: State, before: dict[str, Any]) -> State:
    """The floor as it was, in the phase that is: what a judgement closed stays closed."""
    floor: Floor = load(Floor, before["floor"], "floor")
    cut: Cut = load(Cut, before["cut"], "cut")
    floor = replace(floor, presses=state.floor.presses)
    made = replace(state, cut=cut)
    if state.phase is Phase.ASKING:
        return replace(made, floor=floor, closes_us=before["closes_us"])
    return replace(made, floor=replace(floor, is_open=False, until_us=0, is_over=True))
