"""P21 and P22: floods, broken frames and readers who take nothing hurt only themselves."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator
from itertools import chain, cycle, islice
from urllib.parse import urlsplit

import psutil
import pytest

from tests.live.scene import Client, LiveScene, make_live
from tests.servers import RealServer

#: What one hostile socket sends at most, in handfuls of FLOOD_STEP each 0.1 s: 1,000 a second.
FLOOD = 1_500
FLOOD_STEP = 100
#: Promised for one reader: the ceiling and what the kernel holds.
HELD_MOST = 512 * 1024


def framed(payload: bytes, first: int = 0x81) -> bytes:
    """A client's frame, masked with zeros."""
    size = len(payload)
    head = bytes((first, 0x80 | size)) if size < 126 else struct.pack(">BBH", first, 0xFE, size)
    return head + bytes(4) + payload


SYNC = framed(b'{"t":"sync"}')
#: What a hostile socket repeats.
KINDS = {
    "flood": SYNC,
    "no JSON": framed(b"x" * 40),
    "no UTF-8": framed(b"\xff\xfe\xfd"),
    "deep": framed(b"[" * 4_000),
    "binary": framed(bytes(50), 0x82),
    "too large": framed(b"x" * (8 * 1024 + 1)),
    "endless fragments": framed(b"x" * 1_000, 0x00),
}


