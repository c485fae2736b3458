"""What goes out of a room, at whose cost: nothing twice, one write where two frames follow each other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from contests import live
from contests.live import socket as sockets
from contests.live.hub import Hub
from contests.live.hub.room import Room
from contests.live.hub.view import View
from contests.live.protocol import encode
from contests.live.rules.plan import Mode
from contests.live.socket import FastSocket, Frame
from contests.live.tickets import Role, Ticket
from tests.live.protocol.scene import playing
from tests.live.protocol.scene import room as known
from tests.live.rules.table import Table, plan, segment

LIVE = Path(live.__file__).parent


class Ear:
    """A socket that keeps what it was sent, one list for each write."""

    def __init__(self, trip_us: int | None = None) -> None:
        self.writes: list[list[dict[str, Any]]] = []
        self.trip_us = trip_us
        self.measured = 0

    def send(self, frame: Frame, then: Frame | None = None) -> bool:
        self.writes.append([json.loads(one.text) for one in (frame, then) if one is not None])
        return True

    def measure(self) -> None:
        self.measured += 1

    def waiting(self) -> int:
        return 0

    def close(self, code: int) -> None: ...

    def cut(self) -> None: ...

    def kinds(self) -> list[list[str]]:
        """The kinds of frames by writes, which are forgotten."""
        told, self.writes = self.writes, []
        return [[one.get("phase", one["t"]) for one in write] for write in told]


def view(table: Table, version: int) -> View:
    """What a hub would make of the table's state."""
    phase = table.state.phase.value
    return View(
        version=version, phase=phase, run=table.state.run, opens_us=table.state.opens_us,
        paused=table.state.is_paused, due_us=None, has_entrants=False,
        is_personal=phase in ("revealed", "board", "podium"), shows_marks=encode.is_revealed(table.state),
        out=table.sheet.out, tally=None, expelled=(), moved=(),
        plan=table.plan, state=table.state, room=known(table, version),
        rows={row.player: row for row in table.sheet.standing()}, of=table.players,
        has_bell=any(one.mode is Mode.BUZZER for one in table.plan.segments),
    )  # fmt: skip


@contextmanager
def seated(table: Table, players: int = 1, hosts: int = 1) -> Iterator[tuple[Room, list[Ear]]]:
    """A room with people in it; (room, the ears of players and then of hosts)."""
    hub = Hub(None, poll=3_600)  # nothing is written here
    room = Room(hub, 1)
    ears = []
    for number in range(1, players + hosts + 1):
        ear = Ear()
        ears.append(ear)
        on_text, _ = hub.begin(ear)
        connection = on_text.__self__
        role = Role.PLAYER if number <= players else Role.HOST
        connection.seat(room, Ticket(role, 1, number, 0, 0, 0))
        if role is Role.PLAYER:
            room.players[number] = connection
        else:
            room.hosts[connection] = None
    yield room, ears
    for task in hub._tasks:
        task.cancel()


async def tell(room: Room, shown: View) -> None:
    room.view = shown
    room.teller.news()
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_question_costs_a_player_three_writes(monkeypatch):
    table = playing(plan(segment(Mode.RACE)), players=2)
    with seated(table) as (room, (phone, host)):
        await tell(room, view(table, 5))
        table.wait(2)
        table.do("end_early")
        await tell(room, view(table, 6))
        assert phone.kinds() == [["asking"], ["closed"]]
        table.settle()
        await tell(room, view(table, 7))
        assert phone.kinds() == [], "that everything is written is nothing a player waits for"
        table.do("reveal")
        await tell(room, view(table, 8))
        assert phone.kinds() == [["revealed", "me"]]
        assert host.kinds() == [["asking"], ["closed"], ["settled"], ["revealed"]]
        # Points may change under the same view: then only a player's own line goes out.
        await tell(room, view(table, 9))
        assert phone.kinds() == [["me"]]


