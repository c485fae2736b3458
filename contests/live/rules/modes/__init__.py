"""The modes: small strategies over one machine."""

from __future__ import annotations

from typing import Final

from contests.live.rules.modes.base import Strategy
from contests.live.rules.modes.bell import Bell
from contests.live.rules.modes.buzzer import Buzzer
from contests.live.rules.modes.obstacle import Obstacle
from contests.live.rules.modes.packages import Packages
from contests.live.rules.modes.turns import Turns
from contests.live.rules.modes.written import Written
from contests.live.rules.plan import Mode, Plan
from contests.live.rules.state import State, current_segment

STRATEGIES: Final[dict[Mode, Strategy]] = {
    Mode.RACE: Written(),
    Mode.ACCURACY: Written(),
    Mode.BELL: Bell(),
    Mode.BUZZER: Buzzer(),
    Mode.TURNS: Turns(),
    Mode.OBSTACLE: Obstacle(),
    Mode.SPEED: Written(),
    Mode.PACKAGES: Packages(),
    Mode.KNOCKOUT: Written(),
}


def strategy(plan: Plan, state: State) -> Strategy:
    """The mode of the segment that is played."""
    return STRATEGIES[current_segment(plan, state).mode]
