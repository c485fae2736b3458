"""The desk of focal points and organizers, over HTTP."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import AuditEvent, Membership, Organisation, Role
from accounts.selectors.access import Forbidden
from contests.models import ContestPartner, Entrant, Paper, PartnerRight
from contests.online import tickets
from contests.services.entrant_changes import reissue_code
from tests.cast import make_organisation, make_user
from tests.contests.scene import Scene, make_entrant
from tests.online.walk import person, registered, started, url


@pytest.fixture
def office(scene: Scene) -> Organisation:
    return Organisation.objects.get(parent=scene.contest.organisation)


@pytest.fixture
def focal(scene: Scene, office: Organisation) -> Client:
    user = make_user("dau-moi-phong", "Đinh Văn Mối")
    Membership.objects.create(user=user, organisation=office, role=Role.FOCAL_POINT)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def organizer(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.organizer)
    return client


def shown_code(page: str) -> str:
    found = re.search(r'<strong class="nowrap">([0-9A-Z]{4}-[0-9A-Z]{4})</strong>', page)
    assert found
    return found.group(1)


def test_a_focal_point_sees_and_registers_own_people_only(scene: Scene, focal: Client) -> None:
    foreign = make_entrant(scene.contest, "Người nơi khác")
    answer = focal.post(url(scene, "desk_add"), person(scene))
    code = shown_code(answer.content.decode())
    entrant = Entrant.objects.latest("id")
    assert "registered_by_focal_point" in entrant.flags and entrant.registered_by is not None
    assert AuditEvent.objects.filter(action="entrant.registered_by_focal_point").count() == 1
    listed = focal.get(url(scene, "desk")).content.decode()
    assert "Nguyễn Thị Hoa" in listed and "Người nơi khác" not in listed
    assert "0912345678" not in listed and "09xx xxx 678" in listed
    for page in ("desk_entrant", "desk_reissue"):
        where = url(scene, page, foreign.public_id)
        answer = focal.post(where) if page == "desk_reissue" else focal.get(where)
        assert answer.status_code == 404
    resumed = Client().post(url(scene, "continue"), {"phone": "0912345678", "code": code})
    assert resumed.status_code == 302


def test_a_focal_point_cannot_register_into_another_organisation(
    scene: Scene, focal: Client
) -> None:
    other = make_organisation("khac-1", "Phòng khác", "phong", scene.contest.organisation)
    before = Entrant.objects.count()
    for code in (other.code, ""):
        answer = focal.post(url(scene, "desk_add"), person(scene, organisation=code))
        assert answer.status_code == 404
    assert Entrant.objects.count() == before


def test_a_reissued_code_ends_the_old_one_at_once(scene: Scene, focal: Client) -> None:
    client, entrant = registered(scene)
    paper = started(scene, client)
    old = entrant.code
    ticket = client.get(url(scene, "status", paper.public_id)).json()["ticket"]
    empty = focal.post(url(scene, "desk_reissue", entrant.public_id), {"ma-seen_document": " "})
    assert empty.status_code == 422
    answer = focal.post(
        url(scene, "desk_reissue", entrant.public_id), {"ma-seen_document": "căn cước"}
    )
    code = shown_code(answer.content.decode())
    assert client.get(url(scene, "status", paper.public_id)).status_code == 404
    assert client.get(url(scene, "code"))["Location"] == url(scene, "continue")
    data = {"phone": "0912345678", "code": old}
    assert Client().post(url(scene, "continue"), data).status_code == 422
    fresh = Client()
    assert fresh.post(url(scene, "continue"), data | {"code": code}).status_code == 302
    state = fresh.get(url(scene, "status", paper.public_id)).json()
    assert state["state"] == "open" and state["ticket"] != ticket
    event = AuditEvent.objects.get(action="entrant.code_reissued")
    assert event.data == {"seen_document": "căn cước"} and code not in str(event.data)


def test_an_organizer_helps_with_an_attempt(scene: Scene, organizer: Client) -> None:
    client, entrant = registered(scene)
    paper = started(scene, client)
    where = url(scene, "desk_attempt", entrant.public_id, paper.public_id)
    deadline = paper.deadline_us

    def change(**values: str) -> int:
        data = {f"l0-{name}": value for name, value in values.items()}
        return organizer.post(where, data).status_code

    assert change(action="extend", minutes="10", reason="mất điện") == 302
    paper.refresh_from_db()
    assert paper.deadline_us == deadline + 600_000_000
    assert change(action="extend", minutes="", reason="mất điện") == 422
    assert change(action="extend", minutes="10", reason="") == 422
    assert change(action="reopen", minutes="10", reason="nhầm") == 422
    assert change(action="delete", minutes="10", reason="nhầm") == 422
    client.post(url(scene, "hand_in", paper.public_id))
    paper.refresh_from_db()
    shown = f"{paper.receipt[:5]}-{paper.receipt[5:]}"
    for page in (
        organizer.get(url(scene, "desk_entrant", entrant.public_id)),
        client.get(url(scene, "receipt", paper.public_id)),
    ):
        assert shown in page.content.decode()
    assert change(action="reopen", minutes="5", reason="máy hỏng") == 302
    assert client.get(url(scene, "sitting", paper.public_id)).status_code == 200
    assert change(action="annul", reason="thi hộ") == 302
    page = client.get(url(scene, "receipt", paper.public_id)).content.decode()
    assert "Lượt thi đã bị hủy" in page
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"attempt.extended", "attempt.reopened", "attempt.annulled"} <= actions


@pytest.mark.parametrize(
    ("rights", "opens"),
    [
        (None, False),
        ([], False),
        ([PartnerRight.VIEW], False),
        ([PartnerRight.RESULTS], False),
        ([PartnerRight.ENTRANTS], True),
    ],
)
def test_a_partner_of_another_tree_handles_own_people_only_by_the_right(
    scene: Scene, rights: list[str] | None, opens: bool
) -> None:
    partner = make_organisation("doan-the", "Tỉnh đoàn", "doan_the")
    inside = make_organisation("doan-the-1", "Huyện đoàn", "doan_the", partner)
    if rights is not None:
        ContestPartner.objects.create(contest=scene.contest, organisation=partner, rights=rights)
    user = make_user("can-bo-doan", "Y Đoàn")
    Membership.objects.create(user=user, organisation=partner, role=Role.FOCAL_POINT)
    client = Client()
    client.force_login(user)
    own = make_entrant(scene.contest, "Người của đoàn", organisation=inside)
    others = make_entrant(scene.contest, "Người nơi khác")
    right = 200 if opens else 404
    assert client.get(url(scene, "desk")).status_code == right
    assert client.get(url(scene, "desk_add")).status_code == right
    assert client.get(url(scene, "desk_entrant", own.public_id)).status_code == right
    again = {"ma-seen_document": "Thẻ đoàn viên"}
    told = client.post(url(scene, "desk_reissue", own.public_id), again)
    assert told.status_code == right
    assert client.get(url(scene, "desk_entrant", others.public_id)).status_code == 404
    if opens:
        listed = client.get(url(scene, "desk")).content.decode()
        assert "Người của đoàn" in listed and "Người nơi khác" not in listed
    own.refresh_from_db()
    assert (own.epoch == 1) is opens
    with pytest.raises(Forbidden):
        reissue_code(entrant=others, actor=user, seen_document="x")
    if not opens:
        with pytest.raises(Forbidden):
            reissue_code(entrant=own, actor=user, seen_document="x")


def test_a_focal_point_cannot_change_attempts(scene: Scene, focal: Client) -> None:
    client, entrant = registered(scene)
    paper = started(scene, client)
    page = focal.get(url(scene, "desk_entrant", entrant.public_id)).content.decode()
    assert "Gia hạn" not in page and "Loại khỏi" not in page and "Cấp mã mới" in page
    data = {"l0-action": "annul", "l0-reason": "x"}
    assert (
        focal.post(url(scene, "desk_attempt", entrant.public_id, paper.public_id), data).status_code
        == 404
    )
    for name, values in (
        ("desk_extra_time", {"gio-percent": "10", "gio-reason": "x"}),
        ("desk_disqualify", {"loai-reason": "x"}),
    ):
        assert focal.post(url(scene, name, entrant.public_id), values).status_code == 404
    paper.refresh_from_db()
    entrant.refresh_from_db()
    assert paper.state == "open" and entrant.state == "active"


def test_extra_time_holds_for_the_next_attempt(scene: Scene, organizer: Client) -> None:
    client, entrant = registered(scene)
    where = url(scene, "desk_extra_time", entrant.public_id)
    assert organizer.post(where, {"gio-percent": "90", "gio-reason": "x"}).status_code == 422
    assert (
        organizer.post(where, {"gio-percent": "50", "gio-reason": "khiếm thị"}).status_code == 302
    )
    paper = started(scene, client)
    assert paper.deadline_us - paper.started_us == 30 * 60_000_000


def test_a_disqualified_entrant_is_out_at_once(scene: Scene, organizer: Client) -> None:
    client, entrant = registered(scene)
    paper = started(scene, client)
    where = url(scene, "desk_disqualify", entrant.public_id)
    assert organizer.post(where, {"loai-reason": "thi hộ"}).status_code == 302
    assert client.get(url(scene, "status", paper.public_id)).status_code == 404
    entrant.refresh_from_db()
    again = Client()
    again.cookies[tickets.COOKIE] = tickets.issue(entrant)
    assert "không còn được dự thi" in again.get(url(scene, "start")).content.decode()
    refused = again.post(url(scene, "start"))
    assert refused.status_code in (302, 422)
    assert Paper.objects.count() == 1


def test_the_desk_finds_by_name_phone_and_code(scene: Scene, organizer: Client) -> None:
    _, entrant = registered(scene)
    for text in ("nguyen thi hoa", "0912345678", entrant.code, entrant.code.lower()):
        page = organizer.get(url(scene, "desk"), {"q": text}).content.decode()
        assert entrant.public_id in page, text
    page = organizer.get(url(scene, "desk"), {"q": "0912345679"}).content.decode()
    assert "Không tìm thấy ai" in page


def test_the_way_back_from_the_desk_leads_somewhere(
    scene: Scene, focal: Client, organizer: Client
) -> None:
    slug = scene.contest.slug
    for client, home, above in (
        (focal, f"/cuoc-thi/{slug}/", "/viec-cua-toi/"),
        (organizer, f"/quan-ly/cuoc-thi/{slug}/", "/quan-ly/cuoc-thi/"),
    ):
        page = client.get(url(scene, "desk")).content.decode()
        crumbs = page.split('class="crumbs"')[1].split("</nav>")[0]
        assert re.findall(r'href="([^"]+)"', crumbs)[:2] == [above, home]
        assert client.get(above).status_code == 200
    empty = focal.get("/quan-ly/cuoc-thi/").content.decode()
    assert "Chưa có cuộc thi nào" in empty and "Xem ở Việc của tôi" in empty
