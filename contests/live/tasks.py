"""What the worker and the scheduler (config/schedule.py) do for live sessions."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Final

from accounts import jobs
from contests.live.bots import Crowd, Summary, right_answers, teams_at
from contests.live.bots.bot import Manner, Tally
from contests.live.models import LiveSession
from contests.live.services.finishing import store_ended
from contests.live.services.rehearsing import REHEARSE_JOB

# The worker does nothing else meanwhile, so that a forgotten rehearsal must end by itself.
LONGEST_S: Final = 20 * 60


def catch_up() -> None:
    """Store the results of sessions that have ended. Looks with a plain read first."""
    if LiveSession.objects.filter(phase="ended", has_results=False).exists():
        store_ended()


class _SentHome(Exception):
    """The owner has stopped the rehearsal."""


@jobs.handler(REHEARSE_JOB)
def rehearse(run: jobs.Run) -> dict[str, Any]:
    """Play along until the session ends, the job is stopped, or twenty minutes are over.

    The crowd lives in a thread of its own: its event loop touches no database.
    """
    session = LiveSession.objects.get(public_id=run.payload["session"])
    if not session.code:
        raise jobs.JobRefused("Phòng chờ đã đóng nên người chơi mô phỏng không vào được.")
    players = int(run.payload["players"])
    crowd = Crowd(
        url=run.payload["url"],
        code=session.code,
        players=players,
        manner=Manner(knowledge=right_answers(session.code), teams=teams_at(session.code)),
    )
    stopping, outcome = threading.Event(), _Outcome()

    def progress(tally: Tally) -> None:
        if stopping.is_set():
            raise _SentHome

    def play() -> None:
        try:
            outcome.summary = asyncio.run(crowd.run(progress, limit_s=LONGEST_S))
        except _SentHome:
            pass
        except Exception as error:  # carried over to the thread that waits
            outcome.error = error

    thread = threading.Thread(target=play, name="bots")
    thread.start()
    try:
        while thread.is_alive():
            tally = crowd.tally
            run.progress(tally.entered, players, f"Đang chơi: {tally.acked} câu đã ghi nhận")
            thread.join(0.5)
    finally:
        stopping.set()
        thread.join()
    if outcome.error is not None:
        raise outcome.error
    assert outcome.summary is not None
    return _told(outcome.summary)


class _Outcome:
    summary: Summary | None = None
    error: Exception | None = None


def _told(summary: Summary) -> dict[str, Any]:
    tally = summary.tally
    return {
        "entered": tally.entered,
        "sent": tally.sent,
        "acked": tally.acked,
        "comebacks": tally.comebacks,
        "refused": sum(tally.refusals.values()),
        "ack_p50_ms": round(summary.ack_p50_ms),
        "ack_p99_ms": round(summary.ack_p99_ms),
    }
