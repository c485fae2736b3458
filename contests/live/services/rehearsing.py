"""A rehearsal: simulated players for a room that is marked as one, as a job that can be stopped."""

from __future__ import annotations

from typing import Final

from accounts import jobs
from accounts.models import Job, User
from accounts.selectors.access import require
from contests.live.models import LiveSession
from contests.live.rules.step import Refusal
from contests.live.services.commands import HOST

REHEARSE_JOB: Final = "live.rehearse"
# More are a load test, and that is for the command line.
MOST_BOTS: Final = 300


def rehearse(*, session: LiveSession, players: int, url: str, by: User) -> Job:
    """Send `players` bots through the door of the platform at `url`; they leave with the session.

    `accounts.jobs.cancel` sends them home earlier. Raises `Forbidden`; `Refusal`: "not_a_rehearsal"
    (bots never mix with people whose result counts), "not_now" (its lobby is not open),
    "too_many_bots".
    """
    require(by, HOST, session.organisation)
    if not session.is_rehearsal:
        raise Refusal("not_a_rehearsal")
    if not session.code or not session.is_joinable:
        raise Refusal("not_now")
    if not 0 < players <= MOST_BOTS:
        raise Refusal("too_many_bots")
    return jobs.enqueue(
        kind=REHEARSE_JOB,
        owner=by,
        organisation=session.organisation,
        payload={"session": session.public_id, "players": players, "url": url},
    )
