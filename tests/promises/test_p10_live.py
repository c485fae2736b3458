"""P10 for live rooms: nobody but the host is told a key, a count or a mark before the reveal."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.promises.live_room import (
    SPOKEN,
    WRITTEN,
    LiveRoom,
    Search,
    differences,
    mark,
    told_until_settled,
)

#: What `careless_live_server` does in rooms of these titles, and the mode in which it shows.
LEAKS = {
    "người dẫn": "race",
    "hé sớm": "race",
    "mã hóa": "accuracy",
    "điểm riêng": "race",
    "đếm": "race",
    "đồng bộ": "race",
}
#: These show only beside a twin.
HIDDEN = {"bức tường": "bell", "dải điểm": "speed"}


def prepared(rooms: list[LiveRoom], first: int = 0) -> list[LiveRoom]:
    for number, room in enumerate(rooms, start=first):
        room.prepare(number)
    return rooms


@pytest.mark.promise("P10")
@pytest.mark.django_db(transaction=True)
async def test_p10_no_live_frame_tells_before_the_reveal(live, careless, record_promise):
    rooms = prepared([LiveRoom(mode, live.url) for mode in (*WRITTEN, *SPOKEN)])
    twins = prepared([LiveRoom(mode, live.url, is_twin=True) for mode in WRITTEN], 20)
    leaky = prepared(
        [LiveRoom(mode, careless.url, f"Lộ: {way}") for way, mode in LEAKS.items()], 40
    )
    hidden = [
        prepared([LiveRoom(mode, careless.url, f"Lộ: {way}", is_twin=n) for n in (False, True)], at)
        for at, (way, mode) in zip((60, 70), HIDDEN.items(), strict=True)
    ]
    await asyncio.gather(
        *(room.play() for room in rooms),
        *(room.play(whole=False) for room in (*twins, *leaky, *sum(hidden, []))),
    )
    searches = [Search(room).run() for room in rooms]
    found = [f"{one.room.mode}: {leak}" for one in searches for leak in sorted(one.found)]
    apart = {
        room.mode: differences(room, twin)
        for room, twin in zip(rooms, twins, strict=False)
        if differences(room, twin)
    }
    missed = [room.title for room in leaky if not Search(room).run().found]
    missed += [pair[0].title for pair in hidden if not differences(*pair)]
    planted = len(leaky) + len(hidden)
    messages = sum(one.messages for one in searches)
    record_promise(
        "P10",
        figure=f"{len(found)} of {messages} live frames tell before the reveal; {len(apart)} of"
        f" {len(twins)} rooms can be told from a twin in which another answer is right",
        trials=messages,
        control=f"{planted - len(missed)} of {planted} planted leaks found",
        modes=len(rooms),
        part="sockets of players and projectors",
    )
    assert found == []
    assert apart == {}
    assert missed == []
    for room in rooms:
        # The search is not blind: the host is told all of it, the reveal tells what it may.
        host = json.dumps(room.host.heard, ensure_ascii=False)
        assert mark("note", 1) in host and mark("citation", 2) in host
        if room.mode != "knockout":
            stays = json.dumps(room.seats["stays"].taps[0].heard, ensure_ascii=False)
            assert mark("explanation", 1) in stays and mark("explanation", 2) not in stays
    for room in (*rooms[: len(twins)], *twins):
        # Twins are compared where it matters: open and settled.
        told = told_until_settled(room)
        assert {"stays state asking", "projector state settled"} <= told.keys()
