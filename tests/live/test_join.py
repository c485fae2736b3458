"""The join route: who gets in, and who finds out nothing."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import timedelta
from functools import partial

import pytest

from accounts.fields import blind_index
from accounts.rules.codes import make_code
from accounts.services import limits
from contests.clock import SYSTEM
from contests.live import api, tickets
from contests.live.api import JoinRoute
from contests.live.forms.prepare import SessionForm
from contests.live.models import LiveCode, LivePlayer, LiveSession
from contests.live.rules.step import Refusal
from contests.live.selectors.doors import CODE_PURPOSE
from contests.live.services import commands, editing, hosting, preparing
from tests.contests.scene import make_entrant, make_scene
from tests.live.scene import make_live, opened

pytestmark = pytest.mark.django_db(transaction=True)

HEADERS = {
    b"host": b"testserver",
    b"origin": b"http://testserver",
    b"content-type": b"application/json",
}


@pytest.fixture
def route():
    made = JoinRoute()
    yield made
    made.read.close()


async def ask(route, body, *, client="10.0.0.1", method="POST", path="/vao-phong/", **headers):
    """One request; (status, payload)."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = HEADERS | {b"content-length": str(len(data)).encode()}
    told |= {name.replace("_", "-").encode(): value for name, value in headers.items()}
    sent = []

    async def receive():
        return {"type": "http.request", "body": data}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": list(told.items()),
        "client": [client, 1],
    }
    await route(scope, receive, send)
    answer = dict(sent[0]["headers"])
    assert answer[b"cache-control"] == b"no-store"
    return sent[0]["status"], json.loads(sent[1]["body"])


def command(scene, name):
    scene.session.refresh_from_db()
    return commands.command(
        session=scene.session.pk, name=name, args={}, seen=scene.session.version, by=scene.host
    )


def wish(code, **more):
    return {"code": code, "k": secrets.token_hex(8), **(more or {"name": "An"})}


async def test_a_nickname_gets_a_ticket_and_a_row(route):
    scene = make_live()
    status, told = await ask(route, wish(scene.session.code))
    assert status == 200 and told["session"] == scene.session.public_id and told["number"] == 1
    ticket = tickets.parse(told["ticket"], SYSTEM.now_us())
    assert (ticket.role, ticket.session) == (tickets.Role.PLAYER, scene.session.pk)
    assert LivePlayer.objects.get(id=ticket.subject).name == "An"
    status, told = await ask(route, wish(scene.session.code))
    assert (status, told["refused"]) == (409, "name_taken")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"method": "GET"}, 405),
        ({"path": "/vao-phong/x"}, 404),
        ({"origin": b"http://evil.example"}, 403),
        ({"host": b"evil.example"}, 400),
        ({"content_type": b"text/plain"}, 415),
        ({"content_length": b"99999"}, 413),
    ],
)
async def test_what_django_would_have_checked(route, change, status):
    scene = make_live()
    assert (await ask(route, wish(scene.session.code), **change))[0] == status
    assert not LivePlayer.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"code":"123456"}',
        b'{"code":123456,"k":"12345678","name":"An"}',
        b'{"code":"123456","k":"short","name":"An"}',
        b'{"code":"123456","k":"12345678","name":"An","ma":"X"}',
        b'{"code":"123456","k":"12345678"}',
        b'{"code":"123456","k":"12345678","name":"An","role":"host"}',
        b'{"code":"123456","code":"1","k":"12345678","name":"An"}',
        b'{"code":"123456","room":"abc","k":"12345678","ma":"X"}',
        b'{"room":"abc","k":"12345678","name":"An"}',
        b'{"room":"","k":"12345678","ma":"X"}',
        b'{"room":"a/b","k":"12345678","ma":"X"}',
        b'{"k":"12345678","ma":"X"}',
    ],
)
async def test_a_strange_body_is_refused(route, body):
    assert (await ask(route, body))[0] == 400


