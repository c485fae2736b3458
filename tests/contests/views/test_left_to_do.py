"""What the organizer's pages say is left to do: set-up steps, the roster, nothing once it is over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from contests.clock import SYSTEM
from contests.models import Contest, Round
from contests.services import setup
from contests.services.publishing import publish
from tests.cast import Cast, make_cast, make_person
from tests.contests.setting_up import SITE, make_draft, make_shipped_bank
from tests.contests.views.test_clerk import form_of, signed_in

pytestmark = pytest.mark.django_db
TODO = "Thiết lập đủ năm trang"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def contest(cast: Cast) -> Contest:
    make_shipped_bank(cast, approved=False)
    made = make_draft(cast)
    publish(contest=made, actor=cast.organizer, clock=SYSTEM, site=SITE)
    return made


def shown(cast: Cast, contest: Contest, part: str = "") -> str:
    page = signed_in(cast.organizer).get(f"/quan-ly/cuoc-thi/{contest.slug}/{part}")
    assert page.status_code == 200
    return page.content.decode()


def done(page: str) -> list[bool]:
    """Which of the five steps are marked as done."""
    bar = page.split('<ol class="steps">')[1].split("</ol>")[0]
    return ["done" in one for one in re.findall(r"<li([^>]*)>", bar)][:5]


def test_a_trial_says_what_is_left_and_an_official_or_past_contest_does_not(
    cast: Cast, contest: Contest
) -> None:
    page = shown(cast, contest)
    assert TODO in page and "đã được thẩm định" in page
    Contest.objects.filter(pk=contest.pk).update(is_trial=False)
    page = shown(cast, contest)
    assert TODO not in page and "Việc còn lại" not in page and "thẩm định" not in page
    Contest.objects.filter(pk=contest.pk).update(is_trial=True)
    long_ago = SYSTEM.now() - timedelta(days=90)
    Round.objects.filter(contest=contest).update(
        opens_at=long_ago, closes_at=long_ago + timedelta(days=1)
    )
    assert TODO not in shown(cast, contest)


def test_a_step_is_done_when_somebody_saved_it(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = setup.create_contest(
        actor=cast.organizer,
        organisation=cast.department,
        preset="tinh-hai-tuan",
        title="Tìm hiểu pháp luật",
        purpose="",
        clock=SYSTEM,
    )
    assert done(shown(cast, contest, "tom-tat/")) == [True, False, False, False, False]
    browser = signed_in(cast.organizer)
    step = f"/quan-ly/cuoc-thi/{contest.slug}/thiet-lap/cach-tinh/"
    page = browser.get(step)
    assert "không bắt buộc" not in page.content.decode().split("Giới hạn bao nhiêu lượt")[1][:60]
    browser.post(step, form_of(page))
    assert done(shown(cast, contest, "tom-tat/")) == [True, False, True, False, False]


def test_a_published_contest_has_every_step_behind_it(cast: Cast, contest: Contest) -> None:
    assert done(shown(cast, contest, "tom-tat/")) == [True] * 5


def test_a_contest_by_roster_code_asks_for_the_roster(cast: Cast) -> None:
    make_shipped_bank(cast)
    contest = make_draft(cast, preset="co-quan")
    upload = f'href="/quan-ly/to-chuc/{cast.department.code}/can-bo/nhap/"'
    for part in ("", "tom-tat/"):
        assert upload in shown(cast, contest, part)
    make_person("Người nơi khác", organisation=cast.commune_committee, roster_code="A1")
    assert upload in shown(cast, contest, "tom-tat/")
    make_person("Cán bộ của phòng", organisation=cast.office, roster_code="A2")
    for part in ("", "tom-tat/"):
        assert upload not in shown(cast, contest, part)
    assert upload not in shown(cast, make_draft(cast, title="Thi khác"), "tom-tat/")
