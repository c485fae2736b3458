"""P1 and P17 for live rounds: kill -9 in a storm of answers loses and repeats nothing.

Two processes on one database: now one is killed, now both; everybody comes back wherever they can.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from contests.live.selectors.replays import differences
from tests.live.crowd import Seat, judge, round_of, told_of
from tests.live.scene import make_live
from tests.servers import RealServer

SEED = 20261117
PLAYERS = 24


async def storm_is_on(seats: list[Seat]) -> None:
    """Wait until a few more answers of a question are acknowledged than were."""
    before = sum(len(seat.acked) for seat in seats)
    while sum(len(seat.acked) for seat in seats) < before + 5:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def up_again(servers: Sequence[RealServer]) -> None:
    await asyncio.gather(*(asyncio.to_thread(server.wait_until_up) for server in servers))


async def play_and_kill(
    server: RealServer, url: Callable[[], str], told: dict[str, Any],
    victims: Iterable[Sequence[RealServer]], *, seed: int,
) -> Counter[str]:  # fmt: skip
    """A round in whose storms `victims` are killed, one after the other, and started again; what it
    cost. Whoever is left goes on meanwhile."""
    sums: Counter[str] = Counter()
    chance = random.Random(seed)
    starting: list[asyncio.Task[None]] = []

    async def trouble(seats: list[Seat]) -> None:
        for some in victims:
            await storm_is_on(seats)
            await asyncio.sleep(chance.uniform(0, 0.1))
            for one in some:
                one.kill()
                one.spawn()
            sums["killed"] += 1
            starting.append(asyncio.create_task(up_again(some)))
            await asyncio.shield(starting[-1])

    seats, _ = await round_of(told, url, seed=seed, trouble=trouble, seconds=240)
    await asyncio.gather(*starting)
    sums.update(judge(server, told, seats))
    return sums


async def eager_loses(server: RealServer, told: dict[str, Any]) -> Counter[str]:
    """The control: everybody on `server`, a `held_server`, while it acknowledges first; then it is
    killed."""
    assert server.process is not None
    server.process.send_signal(signal.SIGURG)
    await asyncio.sleep(0.1)
    return await play_and_kill(server, lambda: server.url, told, [[server]], seed=SEED)


@pytest.mark.promise("P1")
@pytest.mark.promise("P17")
@pytest.mark.django_db(transaction=True)
async def test_p17_a_killed_process_costs_seconds(live, second, trials, record_promise):
    rounds = trials(1, 50)
    found: Counter[str] = Counter()
    chance = random.Random(SEED)
    for number in range(rounds):
        scene = make_live(questions=3, seconds=20)
        found += await play_and_kill(
            live,
            lambda: chance.choice((live, second)).url,
            told_of(scene, PLAYERS),
            # Both, so that all wait; then one, and whoever sat there goes to the other.
            [(live, second), ((second, live)[number % 2],)],
            seed=SEED + number,
        )
        scene.session.refresh_from_db()
        assert list(differences(scene.session)) == []  # the log gives what was stored
    control = await eager_loses(second, told_of(make_live(questions=2, seconds=20), PLAYERS))
    record_promise(
        "P17",
        figure=f"{found['lost']} lost, {found['twice']} twice of {found['acks']} acknowledged live"
        f" answers; {found['again']} questions shown twice; {found['moved']} deadlines moved;"
        f" {found['resumed']} came back into their question, {found['resent']} sent again",
        trials=found["killed"],
        control=f"acknowledging before the commit lost {control['lost']} of {control['acks']}",
        seed=SEED,
        killed="one of two processes and both, in a storm of answers",
    )
    assert found["killed"] == 2 * rounds
    assert (found["lost"], found["twice"], found["again"], found["moved"]) == (0, 0, 0, 0)
    assert found["acks"] > PLAYERS * 2 * rounds and found["reconnects"] >= PLAYERS
    assert found["resumed"] > 0
    assert control["lost"] > 0
