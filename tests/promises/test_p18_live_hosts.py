"""P18: two hosts press at once; the session moves once, and the projector has it right."""

from __future__ import annotations

import asyncio

import pytest

from contests.live.models import LiveCommand
from tests.live.scene import Client, make_live


@pytest.mark.promise("P18")
@pytest.mark.django_db(transaction=True)
async def test_p18_two_hosts_press_at_once(live, trials, record_promise):
    presses = trials(8, 200)
    scene = make_live(questions=1)
    hosts = [await Client.open(live.url, scene.host_ticket()) for _ in range(2)]
    projector = await Client.open(live.url, scene.projector_ticket())
    for client in (*hosts, projector):
        await client.phase("lobby")
    both = 0
    for number in range(presses):
        seen = hosts[0].state["n"]
        name = "lock_lobby" if number % 2 == 0 else "unlock_lobby"
        told = await asyncio.gather(*(host.command(name, seen=seen) for host in hosts))
        kinds = sorted(one["t"] for one in told)
        both += kinds != ["done", "refused"]
        assert [one["code"] for one in told if one["t"] == "refused"] == ["stale"]
        await asyncio.sleep(0.2 * (number > 20))  # as fast as a socket may go on for long
        for client in (*hosts, projector):  # the projector has it right within 3 s
            shown = await client.hear(
                lambda m, n=seen: m["t"] == "state" and m["n"] == n + 1, seconds=3
            )
            assert shown["session"]["locked"] == (number + 1) % 2
    # Control: pressed one after the other on what each has seen by then, both move the session.
    first = await hosts[0].drive("lock_lobby")
    second = await hosts[1].command("unlock_lobby", seen=first["n"])
    scene.session.refresh_from_db()
    record_promise(
        "P18",
        figure=f"{both} of {presses} double presses moved the session twice",
        trials=presses,
        control=f"two presses in turn moved it {scene.session.version - first['n'] + 1} times",
    )
    assert both == 0 and second["t"] == "done"
    assert LiveCommand.objects.filter(session=scene.session).count() == 1 + presses + 2
    for client in (*hosts, projector):
        await client.close()
