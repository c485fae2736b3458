"""A clerk goes from a preset to a published contest, page by page, without JavaScript."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from contests.clock import SYSTEM
from contests.forms.awards import AwardsStep
from contests.forms.basics import BasicsStep
from contests.forms.counting import CountingStep
from contests.forms.exam import ExamStep
from contests.forms.people import PeopleStep
from contests.models import Contest, ContestState, RuleVersion
from contests.rules.presets import PRESETS
from contests.rules.ruleset import from_json
from contests.selectors.facts import contest_facts
from contests.services import setup
from contests.wording.summary import summary
from tests.cast import Cast, make_cast
from tests.contests.scene import forget_kept
from tests.contests.setting_up import make_draft, make_shipped_bank

pytestmark = pytest.mark.django_db
LIST = "/quan-ly/cuoc-thi/"


@pytest.fixture
def cast() -> Cast:
    forget_kept()
    return make_cast()


class Form(HTMLParser):
    """What a browser would send when the main form of a page is submitted unchanged."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.inside = False
        self.select = self.area = ""
        self.text: list[str] = []
        self.option: str | None = None
        self.first: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = one.get("method") == "post" and "dang-xuat" not in one.get("action", "")
        if not self.inside:
            return
        name = one.get("name", "")
        if tag == "input" and name:
            kind = one.get("type", "text")
            if kind == "file":
                return
            if kind in ("checkbox", "radio") and "checked" not in one:
                return
            self.values.setdefault(name, []).append(
                one.get("value", "on" if kind in ("checkbox", "radio") else "")
            )
        elif tag == "select":
            self.select, self.option, self.first = name, None, None
        elif tag == "option" and self.select:
            self.first = one.get("value", "") if self.first is None else self.first
            if "selected" in one:
                self.option = one.get("value", "")
        elif tag == "textarea":
            self.area, self.text = name, []

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            chosen = self.option if self.option is not None else self.first
            self.values.setdefault(self.select, []).append(chosen or "")
            self.select = ""
        elif tag == "textarea" and self.area:
            self.values[self.area] = ["".join(self.text).removeprefix("\n")]
            self.area = ""


def form_of(response: Any) -> dict[str, Any]:
    return dict(Form(response.content.decode()).values)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("preset", list(PRESETS))
def test_a_clerk_publishes_a_contest_from_every_preset(cast: Cast, preset: str) -> None:
    make_shipped_bank(cast)
    browser = signed_in(cast.organizer)
    assert "Chọn mẫu" in browser.get(LIST + "moi/").content.decode()
    page = browser.get(f"{LIST}moi/?mau={preset}")
    data = form_of(page) | {"title": "Tìm hiểu Luật Phổ biến, giáo dục pháp luật"}
    page = browser.post(f"{LIST}moi/?mau={preset}", data, follow=True)
    contest = Contest.objects.get()
    assert contest.slug == "tim-hieu-luat-pho-bien-giao-duc-phap-luat"
    assert page.request["PATH_INFO"] == f"{LIST}{contest.slug}/thiet-lap/de-thi/"

    filled = {"de-thi": {"banks": "PBGDPL-2026"}, "giai-thuong": {"phone": "0255 3 822 822"}}
    for step in ("de-thi", "cach-tinh", "nguoi-du-thi", "giai-thuong"):
        assert page.request["PATH_INFO"].endswith(f"/thiet-lap/{step}/"), page.content.decode()
        address = page.request["PATH_INFO"]
        page = browser.post(address, form_of(page) | filled.get(step, {}), follow=True)

    assert page.request["PATH_INFO"].endswith("/tom-tat/")
    text = page.content.decode()
    assert "Đã đủ điều kiện để công bố" in text
    browser.post(page.request["PATH_INFO"], form_of(page))
    contest.refresh_from_db()
    assert contest.state == ContestState.PUBLISHED
    assert contest.is_trial
    version = RuleVersion.objects.get()
    # Nothing got lost on its way through five pages of forms.
    expected = setup.from_json(version.rules)
    preset_rules = PRESETS[preset].rules
    assert expected.attempts == preset_rules.attempts
    assert expected.ranking == preset_rules.ranking
    assert expected.prediction == preset_rules.prediction
    assert expected.timing == preset_rules.timing
    assert expected.disclosure == preset_rules.disclosure
    assert expected.passing == preset_rules.passing
    assert expected.eligibility == preset_rules.eligibility
    assert expected.groups == preset_rules.groups
    assert expected.unit_boards == preset_rules.unit_boards
    assert expected.prizes == preset_rules.prizes
    assert expected.paper.cells == preset_rules.paper.cells
    assert set(expected.registration.fields) == set(preset_rules.registration.fields)
    assert expected.registration.person_key == preset_rules.registration.person_key

    public = Client().get(f"/cuoc-thi/{contest.slug}/")
    assert "Chạy thử" in public.content.decode()
    assert not public.cookies


