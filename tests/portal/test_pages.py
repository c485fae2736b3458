"""The front page says what is open, what is coming and what is over; it touches no session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from contests.models import Contest, ContestState, Round, RuleVersion
from contests.rules.ruleset import RuleSet, to_json
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
