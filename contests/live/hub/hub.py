"""The hub of a process: sockets in, rooms, what the clock and the doorbell bring."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import socket as network
import time
from collections.abc import Callable
from typing import Any, Final

import structlog

from contests.answers import Refused, Saved
from contests.clock import SYSTEM, Clock
from contests.live import broadcast, tickets
from contests.live.hub.connection import (
    POLICY,
    RESTART,
    Connection,
    bye,
    refusal,
)
from contests.live.hub.reader import Reader
from contests.live.hub.room import Room
from contests.live.hub.verbs import Verbs
from contests.live.protocol import encode
from contests.live.protocol.parse import Answer, Buzz, HostCommand, Join
from contests.live.rules.step import Refusal
from contests.live.selectors import rooms
from contests.live.socket import Frame, Socket
from contests.live.tickets import Role

log = structlog.get_logger("live")

# The database is asked for news of every open room this often, whatever the doorbell says.
POLL_SECONDS: Final = 1.0
JOIN_SECONDS: Final = 10
# Without a word (the application's heartbeat is one) a socket is dead after this long.
SILENT_SECONDS: Final = 75
# A reader that takes nothing for so many polls is cut.
STALLED_POLLS: Final = 20
# How far away the devices are where a bell is rung is looked at this often.
TRIP_POLLS: Final = 5
DRAIN_SECONDS: Final = 5.0
FLUSH_SECONDS: Final = 0.2
# Sockets of a restarted process come back within this, not all at once.
JITTER_SECONDS: Final = 6.0
_SLICE = 500


class _Waiter:
    """An answer that waits for its commit: what a future would be, without one."""

    __slots__ = ("connection", "hub", "key", "said")

    def __init__(self, hub: Hub, connection: Connection, key: str, said: Answer | Buzz) -> None:
        self.hub = hub
        self.connection = connection
        self.key = key
        self.said = said

    def done(self) -> bool:
        return False

    def set_result(self, outcome: Any) -> None:
        self.hub.answered(self, outcome)

    def set_exception(self, error: BaseException) -> None:
        log.error("answer failed", reason=str(error))
        self.hub.answered(self, None)


class Hub:
    """All rooms and sockets of one process. Its methods are called in its event loop only."""

    def __init__(self, verbs: Verbs, *, clock: Clock = SYSTEM, poll: float = POLL_SECONDS) -> None:
        self.verbs = verbs
        self.clock = clock
        self.poll = poll
        self.process = f"{network.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.read = Reader()
        self.rooms: dict[int, Room] = {}
        self.fresh: dict[Connection, None] = {}
        self.draining = False
        self.outstanding = 0
        self._polls = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    # --- life ------------------------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether a socket was ever here."""
        return self._loop is not None and self._loop.is_running()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the first socket; everything of the hub happens there."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            broadcast.listen(self._loop, self.rung)
            self.spawn(self._poll_for_ever())
        return self._loop

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Run a coroutine beside everything else; its failure is logged."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("live task failed", reason=repr(error), exc_info=error)

    def begin(self, socket: Socket) -> tuple[Callable[[bytes], None], Callable[[], None]]:
        """A socket was accepted: what to call for its texts and at its end."""
        assert self.loop
        connection = Connection(self, socket, self.clock.now_us())
        self.fresh[connection] = None
        return connection.on_text, connection.on_end

    def forget(self, connection: Connection) -> None:
        """The socket is gone or about to be."""
        connection.ended = True
        self.fresh.pop(connection, None)
        if connection.room is not None:
            connection.room.leave(connection)

    async def drain(self) -> None:
        """Take no more, wait for what was taken, send everybody away with a time to come back."""
        self.draining = True
        end = time.monotonic() + DRAIN_SECONDS
        while self.outstanding and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        count = 0
        words = [bye("restart", 0.5 + JITTER_SECONDS * n / 16) for n in range(16)]
        for room in list(self.rooms.values()):
            for connection in room.everybody():
                connection.end(RESTART, random.choice(words))
                count += 1
                if count % _SLICE == 0:
                    await asyncio.sleep(0)
        for connection in list(self.fresh):
            connection.end(RESTART, words[0])
        await asyncio.sleep(FLUSH_SECONDS)  # the words and close frames leave
        log.info("hub drained", sockets=count, unwritten=self.outstanding)

    # --- what sockets say ------------------------------------------------------------------------

    def join(self, connection: Connection, said: Join, now_us: int) -> None:
        """The first frame: believe the ticket, find the room, answer with its state."""
        if connection.ticket is not None or connection.joining:
            connection.socket.send(refusal("joined"))
            return
        if self.draining:
            connection.end(RESTART, bye("restart", 1 + random.random() * JITTER_SECONDS))
            return
        try:
            ticket = tickets.parse(said.ticket, now_us)
        except tickets.TicketRefused as refused:
            connection.end(POLICY, refusal(refused.code))
            return
        room = self.rooms.get(ticket.session)
        if room is None:
            room = self.rooms[ticket.session] = Room(self, ticket.session)
            self.spawn(room.open())
        connection.joining = True
        room.admit(connection, ticket)

    def sync(self, connection: Connection) -> None:
        """Send everything again to one who missed something."""
        if connection.room is None:
            connection.socket.send(refusal("not_joined"))
        else:
            connection.room.show(connection)

    def answer(self, connection: Connection, said: Answer | Buzz, now_us: int) -> None:
        """Refuse from memory what cannot count, queue the rest; its commit decides."""
        room, ticket = connection.room, connection.ticket
        if room is None or ticket is None or ticket.role is not Role.PLAYER:
            connection.socket.send(refusal("not_yours" if room else "not_joined", said.key))
            return
        if self.draining:
            connection.socket.send(refusal("stopping", said.key, 2))
            return
        buzz = type(said) is Buzz
        if code := room.refuses(ticket.subject, said, buzz, now_us):
            connection.socket.send(refusal(code, said.key))
            return
        waiter = _Waiter(self, connection, said.key, said)
        refused = self.verbs.save(
            waiter,
            self.loop,
            session=ticket.session,
            player=ticket.subject,
            epoch=ticket.epoch,
            run=said.run,
            buzz=buzz,
            response="" if type(said) is Buzz else said.response,
            key=said.key,
            received_us=now_us,
        )
        if refused is not None:
            connection.socket.send(refusal(refused.code.value, said.key, refused.retry_ms / 1000))
            return
        self.outstanding += 1

    def answered(self, waiter: _Waiter, outcome: Any) -> None:
        """The commit came back: only now somebody hears "đã ghi nhận"."""
        self.outstanding -= 1
        connection = waiter.connection
        if type(outcome) is Saved:
            connection.socket.send(Frame(encode.ok_frame(waiter.key)))
            if connection.room is not None:
                connection.room.note_answer(connection, waiter.said)
        elif isinstance(outcome, Refused):
            retry_in = outcome.retry_ms / 1000
            connection.socket.send(refusal(outcome.code.value, waiter.key, retry_in))
        else:
            connection.socket.send(refusal("broken", waiter.key))

    def command(self, connection: Connection, said: HostCommand) -> None:
        """A host's button."""
        ticket = connection.ticket
        if connection.room is None or ticket is None or ticket.role is not Role.HOST:
            # The same word as for a command that does not exist: nothing to find out here.
            connection.socket.send(refusal("not_yours", said.key))
            return
        self.spawn(self._command(connection, ticket, said))

    async def _command(
        self, connection: Connection, ticket: tickets.Ticket, said: HostCommand
    ) -> None:
        try:
            outcome = await self.verbs.command(
                session=ticket.session,
                name=said.name,
                args=dict(said.args),
                seen=said.seen,
                key=said.key,
                user=ticket.subject,
                sign_in=ticket.sign_in,
            )
        except Refusal as refused:
            connection.socket.send(refusal(refused.code, said.key))
            return
        if isinstance(outcome, Refused):
            retry_in = outcome.retry_ms / 1000
            connection.socket.send(refusal(outcome.code.value, said.key, retry_in))
        else:
            connection.socket.send(Frame(encode.done_frame(said.key, outcome)))
        if connection.room is not None:
            connection.room.refresh()

    # --- doorbell and poll -----------------------------------------------------------------------

    def rung(self, session: int, version: int) -> None:
        """The doorbell: something happened in a room. May be lost, late, or a lie."""
        room = self.rooms.get(session)
        if room is not None and version > room.version:
            room.refresh()

    async def _poll_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.poll)
            try:
                await self._poll()
            except Exception as error:  # whatever it was: the next look comes in a second
                log.warning("poll failed", reason=repr(error))

    async def _poll(self) -> None:
        if self.rooms:
            known = await self.read(rooms.versions, list(self.rooms))
            for session, stamp in known.items():
                room = self.rooms.get(session)
                if room is not None:
                    room.seen(stamp)
            await self._check_rights()
        self._polls += 1
        if self._polls % TRIP_POLLS == 0:
            for room in self.rooms.values():
                room.teller.measure_trips()
        self._sweep()

    async def _check_rights(self) -> None:
        """Hosts whose right, account or sign-in ended, and entrants who were taken out."""
        asked = {
            (room.session, c.ticket.subject, c.ticket.sign_in)
            for room in self.rooms.values()
            for c in room.hosts
            if c.ticket is not None
        }
        if asked:
            lost = asked - await self.read(rooms.rightful_hosts, asked)
            for room in self.rooms.values():
                for c in list(room.hosts):
                    assert c.ticket is not None
                    if (room.session, c.ticket.subject, c.ticket.sign_in) in lost:
                        c.end(POLICY, bye("removed"))
        guarded = [room.session for room in self.rooms.values() if room.has_entrants]
        if guarded:
            struck = await self.read(rooms.struck_players, guarded)
            for room in self.rooms.values():
                if room.session in guarded:
                    room.strike({player for session, player in struck if session == room.session})

    def _sweep(self) -> None:
        now_us = self.clock.now_us()
        for connection in list(self.fresh):
            if now_us - connection.opened_us > JOIN_SECONDS * 1_000_000:
                connection.end(POLICY)
        silent_us = now_us - SILENT_SECONDS * 1_000_000
        for session, room in list(self.rooms.items()):
            for connection in room.everybody():
                if connection.socket.waiting():
                    connection.stalled += 1
                    if connection.stalled > STALLED_POLLS:
                        connection.socket.cut()
                        self.forget(connection)
                elif connection.stalled:
                    connection.stalled = 0
                if connection.last_us < silent_us:
                    connection.socket.cut()
                    self.forget(connection)
            if room.is_idle(now_us):
                room.close()
                del self.rooms[session]
