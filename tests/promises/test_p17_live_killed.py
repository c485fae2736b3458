"""P1 and P17 for live rounds: kill -9 of the server in a storm of answers loses and repeats nothing."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter

import pytest

from tests.live.crowd import Seat, judge, round_of, seed
from tests.servers import ROOT, RealServer

SEED = 20261117
PLAYERS = 24


async def attack(server: RealServer, rounds: int, kills: int) -> Counter[str]:
    """Sums over rounds in which the server is killed `kills` times, each in another storm."""
    sums: Counter[str] = Counter()
    chance = random.Random(SEED)
    for number in range(rounds):
        told = await asyncio.to_thread(seed, server, PLAYERS, kills + 1, 20)

        async def trouble(seats: list[Seat]) -> None:
            for _ in range(kills):
                before = sum(len(seat.acked) for seat in seats)
                while sum(len(seat.acked) for seat in seats) < before + 5:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
                await asyncio.sleep(chance.uniform(0, 0.1))
                server.kill()
                sums["killed"] += 1
                await asyncio.to_thread(server.start)

        seats, _ = await round_of(
            told, lambda: server.url, seed=SEED + number, trouble=trouble, seconds=240
        )
        sums.update(judge(server, told, seats))
        if server.command is None:  # raises when the log gives another state than was stored
            server.manage("live_replay", told["public_id"])
    return sums


@pytest.mark.promise("P17")
async def test_p17_a_killed_server_costs_seconds(make_server, trials, record_promise):
    rounds, kills = trials(1, 50), trials(1, 3)
    server = make_server().start()
    found = await attack(server, rounds, kills)
    # The control: the same storm on the same data, acknowledged before the commit.
    assert await asyncio.to_thread(server.stop) == 0
    server.command = [sys.executable, str(ROOT / "tests" / "promises" / "eager_live_server.py")]
    server.environment = {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    server.start()
    control = await attack(server, 1, 1)
    record_promise(
        "P17",
        figure=f"{found['lost']} lost, {found['twice']} twice of {found['acks']} acknowledged live"
        f" answers; {found['again']} questions shown twice; {found['moved']} deadlines moved;"
        f" {found['resumed']} came back into their question, {found['resent']} sent again",
        trials=found["killed"],
        control=f"acknowledging before the commit lost {control['lost']} of {control['acks']}",
        seed=SEED,
        killed="server (SQLite) in a storm of answers",
    )
    assert found["killed"] == kills * rounds
    assert (found["lost"], found["twice"], found["again"], found["moved"]) == (0, 0, 0, 0)
    assert found["acks"] > PLAYERS * kills * rounds and found["reconnects"] >= PLAYERS
    assert found["resumed"] > 0 and found["resent"] > 0
    assert control["lost"] > 0
