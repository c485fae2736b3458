"""P31 for live rooms: whose right ends is heard no more and told no more, on open sockets too."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Membership, Role, SignInSession, User
from contests.clock import SYSTEM
from contests.live import tickets
from contests.live.models import LiveAnswer, LivePlayer, LiveSession
from contests.live.services import commands
from contests.models import Entrant
from tests.cast import make_user
from tests.contests.scene import make_entrant, make_scene
from tests.live.scene import Client, LiveScene, make_live, sign_in
from tests.servers import RealServer

MISS = timedelta(days=1)


@dataclass
class Guest:
    """Somebody with a ticket, and what ends their right."""

    what: str
    ticket: str
    end: Callable[[], Any]
    is_host: bool
    client: Client | None = None


def hosts_of(scene: LiveScene) -> list[Guest]:
    """A host for every way in which a host's right ends."""

    def sessions(device: SignInSession) -> Any:
        return Session.objects.filter(session_key=device.session_key)

    ends: dict[str, Callable[[User, SignInSession], Any]] = {
        "role taken": lambda user, _: Membership.objects.filter(user=user).delete(),
        "role changed": lambda user, _: Membership.objects.filter(user=user).update(role=Role.VIEWER),
        "account closed": lambda user, _: User.objects.filter(pk=user.pk).update(is_active=False),
        "signed out": lambda _, device: device.delete(),
        "session ended elsewhere": lambda _, device: sessions(device).delete(),
        "session expired": lambda _, device: sessions(device).update(
            expire_date=timezone.now() - MISS
        ),
    }  # fmt: skip
    made = []
    for what, end in ends.items():
        user = make_user(f"dan-{secrets.token_hex(4)}", "Người Dẫn")
        Membership.objects.create(
            user=user, organisation=scene.session.organisation, role=Role.PRESENTER
        )
        device = sign_in(user)
        ticket = tickets.for_host(
            session=scene.session.pk, user=user.pk, sign_in=device.pk, now_us=SYSTEM.now_us()
        )
        made.append(Guest(what, ticket, lambda e=end, u=user, d=device: e(u, d), True))
    return made


def players_of(scene: LiveScene) -> list[Guest]:
    """A player for every way in which a player's right ends."""
    entrant = make_entrant(make_scene(questions=1).contest)
    struck = scene.add_player("Trần Văn Hủy", entrant=entrant)
    removed, moved = scene.add_player("Bị loại"), scene.add_player("Máy khác")

    def remove() -> None:
        scene.session.refresh_from_db()
        commands.command(
            session=scene.session.pk, name="remove", seen=scene.session.version, by=scene.host,
            args={"player": removed.pk},
        )  # fmt: skip

    def move() -> None:  # as a personal code on another device does it
        session = LiveSession.objects.get(pk=scene.session.pk)
        LivePlayer.objects.filter(pk=moved.pk).update(epoch=1, changed=session.roster + 1)
        LiveSession.objects.filter(pk=session.pk).update(roster=session.roster + 1)

    return [
        Guest(
            "entrant struck off",
            scene.player_ticket(struck),
            lambda: Entrant.objects.filter(pk=entrant.pk).update(state="disqualified"),
            False,
        ),
        Guest("removed by the host", scene.player_ticket(removed), remove, False),
        Guest("another device", scene.player_ticket(moved), move, False),
    ]


