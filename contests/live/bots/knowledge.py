"""What a room's questions ask for, read from its plan: only where the plan is at hand."""

from __future__ import annotations

from contests.live.models import LiveSession


def right_answers(code: str) -> dict[str, str]:
    """Stem to right answer for the open lobby with these six digits; empty when it is not here."""
    plan = LiveSession.objects.filter(code=code).values_list("plan", flat=True).first() or {}
    return {
        question["stem"]: question["right"]
        for segment in plan.get("segments", ())
        for question in segment["questions"]
    }


def teams_at(code: str) -> tuple[str, ...]:
    """The teams that the door with these six digits lets people choose from."""
    plan = LiveSession.objects.filter(code=code).values_list("plan", flat=True).first() or {}
    teams = plan.get("teams", {})
    return tuple(teams.get("names", ())) if teams.get("by") == "chosen" else ()
