"""The answer path: the only way into the ledger (docs/answers.md).

`submit` from threads, `submit_async` from an event loop, `perform` for many at once.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from contests.answers.kinds import AnyOp, register
from contests.answers.ops import (
    AGAIN,
    RECEIPT_LETTERS,
    SETTLE_US,
    Change,
    Changed,
    ChangePaper,
    Code,
    HandedIn,
    HandIn,
    Op,
    Outcome,
    Refused,
    SaveAnswer,
    Saved,
)
from contests.answers.writer import Writer

__all__ = [
    "AGAIN",
    "RECEIPT_LETTERS",
    "SETTLE_US",
    "AnyOp",
    "Change",
    "ChangePaper",
    "Changed",
    "Code",
    "HandIn",
    "HandedIn",
    "Op",
    "Outcome",
    "Refused",
    "SaveAnswer",
    "Saved",
    "Writer",
    "drain",
    "perform",
    "post",
    "register",
    "submit",
    "submit_async",
    "waiting",
]

WAIT_SECONDS = 30.0
"""Longest wait of a caller from a thread."""

_writer = Writer()


def _after_fork() -> None:
    global _writer  # a thread does not survive a fork: the child starts with a writer of its own
    _writer = Writer()


os.register_at_fork(after_in_child=_after_fork)


def submit(op: AnyOp) -> Future[Outcome]:
    """Queue `op`; its future holds the outcome once it is committed or refused."""
    return _writer.submit(op)


def submit_async(ops: Sequence[AnyOp]) -> list[asyncio.Future[Outcome]]:
    """Queue `ops` in order for the running event loop; all are refused when there is no room."""
    return _writer.submit_async(ops)


def post(op: AnyOp, waiter: Any, loop: asyncio.AbstractEventLoop) -> Refused | None:
    """Queue `op` for `loop` without a future: `waiter.set_result(outcome)` follows the commit.

    A refusal at once (no room, no clock) is returned instead.
    """
    return _writer.post(op, waiter, loop)


def perform(ops: Iterable[AnyOp]) -> list[Outcome]:
    """Queue `ops` in order, wait for all, return their outcomes in order.

    Ops of one subject keep their order. For forms (a page of answers and its hand-in) and for bulk
    work, which is slowed down instead of refused while the queue is full. Never call it inside a
    transaction: the writer has its own connection and would wait for yours. Raises TimeoutError
    after `WAIT_SECONDS` without an outcome, and whatever a `ChangePaper` raised.
    """
    futures: list[Future[Outcome]] = []
    turned_away: dict[str | int, Future[Outcome]] = {}
    for op in ops:
        end = time.monotonic() + WAIT_SECONDS
        while _writer.waiting() >= _writer.capacity - 100 and time.monotonic() < end:
            time.sleep(0.02)
        # What could not even be queued is not overtaken by the hand-in that follows it.
        future = turned_away.get(op.subject) or _writer.submit(op)
        if future.done() and future.exception() is None:
            outcome = future.result()
            if isinstance(outcome, Refused) and outcome.code in AGAIN:
                turned_away[op.subject] = future
        futures.append(future)
    return [future.result(timeout=WAIT_SECONDS) for future in futures]


def waiting() -> int:
    """How many ops wait to be written in this process."""
    return _writer.waiting()


def drain(timeout: float = 10.0) -> bool:
    """Write what is queued and let go of the connection; False when `timeout` was too short.

    The server calls it after its last request; tests call it before a database goes away. Later
    ops start the writer again.
    """
    return _writer.stop(timeout)
