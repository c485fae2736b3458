"""Papers whose time is over are handed in by themselves, with what was saved."""

from __future__ import annotations

import time

from django.db.models import F

from contests.answers import SETTLE_US, HandedIn, HandIn, perform
from contests.clock import SYSTEM, Clock
from contests.models import Paper, PaperState

CHUNK = 100
REST_SECONDS = 0.020


def sweep_due(*, clock: Clock = SYSTEM, most_seconds: float = 10.0) -> int:
    """Close papers that are `SETTLE_US` past deadline and grace; how many were closed.

    Looks with a plain read, closes through the writer in small chunks, and rests between them so
    that answers of other processes get SQLite's write lock. Running it twice closes nothing twice.
    """
    end = time.monotonic() + most_seconds
    closed = 0
    while time.monotonic() < end:
        now_us = clock.now_us()
        due = list(
            Paper.objects.filter(
                state=PaperState.OPEN,
                deadline_us__lte=now_us - SETTLE_US,
                grace_us__lte=now_us - SETTLE_US - F("deadline_us"),
            )
            .order_by("deadline_us")
            .values_list("public_id", flat=True)[:CHUNK]
        )
        if not due:
            break
        outcomes = perform(HandIn(paper=paper, received_us=now_us, by_time=True) for paper in due)
        done = sum(isinstance(outcome, HandedIn) for outcome in outcomes)
        closed += done
        if not done:
            break  # the database refuses for now; the next run tries again
        time.sleep(REST_SECONDS)
    return closed
