"""The demo is made by the services themselves, so everything that holds for them holds for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from contests.answers import drain
from contests.live.models import LiveSession
from contests.live.selectors.replays import differences
from contests.models import Contest, Paper, PaperState
from contests.results.models import AttemptResult, Standing

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_lives_and_is_made_once() -> None:
    call_command("seed_demo", scale=0.01, stdout=StringIO())
    drain()
    now = datetime.now(UTC)
    assert set(Contest.objects.values_list("is_demo", flat=True)) == {True}
    assert Contest.objects.filter(rounds__opens_at__lt=now, rounds__closes_at__gt=now).count() == 3
    assert not Paper.objects.filter(started_us__gt=int(now.timestamp() * 1_000_000)).exists()
    done = Paper.objects.filter(state=PaperState.SUBMITTED, is_practice=False).count()
    assert done == AttemptResult.objects.count() >= 50
    finished = Standing.objects.filter(is_complete=True, is_public=True, round__isnull=False)
    assert {row.round.closes_at < now - timedelta(days=5) for row in finished} == {True}
    over = LiveSession.objects.get(phase="ended")
    assert over.has_results and list(differences(over)) == []
    assert over.ended_us < (now - timedelta(days=4)).timestamp() * 1_000_000
    waiting = LiveSession.objects.get(phase="lobby")
    assert waiting.is_rehearsal and len(waiting.code) == 6 and waiting.is_joinable
    assert User.objects.filter(is_demo=True).count() == 8
    with pytest.raises(CommandError, match="hệ thống trống"):
        call_command("seed_demo", stdout=StringIO())


def test_a_public_host_gets_no_demo(settings: pytest.FixtureRequest) -> None:
    settings.ALLOWED_HOSTS = ["thi.quangngai.gov.vn"]
    with pytest.raises(CommandError, match="tên miền công khai"):
        call_command("seed_demo", stdout=StringIO())
