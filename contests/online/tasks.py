"""What the scheduler and the worker run for the online form."""

from __future__ import annotations

import structlog

from contests.online.services.closing import sweep_due

log = structlog.get_logger("online")


def close_due() -> None:
    """Hand in the papers whose time is over. Periodic, every few seconds."""
    if closed := sweep_due():
        log.info("papers closed by time", count=closed)
