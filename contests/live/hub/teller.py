"""What everybody in a room hears: each view that says something new, own results with it, numbers
for host and projector between two views."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from contests.live.hub.connection import Connection
from contests.live.hub.view import View
from contests.live.protocol import encode
from contests.live.socket import Frame
from contests.live.tickets import Role

if TYPE_CHECKING:
    from contests.live.hub.room import Room

# One common frame goes to this many before the loop may turn to others; personal ones are dearer.
COMMON_SLICE: Final = 1_000
PERSONAL_SLICE: Final = 500
COUNT_SECONDS: Final = 0.5
# How long frames travel is looked at where a bell is rung, by as many as fit on a host's screen.
TRIPS_MOST: Final = 40


class Teller:
    """The voice of a room in this process. Only the hub's loop touches it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._telling: asyncio.Task[Any] | None = None
        self._shown = 0
        # What every player here shows; None while some have heard a view and some have not.
        self._told: Mapping[str, Any] | None = None
        self._counting = self._counts_stale = False
        self._last_counts: tuple[Any, ...] = ()

    # --- views -----------------------------------------------------------------------------------

    def news(self) -> None:
        """There is a newer view: tell it, once for however many come meanwhile."""
        self._last_counts = ()
        if self._telling is None or self._telling.done():
            self._telling = self.room.hub.spawn(self._tell())

    async def _tell(self) -> None:
        """Send the newest view to everybody; a view that is overtaken is not finished."""
        room = self.room
        while room.view is not None and self._shown < room.view.version:
            view = room.view
            self._shown = view.version
            now_us = room.hub.clock.now_us()
            projected = view.frame(Role.PROJECTOR, now_us)
            self.tell_hosts()
            for connection in list(room.projectors):
                connection.socket.send(projected)
            shown = view.shown(Role.PLAYER)
            if encode.says_new(self._told, shown):
                self._told = None
                if await self._tell_players(view, view.frame(Role.PLAYER, now_us)):
                    self._told = shown
            elif view.is_personal:
                await self._tell_players(view, None)

    def tell_hosts(self) -> None:
        """The newest view to every host; with it goes on how many devices they are."""
        view, room = self.room.view, self.room
        if view is not None and room.hosts:
            view.devices = len(room.hosts)
            made = view.frame(Role.HOST, room.hub.clock.now_us())
            for connection in list(room.hosts):
                connection.socket.send(made)

    async def _tell_players(self, view: View, common: Frame | None) -> bool:
        """The common frame for all players and, where they are told, own results in the same
        write; nobody is always the last. False when overtaken."""
        connections = list(self.room.players.items())
        if connections:
            cut = random.randrange(len(connections))
            connections = connections[cut:] + connections[:cut]
        step = PERSONAL_SLICE if view.is_personal else COMMON_SLICE
        for start in range(0, len(connections), step):
            part = connections[start : start + step]
            if view.is_personal:
                self._tell_results(view, common, part)
            elif common is not None:
                for _, connection in part:
                    connection.socket.send(common)
            if len(connections) > step:
                await asyncio.sleep(0)
                if self.room.version != view.version:
                    return False
        return True

    def _tell_results(
        self, view: View, common: Frame | None, part: list[tuple[int, Connection]]
    ) -> None:
        for player, connection in part:
            own = Frame(view.me(player, self.room.mine.get(player)))
            if common is None:
                connection.socket.send(own)
            else:
                connection.socket.send(common, own)

    # --- numbers between two views ---------------------------------------------------------------

    def count(self) -> None:
        """Numbers for host and projector, merged: at most two a second, never to players."""
        room = self.room
        self._counts_stale = True
        if not self._counting and (room.hosts or room.projectors) and room.view is not None:
            self._counting = True
            room.hub.spawn(self._tell_counts())

    def count_again(self) -> None:
        """Somebody new looks on, who has heard no number yet."""
        self._last_counts = ()
        self.count()

    async def _tell_counts(self) -> None:
        """One look at a time, until one finds what the last one found and nobody asked since."""
        room = self.room
        is_new = False
        try:
            while self._counts_stale or is_new:
                self._counts_stale = False
                view = room.view
                assert view is not None
                counts = await room.hub.read(room.model.counts)
                is_new = counts != self._last_counts
                if is_new:
                    self._last_counts = counts
                    for text in view.count_frames(counts):
                        self._say(Frame(text))
                await asyncio.sleep(COUNT_SECONDS)
        finally:
            self._counting = False

    def _say(self, frame: Frame) -> None:
        for connection in chain(list(self.room.hosts), list(self.room.projectors)):
            connection.socket.send(frame)

    def measure_trips(self) -> None:
        """Tell hosts how long frames travel to each device and back, and look again. It is shown
        where a bell is rung, and used for nothing."""
        room = self.room
        view = room.view
        if view is None or not room.hosts or not view.has_bell or len(room.players) > TRIPS_MOST:
            return
        by = [
            (view.room.names.get(player, ""), round(trip_us / 1000))
            for player, connection in sorted(room.players.items())
            if (trip_us := connection.socket.trip_us) is not None
        ]
        if by:
            told = Frame(encode.rtt_frame(by))
            for connection in list(room.hosts):
                connection.socket.send(told)
        for connection in list(room.players.values()):
            connection.socket.measure()
