"""P6 and P4 for live answers, through two real processes: in time counts, twice is once."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections import Counter

import pytest

from contests.live.models import LiveAnswer
from tests.live.scene import RIGHT, Client, make_live
from tests.servers import RealServer

WRONG = "C"


async def across_the_close(live: RealServer, second: RealServer, phones: int) -> Counter[str]:
    """One question of a room on two processes, closed while the writer of `second` is held.

    `phones` people answer in time here and as many there, `phones` there after the close. Those
    there send twice; half of them lose their network unanswered and send again to the other process.
    """
    scene = make_live(questions=1, seconds=60)
    players = [scene.add_player() for _ in range(3 * phones)]
    tickets = {player.pk: scene.player_ticket(player) for player in players}
    urls = [live.url] * phones + [second.url] * (2 * phones)
    host = await Client.open(live.url, scene.host_ticket())
    await host.phase("lobby")
    seats = dict(
        zip(
            tickets,
            [
                await Client.open(url, ticket)
                for url, ticket in zip(urls, tickets.values(), strict=True)
            ],
            strict=True,
        )
    )
    here, there, late = (list(seats)[n * phones : (n + 1) * phones] for n in range(3))
    await host.drive("start")
    asked = await host.drive("next")
    run = asked["question"]["run"]
    for client in seats.values():
        await client.phase("asking", least=asked["n"], seconds=30)
    await asyncio.sleep(0.4)
    keys = {player: secrets.token_hex(8) for player in seats}
    told = await asyncio.gather(*(seats[one].answer(run, RIGHT, keys[one]) for one in here))
    assert [one["t"] for one in told] == ["ok"] * phones
    assert second.process is not None
    second.process.send_signal(signal.SIGUSR1)
    await asyncio.sleep(0.05)
    for one in there:
        for _ in range(2):
            await seats[one].say(t="answer", run=run, r=RIGHT, k=keys[one])
        await seats[one].say(t="ping", c=1)
    for one in there:
        await seats[one].hear("pong")  # so it has read what was said before
    sums: Counter[str] = Counter()
    for one in there[::2]:
        sums["unanswered"] += not any(m["t"] == "ok" for m in seats[one].heard)
        await seats[one].close()
        seats[one] = await Client.open(live.url, tickets[one])
        await seats[one].phase("asking")
        await seats[one].say(t="answer", run=run, r=RIGHT, k=keys[one])
    await host.drive("end_early")
    sums["held"] = sum(not any(m["t"] == "ok" for m in seats[one].heard) for one in there[1::2])
    for one in late:
        await seats[one].say(t="answer", run=run, r=RIGHT, k=keys[one])
    await host.phase("settled", seconds=30)
    for one in (*there, *late):
        told_one = await seats[one].hear(lambda m, k=keys[one]: m.get("k") == k, seconds=20)
        kind = "there" if one in there else "late"
        sums[f"{kind} {told_one['t']}"] += 1
    for one in (*here, *there):
        # The same once more, and another answer: neither changes anything.
        sums["again"] += (await seats[one].answer(run, RIGHT, keys[one]))["t"] == "ok"
        sums["other refused"] += (await seats[one].answer(run, WRONG))["t"] == "refused"
    shown = await host.drive("reveal")
    for one in (*here, *there):
        me = await seats[one].hear(lambda m: m["t"] == "me" and m["n"] >= shown["n"], seconds=20)
        sums["marked right"] += me["ok"] == 1
    rows = Counter(
        LiveAnswer.objects.filter(session=scene.session, response=RIGHT).values_list(
            "player_id", flat=True
        )
    )
    sums["rows"] = LiveAnswer.objects.filter(session=scene.session).count()
    sums["counted"] = sum(rows[one] == 1 for one in (*here, *there))
    sums["late counted"] = sum(rows[one] for one in late)
    for client in (host, *seats.values()):
        await client.close()
    return sums


@pytest.mark.promise("P6")
@pytest.mark.promise("P4")
@pytest.mark.django_db(transaction=True)
async def test_p06_p04_a_writer_is_held_across_a_close(live, second, trials, record_promise):
    phones, rounds = 8, trials(1, 100)  # with more of them the hold is over before the close
    sums: Counter[str] = Counter()
    for _ in range(rounds):
        sums += await across_the_close(live, second, phones)
    assert second.process is not None
    # The control: the other process says nothing of what it holds, so nobody waits for it.
    second.process.send_signal(signal.SIGUSR2)
    try:
        careless = await across_the_close(live, second, phones)
    finally:
        second.process.send_signal(signal.SIGUSR2)
    total = 2 * phones * rounds
    lost = 2 * phones - careless["counted"]
    record_promise(
        "P6",
        figure=f"{sums['counted']} of {total} live answers counted that were received before the"
        f" close, {sums['late refused']} of {phones * rounds} refused that came after it; a writer"
        f" held for 0.8 s across it had {sums['held'] + sums['unanswered']} unwritten",
        trials=total,
        control=f"a process that gives no sign of what it holds loses {lost} of {phones}",
    )
    record_promise(
        "P4",
        figure=f"{sums['rows']} rows of {total} live answers sent 3 or 4 times, half of them again"
        f" to another process; {sums['again']} acknowledged each time",
        trials=total,
        control=f"with a new key {sums['other refused']} of {total} are refused",
    )
    assert (sums["counted"], sums["rows"], sums["late counted"]) == (total, total, 0), sums
    assert (sums["there ok"], sums["late refused"]) == (phones * rounds, phones * rounds), sums
    assert (sums["again"], sums["other refused"], sums["marked right"]) == (total,) * 3, sums
    assert sums["held"] + sums["unanswered"] > 0
    assert lost > 0
