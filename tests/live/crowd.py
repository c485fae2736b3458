"""Players and a host who go on whatever is killed: the same keys again, as a browser does it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.live.scene import Client, LiveScene
from tests.servers import ROOT, RealServer


def seed(server: RealServer, players: int, questions: int, seconds: int) -> dict[str, Any]:
    """A session in the server's database (`tests.live.seed`)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.seed", str(players), str(questions), str(seconds)],
        env=os.environ
        | {
            "VAR_DIR": str(server.var_dir),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": server.database_url or f"sqlite:///{server.var_dir / 'db.sqlite3'}",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def told_of(scene: LiveScene, players: int) -> dict[str, Any]:
    """What `seed` tells, of a session in this process's database."""
    made = [scene.add_player() for _ in range(players)]
    return {
        "session": scene.session.pk,
        "public_id": scene.session.public_id,
        "host": scene.host_ticket(),
        "projector": scene.projector_ticket(),
        "players": {player.pk: scene.player_ticket(player) for player in made},
    }


def query(server: RealServer, statement: str) -> list[tuple[Any, ...]]:
    """Rows of the server's database, read beside Django."""
    if server.database_url.startswith("postgres"):
        with psycopg.connect(server.database_url) as connection:
            return connection.execute(statement).fetchall()
    file = server.database_url.removeprefix("sqlite:///") or str(server.var_dir / "db.sqlite3")
    connection = sqlite3.connect(file, timeout=20)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


@dataclass
class Seat:
    """One viewer: reconnects with jitter for ever, keeps what it saw."""

    ticket: str
    url: Callable[[], str]
    chance: random.Random
    player: int = 0
    closes: dict[int, set[int]] = field(default_factory=dict)
    runs: list[tuple[int, int]] = field(default_factory=list)
    sent: dict[int, tuple[str, str]] = field(default_factory=dict)
    acked: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)
    client: Client | None = None
    reconnects: int = 0
    resumed: int = 0
    resent: int = 0

    async def play(self, over: asyncio.Event) -> None:
        """Stay until `over`."""
        while not over.is_set():
            try:
                self.client = await Client.open(self.url(), self.ticket, self.last.get("n", 0))
                await self._live(self.client, over)
            except Exception:  # whatever was killed: come back as a browser does
                pass
            self.reconnects += 1
            await asyncio.sleep(self.chance.uniform(0.05, 0.5))

    async def _live(self, client: Client, over: asyncio.Event) -> None:
        read = 0
        while not client.closed.is_set() and not over.is_set():
            if not await client.more(read):
                continue
            for message in client.heard[read:]:
                read += 1
                await self.take(client, message)
        await client.close()

    async def take(self, client: Client, message: Mapping[str, Any]) -> None:
        """What a page does with a message."""
        if message["t"] == "state":
            self.last = dict(message)
            if message["phase"] == "asking":
                await self._asked(client, message)
        elif message["t"] == "ok":
            for run, (key, response) in self.sent.items():
                if key == message["k"]:
                    self.acked[run] = response
        elif message["t"] == "refused":
            self.refused.append(message["code"])

    async def _asked(self, client: Client, state: Mapping[str, Any]) -> None:
        run = state["question"]["run"]
        self.resumed += run in self.closes
        self.closes.setdefault(run, set()).add(state["closes"])
        if not self.runs or self.runs[-1][0] != run:
            self.runs.append((run, state["question"]["i"]))
        if not self.player or run in self.acked:
            return
        self.resent += run in self.sent
        key, response = self.sent.setdefault(
            run, (secrets.token_hex(8), self.chance.choice("ABCD"))
        )
        wait = max(0.0, (state["opens"] - state["now"]) / 1e6)
        await asyncio.sleep(wait + self.chance.uniform(0, 0.4))
        await client.say(t="answer", run=run, r=response, k=key)


@dataclass
class Master(Seat):
    """The host: goes on as soon as the state lets them."""

    pause: float = 0.8
    _pressed: int = -1

    async def take(self, client: Client, message: Mapping[str, Any]) -> None:
        await super().take(client, message)
        if message["t"] != "state" or message["n"] == self._pressed:
            return
        names = message["commands"]
        phase = message["phase"]
        wanted = {
            "lobby": "start",
            "intro": "next",
            "asking": "end_early",
            "settled": "reveal",
            "revealed": "next",
            "podium": "finish",
        }.get(phase)
        if wanted not in names:
            return
        await asyncio.sleep(self.pause * 2 if phase == "asking" else self.pause / 4)
        await client.say(
            t="command", name=wanted, args={}, seen=message["n"], k=secrets.token_hex(8)
        )


async def round_of(
    told: Mapping[str, Any],
    url: Callable[[], str],
    *,
    seed: int,
    trouble: Callable[[list[Seat]], Any] | None = None,
    seconds: float = 90,
) -> tuple[list[Seat], Master]:
    """Everybody plays until the session has ended, while `trouble` is made."""
    chance = random.Random(seed)
    over = asyncio.Event()
    seats = [
        Seat(ticket, url, random.Random(chance.random()), int(player))
        for player, ticket in told["players"].items()
    ]
    seats.append(Seat(told["projector"], url, random.Random(chance.random())))
    master = Master(told["host"], url, random.Random(chance.random()))
    tasks = [asyncio.create_task(seat.play(over)) for seat in [*seats, master]]
    making = asyncio.create_task(trouble(seats)) if trouble is not None else None
    try:
        async with asyncio.timeout(seconds):
            while master.last.get("phase") != "ended":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            while any(seat.last.get("phase") != "ended" for seat in seats):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        if making is not None:
            making.cancel()
        over.set()
        await asyncio.gather(*tasks, return_exceptions=True)
    return seats, master


def judge(server: RealServer, told: Mapping[str, Any], seats: list[Seat]) -> dict[str, Any]:
    """Lost, doubled and moved things of a round; all zero when the promises hold."""
    rows = query(
        server,
        "SELECT player_id, run, response FROM live_liveanswer"
        f" WHERE session_id = {told['session']}",
    )
    ledger = {(player, run): response for player, run, response in rows}
    acks = {(s.player, run): response for s in seats for run, response in s.acked.items()}
    return {
        "acks": len(acks),
        "lost": sum(ledger.get(key) != response for key, response in acks.items()),
        "twice": len(rows) - len(ledger),
        "unasked": sum((player, run) not in acks for player, run in ledger),
        "moved": sum(len(closes) > 1 for s in seats for closes in s.closes.values()),
        "again": sum(
            len({i for _, i in s.runs}) != len(s.runs) or s.runs != sorted(s.runs) for s in seats
        ),
        "reconnects": sum(s.reconnects for s in seats),
        "resumed": sum(s.resumed for s in seats),
        "resent": sum(s.resent for s in seats),
    }
