"""A race in real browsers: host, projector, phones; reload, lost network, every key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contests.live.models import LiveAnswer, LiveSession
from contests.live.services import preparing
from contests.live.services.preparing import Wanted, WantedSegment
from tests.browser.looking import accessible, keep
from tests.cast import make_cast
from tests.contests.scene import make_questions
from tests.journeys.conftest import Keyboard
from tests.journeys.live_hall import Hall, heading, phones_of
from tests.live.routes import draft_of

pytestmark = pytest.mark.django_db(transaction=True)


def prepared() -> LiveSession:
    """Two questions of a race, prepared by the department's organizer."""
    cast = make_cast()
    session = draft_of(cast)
    segment = WantedSegment(
        "Đua điểm",
        "race",
        {"seconds": 60},
        [Wanted(one) for one in make_questions(cast.department, 2)],
    )
    preparing.set_segments(session=session, segments=[segment], by=cast.organizer)
    session.organizer = cast.organizer
    return session


def given_code(host: Any, name: str) -> str:
    """The code that the host has made for the player of that name, as it is read out."""
    host.fill("#tim", name)
    host.keyboard.press("Enter")
    with host.expect_popup() as opened:
        Keyboard(host).use(host.get_by_role("link", name="Mã vào lại"))
    desk = opened.value
    Keyboard(desk).use(desk.get_by_role("button", name="Cấp mã vào lại"))
    desk.get_by_text("Nhập tại").wait_for()
    accessible(desk, "live-way-back")
    desk.set_viewport_size({"width": 360, "height": 740})
    accessible(desk, "live-way-back")
    code: str = desk.locator("dd").first.inner_text()
    desk.close()
    return code


def test_a_race_from_the_first_page_to_the_podium(
    sign_in: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    session = prepared()
    host = sign_in(session.organizer.username)
    host.goto(f"/quan-ly/phong-thi/{session.public_id}/")
    accessible(host, "live-prepare")
    host.get_by_role("button", name="Mở cửa phòng").click()
    host.wait_for_url("**/dieu-khien/")
    host.get_by_text("người đã vào phòng").wait_for()
    session.refresh_from_db()

    stage = open_page(width=1920, height=1080)
    stage.goto(f"/man-chieu/{session.projector_key}/")
    heading(stage, "Vào phòng bằng điện thoại")

    an, binh, chi = phones_of(open_page, "An", "Bình", "Chi")
    an.page.goto("/choi/")
    an.page.fill("[name=ma]", session.code)
    an.page.get_by_role("button", name="Tiếp").click()
    accessible(an.page, "live-door")
    for phone in (an, binh, chi):
        phone.enter(session.code)
    stage.locator(".names li", has_text="Chi").wait_for()
    keep(stage, "live-stage-lobby")

    hall = Hall(session, host, stage)
    host.locator("[data-primary]", has_text="Bắt đầu").wait_for()
    Keyboard(host).use(host.locator("[data-primary]"))
    heading(stage, "Đua điểm")
    heading(binh.page, "Đua điểm")
    hall.go("Hỏi câu 1")

    # One tap; acknowledged only after the commit; the same place after a reload.
    an.tap("B")
    an.page.reload()
    an.says("Đã ghi nhận câu trả lời")
    accessible(an.page, "live-phone-answered")
    # By keyboard; the focus stays where it was when the answer is written down.
    binh.page.locator(".tap[aria-disabled=false]").first.wait_for()
    binh.page.locator(".tap[data-letter=B]").focus()
    binh.page.keyboard.press("Space")
    binh.says("Đã ghi nhận câu trả lời")
    assert binh.page.evaluate("document.activeElement.dataset.letter") == "B"
    # Without network: kept on the phone, sent by itself once the room is there again.
    chi.page.locator(".tap[aria-disabled=false]").first.wait_for()
    chi.line.cut()
    chi.says("đang tự nối lại")
    chi.page.keyboard.press("1")
    chi.says("câu trả lời đang chờ gửi")
    chi.line.mend()
    chi.says("Đã ghi nhận câu trả lời")
    assert LiveAnswer.objects.filter(session=session).count() == 3
    stage.locator(".foot-count strong", has_text="3").wait_for()
    keep(stage, "live-stage-question")

    hall.reveal()
    an.says("Đúng, +")
    chi.says("Chưa đúng")
    stage.locator(".is-right", has_text="Hai").wait_for()
    host.keyboard.press("b")
    heading(stage, "Bảng xếp hạng")
    heading(an.page, "Bảng xếp hạng")
    stage.reload()
    heading(stage, "Bảng xếp hạng")

    # A phone that broke: the host knows whose it was, and another one comes back by the code.
    broken, (chi,) = chi, phones_of(open_page, "Chi")
    chi.come_back(session, given_code(host, "Chi"))
    heading(chi.page, "Bảng xếp hạng")
    broken.says("Bạn đã vào phòng bằng máy khác")

    hall.go("Hỏi câu 2")
    heading(an.page, "Câu hỏi số 1")
    host.keyboard.press("p")
    heading(stage, "Tạm nghỉ")
    heading(an.page, "Tạm nghỉ")
    hall.go("Chạy tiếp")
    heading(an.page, "Câu hỏi số 1")
    hall.reveal()
    hall.go("Sang vinh danh")
    heading(stage, "Vinh danh")
    keep(stage, "live-stage-podium")
    heading(chi.page, "Kết quả của bạn")
