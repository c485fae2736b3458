"""Về đích: packages of questions, the star of hope, and the steal when the owner is wrong."""

from __future__ import annotations

from dataclasses import replace

from contests.live.rules.buzzing import heard
from contests.live.rules.commands import MICRO, Command, Fact, Refusal, Step
from contests.live.rules.modes.base import BETWEEN
from contests.live.rules.modes.buzzer import given
from contests.live.rules.modes.spoken import score, worth_of
from contests.live.rules.modes.turns import Turns
from contests.live.rules.plan import Plan
from contests.live.rules.state import Phase, State, current_segment


class Packages(Turns):
    """As `Turns`, but the person chooses what the questions are worth, and others may steal."""

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        terms = current_segment(plan, state).terms
        names = list(super().allowed(plan, state))
        if state.phase in BETWEEN and state.holder:
            if len(state.worths) == state.left_in_turn == 0:
                names.append("package")
            elif terms.has_star and state.holder not in state.stars:
                names.append("star")
        if state.phase is Phase.ASKING and state.floor.is_steal and not state.floor.is_done:
            names.append("give_turn")
        return tuple(names)

    def next_index(self, plan: Plan, state: State) -> int | None:
        """The first unasked question of the worth that comes next. Raises `Refusal`."""
        if not state.holder:
            return super().next_index(plan, state)
        if not state.worths:
            raise Refusal("package_missing")
        questions = current_segment(plan, state).questions
        for index, question in enumerate(questions):
            if index not in state.asked and question.max_milli == state.worths[0]:
                return index
        raise Refusal("no_question_left")

    def show(self, plan: Plan, state: State, index: int, now_us: int) -> State:
        made = super().show(plan, state, index, now_us)
        floor = replace(made.floor, is_starred=state.star == made.floor.owner)
        return replace(made, worths=state.worths[1:], star=0, floor=floor)

    def called(self, plan: Plan, state: State, player: int) -> State:
        """The turn is `player`'s, who chooses a package next."""
        made = super().called(plan, state, player)
        return replace(made, left_in_turn=0, worths=(), star=0)

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        terms = current_segment(plan, state).terms
        if command.name == "package":
            place = command.args["value"]
            if place >= len(terms.packages):
                raise Refusal("bad_args")
            worths = terms.packages[place].worths_milli
            return Step(replace(state, worths=worths, left_in_turn=len(worths)))
        if command.name == "star":
            player = command.args["player"]
            if player != state.holder:
                raise Refusal("not_your_turn")
            return Step(replace(state, star=player, stars=(*state.stars, player)))
        if command.name == "give_turn" and state.phase is Phase.ASKING:
            return Step(given(plan, state, command.args["player"], now_us))
        return super().do(plan, state, command, now_us)

    def scores(self, plan: Plan, state: State, player: int, is_right: bool) -> list[Fact]:
        """Owner: the worth, twice with the star; wrong with the star takes it. Another: the worth,
        taken from the owner unless the star took it already; wrong takes half."""
        terms = current_segment(plan, state).terms
        worth, owner = worth_of(plan, state), state.floor.owner
        starred = state.floor.is_starred
        if player == owner:
            gain = (worth * 2 if starred else worth) if is_right else (-worth if starred else 0)
            return [score(state, terms, player, gain, is_right)]
        if not is_right:
            return [score(state, terms, player, -(worth // 2), is_right)]
        facts = [score(state, terms, player, worth, is_right)]
        if not starred:
            facts.append(score(state, terms, owner, -worth, None))
        return facts

    def judged(self, plan: Plan, state: State, player: int, is_right: bool, now_us: int) -> State:
        """The owner's wrong answer opens the steal; one steal is all."""
        floor = state.floor
        others = current_segment(plan, state).terms.steal_seconds
        if is_right or player != floor.owner or not others:
            return super().judged(plan, state, player, is_right, now_us)
        floor = replace(
            floor, turn=0, is_over=False, until_us=0, is_open=True, is_steal=True, from_us=now_us
        )
        made = replace(state, floor=floor, closes_us=max(state.opens_us, now_us) + others * MICRO)
        return self.pressed(plan, made, now_us)

    def pressed(self, plan: Plan, state: State, now_us: int) -> State:
        if state.phase is not Phase.ASKING or not state.floor.is_steal:
            return state
        terms = current_segment(plan, state).terms
        floor = heard(
            state.floor,
            lock_us=terms.lock_ms * 1000,
            answer_seconds=terms.answer_seconds,
            now_us=now_us,
            closes_us=state.closes_us,
        )
        return replace(state, floor=floor)
