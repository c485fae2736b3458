"""What the ledger of one paper must be, in the fewest lines, and sequences of what happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from hypothesis import strategies as st

from contests.answers import (
    SETTLE_US,
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
from contests.models import Entrant, Paper

# Choices that are made more often stand here more often.
_KINDS = [*["save"] * 13, "hand in", "hand in", "change"]
_OLD = [0, 0, 0, 0, 0, 1]  # how many changes ago the ticket was given out
_RESPONSES = ["A", "B", "", "C"]
_AFTER = [0, 0, 0, -5, 1]  # microseconds after the last accepted instant
_TIMES = [*[1] * 20, 2, 2, 2, 3, 50]  # how often an answer is sent
_INSTANTS = ["deadline", "last", "settled"]  # around which a hand-in arrives
_ITEMS, _KEYS, _SEQS = 5, 16, 10  # item 0 is the prediction
_WHAT = len(_KINDS) * _ITEMS * _KEYS * _SEQS * len(_RESPONSES)
_HOW = len(_OLD) ** 2 * len(_AFTER) * len(_TIMES)


def _step(what: int, how: int) -> tuple[Any, ...]:
    """One step out of two numbers: Hypothesis writes two numbers faster than nine choices."""

    def pick(choices: Sequence[Any]) -> Any:
        nonlocal what
        what, index = divmod(what, len(choices))
        return choices[index]

    kind, item, key = pick(_KINDS), pick(range(_ITEMS)), pick(range(_KEYS))
    seq, response = pick(range(_SEQS)), pick(_RESPONSES)
    what = how
    old, after, times = (pick(_OLD), pick(_OLD)), pick(_AFTER), pick(_TIMES)
    if kind == "save":
        return kind, key, item, response, seq, old, after, times
    if kind == "hand in":
        ticket = None if response == "A" else old
        return kind, ticket, key % 2 == 1, _INSTANTS[seq % 3], item % 3 - 1
    return ("reopen" if response in "AB" else "re-issue",)


_STEP = st.builds(_step, st.integers(0, _WHAT - 1), st.integers(0, _HOW - 1))


def sequences(count: int, steps: int) -> st.SearchStrategy[list[list[tuple[Any, ...]]]]:
    """`count` sequences of `steps` steps each, to happen to as many papers side by side."""
    one = st.lists(_STEP, min_size=steps, max_size=steps)
    return st.lists(one, min_size=count, max_size=count)


@dataclass
class Model:
    """One paper of one entrant: what it takes, what it answers, what it holds."""

    paper: Paper
    events: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    epoch: int = 0
    entrant_epoch: int = 0
    closed: HandedIn | None = None

    def __post_init__(self) -> None:
        self.deadline_us = self.paper.deadline_us

    @property
    def last_us(self) -> int:
        return self.deadline_us + self.paper.grace_us

    def ops(self, step: tuple[Any, ...], number: int) -> list[Op]:
        """What `step` sends, as whoever sends it knows this paper now."""
        name = self.paper.public_id
        match step:
            case ("save", key, item, response, seq, (old, entrant_old), after, times):
                op = SaveAnswer(
                    name,
                    max(0, self.epoch - old),
                    max(0, self.entrant_epoch - entrant_old),
                    item,
                    response,
                    f"key-{key:04}",
                    seq,
                    self.last_us + after,
                )
                return [op] * times
            case ("hand in", ticket, by_time, instant, after):
                at = {
                    "deadline": self.deadline_us,
                    "last": self.last_us,
                    "settled": self.last_us + SETTLE_US,
                }
                old, entrant_old = ticket or (0, 0)
                return [
                    HandIn(
                        name,
                        at[instant] + after,
                        None if ticket is None else max(0, self.epoch - old),
                        max(0, self.entrant_epoch - entrant_old),
                        by_time,
                        f"hand-{number:04}",
                    )
                ]
            case ("reopen",):
                return [ChangePaper(name, reopen_and_extend)]
            case _:
                return [ChangePaper(name, re_issue)]

    def perform(self, op: Op) -> Outcome:
        """What must become of `op`."""
        if isinstance(op, SaveAnswer):
            return self._save(op)
        if isinstance(op, HandIn):
            return self._hand_in(op)
        if op.apply is re_issue:
            self.entrant_epoch += 1
        else:
            self.closed = None
            self.deadline_us += 10
            self.epoch += 1
        return Changed(None)

    def _stale(self, op: SaveAnswer | HandIn) -> bool:
        return (op.epoch, op.entrant_epoch) != (self.epoch, self.entrant_epoch)

    def _save(self, op: SaveAnswer) -> Outcome:
        content = (op.item, op.response, op.client_seq)
        if op.client_key in self.events:
            same = self.events[op.client_key] == content
            return Saved(again=True) if same else Refused(Code.FOREIGN_KEY)
        if self.closed:
            return Refused(Code.CLOSED)
        if self._stale(op):
            return Refused(Code.STALE_EPOCH)
        if op.received_us > self.last_us:
            return Refused(Code.LATE)
        self.events[op.client_key] = content
        return Saved()

    def _hand_in(self, op: HandIn) -> Outcome:
        answered = sum(item > 0 for item in self.current())
        if self.closed:
            return HandedIn(
                self.closed.receipt, self.closed.closed_us, self.closed.kind, answered, again=True
            )
        if op.epoch is not None and self._stale(op):
            return Refused(Code.STALE_EPOCH)
        if op.by_time and op.received_us < self.last_us + SETTLE_US:
            return Refused(Code.NOT_DUE)
        late = op.by_time or op.received_us > self.last_us
        self.closed = HandedIn(
            op.receipt,
            min(op.received_us, self.deadline_us),
            "time" if late else "person",
            answered,
        )
        self.epoch += 1
        return self.closed

    def current(self) -> dict[int, str]:
        """The answers that count: of each item the greatest sequence number, then the later."""
        best: dict[int, tuple[int, str]] = {}
        for item, response, seq in self.events.values():
            if seq >= best.get(item, (-1, ""))[0]:
                best[item] = (seq, response)
        return {item: response for item, (_, response) in best.items() if response}


class Forgetful(Model):
    """The control's model: what is sent again under a key takes the place of what was there."""

    def _save(self, op: SaveAnswer) -> Outcome:
        if op.client_key in self.events:
            self.events[op.client_key] = (op.item, op.response, op.client_seq)
        return super()._save(op)


def reopen_and_extend(paper: Paper) -> None:
    """Open again, ten microseconds longer."""
    paper.state = "open"
    paper.deadline_us += 10
    paper.epoch += 1
    paper.save()


def re_issue(paper: Paper) -> None:
    """The entrant gets a new mã dự thi: older tickets end."""
    Entrant.objects.filter(pk=paper.entrant_id).update(epoch=F("epoch") + 1)
