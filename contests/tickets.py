"""Tickets of the save route: who may write into which paper, without a query.

A ticket is bound to the paper, to its epoch and to that of the entrant: a hand-in, an annulment,
more time, a re-issued code or a ban ends it at the commit of the next answer. It also carries what
the save route refuses early (deadline, what each item can be answered with), so that any process
can judge a request from memory. It travels in a header, never in a cookie or an address.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass

from django.conf import settings

from contests.models import Paper
from contests.rules.choices import PredictionKind
from contests.selectors.contests import rules_of
from contests.selectors.papers import PREDICTION_ITEM, paper_items
from contests.selectors.papers import shape_of as item_shape
from quiz.rules.question import LETTERS
from quiz.rules.responses import fits, shapes

_VERSION = 1
_HEAD = struct.Struct(">BIIQQQ22s")
_MAC_BYTES = 16
# How long after its deadline a ticket still answers: long enough for a phone that comes back to be
# told that what it sends again was saved.
_AFTERLIFE_US = 6 * 3600 * 1_000_000
_LONGEST = 400
_PREDICTION_DIGITS = 15


class TicketRefused(Exception):
    """`code`: "bad_ticket" (not ours, or damaged) or "expired_ticket"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says. Instants in microseconds since the epoch.

    `shape` describes what each item can be answered with (`quiz.rules.responses.shape`): a digit
    for one choice among so many options, a letter for several among so many ("b" = 2), other
    signs for other kinds; a leading "+" when the paper asks for a prediction.
    """

    paper: str
    paper_epoch: int
    entrant_epoch: int
    deadline_us: int
    grace_us: int
    expires_us: int
    shape: str

    def takes(self, item: int, response: str) -> bool:
        """Whether `response` is possible for `item`; "" takes a choice back."""
        asks = self.shape.startswith("+")
        if item == PREDICTION_ITEM:
            plain = (
                response.isascii() and response.isdigit() and len(response) <= _PREDICTION_DIGITS
            )
            return asks and (plain or response == "")
        position = item - 1 + asks
        marks = shapes(self.shape) if "(" in self.shape else self.shape
        if item < 0 or position >= len(marks):
            return False
        mark = marks[position]
        if mark.isdigit():  # nearly every answer: no call
            return response == "" or (len(response) == 1 and response in LETTERS[: int(mark)])
        return fits(mark, response)


def _seal(payload: bytes) -> bytes:
    return hmac.new(settings.TICKET_KEY, b"ticket\0" + payload, hashlib.sha256).digest()[
        :_MAC_BYTES
    ]


def issue(ticket: Ticket) -> str:
    """The ticket as text of URL-safe characters, signed with its own key."""
    payload = _HEAD.pack(
        _VERSION,
        ticket.paper_epoch,
        ticket.entrant_epoch,
        ticket.deadline_us,
        ticket.grace_us,
        ticket.expires_us,
        ticket.paper.encode("ascii"),
    ) + ticket.shape.encode("ascii")
    return base64.urlsafe_b64encode(_seal(payload) + payload).decode("ascii").rstrip("=")


def parse(text: str, now_us: int) -> Ticket:
    """The ticket behind `text` at `now_us`. Reads no database. Raises `TicketRefused`."""
    if not text or len(text) > _LONGEST or not text.isascii():
        raise TicketRefused("bad_ticket")
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TicketRefused("bad_ticket") from error
    mac, payload = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
    if len(payload) < _HEAD.size or not hmac.compare_digest(mac, _seal(payload)):
        raise TicketRefused("bad_ticket")
    version, paper_epoch, entrant_epoch, deadline_us, grace_us, expires_us, paper = _HEAD.unpack(
        payload[: _HEAD.size]
    )
    if version != _VERSION:
        raise TicketRefused("expired_ticket")
    if now_us > expires_us:
        raise TicketRefused("expired_ticket")
    return Ticket(
        paper=paper.decode("ascii"),
        paper_epoch=paper_epoch,
        entrant_epoch=entrant_epoch,
        deadline_us=deadline_us,
        grace_us=grace_us,
        expires_us=expires_us,
        shape=payload[_HEAD.size :].decode("ascii"),
    )


def shape_of(paper: Paper) -> str:
    """What each item of `paper` can be answered with (see `Ticket`). At most two queries."""
    marks = "".join(item_shape(item) for item in paper_items(paper))
    asks = rules_of(paper.rule_version_id).prediction.kind is not PredictionKind.NONE
    return f"+{marks}" if asks else marks


def for_paper(paper: Paper) -> Ticket:
    """The ticket of `paper` as it stands; `issue` makes it text.

    Give it only to whoever proved to be the paper's owner. `paper.entrant` is read when there is
    one.
    """
    return Ticket(
        paper=paper.public_id,
        paper_epoch=paper.epoch,
        entrant_epoch=paper.entrant.epoch if paper.entrant else 0,
        deadline_us=paper.deadline_us,
        grace_us=paper.grace_us,
        expires_us=paper.deadline_us + paper.grace_us + _AFTERLIFE_US,
        shape=shape_of(paper),
    )
