"""Vượt chướng ngại vật: rows and a centre answered by all, a keyword for who dares."""

from __future__ import annotations

from dataclasses import replace

from contests.live.rules.buzzing import heard
from contests.live.rules.codec import dump
from contests.live.rules.commands import Command, Refusal, Step
from contests.live.rules.modes.base import BETWEEN
from contests.live.rules.modes.spoken import score
from contests.live.rules.modes.written import Written
from contests.live.rules.moves import closed, numbered
from contests.live.rules.plan import Plan, Terms
from contests.live.rules.state import Judged, Phase, State, current_segment

_KEYWORD = frozenset((Phase.ASKING, Phase.CLOSED, Phase.SETTLED, Phase.REVEALED, Phase.BOARD))


class Obstacle(Written):
    """The questions are the rows, the last of them the centre; presses ask for the keyword."""

    def show(self, plan: Plan, state: State, index: int, now_us: int) -> State:
        made = super().show(plan, state, index, now_us)
        floor = replace(made.floor, is_open=True, from_us=now_us)
        return replace(made, floor=floor)

    def next_index(self, plan: Plan, state: State) -> int | None:
        """None as well when the keyword is known."""
        return None if state.is_keyword_open else super().next_index(plan, state)

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        names = []
        # The centre comes after all rows: `next` opens it.
        has_rows = any(n not in state.asked for n in _rows(plan, state))
        if state.phase in BETWEEN and has_rows and not state.is_keyword_open:
            names.append("open_row")
        if state.phase in _KEYWORD and not state.is_keyword_open:
            names.append("keyword")
        return tuple(names)

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        if command.name == "open_row":
            row = command.args["row"]
            if row not in _rows(plan, state):
                raise Refusal("bad_args")
            if row in state.asked:
                raise Refusal("row_open")
            return Step(self.show(plan, state, row, now_us))
        return self._keyword(plan, state, command, now_us)

    def _keyword(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        player, is_right = command.args["player"], command.args["right"]
        if player in state.barred:
            raise Refusal("barred")
        terms = current_segment(plan, state).terms
        worth = keyword_worth(terms, len(state.asked)) if is_right else 0
        # The keyword is none of the row's: it holds though the row is voided.
        fact = {**score(state, terms, player, worth, is_right), "keeps": True}
        made = numbered(state, fact)
        before = {
            "name": "keyword",
            "nos": [made.facts[0]["no"]],
            "barred": list(state.barred),
            "floor": dump(replace(state.floor, presses=())),
        }
        judged = (*state.floor.judged, Judged(player, is_right, made.facts[0]["no"]))
        floor = replace(state.floor, judged=judged, turn=0, tied=(), is_given=False)
        after = replace(made.state, floor=floor, before=before)
        if is_right:
            floor = replace(floor, is_done=True, is_open=False)
            after = replace(after, floor=floor, is_keyword_open=True, keyword_by=player)
            if state.phase is Phase.ASKING:
                after = closed(after, now_us)
            return Step(after, made.facts)
        after = replace(after, barred=(*state.barred, player))
        return Step(self.pressed(plan, after, now_us), made.facts)

    def pressed(self, plan: Plan, state: State, now_us: int) -> State:
        floor = heard(state.floor, lock_us=0, answer_seconds=0, now_us=now_us, out=state.barred)
        return replace(state, floor=floor)


def keyword_worth(terms: Terms, opened: int) -> int:
    """What the keyword brings after so many rows."""
    return max(terms.keyword_milli - terms.keyword_drop_milli * opened, terms.keyword_least_milli)


def _rows(plan: Plan, state: State) -> range:
    """Indexes of the rows; the last question is the centre."""
    count = len(current_segment(plan, state).questions)
    return range(count - 1 if count > 1 else count)
