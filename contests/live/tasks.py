"""What the scheduler does for live sessions (config/schedule.py)."""

from contests.live.models import LiveSession
from contests.live.services.finishing import store_ended


def catch_up() -> None:
    """Store the results of sessions that have ended. Looks with a plain read first."""
    if LiveSession.objects.filter(phase="ended", has_results=False).exists():
        store_ended()
