"""The front page says what is open, what is coming and what is over; it touches no session."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from contests.models import Contest, ContestState, Round, RuleVersion
from contests.rules.ruleset import RuleSet, to_json
from contests.wording.public import countdown
from quiz.models import Bank, Question, QuestionState, Revision, RevisionKey
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def publish(cast: Cast, slug: str, title: str, opens_in: timedelta, lasts: timedelta) -> Contest:
    contest = Contest.objects.create(
        slug=slug, title=title, organisation=cast.department, state=ContestState.PUBLISHED
    )
    now = datetime.now(UTC)
    Round.objects.create(
        contest=contest,
        number=1,
        name="Tuần 1",
        opens_at=now + opens_in,
        closes_at=now + opens_in + lasts,
    )
    contest.current_version = RuleVersion.objects.create(
        contest=contest,
        number=1,
        rules=to_json(RuleSet()),
        facts={},
        text=[],
        sha256="0" * 64,
        published_at=now,
    )
    contest.save()
    return contest


@pytest.mark.parametrize("path", ["/", "/du-lieu-ca-nhan/", "/huong-dan/", "/robots.txt"])
def test_public_pages_touch_no_session_and_may_be_cached(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")


def test_an_empty_platform_says_so(client: Client) -> None:
    assert "chưa có đợt thi nào đang mở" in client.get("/").content.decode()


def test_contests_stand_under_their_phase(client: Client, cast: Cast) -> None:
    day = timedelta(days=1)
    publish(cast, "mo", "Cuộc thi đang mở", -day, 3 * day)
    publish(cast, "sap", "Cuộc thi sắp mở", day, day)
    publish(cast, "xong", "Cuộc thi đã xong", -3 * day, day)
    page = client.get("/").content.decode()
    assert page.index("Cuộc thi đang mở") < page.index("Cuộc thi sắp mở")
    assert page.index("Cuộc thi sắp mở") < page.index("Cuộc thi đã xong")


def test_a_draft_is_nobodys_to_see(client: Client, cast: Cast) -> None:
    Contest.objects.create(slug="nhap", title="Bản thảo kín", organisation=cast.department)
    assert "Bản thảo kín" not in client.get("/").content.decode()
    client.force_login(cast.stranger)
    assert "Bản thảo kín" not in client.get("/viec-cua-toi/").content.decode()
    client.force_login(cast.organizer)
    assert "Bản thảo kín" in client.get("/viec-cua-toi/").content.decode()


def test_a_focal_point_finds_the_people_to_look_after(client: Client, cast: Cast) -> None:
    open_one = publish(cast, "dang-mo", "Thi đang mở", timedelta(days=-1), timedelta(days=3))
    publish(cast, "da-xong", "Thi đã xong", timedelta(days=-9), timedelta(days=3))
    client.force_login(cast.focal_point)
    text = client.get("/viec-cua-toi/").content.decode()
    desk = f"/quan-ly/cuoc-thi/{open_one.slug}/nguoi-du-thi/"
    assert f'href="{desk}"' in text
    assert "Thi đã xong" not in text
    assert client.get(desk).status_code == 200
    for user in (cast.stranger, cast.viewer, cast.organizer):
        client.force_login(user)
        assert f'href="{desk}"' not in client.get("/viec-cua-toi/").content.decode()


def test_a_reviewer_reads_the_number_that_the_queue_has(client: Client, cast: Cast) -> None:
    for code, is_illustrative, waiting in (("RIENG", False, 2), ("MINH-HOA", True, 3)):
        bank = Bank.objects.create(
            code=code, name=code, organisation=cast.department, is_illustrative=is_illustrative
        )
        for number in range(waiting + 1):
            question = Question.objects.create(
                bank=bank,
                ref=f"Q{number}",
                state=QuestionState.PENDING,
                submitted=1 if number else 0,  # the first was never handed in
            )
            revision = Revision.objects.create(
                question=question, kind="single", stem="Hỏi?", options=[], sha256="0" * 64
            )
            RevisionKey.objects.create(revision=revision, right=[0])
    client.force_login(cast.reviewer)
    work = client.get("/viec-cua-toi/").content.decode()
    assert "5 câu hỏi chờ thẩm định" in work
    assert "3 câu minh họa chưa thẩm định" in work
    found = re.search(r'href="([^"]+\?ngan-hang=MINH-HOA)"', work)
    assert found
    assert "Còn 3 câu chờ bạn" in client.get(found[1]).content.decode()
    assert "Còn 5 câu chờ bạn" in client.get(found[1].split("?")[0]).content.decode()


def test_a_countdown_speaks_as_people_do() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    ends = now + timedelta(days=4)
    assert countdown([(now, ends)], now).endswith(", còn 4 ngày.")
    assert countdown([(ends, ends)], ends - timedelta(hours=5, minutes=3)).endswith(
        ", còn 5 giờ 3 phút."
    )