async def test_codes_open_only_their_own_lobby_and_only_while_it_is_open(route):
    scene = make_live(entry="codes")
    other = make_live(entry="codes")
    code = make_code(secrets.randbelow)
    LiveCode.objects.create(
        session=scene.session,
        code=code,
        code_index=blind_index(code, CODE_PURPOSE),
        label="Đội Sơn Hà",
        unit="Sơn Hà",
    )
    digits = scene.session.code
    assert (await ask(route, wish(digits)))[1]["refused"] == "code_needed"
    assert (await ask(route, wish(other.session.code, ma=code)))[1]["refused"] == "no_such_code"
    status, first = await ask(route, wish(digits, ma=f"{code[:4]}-{code[4:].lower()}"))
    assert status == 200 and LivePlayer.objects.get().unit == "Sơn Hà"
    _, second = await ask(route, wish(digits, ma=code))
    assert second["player"] == first["player"]
    epochs = [tickets.parse(one["ticket"], SYSTEM.now_us()).epoch for one in (first, second)]
    assert epochs == [0, 1]
    LiveSession.objects.filter(id=scene.session.pk).update(code="", is_joinable=False)
    route._doors.clear()
    assert (await ask(route, wish(digits, ma=code)))[1]["refused"] == "no_room"


async def test_whoever_lost_their_phone_comes_back_in_the_middle_of_a_game(route, monkeypatch):
    scene = make_live(entry="codes")
    code, unused = (make_code(secrets.randbelow) for _ in range(2))
    for one in (code, unused):
        LiveCode.objects.create(
            session=scene.session,
            code=one,
            code_index=blind_index(one, CODE_PURPOSE),
            label="Sơn Hà",
        )
    _, first = await ask(route, wish(scene.session.code, ma=code))
    await asyncio.to_thread(command, scene, "start")

    def back(ma, room=scene.session.public_id):
        return ask(route, {"room": room, "ma": ma, "k": secrets.token_hex(8)})

    status, told = await back(code.lower())
    assert status == 200 and told["player"] == first["player"] and told["name"] == "Sơn Hà"
    assert tickets.parse(told["ticket"], SYSTEM.now_us()).epoch == 1
    assert (await back(unused))[1]["refused"] == "absent"
    monkeypatch.setattr(api, "WRONG_HERE", limits.Limit(3, timedelta(minutes=10)))
    assert (await back(make_code(secrets.randbelow)))[1]["refused"] == "no_such_code"
    assert (await back(code, "x" * 22))[1]["refused"] == "no_room"
    assert (await back(code, make_live(entry="codes").session.public_id))[1][
        "refused"
    ] == "no_such_code"
    route._trusted.clear()
    assert (await back(code))[0] == 429, "wrong codes are counted at this door too"
    LiveSession.objects.filter(id=scene.session.pk).update(phase="ended")
    route._doors.clear()
    status, told = await ask(
        route, {"room": scene.session.public_id, "ma": code, "k": "12345678"}, client="10.0.0.9"
    )
    assert (status, told["refused"]) == (404, "no_room")
    assert LivePlayer.objects.filter(session=scene.session).count() == 1


async def test_an_address_like_a_code_is_not_taken_for_it(route):
    scene = make_live()
    code = scene.session.code
    strange, honest = await asyncio.gather(
        ask(route, {"room": code, "ma": "ABCDEFGH", "k": "12345678"}), ask(route, wish(code))
    )
    assert (strange[1]["refused"], honest[0]) == ("no_room", 200)


async def test_who_came_by_a_nickname_comes_back_by_a_code_of_the_host(route):
    scene = make_live()
    _, first = await ask(route, wish(scene.session.code))
    give = partial(hosting.way_back, session=scene.session, by=scene.host)
    code = give(number=1)
    assert give(number=1) == code
    with pytest.raises(Refusal, match="unknown_player"):
        give(number=2)
    body = {"room": scene.session.public_id, "ma": code, "k": secrets.token_hex(8)}
    status, told = await ask(route, body)
    assert status == 200 and told["player"] == first["player"] and told["name"] == "An"
    await ask(route, body)  # the same sending again
    assert LivePlayer.objects.get().epoch == 1


