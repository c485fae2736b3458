"""The pages of results: what everybody sees, what the organizer does, what never leaks."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import AuditEvent, Consent, ConsentPurpose, ConsentText
from accounts.services.consents import withdraw_consent
from contests.clock import DemoClock
from contests.models import Entrant
from contests.online import tickets
from contests.results.models import Standing
from contests.results.services.standings import freeze, publish
from contests.rules.ruleset import Disclosure, ShowBoard
from tests.contests.scene import make_scene
from tests.results.conftest import DEFAULT
from tests.results.crowd import add_people, play

pytestmark = pytest.mark.django_db


class Page:
    """A contest that ended long ago, frozen; the organizer signed in on `staff`."""

    def __init__(self) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=20)
        self.scene = make_scene(questions=12, entrants=0, rules=DEFAULT, now=long_ago)
        self.people = add_people(self.scene, 70)
        play(self.scene, self.people, 90)
        clock = DemoClock(self.scene.round.closes_at + timedelta(hours=1))
        self.contest = self.scene.contest
        self.standing: Standing = freeze(
            contest=self.contest,
            round_=self.scene.round,
            actor=self.scene.organizer,
            clock=clock,
        )
        self.staff = Client()
        self.staff.force_login(self.scene.organizer)
        self.open = f"/cuoc-thi/{self.contest.slug}/ket-qua/"
        self.desk = f"/quan-ly/cuoc-thi/{self.contest.slug}/ket-qua/"

    def publish(self) -> None:
        publish(standing=self.standing, actor=self.scene.organizer)


@pytest.fixture
def site(db: None) -> Page:
    return Page()


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_board_is_public_only_once_it_is_published(site: Page) -> None:
    client = Client()
    assert "Chưa có kết quả" in text(client.get(site.open))
    assert client.get(site.open + "du-lieu.csv").status_code == 404
    site.publish()
    page = text(client.get(site.open + "?dot=1"))
    assert "Kết quả chính thức" in page and "Trang 2" in page
    assert not client.cookies, "a public page sets no cookie"
    assert "csrfmiddlewaretoken" not in page


def test_an_unchanged_board_is_not_sent_twice(site: Page) -> None:
    site.publish()
    client = Client()
    first = client.get(site.open)
    again = client.get(site.open, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "Set-Cookie" not in first.headers and "Cookie" not in first.get("Vary", "")


@pytest.mark.parametrize(
    "query", ["", "?page=2", "?doi-tuong=khac", "?ten=nguoi 1", "?ten=khong co"]
)
def test_every_way_to_ask_is_answered(site: Page, query: str) -> None:
    site.publish()
    page = text(Client().get(site.open + "?dot=1&" + query[1:]))
    for one in site.people:
        if one.display_name != one.full_name:
            assert f">{one.full_name}<" not in page, "a masked name is nowhere"


def test_unit_boards_and_hostile_queries(site: Page) -> None:
    site.publish()
    client = Client()
    for board in ("don-vi", "xa"):
        assert "Xếp hạng" in text(client.get(f"{site.open}?bang={board}"))
    assert client.get(site.open + "?bang=x").status_code == 404
    assert client.get(site.open + "?don-vi=khong-co").status_code == 404
    for query in ("page=999999", "page=x", "dot=-1", "dot=x", "xa=' OR 1=1", "doi-tuong=x"):
        assert client.get(f"{site.open}?{query}").status_code == 200


def test_a_live_board_runs_before_the_freeze() -> None:
    rules = DEFAULT.__class__(
        **{
            **{name: getattr(DEFAULT, name) for name in DEFAULT.__slots__},
            "disclosure": Disclosure(board=ShowBoard.LIVE),
        }
    )
    from contests.results.services.marking import mark_everything

    scene = make_scene(questions=12, entrants=0, rules=rules)
    play(scene, add_people(scene, 10), 10)
    mark_everything(scene.contest)
    page = text(Client().get(f"/cuoc-thi/{scene.contest.slug}/ket-qua/?dot=1"))
    assert "Bảng tạm thời" in page and "đang cập nhật" in page


def test_a_consent_that_is_taken_back_hides_the_name_at_once(site: Page) -> None:
    site.publish()
    shown = site.standing.rows.order_by("position").select_related("entrant")
    who = next(row.entrant for row in shown if row.entrant.display_name == row.entrant.full_name)
    assert f">{who.full_name}<" in text(Client().get(site.open + "?dot=1"))
    words = ConsentText.objects.create(
        purpose=ConsentPurpose.PUBLISH, version=999, text="x", published_at=datetime.now(UTC)
    )
    consent = Consent.objects.create(
        person=who.person,
        text=words,
        scope=f"contest:{site.contest.public_id}",
        given_at=datetime.now(UTC),
    )
    withdraw_consent(actor=None, consent=consent)
    assert f">{who.full_name}<" not in text(Client().get(site.open + "?dot=1"))


def test_open_data_says_what_the_page_says_and_runs_no_formula(site: Page) -> None:
    site.publish()
    first = site.standing.rows.order_by("position")[0]
    Entrant.objects.filter(pk=first.entrant_id).update(display_name="=HYPERLINK(1)")
    client = Client()
    data = client.get(site.open + "du-lieu.json?dot=1").json()
    assert len(data["dong"]) == 70 and data["sha256"] == site.standing.sha256
    table = client.get(site.open + "du-lieu.csv?dot=1").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert rows[0]["ten"] == "'=HYPERLINK(1)" and len(rows) == 70
    assert client.get(site.open + "du-lieu.exe").status_code == 404


def test_ones_own_place_is_behind_ones_own_cookie(site: Page) -> None:
    site.publish()
    client = Client()
    assert client.get(site.open + "cua-toi/").status_code == 302
    client.cookies[tickets.COOKIE] = tickets.issue(site.people[3])
    answer = client.get(site.open + "cua-toi/")
    assert f"trên {70}" in text(answer) and "no-store" in answer["Cache-Control"]


def test_the_organizer_freezes_again_with_a_reason_and_publishes(site: Page) -> None:
    assert "chưa công bố" in text(site.staff.get(site.desk))
    bare = site.staff.post(site.desk + "chot/", {"round": 1}, follow=True)
    assert "hãy ghi lý do" in text(bare)
    done = site.staff.post(site.desk + "chot/", {"round": 1, "reason": "Soát lại"}, follow=True)
    assert "Soát lại" in text(done)
    newest = Standing.objects.get(version=2)
    site.staff.post(f"{site.desk}ban/{newest.pk}/cong-bo/")
    newest.refresh_from_db()
    assert newest.is_public


def test_a_workbook_is_logged_and_holds_what_the_board_holds(site: Page) -> None:
    answer = site.staff.get(f"{site.desk}ban/{site.standing.pk}/bang.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Cá nhân", "Đơn vị", "Xã, phường, đặc khu"]
    assert AuditEvent.objects.filter(action="standing.exported").count() == 1


def test_attempts_are_listed_masked_and_shown_with_their_events(site: Page) -> None:
    person = site.people[0].person
    person.phone = "+84912345678"
    person.save()
    page = text(site.staff.get(site.desk + "luot/"))
    assert "0912345678" not in page
    assert "Người 7" in text(site.staff.get(site.desk + "luot/?text=nguoi 7&state=valid&round=1"))
    paper = person.entries.get().papers.first()
    sheet = text(site.staff.get(f"{site.desk}luot/{paper.public_id}/"))
    assert "Nhật ký trả lời" in sheet and "Đáp án" in sheet and "0912345678" not in sheet


def test_a_key_is_corrected_from_its_page(site: Page) -> None:
    listed = text(site.staff.get(site.desk + "dap-an/?q=số"))
    pk = site.scene.version.pool.values_list("revision_id", flat=True)[0]
    assert f"dap-an/{pk}/" in listed
    refused = site.staff.post(f"{site.desk}dap-an/{pk}/", {"right": ["1"], "reason": "x"})
    assert refused.status_code == 422 and "đang được dùng" in refused.content.decode()
    done = site.staff.post(
        f"{site.desk}dap-an/{pk}/", {"right": ["2"], "reason": "Sai luật"}, follow=True
    )
    assert "Đã chấm lại" in text(done)


def test_prizes_from_proposal_to_claim(site: Page) -> None:
    page = text(site.staff.get(site.desk + "giai/"))
    keys = [part.split('"')[0] for part in page.split('name="give" value="')[1:]]
    assert len(keys) == 3
    site.staff.post(site.desk + "giai/", {"give": keys})
    listed = text(site.staff.get(site.desk + "giai/"))
    assert "4.000.000 đồng" in listed
    pk = int(listed.split("/giai/")[-1].split("/")[0])
    one = f"{site.desk}giai/{pk}/"
    assert site.staff.post(one, {"do": "show"}).status_code == 422
    assert "ghi nhật ký" in text(site.staff.post(one, {"do": "show", "reason": "Nhận giải"}))
    site.staff.post(one, {"do": "confirm"})
    site.staff.post(one, {"do": "revoke", "reason": "Sai người"})
    assert "Đã thu hồi" in text(site.staff.get(site.desk + "giai/"))
    book = site.staff.get(site.desk + "giai/danh-sach.xlsx")
    assert load_workbook(io.BytesIO(book.content)).sheetnames == ["Giải thưởng"]
    assert "Không có giải" in text(site.staff.get(site.desk + "boc-tham/"))


def test_open_data_is_not_made_without_end_for_one_address(site: Page) -> None:
    site.publish()
    client = Client()
    asked = [client.get(site.open + "du-lieu.json?dot=1") for _ in range(21)]
    assert [one.status_code for one in asked] == [200] * 20 + [429]
    assert "chờ" in asked[-1].content.decode()
    assert "no-store" in asked[-1]["Cache-Control"]
    other = client.get(site.open + "du-lieu.json?dot=1", REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200


def test_the_pages_of_results_say_which_one_is_open(site: Page) -> None:
    for path, name in (("", "Xếp hạng"), ("luot/", "Lượt thi"), ("boc-tham/", "Bốc thăm")):
        html = site.staff.get(site.desk + path).content.decode()
        tabs = html.split('aria-label="Các trang kết quả"')[1].split("</nav>")[0]
        assert tabs.count("aria-current") == 1
        assert f'href="{site.desk}{path}" aria-current="page">{name}</a>' in tabs
    below = site.staff.get(f"{site.desk}ban/{site.standing.pk}/").content.decode()
    assert f'href="{site.desk}" aria-current="true">Xếp hạng</a>' in below
