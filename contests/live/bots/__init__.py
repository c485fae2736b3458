"""Simulated players who come through the front door: the join route and real sockets.

They see what a phone sees. `knowledge` (the plan's right answers, for a rehearsal on one's own
machine) only decides how often a guess is right.
"""

from contests.live.bots.crowd import Crowd, Summary
from contests.live.bots.knowledge import right_answers, teams_at

__all__ = ["Crowd", "Summary", "right_answers", "teams_at"]
