"""Buzzer: armed by the host, server order, next in queue; also parts who is equal at a cut."""

from __future__ import annotations

from dataclasses import replace

from contests.live.rules.buzzing import heard
from contests.live.rules.commands import MICRO, Command, Fact, Refusal, Step
from contests.live.rules.modes.spoken import Spoken
from contests.live.rules.moves import closed, opened
from contests.live.rules.plan import Plan
from contests.live.rules.state import Cut, Phase, State, current_segment


class Buzzer(Spoken):
    """Presses before the host releases lock; the first who waits has the turn."""

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        names = list(super().allowed(plan, state))
        if state.phase is Phase.READING:
            names.append("arm")
        if state.phase is Phase.ASKING and not state.floor.is_done:
            names.append("give_turn")
        return tuple(names)

    def next_index(self, plan: Plan, state: State) -> int | None:
        """None as well when all places of a cut are given."""
        if current_segment(plan, state).terms.for_cut and not state.cut.tied:
            return None
        return super().next_index(plan, state)

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        if command.name == "arm":
            question = current_segment(plan, state).questions[state.question]
            made = opened(state, question, now_us, ahead_us=0)
            floor = replace(made.floor, from_us=now_us, is_open=True)
            return Step(self.pressed(plan, replace(made, floor=floor), now_us))
        if command.name == "give_turn":
            return Step(given(plan, state, command.args["player"], now_us))
        if (
            command.name == "judge"
            and current_segment(plan, state).terms.for_cut
            and command.args["player"] not in state.cut.tied
        ):
            raise Refusal("not_tied")
        return super().do(plan, state, command, now_us)

    def scores(self, plan: Plan, state: State, player: int, is_right: bool) -> list[Fact]:
        """At a cut nobody scores: who is right goes through, and when no place is left the others
        are out."""
        facts = super().scores(plan, state, player, is_right)
        if not current_segment(plan, state).terms.for_cut:
            return facts
        facts[0]["points_milli"] = 0
        if is_right and state.cut.seats <= 1:
            out = [one for one in state.cut.tied if one != player]
            facts.append({"kind": "dropped", "run": state.run, "players": out})
        return facts

    def judged(self, plan: Plan, state: State, player: int, is_right: bool, now_us: int) -> State:
        """Right ends the question; wrong gives the turn to the next in the queue."""
        if is_right:
            state = replace(state, cut=_seated(state.cut, player))
            return super().judged(plan, state, player, is_right, now_us)
        floor = replace(state.floor, turn=0, tied=(), is_over=False)
        made = self.pressed(plan, replace(state, floor=floor), now_us)
        if not made.floor.turn and not made.floor.tied and now_us >= made.closes_us:
            return closed(made, now_us)
        return made

    def pressed(self, plan: Plan, state: State, now_us: int) -> State:
        if state.phase is not Phase.ASKING:
            return state
        return replace(
            state,
            floor=heard(
                state.floor,
                lock_us=current_segment(plan, state).terms.lock_ms * 1000,
                answer_seconds=current_segment(plan, state).terms.answer_seconds,
                now_us=now_us,
                only=state.cut.tied if current_segment(plan, state).terms.for_cut else None,
                closes_us=state.closes_us,
            ),
        )


def given(plan: Plan, state: State, player: int, now_us: int) -> State:
    """The turn by the host's word: two were equal, or somebody else shall answer."""
    terms = current_segment(plan, state).terms
    until = now_us + terms.answer_seconds * MICRO if terms.answer_seconds else 0
    floor = replace(state.floor, turn=player, tied=(), until_us=until, is_over=False, is_given=True)
    return replace(state, floor=floor)


def _seated(cut: Cut, player: int) -> Cut:
    tied = tuple(one for one in cut.tied if one != player)
    left = Cut(max(cut.seats - 1, 0), tied)
    return left if left.seats and len(left.tied) > left.seats else Cut()
