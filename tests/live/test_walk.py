"""A whole round through the real server: host, projector and three phones."""

from __future__ import annotations

import asyncio
import http.client
import json
import secrets
from urllib.parse import urlsplit

import pytest

from contests.live.models import LiveAnswer
from tests.live.scene import Client, make_live

pytestmark = pytest.mark.django_db(transaction=True)


def enter(url: str, **wish: str) -> tuple[int, dict]:
    """POST /vao-phong/."""
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=10)
    connection.request(
        "POST",
        "/vao-phong/",
        json.dumps({"k": secrets.token_hex(8), **wish}),
        {"Content-Type": "application/json", "Origin": url},
    )
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


async def test_a_round_from_lobby_to_podium(live):
    scene = make_live(questions=2)
    host = await Client.open(live.url, scene.host_ticket())
    projector = await Client.open(live.url, scene.projector_ticket())
    assert (await host.phase("lobby"))["session"]["code"] == scene.session.code
    await projector.phase("lobby")
    phones = []
    for name in ("An", "Bình", "Chi"):
        status, told = await asyncio.to_thread(enter, live.url, code=scene.session.code, name=name)
        assert status == 200, told
        phones.append(await Client.open(live.url, told["ticket"]))
        await phones[-1].phase("lobby")
    assert (await projector.hear(lambda m: m["t"] == "lobby" and m["players"] == 3))["new"]
    await host.drive("start")
    for run in (1, 2):
        asked = await host.drive("next")
        assert asked["phase"] == "asking" and asked["question"]["run"] == run
        for phone in phones:
            assert "reveal" not in await phone.phase("asking", least=asked["n"])
        await asyncio.sleep(0.4)
        for phone, response in zip(phones, "BBA", strict=True):
            assert (await phone.answer(run, response))["t"] == "ok"
        await projector.hear(
            lambda m, n=asked["n"]: m["t"] == "count" and m["n"] == n and m["answered"] == 3
        )
        await host.drive("end_early")
        await host.phase("settled", least=asked["n"])
        shown = await host.drive("reveal")
        for phone, ok in zip(phones, (1, 1, 0), strict=True):
            me = await phone.hear(lambda m, n=shown["n"]: m["t"] == "me" and m["n"] == n)
            assert me["ok"] == ok and (me["d"] > 0) == bool(ok)
    await host.drive("show_board")
    await host.drive("finish")
    podium = await projector.phase("podium")
    assert podium["board"]["rows"][0][1] in ("An", "Bình")
    assert LiveAnswer.objects.count() == 6
    for one in (host, projector, *phones):
        await one.close()
