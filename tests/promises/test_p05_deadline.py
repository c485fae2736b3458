"""P5: nobody submits after the deadline by any clock."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from typing import Any

import pytest

from contests import tickets
from contests.api import Buckets, SaveRoute
from contests.clock import SYSTEM, SystemClock
from contests.models import AnswerEvent, Paper
from tests.contests.scene import Scene, make_scene

GRACE_US = 500_000


class Trusting(SaveRoute):
    """The control: a route that believes the time a client writes."""

    def _received(self, post: Any) -> int:
        stamp = post.header(b"x-received-at")
        now_us = super()._received(post)
        return round(float(stamp) * 1_000_000) if stamp else now_us


async def post(route: SaveRoute, ticket: str, key: str, **more: Any) -> tuple[int, int, int]:
    """One answer now: status, and this host's time before and after."""
    body = {"k": key, "s": 1, "i": 1, "r": "B"} | more.get("fields", {})
    raw = json.dumps(body).encode()
    headers = {
        "host": "testserver",
        "origin": "http://testserver",
        "content-type": "application/json",
        "content-length": str(len(raw)),
        "x-phieu": ticket,
        **more.get("headers", {}),
    }
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "method": "POST",
        "path": "/luu/",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "server": ("127.0.0.1", 80),
        "extensions": {},
    }
    before = SYSTEM.now_us()
    await route(scope, receive, send)
    return status, before, SYSTEM.now_us()


def early_header(paper: Paper) -> dict[str, Any]:
    return {"headers": {"x-received-at": f"{paper.started_us / 1e6:.6f}"}}


def worker(ahead_us: int) -> SystemClock:
    """The clock of a worker whose host is off by `ahead_us`, measured against the one clock."""
    clock = SystemClock(
        wall=lambda: time.time_ns() + ahead_us * 1000, measure=lambda: time.time_ns() // 1000
    )
    clock.measure()
    return clock


async def spread(route: SaveRoute, paper: Paper, count: int, chance: random.Random, more: Any):
    """`count` posts spread over ±2 s about the last instant; what each was told and when."""
    ticket = tickets.issue(tickets.for_paper(paper))
    last_us = paper.deadline_us + paper.grace_us

    async def one(number: int) -> tuple[int, int, int]:
        at_us = last_us + chance.uniform(-2, 2) * 1e6
        await asyncio.sleep(max(0, (at_us - SYSTEM.now_us()) / 1e6))
        return await post(route, ticket, f"key-{number:06}", **(more(paper) if more else {}))

    return await asyncio.gather(*(one(number) for number in range(count)))


def wrong_verdicts(paper: Paper, told: list[tuple[int, int, int]]) -> int:
    """Accepted though sent after the last instant, or refused though answered before it."""
    last_us = paper.deadline_us + paper.grace_us
    return sum(
        (status == 200 and before > last_us) or (status != 200 and after < last_us)
        for status, before, after in told
    )


VARIANTS = {
    "plain": (None, None),
    "forged stamp": (None, early_header),
    "forged clocks": (
        None,
        lambda paper: {"headers": {"date": "Mon, 01 Jan 2024 00:00:00 GMT", "x-client-time": "0"}},
    ),
    "worker 80 ms ahead": (80_000, None),
    "worker 80 ms behind": (-80_000, None),
    "one person extended": (None, None),
}


def one_deadline(scene: Scene, chance: random.Random, count: int) -> dict[str, int]:
    """`count` posts of each variant, and of the control, about a deadline: the wrong verdicts."""
    now_us = SYSTEM.now_us()
    fields = {"started_us": now_us, "grace_us": GRACE_US}
    buckets = lambda: Buckets(size=1e9)  # noqa: E731
    runs = {}
    for name, (ahead_us, more) in VARIANTS.items():
        later = 1_000_000 if name == "one person extended" else 0
        paper = scene.paper(deadline_us=now_us + 2_500_000 + later, **fields)
        clock = SYSTEM if ahead_us is None else worker(ahead_us)
        runs[name] = (SaveRoute(clock=clock, buckets=buckets()), paper, more)
    forged = scene.paper(deadline_us=now_us + 2_500_000, **fields)
    runs["control"] = (Trusting(buckets=buckets()), forged, early_header)

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(
            *(spread(route, paper, count, chance, more) for route, paper, more in runs.values())
        )

    told = dict(zip(runs, asyncio.run(all_at_once()), strict=True))
    for name, (_, paper, _) in runs.items():
        if name != "control":
            assert {status for status, _, _ in told[name]} == {200, 409}, name
            late = AnswerEvent.objects.filter(
                paper=paper, received_us__gt=paper.deadline_us + paper.grace_us
            )
            assert not late.exists()
    return {name: wrong_verdicts(runs[name][1], told[name]) for name in runs}


@pytest.mark.promise("P5")
def test_p05(transactional_db, trials, record_promise):
    SYSTEM.now_us()
    scene = make_scene()
    chance = random.Random(5)
    # More at once would only measure how fast one loop of the test sends.
    count, deadlines = trials(150, 500), trials(1, 20)
    wrong: Counter[str] = Counter()
    for _ in range(deadlines):
        wrong.update(one_deadline(scene, chance, count))
    control = wrong.pop("control")
    posts = count * deadlines * len(VARIANTS)
    record_promise(
        "P5",
        figure=f"{wrong.total()} wrong of {posts} posts within ±2 s of {deadlines} deadlines",
        trials=posts,
        control=f"a route that believes a client's stamp: {control} wrong",
        seed=5,
        variants=list(VARIANTS),
    )
    assert control > 0
    assert not wrong.total(), wrong


@pytest.mark.promise("P5")
def test_p05_an_earlier_ticket_and_forged_fields_write_nothing(transactional_db):
    scene = make_scene()
    paper = scene.paper()
    ticket = tickets.issue(tickets.for_paper(paper))
    Paper.objects.filter(pk=paper.pk).update(epoch=1, deadline_us=paper.deadline_us + 10**9)

    async def all_of_them() -> list[int]:
        route = SaveRoute()
        fresh = tickets.issue(tickets.for_paper(Paper.objects.get(pk=paper.pk)))
        forged = [{"received_us": 1}, {"deadline_us": 10**18}, {"at": "2020-01-01"}, {"now": 0}]
        replies = [await post(route, ticket, "key-0001")]
        replies += [await post(route, fresh, "key-0002", fields=fields) for fields in forged]
        return [status for status, _, _ in replies]

    assert asyncio.run(all_of_them()) == [409, 400, 400, 400, 400]
    assert not AnswerEvent.objects.exists()
