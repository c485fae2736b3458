"""Khởi động in turn: one person after the other answers questions of their own."""

from __future__ import annotations

from dataclasses import replace

from contests.live.rules.commands import Command, Refusal, Step
from contests.live.rules.modes.base import BETWEEN
from contests.live.rules.modes.spoken import Spoken
from contests.live.rules.moves import first_unasked, new_run, opened
from contests.live.rules.plan import Plan
from contests.live.rules.state import State, current_segment


class Turns(Spoken):
    """The host gives the turn; so many questions later the next person has it."""

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        names = list(super().allowed(plan, state))
        if state.phase in BETWEEN and not self._is_busy(state):
            names.append("give_turn")
        return tuple(names)

    def next_index(self, plan: Plan, state: State) -> int | None:
        """None when all is asked or everybody who was called has had a turn. Raises `Refusal`."""
        index = first_unasked(current_segment(plan, state), state)
        if index is None or state.holder:
            return index
        if not state.had_turn:
            raise Refusal("turn_missing")
        return None

    def show(self, plan: Plan, state: State, index: int, now_us: int) -> State:
        """The question opens at once, for its owner alone."""
        question = current_segment(plan, state).questions[index]
        made = opened(new_run(state, index, now_us), question, now_us)
        floor = replace(made.floor, owner=state.holder, turn=state.holder, until_us=made.closes_us)
        left = state.left_in_turn - 1
        return replace(made, floor=floor, left_in_turn=left, holder=state.holder if left > 0 else 0)

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        if command.name != "give_turn":
            return super().do(plan, state, command, now_us)
        player = command.args["player"]
        if player in state.had_turn:
            raise Refusal("had_turn")
        return Step(self.called(plan, state, player))

    def called(self, plan: Plan, state: State, player: int) -> State:
        """The turn is `player`'s."""
        per_turn = current_segment(plan, state).terms.per_turn
        return replace(
            state, holder=player, left_in_turn=per_turn, had_turn=(*state.had_turn, player)
        )

    def _is_busy(self, state: State) -> bool:
        return bool(state.holder)
