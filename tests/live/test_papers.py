"""The documents of a session: they open, and minutes hold what was decided and why."""

from __future__ import annotations

import io
import zipfile

import pytest

from contests.clock import SYSTEM
from contests.live.models import LiveCommand, LiveSession
from tests.cast import make_cast
from tests.live.routes import lobby_of

pytestmark = pytest.mark.django_db


def test_minutes_say_why_points_were_adjusted_and_wait_for_the_end(client):
    cast = make_cast()
    session = lobby_of(cast)
    client.force_login(cast.organizer)
    here = f"/quan-ly/phong-thi/{session.public_id}/"
    assert client.get(here + "bien-ban.docx").status_code == 404
    assert client.get(here + "the-le.pdf").content.startswith(b"%PDF")
    assert client.get(here + "the-le.txt").status_code == 404
    now = SYSTEM.now_us()
    LiveCommand.objects.create(
        session=session,
        version=session.version + 1,
        name="adjust",
        args={"player": 1, "points_milli": 5000, "reason": "Người dẫn đọc sai đề"},
        at_us=now,
        by=cast.organizer,
    )
    LiveSession.objects.filter(pk=session.pk).update(
        phase="ended", has_results=True, started_us=now, ended_us=now
    )
    page = client.get(here).content.decode()
    assert "bien-ban.docx" in page and "the-le.docx" in page
    with zipfile.ZipFile(io.BytesIO(client.get(here + "bien-ban.docx").content)) as opened:
        assert opened.testzip() is None
        assert "Người dẫn đọc sai đề" in opened.read("word/document.xml").decode()
