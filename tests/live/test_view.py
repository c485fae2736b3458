"""What a room reads from its rows, beyond what the rules alone can say."""

from __future__ import annotations

import secrets

import pytest

from contests import answers
from contests.clock import SYSTEM, DemoClock
from contests.live.hub.view import RoomModel
from contests.live.services import commands, preparing
from contests.live.services.ledger import LiveSave
from contests.live.services.preparing import Wanted, WantedSegment
from contests.live.tickets import Role
from tests.live.scene import make_live, opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_rules_stand_in_the_introduction_and_who_solved_a_row_beside_it():
    scene = make_live(questions=3, open_lobby=False)
    asked = [one.revision for one in scene.session.segments.get().questions.all()]
    wanted = [Wanted(one) for one in asked]
    terms = {"keyword": "HIẾN PHÁP"}
    preparing.set_segments(
        session=scene.session,
        by=scene.host,
        segments=[WantedSegment("Vượt chướng ngại vật", "obstacle", terms, wanted)],
    )
    opened(scene.session, scene.host)
    players = [scene.add_player(name) for name in ("Đội Đỏ", "Đội Xanh")]
    clock = DemoClock(SYSTEM.now())
    version = scene.session.version

    def do(name, **args):
        nonlocal version
        version = commands.command(
            session=scene.session.pk, name=name, args=args, seen=version, by=scene.host, clock=clock
        )

    def rows(role=Role.PROJECTOR):
        return model.advance().shown(role)["olympia"]["rows"]

    model = RoomModel(scene.session.pk)
    do("start")
    told = model.advance().shown(Role.PLAYER)
    assert told["phase"] == "intro" and len(told["segment"]["rules"]) > 2
    for row, right in ((1, players[1:]), (0, [])):
        do("open_row", row=row)
        scene.session.refresh_from_db()
        assert "rules" not in model.advance().shown(Role.PLAYER)["segment"]
        clock.advance(seconds=3)
        for player in players:
            response = "B" if player in right else "A"
            op = LiveSave(
                scene.session.pk, player.pk, 0, scene.session.run, False, response,
                secrets.token_hex(6), clock.now_us(),
            )  # fmt: skip
            answers.perform([op])
        do("end_early")
        commands.settle(session=scene.session.pk, run=scene.session.run, clock=clock)
        version += 1
        assert rows()[row][1:] == [0, None, None], "nothing of it before its reveal"
        do("reveal")
        assert rows()[row][1] == 1 and rows()[row][3] == ("Đội Xanh" if right else None)
    assert rows(Role.PLAYER)[1][3] == "Đội Xanh"
