"""The pages of results in Chromium: no axe violation, no sideways scrolling, at three widths."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contests.clock import SYSTEM
from contests.results.models import Draw
from tests.results.test_pages import Page
from tests.servers import ROOT, RealServer

pytestmark = pytest.mark.browser
AXE = (ROOT / "tests" / "vendor" / "axe" / "axe.min.js").read_text("utf-8")
PICTURES = os.environ.get("PICTURES", "")


def look(page: Any, name: str, width: int) -> None:
    """Fails on an axe violation or a page wider than its window; keeps a picture if asked."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
    )
    assert not found, (name, width, found)
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, (name, width, over)


def _draws(site: Page) -> None:
    """A recorded draw that holds no more, and an annulled one."""
    now = SYSTEM.now()
    for annulled in (False, True):
        Draw.objects.create(
            contest=site.scene.contest,
            places=[one.pk for one in site.people[:3]],
            seed="Giải đặc biệt xổ số miền Bắc ngày đã hẹn: 48215",
            reason="Ba người bằng nhau ở mọi tiêu chí",
            drawn_by=site.scene.organizer,
            drawn_at=now,
            annulled_at=now if annulled else None,
            annulled_by=site.scene.organizer if annulled else None,
            annulled_reason="Đọc nhầm số" if annulled else "",
        )


@pytest.mark.django_db(transaction=True)
def test_the_pages_at_three_widths(live: RealServer, open_page: Callable[..., Any]) -> None:
    site = Page()
    site.publish()
    paper = site.people[0].papers.first()
    _draws(site)
    revision = site.scene.version.pool.values_list("revision_id", flat=True)[0]
    desk = {
        "manage": "",
        "standing": f"ban/{site.standing.pk}/",
        "attempts": "luot/",
        "attempt": f"luot/{paper.public_id}/",
        "keys": "dap-an/",
        "key": f"dap-an/{revision}/",
        "awards": "giai/",
        "draw": "boc-tham/",
    }
    open_ = {"boards": "?dot=1", "units": "?dot=1&bang=don-vi", "none": "?dot=1&ten=zzz"}
    for width in (360, 1280, 1920):
        visitor = open_page(width=width)
        for name, path in open_.items():
            visitor.goto(site.open + path)
            look(visitor, name, width)
        staff = open_page(width=width)
        cookie = site.staff.cookies["sessionid"].value
        staff.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live.url}])
        for name, path in desk.items():
            staff.goto(site.desk + path)
            look(staff, name, width)