def test_the_simple_path_asks_at_most_25_decisions(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    new = BasicsStep(
        user=cast.organizer,
        contest=None,
        preset="tinh-hai-tuan",
        organisations=setup.Organisation.objects.all(),
    )
    rest = [
        kind(user=cast.organizer, contest=contest)
        for kind in (ExamStep, CountingStep, PeopleStep, AwardsStep)
    ]
    asked = [new.decisions(), *(page.decisions() for page in rest)]
    assert sum(asked) <= 25, asked
    assert min(asked) >= 3


def test_the_summary_prints_every_default(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    text = signed_in(cast.organizer).get(f"{LIST}{contest.slug}/tom-tat/").content.decode()
    rules = from_json(contest.draft_rules)
    names = contest_facts(contest, rules, site="").names
    for label, value in summary(rules, names):
        assert label in text
        assert value[1:].replace("'", "&#x27;") in text


def test_faults_lead_to_the_page_and_the_field(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = setup.create_contest(
        actor=cast.organizer,
        organisation=cast.department,
        preset="co-quan",
        title="Thi tháng",
        purpose="x",
        clock=SYSTEM,
    )
    browser = signed_in(cast.organizer)
    text = browser.get(f"{LIST}{contest.slug}/tom-tat/").content.decode()
    assert "Chưa chọn ngân hàng câu hỏi" in text
    assert "Chưa công bố được" in text
    links = re.findall(r'href="([^"]*\?loi[^"]*)"', text)
    assert f"{LIST}{contest.slug}/thiet-lap/de-thi/?loi#can-sua" in links
    page = browser.get(f"{LIST}{contest.slug}/thiet-lap/de-thi/?loi").content.decode()
    target = re.search(r'href="#(id_banks[^"]*)">Chưa chọn ngân hàng', page)
    assert target
    assert browser.post(f"{LIST}{contest.slug}/tom-tat/").status_code == 422
    contest.refresh_from_db()
    assert contest.state == ContestState.DRAFT


def test_the_blueprint_is_checked_against_the_pool_when_it_is_saved(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    browser = signed_in(cast.organizer)
    address = f"{LIST}{contest.slug}/thiet-lap/de-thi/"
    data = form_of(browser.get(address)) | {"cells-0-count": "199"}
    page = browser.post(address, data)
    text = page.content.decode()
    assert "cần 199 câu, dùng được 137 câu" in text
    assert "Đã lưu bản nháp" in text
    assert 'aria-invalid="true"' in text
    contest.refresh_from_db()
    assert contest.draft_rules["paper"]["cells"][0]["count"] == 199


def test_rows_are_added_and_removed_by_plain_buttons(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    browser = signed_in(cast.organizer)
    address = f"{LIST}{contest.slug}/thiet-lap/giai-thuong/"
    data = form_of(browser.get(address)) | {"phone": "chưa biết", "prizes-0-amount_vnd": "abc"}
    assert data["prizes-count"] == ["7"]
    page = browser.post(address, data | {"add": "prizes"})
    assert page.status_code == 200
    grown = form_of(page)
    assert grown["prizes-count"] == ["8"]
    assert grown["prizes-0-amount_vnd"] == ["abc"]
    assert grown["phone"] == ["chưa biết"]
    shrunk = form_of(browser.post(address, grown | {"remove": "prizes-0"}))
    assert shrunk["prizes-count"] == ["7"]
    assert shrunk["prizes-0-amount_vnd"] == data["prizes-1-amount_vnd"]
    assert shrunk["prizes-6-count"] == [""]
    for wrong in ("prizes-99", "prizes", "x-1", "-"):
        assert browser.post(address, grown | {"remove": wrong}).status_code == 200
    contest.refresh_from_db()
    assert len(contest.draft_rules["prizes"]["items"]) == 7


def test_what_cannot_be_read_is_said_in_vietnamese_and_nothing_is_kept(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    before = Contest.objects.values("draft_rules", "draft_rounds").get()
    browser = signed_in(cast.organizer)
    for step, bad, said in (
        ("de-thi", {"minutes": "abc"}, "Cần một số nguyên"),
        ("de-thi", {"minutes": "0"}, "Cần một số từ 1 đến 600"),
        ("de-thi", {"rounds-0-opens_at": "hôm qua"}, "Không đọc được ngày giờ"),
        ("de-thi", {"banks": "KHONG-CO"}, "không có trong danh sách"),
        ("cach-tinh", {"counting": "tuỳ"}, "không có trong danh sách"),
        ("nguoi-du-thi", {"units": "Xã Không Có"}, "Không tìm thấy “Xã Không Có”"),
        ("nguoi-du-thi", {"ask_ethnic": "required"}, "không có trong danh sách"),
        ("giai-thuong", {"email": "a@"}, "ten@don-vi.vn"),
        ("giai-thuong", {"commune_sizes": "ba"}, "dấu chấm phẩy"),
        ("giai-thuong", {"prizes-0-amount_vnd": "nhiều"}, "Cần số tiền bằng đồng"),
    ):
        address = f"{LIST}{contest.slug}/thiet-lap/{step}/"
        page = browser.post(address, form_of(browser.get(address)) | bad)
        text = page.content.decode()
        assert page.status_code == 422, (step, bad)
        assert said in text, (step, bad)
        assert 'id="error-summary"' in text
        assert Contest.objects.values("draft_rules", "draft_rounds").get() == before


def test_a_form_that_names_more_than_it_asks_changes_nothing_more(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    browser = signed_in(cast.organizer)
    address = f"{LIST}{contest.slug}/thiet-lap/ten/"
    sly = {
        "is_trial": "",
        "state": "published",
        "organisation": str(cast.other_department.pk),
        "organisation_id": str(cast.other_department.pk),
        "is_demo": "on",
        "created_by": str(cast.stranger.pk),
        "current_version": "1",
        "draft_rules": "{}",
    }
    browser.post(address, form_of(browser.get(address)) | sly | {"title": "Tên mới"})
    contest.refresh_from_db()
    assert contest.title == "Tên mới"
    assert contest.organisation == cast.department
    assert contest.created_by == cast.organizer
    assert contest.is_trial and not contest.is_demo
    assert contest.state == ContestState.DRAFT and contest.current_version is None
    assert contest.draft_rules["paper"]["banks"] == ["PBGDPL-2026"]


def test_a_foreign_organisation_cannot_be_made_the_lead(cast: Cast) -> None:
    browser = signed_in(cast.organizer)
    page = browser.get(f"{LIST}moi/?mau=co-quan")
    data = form_of(page) | {"title": "Lạ", "organisation": str(cast.other_department.pk)}
    assert browser.post(f"{LIST}moi/?mau=co-quan", data).status_code == 422
    assert not Contest.objects.exists()


def test_local_times_are_those_of_viet_nam(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast)
    browser = signed_in(cast.organizer)
    address = f"{LIST}{contest.slug}/thiet-lap/de-thi/"
    data = form_of(browser.get(address))
    data |= {"rounds-0-opens_at": "2030-01-07T08:00", "rounds-0-closes_at": "2030-01-13T23:59"}
    data |= {"rounds-1-opens_at": "2030-01-14T00:00", "rounds-1-closes_at": "2030-01-20T23:59"}
    browser.post(address, data)
    contest.refresh_from_db()
    assert contest.draft_rounds[0]["opens_at"] == "2030-01-07T01:00:00+00:00"
    assert contest.draft_rounds[0]["closes_at"] == "2030-01-13T16:59:00+00:00"
    assert form_of(browser.get(address))["rounds-0-opens_at"] == ["2030-01-07T08:00"]
