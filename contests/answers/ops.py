"""What can be asked of the writer, and what it answers. Codes only; sentences are elsewhere.

Instants are microseconds since the epoch. `paper` is always `Paper.public_id`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from contests.models import Paper

# Without 0/O and 1/I/L: read out over the telephone, a mã biên nhận must come through.
RECEIPT_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LENGTH: Final = 10
# The sweeper closes a paper only this long after its grace ended, so that answers which arrived in
# time and still wait in the queue of a busy process are counted (promise P6).
SETTLE_US: Final = 30_000_000


class Code(StrEnum):
    """Why something was not done.

    CLOSED: the paper was handed in or annulled. LATE: received after deadline and grace.
    STALE_EPOCH: the ticket is of before a change; fetch a new one. FOREIGN_KEY: the key was used
    for another content. UNKNOWN: no such paper. NOT_DUE: the sweeper came too early.
    BUSY: the queue is full. UNAVAILABLE: the database is away or cannot write. CLOCK: this process
    cannot vouch for its time. STOPPING: the process ends. BROKEN: the row itself cannot be stored.
    """

    CLOSED = "closed"
    LATE = "late"
    STALE_EPOCH = "stale_epoch"
    FOREIGN_KEY = "foreign_key"
    UNKNOWN = "unknown"
    NOT_DUE = "not_due"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    CLOCK = "clock"
    STOPPING = "stopping"
    BROKEN = "broken"


AGAIN: Final = frozenset({Code.BUSY, Code.UNAVAILABLE, Code.CLOCK, Code.STOPPING})
"""Refusals after which the same thing may be sent again, unchanged."""


def new_receipt() -> str:
    """A fresh mã biên nhận: 10 of 31 unmistakable characters (8·10¹⁴ of them)."""
    return "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """One choice as it arrived. `client_key` names this sending: again with it changes nothing."""

    paper: str
    epoch: int
    entrant_epoch: int
    item: int
    response: str
    client_key: str
    client_seq: int
    received_us: int

    @property
    def subject(self) -> str:
        return self.paper


@dataclass(frozen=True, slots=True)
class HandIn:
    """Close a paper. `epoch` None asks for none (the platform itself).

    `by_time`: the sweeper's; done only `SETTLE_US` after the grace. A person's that arrives after
    the grace closes the paper by time, as the rules say.
    """

    paper: str
    received_us: int
    epoch: int | None = None
    entrant_epoch: int = 0
    by_time: bool = False
    key: str = ""
    receipt: str = field(default_factory=new_receipt)

    @property
    def subject(self) -> str:
        return self.paper


@dataclass(frozen=True, slots=True)
class ChangePaper:
    """Annul, extend, reopen: `apply` gets the locked row inside the transaction, changes and saves
    it (and writes the audit event), and its return value becomes that of `Changed`.

    What it raises undoes everything and is raised to the caller.
    """

    paper: str
    apply: Callable[[Paper], Any]

    @property
    def subject(self) -> str:
        return self.paper


@dataclass(frozen=True, slots=True)
class Change:
    """Anything else that must keep its place among the answers of `subject`: `apply` runs inside a
    transaction of its own in the writer's thread; its return value becomes that of `Changed`.

    What it raises undoes everything and is raised to the caller.
    """

    subject: str
    apply: Callable[[], Any]


Op = SaveAnswer | HandIn | ChangePaper | Change


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer is in the ledger, committed. `again`: it was there before."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The receipt of a closed paper; `answered` counts questions with an answer, prediction apart.

    `kind` is a value of `CloseKind`. `again`: it had been closed before.
    """

    receipt: str
    closed_us: int
    kind: str
    answered: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """The change is committed."""

    value: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written. `retry_ms` says when to try again, 0 where it would not help.

    An upper app's op may be refused with a code of its own.
    """

    code: StrEnum
    retry_ms: int = 0


Outcome = Saved | HandedIn | Changed | Refused