async def test_a_question_that_ends_as_told_ends_in_silence():
    table = playing(plan(segment(Mode.RACE)), players=2)
    with seated(table, hosts=0) as (room, (phone,)):
        await tell(room, view(table, 5))
        table.wait(60)
        assert table.state.phase.value == "settled"
        await tell(room, view(table, 6))
        assert phone.kinds() == [["asking"]]
        # Whoever asks hears how things stand.
        room.show(room.players[1])
        await asyncio.sleep(0)
        assert phone.kinds()[0][0] == "closed"


async def test_a_view_that_was_overtaken_is_told_again_though_it_says_nothing_new(monkeypatch):
    monkeypatch.setattr("contests.live.hub.teller.COMMON_SLICE", 1)
    table = playing(plan(segment(Mode.RACE)), players=2)
    with seated(table, players=2, hosts=0) as (room, phones):
        room.view = view(table, 5)
        room.teller.news()
        await asyncio.sleep(0)  # one of the two has heard it
        assert sum(len(phone.writes) for phone in phones) == 1
        await tell(room, view(table, 6))
        assert all(phone.writes[-1][0]["n"] == 6 for phone in phones)


async def test_every_host_sees_on_how_many_devices_they_are_and_how_far_the_bells():
    table = playing(plan(segment(Mode.BUZZER)), players=2)
    with seated(table, players=2, hosts=2) as (room, (near, unknown, first, second)):
        await tell(room, view(table, 5))
        assert first.writes[-1][0]["devices"] == second.writes[-1][0]["devices"] == 2
        room.leave(next(iter(room.hosts)))
        assert second.writes[-1][0]["devices"] == 1
        near.trip_us = 38_400
        room.teller.measure_trips()
        assert second.writes[-1] == [{"t": "rtt", "by": [["Người 1", 38]]}]
        assert near.measured == unknown.measured == 1 and first.writes[-1][0]["t"] == "state"
        assert "rtt" not in [kind for write in near.kinds() for kind in write]


def test_how_far_a_device_is_is_read_for_the_console_and_nowhere_else():
    """It moves no press and no answer: what decides never sees it."""
    reading = {
        str(path.relative_to(LIVE))
        for path in LIVE.rglob("*.py")
        if "trip_us" in path.read_text(encoding="utf-8")
    }
    assert reading == {"socket.py", "hub/teller.py"}


def test_a_pong_tells_how_long_it_took(monkeypatch):
    sent: list[bytes] = []

    class Line:
        class transport:  # noqa: N801
            class socket:  # noqa: N801
                send = recv = staticmethod(len)
                setsockopt = staticmethod(lambda *_: None)

        dataReceived = onMessage = onPong = onClose = None  # noqa: N815
        sendPing = staticmethod(sent.append)  # noqa: N815

    now = [5_000_000_000]
    monkeypatch.setattr(sockets.time, "monotonic_ns", lambda: now[0])
    taken = FastSocket(Line())
    taken.tell(lambda _: None, lambda: None)
    taken.measure()
    now[0] += 38_400_000
    taken._protocol.onPong(sent[0])
    assert taken.trip_us == 38_400
    for made_up in (b"", b"x" * 8, b"\xff" * 8):
        taken._protocol.onPong(made_up)
        assert taken.trip_us in (38_400, None)


@pytest.mark.parametrize("text", ['{"t":"ping","c":1}', "x"])
async def test_a_flood_in_the_plain_way_is_closed_with_1008(text):
    hub = Hub(None, poll=3_600)  # nothing is written here
    sent: list[dict[str, Any]] = []
    closed = asyncio.Event()
    said = 0

    async def receive() -> dict[str, Any]:
        nonlocal said
        said += 1
        if said == 1:
            return {"type": "websocket.connect"}
        if closed.is_set():
            return {"type": "websocket.disconnect", "code": 1008}
        return {"type": "websocket.receive", "text": text}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "websocket.close":
            closed.set()

    async with asyncio.timeout(20):
        await sockets.serve({}, receive, send, hub.begin)
    assert sent[-1] == {"type": "websocket.close", "code": 1008}
    assert said < 300 and len(sent) < 40
    assert not hub.fresh
    for task in hub._tasks:
        task.cancel()
