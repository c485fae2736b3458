"""A live round in real browsers: host, projector, phones; reload, lost network, every key."""

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
from tests.live.routes import draft_of

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}


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


class Line:
    """The network between one phone and the server, to be cut and mended."""

    def __init__(self, page: Any) -> None:
        self.is_cut = False
        self.sockets: list[Any] = []
        page.route_web_socket("**/song/", self._open)

    def _open(self, socket: Any) -> None:
        if self.is_cut:
            socket.close(code=1012)
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        self.sockets[-1].close(code=1012)

    def mend(self) -> None:
        self.is_cut = False


def heading(page: Any, words: str) -> None:
    page.locator("h1", has_text=words).first.wait_for()


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
    accessible(host, "live-host-lobby")
    session.refresh_from_db()

    stage = open_page(width=1920, height=1080)
    stage.goto(f"/man-chieu/{session.projector_key}/")
    heading(stage, "Vào phòng bằng điện thoại")

    phones = []
    for name in ("An", "Bình", "Chi"):
        phone = open_page(**PHONE)
        line = Line(phone)
        phone.goto("/choi/")
        phone.fill("[name=ma]", session.code)
        phone.get_by_role("button", name="Tiếp").click()
        phone.fill("[name=name]", name)
        if name == "An":
            accessible(phone, "live-door")
        phone.get_by_role("button", name="Vào phòng").click()
        heading(phone, "Bạn đã vào phòng")
        phones.append(phone)
    an, binh, chi = phones
    accessible(an, "live-phone-lobby")
    stage.locator(".names li", has_text="Chi").wait_for()
    accessible(stage, "live-stage-lobby")

    keyboard = Keyboard(host)
    host.locator("[data-primary]", has_text="Bắt đầu").wait_for()
    keyboard.use(host.locator("[data-primary]"))
    heading(stage, "Đua điểm")
    heading(binh, "Đua điểm")
    host.locator("[data-primary]", has_text="Hỏi câu 1").click()

    # One tap; acknowledged only after the commit; the same place after a reload.
    an.get_by_role("button", name="B", exact=False).filter(has_text="Hai").click()
    an.get_by_text("Đã ghi nhận câu trả lời").wait_for()
    an.reload()
    an.get_by_text("Đã ghi nhận câu trả lời").wait_for()
    accessible(an, "live-phone-answered")
    # By keyboard.
    binh.keyboard.press("b")
    binh.get_by_text("Đã ghi nhận câu trả lời").wait_for()
    # Without network: kept on the phone, sent by itself once the room is there again.
    chi.locator(".tap:enabled").first.wait_for()
    line.cut()
    chi.get_by_text("đang tự nối lại").wait_for()
    chi.keyboard.press("1")
    chi.get_by_text("câu trả lời đang chờ gửi").wait_for()
    line.mend()
    chi.get_by_text("Đã ghi nhận câu trả lời").wait_for()
    assert LiveAnswer.objects.filter(session=session).count() == 3
    stage.locator(".foot-count strong", has_text="3").wait_for()
    keep(stage, "live-stage-question")
    accessible(host, "live-host-asking")

    host.locator("[data-primary]", has_text="Kết thúc câu sớm").click()
    host.locator("[data-primary]", has_text="Công bố đáp án").click()
    an.get_by_text("Đúng, +").wait_for()
    chi.get_by_text("Chưa đúng").wait_for()
    stage.locator(".is-right", has_text="Hai").wait_for()
    accessible(an, "live-phone-reveal")
    accessible(stage, "live-stage-reveal")
    host.keyboard.press("b")
    heading(stage, "Bảng xếp hạng")
    heading(an, "Bảng xếp hạng")
    accessible(stage, "live-stage-board")
    stage.reload()
    heading(stage, "Bảng xếp hạng")

    host.locator("[data-primary]", has_text="Hỏi câu 2").click()
    heading(an, "Câu hỏi số 1")
    host.keyboard.press("p")
    heading(stage, "Tạm nghỉ")
    heading(an, "Tạm nghỉ")
    host.locator("[data-primary]", has_text="Chạy tiếp").click()
    heading(an, "Câu hỏi số 1")
    host.locator("[data-primary]", has_text="Kết thúc câu sớm").click()
    host.locator("[data-primary]", has_text="Công bố đáp án").click()
    host.locator("[data-primary]", has_text="Sang vinh danh").click()
    heading(stage, "Vinh danh")
    accessible(stage, "live-stage-podium")
    heading(chi, "Kết quả của bạn")
    accessible(chi, "live-phone-end")
