"""What an organizer may do to one attempt: annul, extend, reopen. Always with a reason, audited.

Each goes through the writer, in line with the answers of the same paper, and raises the epoch:
tickets given out before it write nothing afterwards.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

from accounts import audit
from accounts.models import User
from accounts.selectors.access import require
from contests.answers import ChangePaper, Refused, perform
from contests.clock import SYSTEM, Clock, from_us
from contests.models import Paper, PaperState
from contests.online.models import Attempt
from contests.rules.codec import Fault

LONGEST_EXTENSION_SECONDS = 24 * 3600


class CannotChange(Exception):
    """Nothing was changed; `fault` says why.

    Codes: REASON-MISSING, SECONDS-RANGE, PAPER-NOT-OPEN, PAPER-ANNULLED, PAPER-NOT-CLOSED,
    TRY-AGAIN.
    """

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.fault = Fault(code, field)


def annul(*, attempt: Attempt, actor: User, reason: str, clock: Clock = SYSTEM) -> Paper:
    """Take `attempt` out of every count, open or handed in; its answers stay in the ledger."""

    def apply(paper: Paper) -> dict[str, Any]:
        if paper.state == PaperState.ANNULLED:
            raise CannotChange("PAPER-ANNULLED")
        before = paper.state
        paper.state = PaperState.ANNULLED
        paper.annul_reason = reason.strip()
        paper.closed_us = paper.closed_us or clock.now_us()
        return {"before": before}

    return _change(attempt, actor, reason, clock, "attempt.annulled", apply)


def extend(
    *, attempt: Attempt, seconds: int, actor: User, reason: str, clock: Clock = SYSTEM
) -> Paper:
    """Give an open attempt `seconds` more (1 to 24 hours), also beyond the closing of its round."""
    _check_seconds(seconds)

    def apply(paper: Paper) -> dict[str, Any]:
        if paper.state != PaperState.OPEN:
            raise CannotChange("PAPER-NOT-OPEN")
        paper.deadline_us += seconds * 1_000_000
        return {"seconds": seconds, "deadline": from_us(paper.deadline_us).isoformat()}

    return _change(attempt, actor, reason, clock, "attempt.extended", apply)


def reopen(
    *, attempt: Attempt, seconds: int, actor: User, reason: str, clock: Clock = SYSTEM
) -> Paper:
    """Open a handed-in attempt again for `seconds` from now; its receipt no longer holds.

    The time since it was handed in does not count as working time.
    """
    _check_seconds(seconds)

    def apply(paper: Paper) -> dict[str, Any]:
        if paper.state != PaperState.SUBMITTED:
            raise CannotChange("PAPER-NOT-CLOSED")
        receipt, now_us = paper.receipt, clock.now_us()
        paused_us = max(0, now_us - (paper.closed_us or now_us))
        paper.paused_us += paused_us
        paper.state = PaperState.OPEN
        paper.deadline_us = now_us + seconds * 1_000_000
        paper.closed_us = None
        paper.is_marked = False
        paper.close_kind = paper.close_key = paper.receipt = ""
        return {"seconds": seconds, "receipt": receipt, "paused_us": paused_us}

    return _change(attempt, actor, reason, clock, "attempt.reopened", apply)


def _check_seconds(seconds: int) -> None:
    if not 1 <= seconds <= LONGEST_EXTENSION_SECONDS:
        raise CannotChange("SECONDS-RANGE", "seconds")


def _change(
    attempt: Attempt,
    actor: User,
    reason: str,
    clock: Clock,
    action: str,
    apply: Callable[[Paper], dict[str, Any]],
) -> Paper:
    contest = attempt.round.contest
    require(actor, "attempt.change", contest.organisation)
    if not reason.strip():
        raise CannotChange("REASON-MISSING", "reason")
    # The audit event takes address and request id from the caller's context, not the writer's.
    context = contextvars.copy_context()

    def write(paper: Paper) -> Paper:
        data = apply(paper)
        paper.epoch += 1
        paper.save()
        audit.record(
            action=action,
            actor=actor,
            obj=paper,
            organisation=contest.organisation,
            data={"reason": reason.strip(), **data},
            now=clock.now(),
        )
        return paper

    change = ChangePaper(attempt.paper.public_id, lambda paper: context.run(write, paper))
    (outcome,) = perform([change])
    if isinstance(outcome, Refused):
        raise CannotChange("TRY-AGAIN")
    changed: Paper = outcome.value  # type: ignore[union-attr]
    return changed