class Hostile:
    """A socket that speaks the protocol as far as it must."""

    def __init__(self, url: str, ticket: str) -> None:
        self.url = url
        self.ticket = ticket

    async def open(self) -> None:
        at = urlsplit(self.url)
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        await asyncio.get_running_loop().sock_connect(raw, (at.hostname, at.port))
        self.reader, self.writer = await asyncio.open_connection(sock=raw, limit=1024)
        self.writer.write(
            f"GET /song/ HTTP/1.1\r\nHost: {at.netloc}\r\nOrigin: {self.url}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        assert b" 101 " in await self.reader.readuntil(b"\r\n\r\n")
        self.writer.write(framed(json.dumps({"t": "join", "ticket": self.ticket, "n": 0}).encode()))

    async def attack(self, kind: str, *, reads: bool) -> bool:
        """Send FLOOD frames of `kind`; whether the server put an end to it."""
        await self.open()
        reading = asyncio.create_task(self._read()) if reads else None
        if kind == "endless fragments":
            self.writer.write(framed(b"x", 0x01))
        try:
            for _ in range(FLOOD // FLOOD_STEP):
                self.writer.write(KINDS[kind] * FLOOD_STEP)
                await self.writer.drain()
                await asyncio.sleep(0.1)
            for _ in range(30):  # it may just have been told: whoever goes on writing hears it
                self.writer.write(SYNC)
                await self.writer.drain()
                await asyncio.sleep(0.1)
        except OSError:
            self.writer.close()
            return True
        finally:
            if reading is not None:
                reading.cancel()
        return False

    async def _read(self) -> None:
        while await self.reader.read(65_536):
            pass

    async def take(self) -> int:
        """How much waits for a reader who never took any, as far as the promise goes."""
        taken = 0
        while taken <= HELD_MOST:
            data = await asyncio.wait_for(self.reader.read(65_536), 10)
            if not data:
                break
            taken += len(data)
        self.writer.close()
        return taken


def resident(pid: int) -> int:
    return psutil.Process(pid).memory_info().rss


async def answers_of(scene: LiveScene, url: str, honest: int, start: asyncio.Event) -> int:
    """A question asked before and one asked within the attack; how many answers were taken."""
    host = await Client.open(url, scene.host_ticket())
    await host.phase("lobby")
    phones = [
        await Client.open(url, scene.player_ticket(scene.add_player())) for _ in range(honest)
    ]
    await host.drive("start")
    taken = 0
    for number in range(2):
        asked = await host.drive("next")
        for phone in phones:
            await phone.phase("asking", least=asked["n"], seconds=30)
        await asyncio.sleep(0.4)
        run = asked["question"]["run"]
        told = await asyncio.gather(*(phone.answer(run) for phone in phones))
        taken += sum(one["t"] == "ok" for one in told)
        if number == 0:
            start.set()
            await host.drive("end_early")
            await host.phase("settled", least=asked["n"])
            await host.drive("reveal")
    for client in (host, *phones):
        await client.close()
    return taken


async def come_again(
    hostile: Hostile, kind: str, start: asyncio.Event, honest: asyncio.Task[int], *, reads: bool
) -> list[bool]:
    """Attack, and again for as long as honest people play; whether each was ended."""
    await start.wait()
    ended = [await hostile.attack(kind, reads=reads)]
    while not honest.done():
        await asyncio.sleep(0.2)
        ended.append(await hostile.attack(kind, reads=reads))
    return ended


@pytest.mark.promise("P21")
@pytest.mark.django_db(transaction=True)
async def test_p21_p22_hostile_sockets(live, careless, trials, record_promise):
    rounds, honest, hostile = trials(1, 20), trials(20, 200), trials(20, 100)
    ended: list[bool] = []
    slow_ended: list[bool] = []
    taken = grown = 0
    for _ in range(rounds):
        scene = make_live(questions=2, seconds=60)
        before = resident(live.pid)
        start = asyncio.Event()
        everybody = [
            Hostile(live.url, scene.player_ticket(scene.add_player()))
            for _ in range(hostile + hostile // 4)
        ]
        playing = asyncio.create_task(answers_of(scene, live.url, honest, start))
        kinds = [*islice(cycle(KINDS), hostile), *["flood"] * (hostile // 4)]
        told = await asyncio.gather(
            *(
                come_again(one, kind, start, playing, reads=n < hostile)
                for n, (one, kind) in enumerate(zip(everybody, kinds, strict=True))
            )
        )
        taken += await playing
        ended += chain.from_iterable(told[:hostile])
        slow_ended += chain.from_iterable(told[hostile:])
        grown = max(grown, resident(live.pid) - before)
    stays, holds = (
        Hostile(careless.url, scene.player_ticket(scene.add_player())) for _ in range(2)
    )
    control = await asyncio.gather(
        stays.attack("flood", reads=True), holds.attack("flood", reads=False)
    )
    stays.writer.close()
    held = await holds.take()
    record_promise(
        "P21",
        figure=f"{sum(ended)} of {len(ended)} hostile sockets ended, {taken} of"
        f" {honest * 2 * rounds} honest answers taken, server grew {grown / 2**20:.0f} MiB",
        trials=len(ended),
        control=f"without limits {sum(control)} of 2 floods ended",
    )
    record_promise(
        "P22",
        figure=f"{sum(slow_ended)} of {len(slow_ended)} who took nothing and went on were ended",
        trials=len(slow_ended),
        control=f"without limits one held more than {HELD_MOST // 1024} KiB"
        if held > HELD_MOST
        else f"without limits one held {held} bytes",
    )
    assert taken == honest * 2 * rounds
    assert len(ended) >= hostile * rounds and all(ended) and all(slow_ended)
    assert grown < 100 * 2**20
    assert control == [False, False] and held > HELD_MOST


# --- what never ends -------------------------------------------------------------------------------

#: How somebody takes all the time there is; whether a close code can be told at that point.
DAWDLERS = {
    "says nothing": False,
    "half a handshake": False,
    "a handshake byte by byte": False,
    "a second handshake byte by byte": False,
    "a handshake and no more": True,
    "a join byte by byte": True,
}
PACE_SECONDS = 0.05


async def dawdle(server: RealServer, how: str, ticket: str, seconds: float) -> tuple[bool, bytes]:
    """Do so for `seconds`; whether the server put an end to it, and its last bytes."""
    at = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    head = (
        f"GET /song/ HTTP/1.1\r\nHost: {at.netloc}\r\nOrigin: {server.url}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    ).encode()
    join = framed(json.dumps({"t": "join", "ticket": ticket, "n": 0}).encode())

    async def slowly() -> AsyncIterator[bytes]:
        if how == "half a handshake":
            yield head[:60]
        elif how == "a handshake byte by byte":
            for byte in head:
                yield bytes((byte,))
        elif how == "a second handshake byte by byte":
            yield f"GET /healthz HTTP/1.1\r\nHost: {at.netloc}\r\n\r\n".encode() + head[:30]
            for byte in head[30:]:
                yield bytes((byte,))
        elif how != "says nothing":
            yield head
            for byte in join if how == "a join byte by byte" else b"":
                yield bytes((byte,))

    last = b""

    async def read() -> None:
        nonlocal last
        while data := await reader.read(4096):
            last = data

    async def write() -> None:
        async for part in slowly():
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(PACE_SECONDS)
        await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    try:
        await asyncio.wait_for(read(), seconds)
    except TimeoutError:
        return False, last
    except OSError:
        pass
    finally:
        writing.cancel()
        writer.close()
    return True, last


@pytest.mark.promise("P21")
@pytest.mark.django_db(transaction=True)
async def test_p21_who_takes_all_the_time_there_is(second, careless, trials, record_promise):
    """`second` waits 3 s for the head of a request and for a join, the real server 20 s and 10 s."""
    each, honest = trials(2, 100), trials(5, 100)
    scene = make_live(questions=2, seconds=60)
    ticket = scene.player_ticket(scene.add_player())
    kinds = [kind for kind in DAWDLERS for _ in range(each)]
    before = resident(second.pid)
    start = asyncio.Event()
    playing = asyncio.create_task(answers_of(scene, second.url, honest, start))
    await start.wait()
    told, control = await asyncio.gather(
        asyncio.gather(*(dawdle(second, kind, ticket, 20) for kind in kinds)),
        asyncio.gather(*(dawdle(careless, kind, ticket, 7) for kind in DAWDLERS)),
    )
    taken = await playing
    grown = resident(second.pid) - before
    ended = sum(end for end, _ in told)
    policy = struct.pack(">BBH", 0x88, 2, 1008)
    may_be_told = sum(DAWDLERS[kind] for kind in kinds)
    coded = sum(
        last.endswith(policy) for kind, (_, last) in zip(kinds, told, strict=True) if DAWDLERS[kind]
    )
    stayed = sum(not end for end, _ in control)
    record_promise(
        "P21",
        figure=f"{ended} of {len(kinds)} who never finished what they began were ended, {coded} of"
        f" {may_be_told} with 1008 where a code can be told; {taken} of {2 * honest} honest"
        f" answers taken, server grew {grown / 2**20:.0f} MiB",
        trials=len(kinds),
        control=f"without limits {stayed} of {len(control)} stay",
    )
    assert (ended, taken, coded) == (len(kinds), 2 * honest, may_be_told)
    assert grown < 100 * 2**20
    assert stayed == len(control)
