"""What spoken answers have in common: a turn, the host's judgement, its facts."""

from __future__ import annotations

from dataclasses import replace

from contests.live.rules.codec import dump
from contests.live.rules.commands import Command, Fact, Refusal, Step
from contests.live.rules.modes.base import Due, Strategy
from contests.live.rules.moves import closed, numbered
from contests.live.rules.plan import Plan, Terms
from contests.live.rules.state import Judged, Phase, State, current_segment

RUN = frozenset((Phase.ASKING, Phase.CLOSED, Phase.SETTLED, Phase.REVEALED, Phase.BOARD))


class Spoken(Strategy):
    """One person answers aloud; the host judges, and may judge anew until the next question."""

    def judgeable(self, state: State) -> bool:
        """Whether there is a spoken answer to judge."""
        return state.phase in RUN and state.question >= 0 and not state.is_void

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        return ("judge",) if self.judgeable(state) else ()

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        if command.name != "judge":
            raise Refusal("not_now")
        player, is_right = command.args["player"], command.args["right"]
        facts: list[Fact] = [
            {"kind": "undone", "of": one.no} for one in state.floor.judged if one.player == player
        ]
        facts += self.scores(plan, state, player, is_right)
        before = {
            "name": "judge",
            "floor": dump(replace(state.floor, presses=())),
            "closes_us": state.closes_us,
            "cut": dump(state.cut),
        }
        made = numbered(state, *facts)
        nos = tuple(
            Judged(player, is_right, fact["no"]) for fact in made.facts if fact["kind"] != "undone"
        )
        kept = tuple(one for one in state.floor.judged if one.player != player)
        floor = replace(state.floor, judged=(*kept, *nos), is_given=False, until_us=0)
        before["nos"] = [fact["no"] for fact in made.facts]
        after = replace(made.state, floor=floor, before=before)
        if state.phase is Phase.ASKING:
            after = self.judged(plan, after, player, is_right, now_us)
        return Step(after, made.facts)

    def scores(self, plan: Plan, state: State, player: int, is_right: bool) -> list[Fact]:
        """The facts of one judgement; the first is the judged player's own."""
        terms = current_segment(plan, state).terms
        worth = worth_of(plan, state) if is_right else -terms.wrong_milli
        return [score(state, terms, player, worth, is_right)]

    def judged(self, plan: Plan, state: State, player: int, is_right: bool, now_us: int) -> State:
        """What follows while the question is open: here it is over."""
        floor = replace(state.floor, is_done=True, is_open=False, turn=0)
        return closed(replace(state, floor=floor), now_us)

    def due(self, plan: Plan, state: State) -> Due:
        """The end of the time to answer is told; the host decides. Without a turn: the close."""
        floor = state.floor
        if state.phase is not Phase.ASKING:
            return None
        if floor.turn and floor.until_us and not floor.is_over:
            return floor.until_us, Command("lapse", by="clock")
        if floor.turn or floor.tied:
            return None
        return state.closes_us, Command("close", by="clock")


def worth_of(plan: Plan, state: State) -> int:
    """What the current question is worth."""
    return current_segment(plan, state).questions[state.question].max_milli


def score(
    state: State, terms: Terms, player: int, points_milli: int, is_right: bool | None
) -> Fact:
    """The fact of a spoken answer (`right` None: what somebody else's answer does to a player)."""
    return {
        "kind": "judged",
        "run": state.run,
        "segment": state.segment,
        "question": state.question,
        "player": player,
        "points_milli": points_milli,
        "right": is_right,
        "is_floored": not terms.allows_negative,
    }
