"""SIGTERM: what was taken is written, everybody hears when to come back. kill -9: nobody does."""

from __future__ import annotations

import asyncio

from tests.live.crowd import query, seed
from tests.live.scene import Client


async def test_an_orderly_end_says_when_to_come_back(make_server):
    server = make_server().start()
    told = await asyncio.to_thread(seed, server, 3, 1, 30)
    host = await Client.open(server.url, told["host"])
    await host.phase("lobby")
    phones = [await Client.open(server.url, ticket) for ticket in told["players"].values()]
    await host.drive("start")
    run = (await host.drive("next"))["question"]["run"]
    for phone in phones:
        await phone.phase("asking")
    await asyncio.sleep(0.4)
    assert [(await phone.answer(run))["t"] for phone in phones] == ["ok"] * 3
    stopping = asyncio.create_task(asyncio.to_thread(server.stop))
    for client in (host, *phones):
        bye = await client.hear("bye", seconds=20)
        assert bye["code"] == "restart" and 0 < bye["retry_in"] <= 7
        await asyncio.wait_for(client.closed.wait(), 10)
        assert client.socket.close_code == 1012
    assert await stopping == 0
    assert query(server, "SELECT count(*) FROM live_liveanswer") == [(3,)]
    # Without the drain: a cut, and not a word.
    await asyncio.to_thread(server.start)
    cut = await Client.open(server.url, told["projector"])
    await cut.hear("state")
    server.kill()
    await asyncio.wait_for(cut.closed.wait(), 10)
    assert cut.socket.close_code == 1006
    assert not [message for message in cut.heard if message["t"] == "bye"]