async def end_all_rights(server: RealServer, ended_within: float) -> tuple[Counter[str], float]:
    """In the middle of a question everybody's right ends; what they could still do and hear."""
    scene = make_live(questions=1, seconds=60)
    LiveSession.objects.filter(pk=scene.session.pk).update(entry="entrants")
    guests = [*hosts_of(scene), *players_of(scene)]
    witness = await Client.open(server.url, scene.host_ticket())
    honest = await Client.open(server.url, scene.player_ticket(scene.add_player("Còn lại")))
    await witness.phase("lobby")
    for guest in guests:
        guest.client = await Client.open(server.url, guest.ticket)
        await guest.client.phase("lobby")
    await witness.drive("start")
    asked = await witness.drive("next")
    run = asked["question"]["run"]
    for guest in guests:
        assert guest.client is not None
        await guest.client.phase("asking", least=asked["n"])
    await asyncio.sleep(0.4)
    sums: Counter[str] = Counter()
    for guest in guests:
        guest.end()
    began = time.monotonic()
    seen = LiveSession.objects.get(pk=scene.session.pk).version

    async def press(guest: Guest) -> None:
        assert guest.client is not None
        try:
            told = (
                await guest.client.command("extend", seconds=5, seen=seen)
                if guest.is_host
                else await guest.client.answer(run)
            )
        except AssertionError:  # closed before it was answered
            return
        sums["accepted"] += told["t"] in ("ok", "done")

    async def ends(guest: Guest) -> None:
        assert guest.client is not None
        try:
            await asyncio.wait_for(guest.client.closed.wait(), ended_within)
        except TimeoutError:
            return
        sums["closed"] += guest.client.socket.close_code == 1008

    await asyncio.gather(*(press(guest) for guest in guests))
    await asyncio.gather(*(ends(guest) for guest in guests))
    longest = time.monotonic() - began
    # What the room does now is told to those who are left, and to nobody else.
    now = LiveSession.objects.get(pk=scene.session.pk).version
    await witness.hear(lambda m: m["t"] == "state" and m["n"] >= now)
    closed = await witness.drive("end_early")
    await witness.phase("settled", least=closed["n"])
    await honest.hear(lambda m: m["t"] == "state" and m["n"] >= closed["n"])
    await asyncio.sleep(0.1)
    for guest in guests:
        assert guest.client is not None
        sums["told"] += any(m.get("n", 0) >= closed["n"] for m in guest.client.heard)
        again = await Client.open(server.url, guest.ticket)
        try:
            await again.hear("state", seconds=2)
            sums["let in"] += 1
        except (AssertionError, TimeoutError):
            pass
        await again.close()
        await guest.client.close()
    sums["answers"] = LiveAnswer.objects.filter(session=scene.session).count()
    await witness.drive("reveal")
    await witness.drive("finish")
    ended = await witness.drive("finish")
    # Nobody's right outlives the session, wherever it was ended.
    await honest.phase("ended", least=ended["n"])
    sums["after the end"] += (await honest.answer(run))["t"] == "ok"
    sums["after the end"] += (await witness.command("reopen_board"))["t"] == "done"
    sums["guests"] = len(guests)
    await witness.close()
    await honest.close()
    return sums, longest


@pytest.mark.promise("P31")
@pytest.mark.django_db(transaction=True)
async def test_p31_an_ended_right_ends_its_socket(live, careless, trials, record_promise):
    rounds = trials(1, 25)
    sums: Counter[str] = Counter()
    longest = 0.0
    for _ in range(rounds):
        found, seconds = await end_all_rights(live, 5)
        sums += found
        longest = max(longest, seconds)
    control, _ = await end_all_rights(careless, 1)
    record_promise(
        "P31",
        figure=f"of {sums['guests']} whose right ended {sums['closed']} were closed with 1008, the"
        f" last after {longest:.1f} s; {sums['accepted']} messages accepted, {sums['told']} told"
        f" what followed, {sums['let in']} let in again",
        trials=sums["guests"],
        control=f"where nobody looks again {control['closed']} of {control['guests']} closed,"
        f" {control['accepted']} messages accepted, {control['told']} told what followed",
    )
    assert sums["closed"] == sums["guests"], sums
    assert (sums["accepted"], sums["answers"], sums["told"], sums["let in"]) == (0, 0, 0, 0), sums
    assert sums["after the end"] == 0
    assert control["closed"] == 0 and control["accepted"] and control["told"] and control["let in"]


@pytest.mark.promise("P31", control=True)
@pytest.mark.django_db(transaction=True)
async def test_a_ticket_opens_one_room_for_one_device_for_its_time(live):
    scene, other = make_live(), make_live()
    player, stranger = scene.add_player(epoch=3), other.add_player()
    now_us = SYSTEM.now_us()

    def for_player(**values: int) -> str:
        asked = {"session": scene.session.pk, "player": player.pk, "epoch": 3, "now_us": now_us}
        return tickets.for_player(**(asked | values))

    def for_host(**values: int) -> str:
        asked = {
            "session": scene.session.pk, "user": scene.host.pk, "sign_in": scene.device.pk,
            "now_us": now_us,
        }  # fmt: skip
        return tickets.for_host(**(asked | values))

    late_us = now_us - tickets.PLAYER_LIFE_US - 1_000_000
    refused = {
        "a player of another room": for_player(player=stranger.pk, epoch=0),
        "this player in another room": for_player(session=other.session.pk),
        "an older epoch": for_player(epoch=2),
        "an epoch to come": for_player(epoch=4),
        "expired, player": for_player(now_us=late_us),
        "expired, host": for_host(now_us=late_us),
        "expired, projector": tickets.for_projector(session=scene.session.pk, now_us=late_us),
        "a host of another organisation": for_host(session=other.session.pk),
        "a host's device that is not": for_host(sign_in=10**6),
        "damaged": for_player()[:-2] + "AA",
    }
    for what, ticket in refused.items():
        client = await Client.open(live.url, ticket)
        await asyncio.wait_for(client.closed.wait(), 5)
        assert client.socket.close_code == 1008, what
        words = {message["t"] for message in client.heard}
        assert len(client.heard) == 1 and words <= {"refused", "bye"}, (what, client.heard)
    # The control: the right ones open.
    for ticket in (for_player(), for_host()):
        client = await Client.open(live.url, ticket)
        await client.phase("lobby")
        await client.close()
