"""Golden bell: who is wrong or silent is out; once, some are brought back."""

from __future__ import annotations

from dataclasses import replace

from contests.live.rules.commands import Command, Refusal, Step
from contests.live.rules.modes.written import Written
from contests.live.rules.moves import numbered
from contests.live.rules.plan import Plan
from contests.live.rules.state import Phase, State, current_segment


class Bell(Written):
    """Who is out is the sheet's to say (`Sheet.tally`); the state learns how many are left."""

    def next_index(self, plan: Plan, state: State) -> int | None:
        """None as well when the last one stands."""
        if current_segment(plan, state).terms.last_standing and 0 <= state.alive <= 1:
            return None
        return super().next_index(plan, state)

    def allowed(self, plan: Plan, state: State) -> tuple[str, ...]:
        return ("rescue",) if _may_rescue(plan, state) else ()

    def do(self, plan: Plan, state: State, command: Command, now_us: int) -> Step:
        """The rescue: so many by the rule of the segment, or these people by the host's word."""
        rescue = current_segment(plan, state).terms.rescue
        if command.name != "rescue" or rescue is None:
            raise Refusal("not_now")
        made = replace(state, rescues=state.rescues + 1, alive=-1, tally_of=0)
        return numbered(
            made,
            {
                "kind": "rescued",
                "run": state.run,
                "segment": state.segment,
                "count": command.args.get("count", rescue.count),
                "pick": rescue.pick.value,
                "players": list(command.args.get("players", ())),
                "seed": f"{plan.seed}:{state.run}",
            },
        )


def _may_rescue(plan: Plan, state: State) -> bool:
    rescue = current_segment(plan, state).terms.rescue
    if rescue is None or state.rescues or not state.asked:
        return False
    if state.phase not in (Phase.REVEALED, Phase.BOARD) and not (
        state.phase is Phase.SETTLED and state.is_void
    ):
        return False
    few = bool(rescue.left) and 0 <= state.alive <= rescue.left
    late = bool(rescue.after) and len(state.asked) >= rescue.after
    return few or late or not (rescue.left or rescue.after)
