"""After the end: results from the logs, the replay that proves them, the contest's standing."""

from __future__ import annotations

import secrets
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Role
from contests import answers
from contests.answers import Saved
from contests.clock import SYSTEM, DemoClock
from contests.live.models import (
    LiveAnswer,
    LiveCommand,
    LiveFigure,
    LiveResult,
    LiveSession,
)
from contests.live.selectors.papers import live_facts
from contests.live.selectors.replays import differences
from contests.live.services import commands
from contests.live.services.ledger import LiveSave
from contests.live.tasks import catch_up
from contests.results.services.standings import CannotFreeze, freeze
from contests.results.services.verifying import verify
from quiz.selectors.uses import uses_of
from tests.contests.scene import make_entrant, make_scene
from tests.live.scene import LiveScene, make_live

pytestmark = pytest.mark.django_db(transaction=True)


def played(scene: LiveScene, said: list[str], clock: DemoClock) -> list[int]:
    """Every question asked; player n answers said[n] to each, n seconds after its opening."""
    players = list(scene.session.players.order_by("number"))
    version = scene.session.version

    def host(name: str) -> None:
        nonlocal version
        version = commands.command(
            session=scene.session.pk, name=name, args={}, seen=version, by=scene.host, clock=clock
        )

    host("start")
    while True:
        host("next")
        scene.session.refresh_from_db()
        if scene.session.phase != "asking":
            break
        clock.advance(seconds=5)
        for number, (player, response) in enumerate(zip(players, said, strict=True)):
            if not response:
                continue
            op = LiveSave(
                scene.session.pk,
                player.pk,
                0,
                scene.session.run,
                False,
                response,
                secrets.token_hex(6),
                scene.session.opens_us + number * 1_000_000,
            )
            assert answers.perform([op]) == [Saved()]
        host("end_early")
        assert commands.settle(session=scene.session.pk, run=scene.session.run, clock=clock)
        version += 1
        host("reveal")
    host("finish")
    scene.session.refresh_from_db()
    return [player.pk for player in players]


@pytest.fixture
def ended():
    scene = make_live(questions=2)
    for _ in range(4):
        scene.add_player()
    clock = DemoClock(SYSTEM.now())
    return scene, played(scene, ["B", "A", "B", ""], clock)


def test_the_scheduler_stores_what_the_logs_give(ended):
    scene, players = ended
    assert scene.session.phase == "ended"
    catch_up()
    catch_up()
    rows = LiveResult.objects.filter(session=scene.session).order_by("place", "player_id")
    assert [row.player_id for row in rows] == [players[0], players[2], players[1], players[3]]
    assert [row.place for row in rows] == [1, 2, 3, 3]
    assert rows[0].points_milli == 2_000_000 and rows[0].correct == rows[0].answered == 2
    assert [row.answered for row in rows] == [2, 2, 2, 0]
    question = LiveFigure.objects.filter(session=scene.session).first().revision.question
    (use,) = uses_of(question)
    told = [use.title, *(use.figures[name] for name in ("answers", "right", "blank"))]
    assert told == ["Ngày Pháp luật tháng 11", 3, 2, 0]  # who answered nothing sat no paper
    minutes = live_facts(scene.session)
    assert minutes.is_replayed and [one.asked for one in minutes.figures] == [4, 4]
    assert minutes.chair == "Nguyễn Minh Dẫn"


def test_a_replay_gives_the_same_and_finds_what_was_changed(ended):
    scene, _ = ended
    LiveSession.objects.update(is_rehearsal=True)
    catch_up()
    assert not LiveFigure.objects.exists()  # a rehearsal says nothing about a question
    said = StringIO()
    call_command("live_replay", scene.session.public_id, stdout=said)
    assert "đúng" in said.getvalue()
    scene.session.refresh_from_db()
    assert list(differences(scene.session)) == []
    for change in (
        lambda: LiveAnswer.objects.filter(response="A").update(response="B"),
        lambda: LiveResult.objects.filter(place=1).update(points_milli=1),
        lambda: LiveCommand.objects.filter(name="settle").first().delete(),
        lambda: LiveSession.objects.update(state={}),
    ):
        change()
        scene.session.refresh_from_db()
        assert list(differences(scene.session))
        with pytest.raises(CommandError) as failed:
            call_command("live_replay", scene.session.public_id, stdout=StringIO())
        assert failed.value.returncode == 1
        assert not live_facts(scene.session).is_replayed


def test_a_session_that_counts_is_the_standing_of_its_round():
    stage = make_scene(entrants=0)
    clock = DemoClock(stage.round.opens_at + timedelta(minutes=5))
    scene = make_live(questions=2)
    Membership.objects.create(
        user=scene.host, organisation=stage.contest.organisation, role=Role.ORGANIZER
    )
    LiveSession.objects.filter(id=scene.session.pk).update(
        contest=stage.contest, round=stage.round, counts=True, entry="entrants"
    )
    people = [make_entrant(stage.contest, name) for name in ("An", "Bình", "Chi")]
    for person in people:
        scene.add_player(person.full_name, entrant=person)
    played(scene, ["A", "B", "B"], clock)
    clock.set(stage.round.closes_at + timedelta(days=2))
    terms = {"contest": stage.contest, "round_": stage.round, "actor": stage.organizer}
    with pytest.raises(CannotFreeze):
        freeze(**terms, clock=clock)  # the results are not stored yet
    catch_up()
    standing = freeze(**terms, clock=clock)
    rows = list(standing.rows.order_by("position").values_list("entrant__full_name", "rank"))
    assert rows == [("Bình", 1), ("Chi", 2), ("An", 3)]
    assert standing.rows.first().points_milli == 2 * 975_000
    told: list[object] = []
    assert verify(stage.contest, lambda *facts, **more: told.append((facts, more)))["standings"]
    assert not told
