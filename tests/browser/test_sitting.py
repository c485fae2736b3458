"""A citizen on a 360 px phone: registers, sits, hands in; weak network, two devices, keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from contests.clock import SYSTEM
from contests.models import Entrant, Paper
from contests.rules.ruleset import PredictionKind
from contests.selectors.papers import current_answers
from tests.browser.looking import accessible, keep
from tests.contests.scene import Scene
from tests.online.walk import open_contest, person, url

SAVED = "[data-save-state][data-state=saved]"
Open = Callable[..., Any]


def answers_of(paper: Paper) -> dict[int, str]:
    return {item: one.response for item, one in current_answers(paper.pk).items()}


def register(page: Any, scene: Scene) -> Entrant:
    """From the start page to the mã dự thi."""
    page.goto(url(scene, "start"))
    page.get_by_role("link", name="Đăng ký dự thi").click()
    page.get_by_label("Họ và tên", exact=True).fill("Nguyễn Thị Hoa")
    page.get_by_label("Số điện thoại", exact=False).first.fill("0912 345 678")
    page.get_by_label("Năm sinh").fill("1990")
    page.locator("#id_commune").select_option("21289")
    page.locator("input[name=audience][value=nong_dan]").check(force=True)
    page.locator("#id_consent_run").check()
    page.get_by_role("button", name="Đăng ký dự thi").click()
    page.wait_for_url("**/ma-du-thi/")
    return Entrant.objects.latest("id")


def begin(page: Any, scene: Scene) -> Paper:
    page.goto(url(scene, "start"))
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/bai-thi/**")
    return Paper.objects.latest("id")


def choose(page: Any, item: int, letter: str) -> None:
    page.locator(f"#cau-{item} input[value={letter}]").check(force=True)


def saved(page: Any) -> None:
    page.wait_for_selector(SAVED, timeout=8000)


def eventually(what: Callable[[], bool], seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_on_a_phone_with_javascript(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    page.goto(url(scene, "start"))
    accessible(page, "start-new")
    page.goto(url(scene, "register"))
    accessible(page, "register")
    entrant = register(page, scene)
    accessible(page, "code")
    assert f"{entrant.code[:4]}-{entrant.code[4:]}" in page.locator(".code").inner_text()
    page.goto(url(scene, "start"))
    accessible(page, "start")
    paper = begin(page, scene)
    assert page.locator("fieldset.question:visible").count() == 1
    choose(page, 1, "B")
    saved(page)
    assert answers_of(paper) == {1: "B"}, "saved is shown only after the commit"
    accessible(page, "sitting")
    page.get_by_role("button", name="Câu tiếp").click()
    assert page.locator("#cau-2").is_visible() and not page.locator("#cau-1").is_visible()
    choose(page, 2, "C")
    page.locator("[data-navigator] [data-go='6']").click()
    assert page.get_by_role("button", name="Xem lại bài").is_visible()
    eventually(lambda: answers_of(paper) == {1: "B", 2: "C"})
    page.reload()
    assert page.locator("#cau-6").is_visible()
    assert page.locator("[data-navigator] .done").count() == 2
    page.locator("[data-finish]").click()
    assert "Còn 4 câu chưa trả lời" in page.locator("dialog").inner_text()
    accessible(page, "hand-in")
    page.locator("[data-dialog-yes]").click()
    page.wait_for_url("**/bien-nhan/**")
    accessible(page, "receipt")
    paper.refresh_from_db()
    assert paper.state == "submitted" and "2 trên 6" in page.content()
    page.goto(url(scene, "start"))
    accessible(page, "start-done")


def test_a_sitting_starts_at_its_top_without_a_ring(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    register(page, scene)
    begin(page, scene)
    page.wait_for_selector("[data-navigator]:not([hidden])", state="attached")
    page.wait_for_timeout(500)
    assert page.evaluate("[scrollY, document.activeElement.tagName]") == [0, "BODY"]
    head = page.locator(".paper-head").bounding_box()
    notice = page.locator("[data-intro]").bounding_box()
    assert notice["y"] >= head["y"] + head["height"]
    keep(page, "sitting-start")
    ringed = "document.activeElement.matches(':focus-visible')"
    page.get_by_role("button", name="Câu tiếp").click()
    assert page.evaluate("document.activeElement.id") == "cau-2" and not page.evaluate(ringed)
    page.reload()
    page.wait_for_selector("#cau-2:visible")
    page.wait_for_timeout(300)
    assert page.evaluate("[scrollY, document.activeElement.tagName]") == [0, "BODY"]
    page.get_by_role("button", name="Câu tiếp").press("Enter")
    assert page.evaluate("document.activeElement.id") == "cau-3" and page.evaluate(ringed)


def test_without_javascript(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740, javascript=False)
    register(page, scene)
    paper = begin(page, scene)
    assert page.locator("fieldset.question:visible").count() == 6
    choose(page, 1, "B")
    choose(page, 5, "A")
    page.get_by_role("button", name="Lưu bài").click()
    assert answers_of(paper) == {1: "B", 5: "A"}
    assert "Đã lưu lúc" in page.locator("#da-luu").inner_text()
    keep(page, "sitting-nojs")
    choose(page, 2, "C")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/nop/**")
    keep(page, "hand-in-nojs")
    assert "còn 3 câu chưa trả lời" in page.content()
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/bien-nhan/**")
    assert answers_of(paper) == {1: "B", 2: "C", 5: "A"}


def test_offline_in_the_middle(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    register(page, scene)
    paper = begin(page, scene)
    choose(page, 1, "A")
    saved(page)
    page.context.set_offline(True)
    choose(page, 1, "D")
    page.get_by_role("button", name="Câu tiếp").click()
    choose(page, 2, "B")
    state = page.locator("[data-save-state]")
    page.wait_for_selector("[data-save-state][data-state=offline]")
    assert "Mất mạng: 2 câu đang chờ gửi, đừng đóng trang này" in state.inner_text()
    accessible(page, "sitting-offline")
    assert answers_of(paper) == {1: "A"}
    page.context.set_offline(False)
    saved(page)
    assert answers_of(paper) == {1: "D", 2: "B"}


def test_a_choice_made_offline_survives_a_reload(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    register(page, scene)
    paper = begin(page, scene)
    page.route("**/luu/", lambda route: route.abort())
    choose(page, 1, "C")
    page.wait_for_selector("[data-save-state][data-state=offline]")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/luu/")
    page.reload()
    eventually(lambda: answers_of(paper) == {1: "C"})
    assert page.locator("#cau-1 input[value=C]").is_checked()


def test_a_second_device_sees_and_is_seen(open_page: Open, scene: Scene) -> None:
    phone, computer = open_page(width=360, height=740), open_page(width=1280)
    entrant = register(phone, scene)
    paper = begin(phone, scene)
    choose(phone, 1, "A")
    saved(phone)
    computer.goto(f"{url(scene, 'continue')}#{entrant.code}")
    assert computer.locator("#id_code").input_value() == entrant.code
    computer.locator("#id_phone").fill("0912345678")
    computer.get_by_role("button", name="Vào thi").click()
    computer.get_by_role("link", name="Làm tiếp bài thi").click()
    computer.wait_for_url("**/bai-thi/**")
    assert computer.locator("#cau-1 input[value=A]").is_checked()
    computer.locator("[data-navigator] [data-go='1']").click()
    choose(computer, 1, "D")
    saved(computer)
    began = time.monotonic()
    phone.wait_for_selector("#cau-1 input[value=D]:checked", state="attached", timeout=8000)
    assert time.monotonic() - began < 5
    # Both went on: the later choice counts, and both show it.
    choose(phone, 1, "B")
    saved(phone)
    computer.wait_for_selector("#cau-1 input[value=B]:checked", state="attached", timeout=8000)
    assert answers_of(paper) == {1: "B"}
    # Handed in on one, the other goes to the receipt by itself.
    computer.locator("[data-finish]").click()
    computer.locator("[data-dialog-yes]").click()
    phone.wait_for_url("**/bien-nhan/**", timeout=8000)


def test_time_runs_out(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    register(page, scene)
    paper = begin(page, scene)
    choose(page, 1, "B")
    saved(page)
    Paper.objects.filter(pk=paper.pk).update(deadline_us=SYSTEM.now_us() + 3_000_000)
    page.reload()
    page.wait_for_url("**/bien-nhan/**", timeout=12_000)
    paper.refresh_from_db()
    assert paper.state == "submitted" and answers_of(paper) == {1: "B"}


def test_by_keyboard_alone(open_page: Open, scene: Scene) -> None:
    page = open_page(width=1280)
    register(page, scene)
    paper = begin(page, scene)
    page.keyboard.press("Tab")
    for _ in range(30):
        if page.evaluate("document.activeElement.type") in ("radio", "checkbox"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    saved(page)
    eventually(lambda: answers_of(paper) == {1: "B"})
    for _ in range(40):
        if page.evaluate("document.activeElement.textContent") == "Câu tiếp":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "cau-2"
    outline = "getComputedStyle(document.activeElement, ':focus-visible').outlineStyle"
    page.keyboard.press("Tab")
    assert page.evaluate(outline) is not None


def test_a_prediction_is_checked_and_saved(open_page: Open, scene: Scene) -> None:
    scene = open_contest_with_prediction()
    page = open_page(width=360, height=740)
    register(page, scene)
    paper = begin(page, scene)
    page.locator("[data-navigator] [data-go='0']").click()
    page.locator("#q0").fill("chừng 80")
    page.locator("#q0").press("Tab")
    assert "Dự đoán phải là số phần trăm" in page.locator("#q0-error").inner_text()
    accessible(page, "prediction")
    page.locator("#q0").fill("87,65432")
    page.locator("#q0").press("Tab")
    eventually(lambda: answers_of(paper) == {0: "8765432"})
    page.reload()
    assert page.locator("#q0").input_value() == "87,65432"


def open_contest_with_prediction() -> Scene:
    from accounts.models import ConsentText

    ConsentText.objects.all().delete()
    return open_contest(prediction=PredictionKind.P4)


def test_the_first_load_of_a_sitting_is_small(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    register(page, scene)
    paper = begin(page, scene)
    fresh = open_page(width=360, height=740)
    fresh.context.add_cookies(page.context.cookies())
    client = fresh.context.new_cdp_session(fresh)
    client.send("Network.enable")
    sizes: dict[str, float] = {}
    urls: dict[str, str] = {}
    client.on(
        "Network.responseReceived", lambda e: urls.update({e["requestId"]: e["response"]["url"]})
    )
    client.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    fresh.goto(url(scene, "sitting", paper.public_id), wait_until="networkidle")
    wire = {urls.get(one, one): size for one, size in sizes.items()}
    counted = {u: s for u, s in wire.items() if not u.startswith("data:")}
    assert any("sitting" in u and u.endswith(".js") for u in counted)
    assert sum(counted.values()) <= 60 * 1024, counted


@pytest.mark.parametrize("width", [1280, 1920])
def test_wide_screens(open_page: Open, scene: Scene, width: int) -> None:
    page = open_page(width=width, height=900)
    page.goto(url(scene, "start"))
    accessible(page, "start-new")
    page.goto(url(scene, "register"))
    accessible(page, "register")
    register(page, scene)
    accessible(page, "code")
    begin(page, scene)
    choose(page, 1, "B")
    saved(page)
    accessible(page, "sitting")
    page.locator("[data-finish]").click()
    page.locator("[data-dialog-yes]").click()
    page.wait_for_url("**/bien-nhan/**")
    accessible(page, "receipt")
    page.goto(url(scene, "practice"))
    accessible(page, "practice")


def test_registration_errors_are_read_out(open_page: Open, scene: Scene) -> None:
    page = open_page(width=360, height=740)
    page.goto(url(scene, "register"))
    page.get_by_role("button", name="Đăng ký dự thi").click()
    page.wait_for_selector("#error-summary")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    accessible(page, "register-errors")
    assert person(scene)  # the form can be filled in after all
