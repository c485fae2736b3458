"""Simulated players come through the front door, play to the end, and can be sent home."""

from __future__ import annotations

import asyncio
import threading
from random import Random

import pytest
from django.db import connections

from accounts import jobs
from accounts.models import JobState
from accounts.selectors.access import Forbidden
from contests.live.bots import Crowd, right_answers, teams_at
from contests.live.bots.bot import Manner, response
from contests.live.models import LiveAnswer, LivePlayer
from contests.live.rules.step import Refusal
from contests.live.services.rehearsing import MOST_BOTS, rehearse
from contests.live.tasks import REHEARSE_JOB
from tests.live.scene import Client, make_live

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work):
    """Run `work` beside the test; returns the thread."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


async def host_through(scene, url: str, players: int) -> None:
    """Lead the room from a full lobby to its end."""
    host = await Client.open(url, scene.host_ticket())
    while (await host.hear("lobby", since=len(host.heard)))["players"] < players:
        pass
    await host.drive("start")
    asked = await host.drive("next")
    await host.phase("settled", least=asked["n"], seconds=20)
    await host.drive("reveal")
    await host.drive("finish")
    await host.phase("podium")
    await host.drive("finish")
    await host.close()


async def test_a_crowd_enters_answers_and_leaves_with_the_session(live):
    teams = {"by": "chosen", "names": ["Đội 1", "Đội 2"]}
    scene = make_live(questions=1, seconds=3, draft={"teams": teams})
    code = scene.session.code
    manner = Manner(skill=1.0, knowledge=right_answers(code), teams=teams_at(code))
    assert set(manner.knowledge.values()) == {"B"}
    crowd = Crowd(url=live.url, code=code, players=6, manner=manner, seed=3)
    summary, _ = await asyncio.gather(
        crowd.run(lambda tally: None, limit_s=60), host_through(scene, live.url, 6)
    )
    tally = summary.tally
    assert tally.entered == tally.ended == LivePlayer.objects.count() == 6
    assert tally.sent == tally.acked == LiveAnswer.objects.count() > 0
    assert set(LivePlayer.objects.values_list("unit", flat=True)) <= {"Đội 1", "Đội 2"}
    assert tally.right and not tally.refusals and summary.ack_p99_ms > 0


async def test_a_shut_door_is_told_not_tried_for_ever(live):
    crowd = Crowd(url=live.url, code="000000", players=2, manner=Manner())
    summary = await crowd.run(lambda tally: None, limit_s=30)
    assert summary.tally.entered == 0 and summary.tally.refusals == {"no_room": 2}


def test_a_rehearsal_can_be_stopped_by_its_owner(live, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    scene = make_live(questions=1, is_rehearsal=True)
    job = rehearse(session=scene.session, players=3, url=live.url, by=scene.host)
    assert job.state == JobState.WAITING and job.kind == REHEARSE_JOB
    working = in_thread(lambda: jobs.run_job.func(job.pk))
    try:
        while working.is_alive() and LivePlayer.objects.count() < 3:
            working.join(0.1)
        jobs.cancel(job=job)
    finally:
        working.join(30)
    job.refresh_from_db()
    assert not working.is_alive() and job.state == JobState.CANCELLED
    assert LivePlayer.objects.count() == 3


def test_a_rehearsal_asks_for_right_kind_lobby_and_number():
    scene = make_live(questions=1)
    with pytest.raises(Refusal, match="not_a_rehearsal"):
        rehearse(session=scene.session, players=3, url="http://x", by=scene.host)
    scene = make_live(questions=1, is_rehearsal=True, open_lobby=False)
    with pytest.raises(Refusal, match="not_now"):
        rehearse(session=scene.session, players=3, url="http://x", by=scene.host)
    scene = make_live(questions=1, is_rehearsal=True)
    with pytest.raises(Refusal, match="too_many_bots"):
        rehearse(session=scene.session, players=MOST_BOTS + 1, url="http://x", by=scene.host)
    with pytest.raises(Forbidden):
        rehearse(session=scene.session, players=3, url="http://x", by=make_live().host)


@pytest.mark.parametrize(
    "kind", ["single", "true_false", "multiple", "statements", "number", "short"]
)
def test_what_a_bot_says_fits_the_kind(kind):
    question = {"kind": kind, "stem": "Câu?", "options": ["a", "b", "c"]}
    chance = Random(1)
    said = {response(question, {"Câu?": "B"}, 0.3, chance) for _ in range(60)}
    assert "B" in said and len(said) > 1
    assert all(len(one) <= 200 for one in said)
