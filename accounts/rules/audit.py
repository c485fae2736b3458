"""The hash chain of the audit trail: what a seal is and how a changed row is found.

Each sealed row carries a number (1, 2, 3 …) and sha256(previous seal || canonical row). Whoever
edits, removes, inserts or swaps rows must recompute every later seal; an anchor (number and seal
printed in a report or sent away) then shows it, and shows a cut tail too.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64


@dataclass(frozen=True)
class SealedRow:
    """One row as stored: its number, the facts that were sealed, its seal, its database id."""

    number: int
    facts: Mapping[str, object]
    seal: str
    row_id: int


@dataclass(frozen=True)
class Anchor:
    """A head written down elsewhere: the chain must still pass through it."""

    number: int
    seal: str


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold. `row_id` is 0 when the row is gone.

    ``changed`` (the row does not fit its seal, or the rows before it were changed together),
    ``missing`` (a number is not there), ``cut`` (the chain ends before the anchor),
    ``rewritten`` (another seal stands at the anchor).
    """

    code: str
    number: int
    row_id: int = 0


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds: its head, and the first fault if there is one."""

    rows: int
    head: Anchor
    fault: Fault | None = None


def canonical(facts: Mapping[str, object]) -> bytes:
    """The one spelling of a row in bytes: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def seal(previous: str, number: int, facts: Mapping[str, object]) -> str:
    """The seal of a row after `previous` (64 hexadecimal digits)."""
    body = previous.encode() + str(number).encode() + b"\n" + canonical(facts)
    return hashlib.sha256(body).hexdigest()


def verify(rows: Iterable[SealedRow], anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the chain from its first row. `rows` in ascending order of number."""
    wanted = {anchor.number: anchor.seal for anchor in anchors}
    head, count = Anchor(0, GENESIS), 0
    for row in rows:
        number = head.number + 1
        if row.number != number:
            return Verdict(count, head, Fault("missing", number))
        if row.seal != seal(head.seal, number, row.facts):
            return Verdict(count, head, Fault("changed", number, row.row_id))
        if wanted.pop(number, row.seal) != row.seal:
            return Verdict(count, head, Fault("rewritten", number, row.row_id))
        head, count = Anchor(number, row.seal), count + 1
    if any(number > head.number for number in wanted):
        return Verdict(count, head, Fault("cut", head.number + 1))
    return Verdict(count, head)
