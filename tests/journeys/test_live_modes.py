"""Every other mode in real browsers, segment after segment with the points carried across."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Organisation
from contests.clock import SYSTEM
from contests.live.models import LiveAnswer, LivePlayer, LiveResult, LiveSession
from contests.live.services import commands
from contests.live.services.finishing import store_ended
from contests.live.services.preparing import Wanted, WantedSegment
from tests.browser.looking import accessible
from tests.contests.scene import make_questions
from tests.journeys.conftest import Keyboard
from tests.journeys.live_hall import Hall, hall_of, heading, phones_of

pytestmark = pytest.mark.django_db(transaction=True)


def _segments(organisation: Organisation, *parts: tuple[Any, ...]) -> list[WantedSegment]:
    """(title, mode, settings, questions or (kind, extras) of each)."""
    made = []
    for title, mode, settings, asked in parts:
        wanted = [
            Wanted(make_questions(organisation, 1, (kind,))[0], extras) for kind, extras in asked
        ]
        made.append(WantedSegment(title, mode, {"seconds": 120, **settings}, wanted))
    return made


ONE = ("single", {})


def _thinning(organisation: Organisation) -> list[WantedSegment]:
    cut = {"cut": 2, "auto_seconds": 1}
    return _segments(
        organisation,
        ("Trả lời chính xác", "accuracy", {}, [ONE]),
        ("Vòng loại", "knockout", cut, [ONE, ONE]),
        (
            "Câu hỏi phụ",
            "buzzer",
            {"for_cut": True, "answer_seconds": 60, "lock_ms": 30_000},
            [ONE],
        ),
        (
            "Rung chuông vàng",
            "bell",
            {"rescue": {"count": 1, "after": 0, "left": 0, "pick": "latest"}},
            [ONE, ONE, ONE],
        ),
    )


def test_the_field_thins_out_until_one_rings_the_bell(
    sign_in: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    """Accuracy in teams, a knock-out with a tie at the cut, its bell, the golden bell with rescue."""
    teams = {"by": "chosen", "score": "sum", "names": ["Đội Đỏ", "Đội Xanh"]}
    hall = hall_of(_thinning, sign_in, open_page, draft={"teams": teams})
    tuyet, binh, chi = phones_of(open_page, "Tuyết", "Bình", "Chi")
    for phone, team in ((tuyet, "Đội Đỏ"), (binh, "Đội Xanh"), (chi, "Đội Xanh")):
        phone.enter(hall.session.code, team=team)
    host, stage = hall.host, hall.stage

    hall.go("Bắt đầu")
    heading(stage, "Trả lời chính xác")
    tuyet.says("nhanh hay chậm như nhau")  # the rules stand on the phone
    hall.go("Hỏi câu 1")
    tuyet.tap("B")
    hall.reveal()
    tuyet.says("Đúng, +10 điểm")
    binh.says("Bạn không trả lời câu này")
    host.keyboard.press("b")
    stage.locator(".line", has_text="Đội Đỏ").first.locator(
        ".line-points", has_text="10"
    ).wait_for()

    hall.go("Sang phần sau")
    heading(stage, "Vòng loại")
    host.get_by_text("từ phần 4 chỉ xem").wait_for()
    hall.go("Hỏi câu 1")
    tuyet.tap("B")
    hall.go("Kết thúc câu sớm")
    heading(tuyet.page, "Câu hỏi số 0")  # the second comes by itself
    stage.locator(".stage-at", has_text="Câu 2").wait_for()
    stage.reload()
    tuyet.tap("B")
    hall.go("Kết thúc câu sớm")
    hall.go("Hiện bảng xếp hạng")
    stage.get_by_text("2 người bằng nhau").wait_for()
    host.get_by_text("Bằng nhau ở 1 chỗ cuối").wait_for()

    hall.go("Sang phần sau")
    heading(binh.page, "Câu hỏi phụ")
    hall.go("Hỏi câu 1")
    binh.ring()  # before the word of the host
    binh.says("Bạn bấm trước hiệu lệnh")
    stage.locator(".is-locked", has_text="Bình").wait_for()
    hall.go("Cho bấm chuông")
    chi.ring()
    chi.says("Mời bạn trả lời")
    chi.page.reload()
    chi.says("Mời bạn trả lời")
    hall.judge("Chi", "1")
    hall.go("Công bố đáp án")
    chi.says("Đúng")

    hall.go("Sang phần sau")
    heading(stage, "Rung chuông vàng")
    hall.go("Hỏi câu 1")
    binh.says("Bạn đã rời sàn thi")
    tuyet.tap("B")
    chi.tap("A")
    host.reload()
    hall.reveal()
    chi.says("Chưa đúng, bạn rời sàn thi")
    hall.other("Hiện bảng xếp hạng")
    stage.locator(".bell h1 strong", has_text="1").wait_for()
    hall.other("Cứu trợ")
    host.get_by_role("button", name="Làm", exact=True).click()
    stage.locator(".bell h1 strong", has_text="2").wait_for()
    hall.go("Hỏi câu 2")
    # Without network: kept on the phone, sent by itself once the room is there again.
    chi.page.locator(".tap[aria-disabled=false]").first.wait_for()
    chi.line.cut()
    chi.says("đang tự nối lại")
    chi.page.keyboard.press("b")
    chi.says("câu trả lời đang chờ gửi")
    chi.line.mend()
    chi.says("Đã ghi nhận câu trả lời")
    tuyet.tap("C")
    hall.reveal()
    chi.says("Đúng, bạn còn trên sàn thi")
    hall.go("Sang vinh danh")
    stage.locator(".step-1", has_text="Đội").wait_for()
    _closed(hall, "Chi")


def _olympia(organisation: Organisation) -> list[WantedSegment]:
    worth = {"max_milli": 10_000, "floor_milli": 10_000}
    packages = {
        "packages": [{"name": "Gói 20 điểm", "worths_milli": [10_000, 10_000]}],
        "steal_seconds": 60, "answer_seconds": 60,
    }  # fmt: skip
    short = ("short", {"clue": "QUỐC HỘI"})
    return _segments(
        organisation,
        ("Khởi động", "turns", {"per_turn": 1}, [ONE, ONE]),
        ("Vượt chướng ngại vật", "obstacle", {"keyword": "HIẾN PHÁP"}, [short, ONE, ONE]),
        ("Tăng tốc", "speed", {}, [ONE]),
        ("Về đích", "packages", packages, [("single", worth), ("single", worth)]),
        ("Giành quyền", "buzzer", {"answer_seconds": 60}, [ONE]),
    )


def test_a_programme_on_the_stage(
    sign_in: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    """Turns, obstacle, speed, packages with star and steal, a bell that two press at once."""
    hall = hall_of(_olympia, sign_in, open_page, entry="codes")
    tuyet, binh, chi = phones_of(open_page, "Tuyết", "Bình", "Chi")
    codes = _printed(hall, "Tuyết", "Bình", "Chi")
    for phone in (tuyet, binh, chi):
        phone.enter(hall.session.code, own=codes[phone.name])
    host, stage = hall.host, hall.stage

    def turn(name: str) -> None:
        host.locator(".queue li", has_text=name).get_by_role("button", name="Đến lượt").click()
        hall.done()

    hall.go("Bắt đầu")
    for name, key in (("Tuyết", "1"), ("Bình", "0")):
        turn(name)
        heading(stage, f"Lượt của {name}")
        hall.go("Hỏi câu")
        hall.judge(name, key)
        hall.go("Công bố đáp án")
    binh.says("Chưa đúng")
    assert _points(hall) == {"Tuyết": 10, "Bình": 0, "Chi": 0}
    hall.other("Sang phần sau")

    heading(stage, "Vượt chướng ngại vật")
    hall.other("Hàng 1")
    tuyet.page.get_by_label("Câu trả lời của bạn").fill("quốc hội")
    tuyet.page.get_by_role("button", name="Gửi").click()
    tuyet.says("Đã ghi nhận câu trả lời")
    binh.ring()
    host.locator(".queue li", has_text="Bình").get_by_role("button", name="Sai từ khóa").click()
    binh.says("Bạn đã trả lời sai từ khóa")
    hall.reveal()
    hall.other("Hàng 2")
    chi.tap("B")
    chi.ring()  # who has answered the row may still ask for the keyword
    host.locator(".queue li", has_text="Chi").get_by_role("button", name="Đúng từ khóa").click()
    hall.go("Công bố đáp án")
    hall.other("Hiện bảng xếp hạng")
    stage.locator(".keyword", has_text="HIẾN PHÁP").wait_for()
    stage.reload()
    stage.locator(".keyword", has_text="Chi").wait_for()
    assert _points(hall) == {"Tuyết": 20, "Bình": 0, "Chi": 50}
    hall.go("Sang phần sau")

    hall.go("Hỏi câu 1")
    binh.tap("B")
    tuyet.tap("B")
    hall.reveal()
    binh.says("Đúng, +40 điểm")
    tuyet.says("Đúng, +30 điểm")
    hall.go("Sang phần sau")

    turn("Chi")
    hall.other("Gói 20 điểm")
    hall.other("Đặt ngôi sao")
    hall.go("Hỏi câu 1")
    chi.says("Đến lượt bạn")
    hall.judge("Chi", "0")
    # Another device, by the slip of paper: it rings the bell, the first one has left.
    broken, (tuyet,) = tuyet, phones_of(open_page, "Tuyết")
    tuyet.come_back(hall.session, codes["Tuyết"])
    tuyet.ring()
    broken.says("Bạn đã vào phòng bằng máy khác")
    hall.judge("Tuyết", "1")
    hall.go("Công bố đáp án")
    tuyet.says("Đúng, +10 điểm")
    # The star took ten from its owner already: the other's ten are new.
    assert _points(hall) == {"Tuyết": 60, "Bình": 40, "Chi": 40}
    hall.go("Hỏi câu 2")
    hall.judge("Chi", "1")
    hall.go("Công bố đáp án")
    hall.other("Sang phần sau")

    hall.go("Hỏi câu 1")
    # How far every device is, there and back.
    for name in ("Tuyết", "Bình", "Chi"):
        host.get_by_text(re.compile(rf"Đường truyền: .*{name} \d+ ms")).wait_for()
    hall.go("Cho bấm chuông")
    tuyet.page.locator(".press[aria-disabled=false]").wait_for()
    _press_at_once(hall.session, "Tuyết", "Bình")
    stage.get_by_text("Cùng lúc đến phần nghìn giây").wait_for()
    tuyet.says("chờ người dẫn quyết định")
    host.reload()
    host.get_by_text("2 người bấm cùng lúc").wait_for()
    # Keys do nothing while the host types.
    host.locator("#tim").press_sequentially("p10")
    assert host.locator("[data-phase]", has_text="Đang trả lời").is_visible()
    line = host.locator(".queue li", has_text="Bình").first
    line.get_by_role("button", name="Cho trả lời").click()
    hall.done()
    host.locator("h2").first.click()
    hall.judge("Bình", "0")
    hall.judge("Tuyết", "1")
    # The jury sees it otherwise.
    line.get_by_role("button", name="Chấm lại: đúng").click()
    hall.done()
    host.locator(".queue li", has_text="Tuyết").first.get_by_role(
        "button", name="Chấm lại: sai"
    ).click()
    hall.go("Công bố đáp án")
    hall.go("Sang vinh danh")
    stage.locator(".step-1", has_text="Tuyết").wait_for()
    _closed(hall, "Tuyết")


def _printed(hall: Hall, *names: str) -> dict[str, str]:
    """Codes made for `names` at the desk, read from the slips of paper."""
    desk = hall.host.context.new_page()
    desk.goto(f"/quan-ly/phong-thi/{hall.session.public_id}/ma/")
    keyboard = Keyboard(desk)
    keyboard.type(desk.get_by_label("Danh sách"), "\n".join(names))
    keyboard.use(desk.get_by_role("button", name="Làm mã"))
    desk.get_by_text(f"{len(names)} mã").first.wait_for()
    slips = desk.get_by_role("link", name="In phiếu").get_attribute("href")
    for width in (1280, 360):
        desk.set_viewport_size({"width": width, "height": 740})
        accessible(desk, "live-codes")
        desk.goto(slips)
        accessible(desk, "live-slips")
        codes = desk.locator(".slip-code").all_inner_texts()
        desk.go_back()
    desk.close()
    return dict(zip(names, codes, strict=True))


def _points(hall: Hall) -> dict[str, int]:
    """What everybody has, as the console shows it."""
    lines = hall.host.locator(".queue li > span:first-child").all_inner_texts()
    told = (re.match(r"(Tuyết|Bình|Chi): (\d+) điểm", line) for line in lines)
    return {found[1]: int(found[2]) for found in told if found}


def _press_at_once(session: LiveSession, *names: str) -> None:
    """Two presses in one millisecond, written by another process of the platform."""
    row = LiveSession.objects.get(pk=session.pk)
    at = SYSTEM.now_us() // 1000 * 1000
    for n, name in enumerate(names):
        player = LivePlayer.objects.get(session=session, name=name)
        LiveAnswer.objects.create(
            session=session, run=row.run, player=player, buzz_us=at + n, received_us=at + n,
            committed_us=at + n, client_key=f"cung-luc-{n}",
        )  # fmt: skip
    commands.press(session=session.pk, run=row.run)


def _closed(hall: Hall, first: str) -> None:
    """The end: everybody sees their place, and the log played again gives the same standing."""
    hall.go("Đóng phòng thi")
    hall.host.get_by_role("button", name="Làm", exact=True).click()
    heading(hall.stage, "Kết quả cuối cùng")
    store_ended()  # what the scheduler does
    assert LiveResult.objects.get(session=hall.session, place=1).player.name == first
    call_command("live_replay", str(hall.session.public_id), stdout=StringIO())
