"""The pages of a contest in Chromium: axe, reflow, targets; the clerk's path with scripts off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from contests.clock import SYSTEM
from contests.models import Contest, ContestState, DocumentRole
from contests.rules.ruleset import Attempts, AttemptUnit
from contests.services.committee import MemberInput, save_committee
from contests.services.documents import enter_document
from contests.services.publishing import publish
from tests.cast import make_cast
from tests.contests.setting_up import SITE, change, make_draft, make_shipped_bank, open_now

AXE = (Path(__file__).resolve().parents[2] / "vendor/axe/axe.min.js").read_text(encoding="utf-8")
AXE_RUN = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
  'best-practice']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
SMALL = """[...document.querySelectorAll('main a, main button, main input, main select, main summary')]
  .filter(e => { const r = e.getBoundingClientRect();
    return r.width && r.height < 44 && !e.matches('.sr')
      && !e.closest('p, dd, dt, th, td, label, .crumbs, .steps, .notice'); })
  .map(e => e.outerHTML.slice(0, 100))"""
MANAGE = ("", "thiet-lap/ten/", "thiet-lap/de-thi/?loi", "thiet-lap/cach-tinh/",
          "thiet-lap/nguoi-du-thi/", "thiet-lap/giai-thuong/", "tom-tat/", "van-ban/",
          "van-ban/ke-hoach/", "ban-to-chuc/", "kinh-phi/", "chia-se/")  # fmt: skip
OPEN_ALL = "document.querySelectorAll('details').forEach(e => { e.open = true; })"


def sign_in(page: Any, live: Any, user: Any) -> None:
    """Give the browser a session: signing in has tests of its own."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live.url}])


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_every_page_is_clean(open_page: Callable[..., Any], live: Any, width: int) -> None:
    cast = make_cast()
    make_shipped_bank(cast)
    contest = make_draft(cast, title="Tìm hiểu Luật Phổ biến, giáo dục pháp luật năm 2026")
    open_now(contest, cast, SYSTEM.now())
    publish(contest=contest, actor=cast.organizer, clock=SYSTEM, site=SITE)
    change(contest, cast, attempts=Attempts(AttemptUnit.DAY, 3))
    publish(contest=contest, actor=cast.organizer, clock=SYSTEM, site=SITE, reason="Nghẽn mạng.")
    save_committee(
        contest=contest, actor=cast.organizer, members=[MemberInput("ban_to_chuc", "Trần Văn Hải")]
    )
    enter_document(
        contest=contest, actor=cast.organizer, clock=SYSTEM, role=DocumentRole.KE_HOACH,
        number="45/KH-SKHCN", signed_on=date(2026, 9, 1), signer="Trần Văn Hải",
        signer_title="Giám đốc",
    )  # fmt: skip
    draft = make_draft(cast, preset="ngan-hang-lon", title="Bản nháp")
    change(draft, cast, groups=())
    page = open_page(width=width, bypass_csp=True)
    sign_in(page, live, cast.organizer)
    one = f"/quan-ly/cuoc-thi/{contest.slug}/"
    addresses = [
        "/quan-ly/cuoc-thi/",
        "/quan-ly/cuoc-thi/moi/",
        "/quan-ly/cuoc-thi/moi/?mau=co-quan",
    ]
    addresses += [one + part for part in MANAGE]
    addresses += [f"/quan-ly/cuoc-thi/{draft.slug}/", f"/quan-ly/cuoc-thi/{draft.slug}/tom-tat/"]
    addresses += [f"/cuoc-thi/{contest.slug}/", f"/cuoc-thi/{contest.slug}/the-le/"]
    if width == 1920:
        # A wide screen adds room, not another layout: one page of each kind.
        addresses = [one, one + "thiet-lap/giai-thuong/", one + "tom-tat/", addresses[-1]]
    found: list[object] = []
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        page.evaluate(OPEN_ALL)
        page.evaluate(AXE)
        found += [(address, one) for one in page.evaluate(AXE_RUN)]
        if (over := page.evaluate(SIDEWAYS)) > 0:
            found.append((address, "sideways", over))
        if width == 360:
            found += [(address, "small", one) for one in page.evaluate(SMALL)]
    assert not found


def test_a_clerk_without_scripts_sees_faults_and_mends_them(
    open_page: Callable[..., Any], live: Any
) -> None:
    cast = make_cast()
    make_shipped_bank(cast)
    page = open_page(width=1280, javascript=False)
    sign_in(page, live, cast.organizer)
    page.goto("/quan-ly/cuoc-thi/")
    page.click("text=Lập cuộc thi >> nth=0")
    page.click("text=Cuộc thi hằng tháng của cơ quan")
    page.fill("[name=title]", "Sinh hoạt Ngày Pháp luật tháng 12")
    page.click("text=Lưu và sang bước sau")
    # The bank is forgotten: the page stays, says so, and what was typed is kept.
    page.fill("[name=minutes]", "12")
    page.click("text=Lưu và sang bước sau")
    page.wait_for_selector("#error-summary")
    assert "Chưa chọn ngân hàng câu hỏi" in page.inner_text("#error-summary")
    assert page.input_value("[name=minutes]") == "12"
    page.check("[name=banks]")
    page.click("[name=add][value=cells]")
    page.wait_for_url("**/de-thi/#cells")
    page.click("[name=remove][value=cells-1]")
    page.wait_for_selector("[value=cells-1]", state="detached")
    page.wait_for_selector("[name=add][value=cells]")
    for step in ("cach-tinh", "nguoi-du-thi", "giai-thuong"):
        page.click(".actions button.primary")
        page.wait_for_url(f"**/{step}/")
    page.fill("[name=phone]", "0255 3 822 822")
    # Enter saves: the first button of the form is "Lưu", not "Xóa".
    page.press("[name=phone]", "Enter")
    page.wait_for_url("**/tom-tat/")
    assert "Đã đủ điều kiện để công bố" in page.inner_text("main")
    page.click("text=Công bố cuộc thi")
    page.wait_for_selector("text=Việc còn lại")
    assert "Đã công bố thể lệ, bản 1." in page.inner_text("main")
    contest = Contest.objects.get()
    assert contest.state == ContestState.PUBLISHED
    assert contest.draft_rules["paper"]["minutes"] == 12