async def test_a_registered_entrant_joins_with_the_ma_du_thi(route):
    contest = make_scene(entrants=0).contest
    entrant = make_entrant(contest, "Trần Thị Bưởi")
    code = make_code(secrets.randbelow)
    entrant.code, entrant.code_index = code, blind_index(code, "entrant-code")
    entrant.save()
    scene = make_live()
    LiveSession.objects.filter(id=scene.session.pk).update(contest=contest, entry="entrants")
    status, _ = await ask(route, wish(scene.session.code, ma=code))
    assert status == 200
    player = LivePlayer.objects.get()
    assert player.entrant_id == entrant.pk and player.name == "Trần Thị Bưởi"


async def test_guesses_are_counted_exactly_and_end_with_a_lock(route, monkeypatch):
    scene = make_live()
    monkeypatch.setattr(api, "WRONG_HERE", limits.Limit(10, timedelta(minutes=10)))
    wrong = f"{(int(scene.session.code) + 1) % 1_000_000:06}"
    answers = await asyncio.gather(*(ask(route, wish(wrong)) for _ in range(40)))
    codes = [told["refused"] for _, told in answers]
    assert codes.count("no_room") == 10 and codes.count("too_many_codes") == 30
    assert (await ask(route, wish(scene.session.code)))[0] == 429
    assert (await ask(route, wish(scene.session.code), client="10.0.0.2"))[0] == 200


def set_up(scene, **fields) -> SessionForm:
    """The form of the preparing page, sent with `fields`; saved when it is valid."""
    form = SessionForm(scene.session, SessionForm(scene.session).initial | {"counts": ""} | fields)
    if form.is_valid():
        preparing.update(session=scene.session, by=scene.host, **form.values())
    return form


async def test_a_team_is_chosen_at_the_door(route):
    """From the form of the preparing page through the frozen plan to the player's row."""
    scene = make_live(open_lobby=False)
    form = set_up(scene, teams_by="chosen", team_names="Đội Xanh\nĐội Đỏ")
    assert not form.errors
    code = opened(scene.session, scene.host).code
    status, told = await ask(route, wish(code))
    assert (status, told["refused"]) == (422, "team_needed")
    status, told = await ask(route, wish(code, name="An", team="Đội Tím"))
    assert (status, told["refused"]) == (422, "team_needed")
    status, told = await ask(route, wish(code, name="An", team="Đội Đỏ"))
    assert status == 200 and LivePlayer.objects.get(id=told["player"]).unit == "Đội Đỏ"


async def test_an_assigned_team_stands_with_the_code(route):
    scene = make_live(open_lobby=False)
    teams = {"teams_by": "assigned", "team_names": "Đội Xanh\nĐội Đỏ"}
    assert list(set_up(scene, **teams).errors) == ["teams_by"]  # whoever comes has no team
    assert not set_up(scene, entry="codes", **teams).errors
    people = [("Máy số 1", "Đội Đỏ")]
    (made,) = editing.make_codes(session=scene.session, people=people, by=scene.host)
    status, _ = await ask(route, wish(opened(scene.session, scene.host).code, ma=made.code))
    player = LivePlayer.objects.get()
    assert status == 200 and (player.name, player.unit) == ("Máy số 1", "Đội Đỏ")


async def test_an_entrant_plays_for_the_organisation_of_the_registration(route):
    contest = make_scene(entrants=0).contest
    entrant = make_entrant(contest, "Trần Thị Bưởi", organisation=contest.organisation)
    scene = make_live(open_lobby=False)
    assert list(set_up(scene, teams_by="organisation").errors) == ["teams_by"]
    LiveSession.objects.filter(id=scene.session.pk).update(contest=contest)
    scene.session.refresh_from_db()
    assert not set_up(scene, entry="entrants", teams_by="organisation").errors
    code = make_code(secrets.randbelow)
    entrant.code, entrant.code_index = code, blind_index(code, "entrant-code")
    entrant.save()
    await ask(route, wish(opened(scene.session, scene.host).code, ma=code))
    assert LivePlayer.objects.get().unit == contest.organisation.name
    scene.session.refresh_from_db()
    assert scene.session.plan["teams"]["by"] == "organisation"
