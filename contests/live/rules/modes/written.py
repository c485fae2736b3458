"""Everybody answers on their device: race, accuracy, speed, knock-out."""

from __future__ import annotations

from contests.live.rules.commands import MICRO, Command
from contests.live.rules.modes.base import Due, Strategy
from contests.live.rules.moves import new_run, opened
from contests.live.rules.plan import Plan
from contests.live.rules.state import Phase, State, current_segment


class Written(Strategy):
    """The question opens for all at once and closes by its time."""

    def show(self, plan: Plan, state: State, index: int, now_us: int) -> State:
        """Open at once, or after the reading time."""
        segment = current_segment(plan, state)
        made = new_run(state, index, now_us)
        if segment.terms.reading_seconds:
            return made
        return opened(made, segment.questions[index], now_us)

    def due(self, plan: Plan, state: State) -> Due:
        """Open after the reading time; close at the stored instant."""
        if state.phase is Phase.READING:
            reading = current_segment(plan, state).terms.reading_seconds
            return state.since_us + reading * MICRO, Command("advance", by="clock")
        return super().due(plan, state)
