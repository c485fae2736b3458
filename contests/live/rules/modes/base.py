"""What a mode decides; the machine (`contests.live.rules.step`) does the rest."""

from __future__ import annotations

from contests.live.rules.commands import Command, Refusal, Step
from contests.live.rules.moves import first_unasked, new_run, next_segment
from contests.live.rules.plan import Plan
from contests.live.rules.state import Phase, State, current_segment

Due = tuple[int, Command] | None
BETWEEN = frozenset((Phase.INTRO, Phase.SETTLED, Phase.REVEALED, Phase.BOARD))


class Strategy:
    """A mode. Every method is pure; plan and state are never changed."""

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        """The commands of this mode that a host may give now."""
        return ()

    def next_index(self, plan: Plan, state: State) -> int | None:
        """The question that comes next, None when the segment is over. Raises `Refusal`."""
        return first_unasked(current_segment(plan, state), state)

    def onward(self, plan: Plan, state: State, now_us: int) -> State:
        """The next question or, after the last, what follows the segment."""
        index = self.next_index(plan, state)
        if index is None:
            return next_segment(plan, state, now_us)
        return self.show(plan, state, index, now_us)

    def show(self, plan: Plan, state: State, index: int, now_us: int) -> State:
        """A new run of the question at `index`."""
        return new_run(state, index, now_us)

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        """A command of this mode. Raises `Refusal`."""
        raise Refusal("not_now")

    def pressed(self, plan: Plan, state: State, now_us: int) -> State:
        """The presses in `state.floor` have changed."""
        return state

    def due(self, plan: Plan, state: State) -> Due:
        """What the clock does while the question is before people."""
        if state.phase is Phase.ASKING:
            return state.closes_us, Command("close", by="clock")
        return None
