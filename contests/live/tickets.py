"""Tickets of the sockets: who comes into which room as what, without a query.

A ticket travels in the first frame, never in an address or a cookie. A player's is bound to the
epoch of their row (another device or a removal ends it), a host's to user and sign-in (looked at
again every second while the socket is open), a projector's to the room alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from django.conf import settings

PLAYER_LIFE_US: Final = 12 * 3600 * 1_000_000
# A host's page fetches a new one before this is over.
HOST_LIFE_US: Final = 12 * 3600 * 1_000_000

_VERSION = 1
_BODY = struct.Struct(">BBQQIQQ")
_MAC_BYTES = 16
_LENGTH = 4 * ((_BODY.size + _MAC_BYTES + 2) // 3)


class Role(IntEnum):
    """What the holder is in the room."""

    PLAYER = 1
    HOST = 2
    PROJECTOR = 3


class TicketRefused(Exception):
    """`code`: "bad_ticket" (not ours, or damaged) or "expired_ticket"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says. `subject`: the player's id, or the host's user id (0: the projector).

    `sign_in`: id of the host's signed-in device. `epoch`: that of the player's row.
    """

    role: Role
    session: int
    subject: int
    epoch: int
    sign_in: int
    expires_us: int


def _seal(payload: bytes) -> bytes:
    mac = hmac.new(settings.TICKET_KEY, b"live\0" + payload, hashlib.sha256)
    return mac.digest()[:_MAC_BYTES]


def issue(ticket: Ticket) -> str:
    """The ticket as URL-safe text, signed."""
    payload = _BODY.pack(
        _VERSION,
        ticket.role,
        ticket.session,
        ticket.subject,
        ticket.epoch,
        ticket.sign_in,
        ticket.expires_us,
    )
    return base64.urlsafe_b64encode(_seal(payload) + payload).decode("ascii").rstrip("=")


def for_player(*, session: int, player: int, epoch: int, now_us: int) -> str:
    """The ticket of a player who has just joined or proved to be one."""
    return issue(Ticket(Role.PLAYER, session, player, epoch, 0, now_us + PLAYER_LIFE_US))


def for_host(*, session: int, user: int, sign_in: int, now_us: int) -> str:
    """The ticket of a host's page. Ask for the right to host before."""
    return issue(Ticket(Role.HOST, session, user, 0, sign_in, now_us + HOST_LIFE_US))


def for_projector(*, session: int, now_us: int) -> str:
    """The ticket of a projector's page, given to whoever knows the projector's address."""
    return issue(Ticket(Role.PROJECTOR, session, 0, 0, 0, now_us + HOST_LIFE_US))


def parse(text: str, now_us: int) -> Ticket:
    """The ticket behind `text` at `now_us`. Reads no database. Raises `TicketRefused`."""
    if not text or len(text) > _LENGTH or not text.isascii():
        raise TicketRefused("bad_ticket")
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TicketRefused("bad_ticket") from error
    mac, payload = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
    if len(payload) != _BODY.size or not hmac.compare_digest(mac, _seal(payload)):
        raise TicketRefused("bad_ticket")
    version, role, session, subject, epoch, sign_in, expires_us = _BODY.unpack(payload)
    if version != _VERSION or now_us > expires_us:
        raise TicketRefused("expired_ticket")
    return Ticket(Role(role), session, subject, epoch, sign_in, expires_us)
