"""A room in one process: its sockets, what they see, and what the clock asks of it.

What a room shows is a `View`, made in the reader's thread from rows alone and swapped in whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import structlog

from contests.live.hub.connection import NORMAL, POLICY, Connection, bye, refusal
from contests.live.hub.teller import Teller
from contests.live.hub.view import RoomModel, View
from contests.live.protocol.parse import Answer, Buzz
from contests.live.selectors import rooms
from contests.live.selectors.rooms import Stamp
from contests.live.socket import Frame
from contests.live.tickets import Role, Ticket

if TYPE_CHECKING:
    from contests.live.hub.hub import Hub

log = structlog.get_logger("live.room")

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
        self.mine: dict[int, str] = {}  # answers to the open run that were committed here
        self.teller = Teller(self)
        self.empty_since_us = hub.clock.now_us()
        self._coming: list[tuple[Connection, Ticket]] = []
        self._struck: set[int] = set()
        self._asking: dict[Connection, None] = {}  # whose own answer must be read first
        self._refreshing = self._again = False
        self._timer: asyncio.TimerHandle | None = None
        self._flushed_run = 0
        self._beating = self._settling = self._finding = self._pressing = False

    # --- who is here -----------------------------------------------------------------------------

    @property
    def version(self) -> int:
        return self.view.version if self.view else 0

    @property
    def has_entrants(self) -> bool:
        return self.view is not None and self.view.has_entrants

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
        if ticket.role is Role.HOST:
            connection.seat(self, ticket)
            self.hub.fresh.pop(connection, None)
            self.teller.tell_hosts()  # every host sees on how many devices they are
        else:
            self._is_in(connection, ticket)
        self.teller.count_again()

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
        elif known.removed or ticket.subject in self._struck:
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
        connection.seat(self, ticket)
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
                removed, moved = await self.hub.read(self.model.read_players)
                # Nobody else hears of it: what was read now is not news to the next look.
                for player in removed:
                    self.expel(player, "removed")
                for player in moved:
                    self._expel_older(player)
                for connection, ticket in coming:
                    self._admit_player(connection, ticket, looked=True)
        finally:
            self._finding = False
        self.teller.count()

    def leave(self, connection: Connection) -> None:
        """A socket is gone."""
        if connection in self.hosts:
            del self.hosts[connection]
            self.teller.tell_hosts()
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

    def strike(self, players: set[int]) -> None:
        """Those whose entrant is taken out of the contest: they go, and do not come in again."""
        self._struck = players
        for player in players:
            self.expel(player, "removed")

    # --- what they see ---------------------------------------------------------------------------

    def show(self, connection: Connection) -> None:
        """The whole state for one socket: first load and recovery are the same."""
        view, ticket = self.view, connection.ticket
        if view is None or ticket is None:
            return
        common = view.frame(ticket.role, self.hub.clock.now_us())
        if ticket.role is not Role.PLAYER:
            connection.socket.send(common)
        elif view.phase in ("asking", "closed") and ticket.subject not in self.mine:
            connection.socket.send(common)
            self._asking[connection] = None
            if len(self._asking) == 1:
                self.hub.spawn(self._show_own())
        else:
            own = view.me(ticket.subject, self.mine.get(ticket.subject))
            connection.socket.send(common, Frame(own))

    async def _show_own(self) -> None:
        """Their own answers to the open question, read once for all who came back just now."""
        await asyncio.sleep(0.01)
        while self._asking and self.view is not None:
            asking, self._asking = list(self._asking), {}
            players = [c.ticket.subject for c in asking if c.ticket is not None]
            run = self.view.run
            own = await self.hub.read(rooms.own_answers, self.session, run, players)
            if (
                self.view.run != run
            ):  # meanwhile another question is open, and nobody's answer to it
                own = {}
            for connection in asking:
                if connection.ticket is not None and not connection.ended:
                    player = connection.ticket.subject
                    connection.socket.send(Frame(self.view.me(player, own.get(player))))

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
            self.mine[ticket.subject] = said.response
            self.teller.count()
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
            if view.has_entrants:
                found = await self.hub.read(rooms.struck_players, [self.session])
                self._struck = {player for _, player in found}
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
        if view is None:
            if not self._refreshing:  # the first reading failed, the database was away perhaps
                self._coming = [pair for pair in self._coming if not pair[0].ended]
                self.hub.spawn(self.open())
        elif (
            stamp.version > view.version
            or stamp.players_count != self.model.players_count
            or stamp.roster != self.model.roster
        ):
            self.refresh()
        elif view.phase == "asking":
            self.teller.count()  # of answers that came to other processes

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
        view.devices = len(self.hosts)
        self.view = view
        for player in view.expelled:
            self.expel(player, "removed")
        for player in view.moved:
            self._expel_older(player)
        if before is None or view.version > before.version:
            if before is None or view.run != before.run:
                self.mine.clear()
            self.teller.news()
        self._arm(view)
        if view.tally is not None:
            self.hub.spawn(self._tally(view.version, view.tally))
        if view.phase in _OPEN_PHASES:
            self._beat()
        if view.phase == "closed":
            self._settle()
        self.teller.count()

    async def _tally(self, version: int, args: dict[str, Any]) -> None:
        await self.hub.verbs.tally(session=self.session, seen=version, args=args)
        self.refresh()

    def _expel_older(self, player: int) -> None:
        connection, known = self.players.get(player), self.model.players.get(player)
        if connection is None or connection.ticket is None or known is None:
            return
        if connection.ticket.epoch != known.epoch:
            connection.end(POLICY, bye("taken_over"))

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
