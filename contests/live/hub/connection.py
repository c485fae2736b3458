"""One socket in the hub: what it said, how fast, and whether it may still speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from contests.live.protocol import encode
from contests.live.protocol.parse import (
    Answer,
    BadFrame,
    Buzz,
    HostCommand,
    Join,
    Ping,
    Sync,
    parse,
)
from contests.live.socket import Frame, Socket
from contests.live.tickets import Ticket

if TYPE_CHECKING:
    from contests.live.hub.hub import Hub
    from contests.live.hub.room import Room

# A person taps, a host clicks, a heartbeat beats; nobody is faster than this for long.
BURST: Final = 30.0
PER_SECOND: Final = 6.0
# Frames thrown away in one flood before the socket goes with them.
PATIENCE: Final = 200
# A refused frame costs as much as these.
FAULT_COST: Final = 2.0

NORMAL: Final = 1000
POLICY: Final = 1008
RESTART: Final = 1012


def refusal(code: str, key: str | None = None, retry_in: float = 0) -> Frame:
    """Nothing was done, and why."""
    return Frame(encode.refused_frame(code, key, retry_in))


def bye(code: str, retry_in: float = 0) -> Frame:
    """The last word before a socket is closed."""
    return Frame(encode.bye_frame(code, retry_in))


class Connection:
    """A socket from its handshake on. `ticket` is None until its join was believed."""

    __slots__ = (
        "_dropped",
        "_hub",
        "_level",
        "_level_us",
        "ended",
        "joining",
        "last_us",
        "opened_us",
        "room",
        "socket",
        "speaker",
        "stalled",
        "ticket",
    )

    def __init__(self, hub: Hub, socket: Socket, now_us: int) -> None:
        self._hub = hub
        self.socket = socket
        self.room: Room | None = None
        self.ticket: Ticket | None = None
        self.speaker: str | None = None  # the role's name, as `parse` knows it
        self.joining = self.ended = False
        self.opened_us = self.last_us = self._level_us = now_us
        self._level = BURST
        self._dropped = 0
        self.stalled = 0

    def seat(self, room: Room, ticket: Ticket) -> None:
        """The ticket was believed: this is who speaks from now on."""
        self.room, self.ticket, self.joining = room, ticket, False
        self.speaker = ticket.role.name.lower()

    def on_text(self, data: bytes) -> None:
        """One frame. `now` is when it was read: by this instant an answer is judged."""
        if self.ended:
            return
        now_us = self._hub.clock.now_us()
        level = self._level + (now_us - self._level_us) * (PER_SECOND / 1e6)
        self._level_us = self.last_us = now_us
        if level < 1.0:
            self._flooded(level)
            return
        self._level = (level if level < BURST else BURST) - 1.0
        try:
            said = parse(data, self.speaker)
        except BadFrame as bad:
            self._level -= FAULT_COST
            self.socket.send(refusal(bad.code, bad.key))
            if bad.fatal:
                self.end(POLICY)
            return
        if type(said) is Answer or type(said) is Buzz:
            self._hub.answer(self, said, now_us)
        elif type(said) is Ping:
            self.socket.send(Frame(encode.pong_frame(said.client, now_us)))
        elif type(said) is Join:
            self._hub.join(self, said, now_us)
        elif type(said) is Sync:
            self._hub.sync(self)
        elif type(said) is HostCommand:
            self._hub.command(self, said)

    def on_end(self) -> None:
        """The socket is gone, whoever ended it."""
        self._hub.forget(self)

    def _flooded(self, level: float) -> None:
        self._level = max(level, -BURST)
        self._dropped += 1
        if self._dropped == 1:
            self.socket.send(refusal("too_fast", retry_in=1))
        elif self._dropped > PATIENCE:
            self.end(POLICY)

    def end(self, code: int, word: Frame | None = None) -> None:
        """Say `word`, close with `code`, and hear nothing more."""
        if word is not None:
            self.socket.send(word)
        self.socket.close(code)
        self._hub.forget(self)
