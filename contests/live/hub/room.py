"""A room in one process: its sockets, what they see, and what the clock asks of it.

What a room shows is a `View`, made in the reader's thread from rows alone and swapped in whole.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import structlog

from contests.live.hub.connection import NORMAL, POLICY, Connection, bye, refusal
from contests.live.hub.view import RoomModel, View
from contests.live.protocol.parse import Answer, Buzz
from contests.live.selectors import rooms
from contests.live.selectors.rooms import Stamp
from contests.live.socket import Frame
from contests.live.tickets import Role, Ticket

if TYPE_CHECKING:
    from contests.live.hub.hub import Hub

log = structlog.get_logger("live.room")

# One common frame goes to this many before the loop may turn to others; personal ones are dearer.
COMMON_SLICE: Final = 1_000
PERSONAL_SLICE: Final = 500
COUNT_SECONDS: Final = 0.5
# Sign of life while a question is open; without it a process counts as dead (services.commands).
BEAT_SECONDS: Final = 0.25
SETTLE_AGAIN_SECONDS: Final = 0.05
# A room without sockets is kept for those who reconnect.
IDLE_US: Final = 30_000_000
_LATEST_SECONDS = 3600.0
_OPEN_PHASES = frozenset({"reading", "asking", "closed"})


class Room:
    """All that is local to one session in this process. Only the hub's loop touches it."""

    def __init__(self, hub: Hub, session: int) -> None:
        self.hub = hub
        self.session = session
        self.model = RoomModel(session)
        self.view: View | None = None
        self.players: dict[int, Connection] = {}
        self.hosts: dict[Connection, None] = {}
        self.projectors: dict[Connection, None] = {}
        self.empty_since_us = hub.clock.now_us()
        self._coming: list[tuple[Connection, Ticket]] = []
        self._mine: dict[int, str] = {}  # answers to the open run that were committed here
        self._asking: dict[Connection, None] = {}  # whose own answer must be read first
        self._refreshing = self._again = False
        self._telling: asyncio.Task[Any] | None = None
        self._shown = 0
        self._timer: asyncio.TimerHandle | None = None
        self._flushed_run = 0
        self._beating = self._settling = self._counting = self._finding = False
        self._pressing = False
        self._last_counts: tuple[Any, ...] = ()

    # --- who is here -----------------------------------------------------------------------------

    @property
    def version(self) -> int:
        return self.view.version if self.view else 0

    @property
    def has_entrants(self) -> bool:
        return self.view is not None and self.view.has_entrants and bool(self.players)

    def everybody(self) -> Iterator[Connection]:
        """Every socket that has joined, as of now."""
        return chain(list(self.hosts), list(self.projectors), list(self.players.values()))

    def is_idle(self, now_us: int) -> bool:
        """Whether nobody has been here for so long that the room may be forgotten."""
        if self.players or self.hosts or self.projectors or self._coming or self._refreshing:
            self.empty_since_us = now_us
        return now_us - self.empty_since_us > IDLE_US

    def close(self) -> None:
        """Forget the room; what it knew is in the database."""
        if self._timer is not None:
            self._timer.cancel()

    def admit(self, connection: Connection, ticket: Ticket) -> None:
        """Let in whoever holds `ticket`, as soon as the room is known."""
        if self.view is None:
            self._coming.append((connection, ticket))
        elif ticket.role is Role.PLAYER:
            self._admit_player(connection, ticket)
        elif ticket.role is Role.HOST:
            self.hub.spawn(self._admit_host(connection, ticket))
        else:
            self._enter(connection, ticket, self.projectors)

    def _enter(self, connection: Connection, ticket: Ticket, where: dict[Connection, None]) -> None:
        if connection.ended:
            return
        where[connection] = None
        self._is_in(connection, ticket)
        self._last_counts = ()
        self._count()

    async def _admit_host(self, connection: Connection, ticket: Ticket) -> None:
        asked = (self.session, ticket.subject, ticket.sign_in)
        if asked in await self.hub.read(rooms.rightful_hosts, {asked}):
            self._enter(connection, ticket, self.hosts)
        else:
            connection.end(POLICY, refusal("bad_ticket"))

    def _admit_player(
        self, connection: Connection, ticket: Ticket, *, looked: bool = False
    ) -> None:
        if connection.ended:
            return
        known = self.model.players.get(ticket.subject)
        if known is None:
            if looked:
                connection.end(POLICY, refusal("bad_ticket"))
            else:
                self._coming.append((connection, ticket))
                self._find()
        elif known.removed:
            connection.end(POLICY, bye("removed"))
        elif known.epoch != ticket.epoch:
            if looked or known.epoch > ticket.epoch:
                connection.end(POLICY, bye("taken_over"))
            else:  # this process has not heard of the newer epoch yet
                self._coming.append((connection, ticket))
                self._find()
        else:
            before = self.players.get(ticket.subject)
            if before is not None:
                before.end(NORMAL, bye("taken_over"))
            self.players[ticket.subject] = connection
            self._is_in(connection, ticket)

    def _is_in(self, connection: Connection, ticket: Ticket) -> None:
        self.hub.fresh.pop(connection, None)
        connection.ticket, connection.room, connection.joining = ticket, self, False
        self.show(connection)

    def _find(self) -> None:
        """Read the players who joined elsewhere, once for all who wait."""
        if not self._finding:
            self._finding = True
            self.hub.spawn(self._find_players())

    async def _find_players(self) -> None:
        try:
            while self._coming:
                coming, self._coming = self._coming, []
                await self.hub.read(self.model.read_players)
                for connection, ticket in coming:
                    self._admit_player(connection, ticket, looked=True)
        finally:
            self._finding = False
        self._count()

    def leave(self, connection: Connection) -> None:
        """A socket is gone."""
        self.hosts.pop(connection, None)
        self.projectors.pop(connection, None)
        self._asking.pop(connection, None)
        ticket = connection.ticket
        if ticket is not None and self.players.get(ticket.subject) is connection:
            del self.players[ticket.subject]

    def expel(self, player: int, word: str) -> None:
        """Close the socket of a player who may no longer play, or not from there."""
        connection = self.players.get(player)
        if connection is not None:
            connection.end(POLICY, bye(word))

    # --- what they see ---------------------------------------------------------------------------

    def show(self, connection: Connection) -> None:
        """The whole state for one socket: first load and recovery are the same."""
        view, ticket = self.view, connection.ticket
        if view is None or ticket is None:
            return
        connection.socket.send(view.frame(ticket.role, self.hub.clock.now_us()))
        if ticket.role is not Role.PLAYER:
            return
        if view.phase in ("asking", "closed") and ticket.subject not in self._mine:
            self._asking[connection] = None
            if len(self._asking) == 1:
                self.hub.spawn(self._show_own())
        else:
            self._send_me(connection, view, self._mine.get(ticket.subject))

    async def _show_own(self) -> None:
        """Their own answers to the open question, read once for all who came back just now."""
        await asyncio.sleep(0.01)
        while self._asking and self.view is not None:
            asking, self._asking = list(self._asking), {}
            players = [c.ticket.subject for c in asking if c.ticket is not None]
            run = self.view.run
            own = await self.hub.read(rooms.own_answers, self.session, run, players)
            for connection in asking:
                if connection.ticket is not None and not connection.ended:
                    self._send_me(connection, self.view, own.get(connection.ticket.subject))

    def _send_me(self, connection: Connection, view: View, own: str | None) -> None:
        assert connection.ticket is not None
        text = view.me(connection.ticket.subject, own)
        if text is not None:
            connection.socket.send(Frame(text))

    def refuses(self, player: int, said: Answer | Buzz, buzz: bool, now_us: int) -> str:
        """Why this cannot count, as far as memory knows; "" leaves it to the commit."""
        view = self.view
        if view is None or said.run > view.run:
            return ""
        if said.run < view.run:
            # Sent again after its time, perhaps because the word of its commit was lost.
            return ""
        if player in view.out:
            return "out"
        if view.paused:
            return "paused"
        if not buzz and view.phase == "asking" and now_us < view.opens_us:
            return "early"
        return ""

    def note_answer(self, connection: Connection, said: Answer | Buzz) -> None:
        """An answer of this process is committed."""
        view, ticket = self.view, connection.ticket
        if view is None or ticket is None or said.run != view.run:
            return
        if type(said) is Answer:
            self._mine[ticket.subject] = said.response
            self._count()
        elif not self._pressing:
            self._pressing = True
            self.hub.spawn(self._press(view.run))

    async def _press(self, run: int) -> None:
        self._pressing = False  # a press from now on is told by the next one
        await self.hub.verbs.press(session=self.session, run=run)
        self.refresh()

    # --- news ------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Read everything, give a sign of life, then let in whoever waits."""
        self._refreshing = True
        try:
            view = await self.hub.read(self.model.advance)
            if view is None:
                for connection, _ in self._coming:
                    connection.end(POLICY, refusal("bad_ticket"))
                self._coming.clear()
                return
            # Before anybody can answer here, others must know that they wait for this process.
            if view.phase in _OPEN_PHASES:
                await self.hub.verbs.flushed(
                    session=self.session, process=self.hub.process, run=view.run - 1
                )
            self._take(view)
        finally:
            self._refreshing = False
        coming, self._coming = self._coming, []
        for connection, ticket in coming:
            self.admit(connection, ticket)
        if self._again:
            self.refresh()

    def seen(self, stamp: Stamp) -> None:
        """What the poll found; whatever is newer than here is read."""
        view = self.view
        if view is not None and (
            stamp.version > view.version
            or stamp.players_count != self.model.players_count
            or stamp.roster != self.model.roster
        ):
            self.refresh()

    def refresh(self) -> None:
        """Read what is new, once for however many ask."""
        self._again = True
        if not self._refreshing:
            self._refreshing = True
            self.hub.spawn(self._refresh())

    async def _refresh(self) -> None:
        try:
            while self._again:
                self._again = False
                view = await self.hub.read(self.model.advance)
                if view is not None:
                    self._take(view)
        finally:
            self._refreshing = False

    def _take(self, view: View) -> None:
        """Show a newer view: common frames first, personal ones behind them."""
        before = self.view
        self.view = view
        for player in view.expelled:
            self.expel(player, "removed")
        for player in view.moved:
            self._expel_older(player)
        if before is None or view.version > before.version:
            if before is None or view.run != before.run:
                self._mine.clear()
            self._last_counts = ()
            if self._telling is None or self._telling.done():
                self._telling = self.hub.spawn(self._tell())
        self._arm(view)
        if view.tally is not None:
            self.hub.spawn(self._tally(view.version, view.tally))
        if view.phase in _OPEN_PHASES:
            self._beat()
        if view.phase == "closed":
            self._settle()
        self._count()

    async def _tally(self, version: int, args: dict[str, Any]) -> None:
        await self.hub.verbs.tally(session=self.session, seen=version, args=args)
        self.refresh()

    def _expel_older(self, player: int) -> None:
        connection, known = self.players.get(player), self.model.players.get(player)
        if connection is None or connection.ticket is None or known is None:
            return
        if connection.ticket.epoch != known.epoch:
            connection.end(POLICY, bye("taken_over"))

    async def _tell(self) -> None:
        """Send the newest view to everybody; a view that is overtaken is not finished."""
        while self.view is not None and self._shown < self.view.version:
            view = self.view
            self._shown = view.version
            now_us = self.hub.clock.now_us()
            frames = {role: view.frame(role, now_us) for role in Role}
            for where, role in ((self.hosts, Role.HOST), (self.projectors, Role.PROJECTOR)):
                for connection in list(where):
                    connection.socket.send(frames[role])
            if await self._tell_players(view, frames[Role.PLAYER]) and view.is_personal:
                await self._tell_each(view)

    async def _tell_players(self, view: View, common: Frame) -> bool:
        """The common frame for all players; nobody is always the last. False when overtaken."""
        connections = list(self.players.values())
        if connections:
            cut = random.randrange(len(connections))
            connections = connections[cut:] + connections[:cut]
        for start in range(0, len(connections), COMMON_SLICE):
            for connection in connections[start : start + COMMON_SLICE]:
                connection.socket.send(common)
            if len(connections) > COMMON_SLICE:
                await asyncio.sleep(0)
                if self.version != view.version:
                    return False
        return True

    async def _tell_each(self, view: View) -> None:
        """Points and places, in slices that let others in between."""
        connections = list(self.players.items())
        for start in range(0, len(connections), PERSONAL_SLICE):
            for player, connection in connections[start : start + PERSONAL_SLICE]:
                text = view.me(player, self._mine.get(player))
                if text is not None:
                    connection.socket.send(Frame(text))
            await asyncio.sleep(0)
            if self.version != view.version:
                return

    # --- the clock -------------------------------------------------------------------------------

    def _arm(self, view: View) -> None:
        """Wake at the stored instant and try; whichever process is first wins."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if view.due_us is not None:
            seconds = (view.due_us - self.hub.clock.now_us()) / 1e6
            self._timer = self.hub.loop.call_later(
                min(max(0.0, seconds), _LATEST_SECONDS), self._wake, view.version
            )

    def _wake(self, version: int) -> None:
        if self.view is not None and self.view.version == version:
            self.hub.spawn(self._do_due(version))

    async def _do_due(self, version: int) -> None:
        await self.hub.verbs.due(session=self.session, seen=version)
        self.refresh()
        # The database may have been away: while nothing has moved, try again.
        await asyncio.sleep(0.5)
        if self.view is not None and self.view.version == version:
            self._arm(self.view)

    def _beat(self) -> None:
        if not self._beating:
            self._beating = True
            self.hub.spawn(self._keep_beating())

    async def _keep_beating(self) -> None:
        try:
            while self.view is not None and self.view.phase in _OPEN_PHASES:
                await self.hub.verbs.flushed(
                    session=self.session, process=self.hub.process, run=self._flushed_run
                )
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            self._beating = False

    def _settle(self) -> None:
        if not self._settling:
            self._settling = True
            self.hub.spawn(self._keep_settling())

    async def _keep_settling(self) -> None:
        """Say that everything received here is written, then try to settle until somebody has."""
        try:
            while self.view is not None and self.view.phase == "closed":
                run = self.view.run
                if self._flushed_run < run:
                    await self.hub.verbs.flushed(
                        session=self.session, process=self.hub.process, run=run
                    )
                    self._flushed_run = run
                if await self.hub.verbs.settle(session=self.session, run=run):
                    self.refresh()
                await asyncio.sleep(SETTLE_AGAIN_SECONDS)
        finally:
            self._settling = False

    # --- counts ----------------------------------------------------------------------------------

    def _count(self) -> None:
        """Numbers for host and projector, merged: at most two a second, never to players."""
        if not self._counting and (self.hosts or self.projectors) and self.view is not None:
            self._counting = True
            self.hub.spawn(self._tell_counts())

    async def _tell_counts(self) -> None:
        try:
            started = time.monotonic()
            view = self.view
            assert view is not None
            counts = await self.hub.read(self.model.counts)
            if counts != self._last_counts:
                self._last_counts = counts
                for text in view.count_frames(counts):
                    sent = Frame(text)
                    for connection in chain(list(self.hosts), list(self.projectors)):
                        connection.socket.send(sent)
            await asyncio.sleep(max(0.0, COUNT_SECONDS - (time.monotonic() - started)))
        finally:
            self._counting = False
        if self.view is not None and self.view.phase in ("asking", "lobby"):
            fresh = await self.hub.read(self.model.counts)
            if fresh != self._last_counts:
                self._count()
