"""From an Excel file to an open round: author, reviewer and organizer, the last by keyboard only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from contests.clock import SYSTEM
from contests.models import Contest, ContestState
from contests.rules.clock import LOCAL
from quiz.models import Question, QuestionState
from tests.browser.looking import accessible
from tests.cast import make_cast
from tests.journeys.conftest import Keyboard

SHIPPED = Path(__file__).resolve().parents[2] / "quiz/data/pbgdpl-2026.json"
GOOD = 10
APPROVED = 6
TITLE = "Sinh hoạt Ngày Pháp luật tháng 12"
Open = Callable[..., Any]


def filled(template: bytes) -> bytes:
    """The downloaded template with ten real questions and two that nobody could accept."""
    book = load_workbook(BytesIO(template))
    sheet = book["Câu hỏi"]
    column = {cell.value: cell.column for cell in sheet[1]}
    data = json.loads(SHIPPED.read_text(encoding="utf-8"))
    topics = {one["code"]: one["name"] for one in data["topics"]}
    single = [one for one in data["questions"] if one["kind"] == "single"][:GOOD]
    for row, one in enumerate(single, start=2):
        sheet.cell(row, column["Câu hỏi"], one["stem"])
        sheet.cell(row, column["Loại"], "Một đáp án")
        for letter, option in zip("ABCDEFGH", one["options"], strict=False):
            sheet.cell(row, column[f"Đáp án {letter}"], option["text"])
        right = [place for place, option in enumerate(one["options"]) if option["correct"]]
        sheet.cell(row, column["Đáp án đúng"], "ABCDEFGH"[right[0]])
        sheet.cell(row, column["Lĩnh vực"], topics[one["topic"]])
        sheet.cell(row, column["Giải thích"], one["explanation"])
        where = one["citations"][0]
        sheet.cell(row, column["Căn cứ"], f"Điều {where['article']} {where['document']}")
    for row, right in ((GOOD + 2, "E"), (GOOD + 3, "")):
        sheet.cell(row, column["Câu hỏi"], f"Câu thiếu đáp án đúng, ở dòng {row}?")
        for letter in "AB":
            sheet.cell(row, column[f"Đáp án {letter}"], f"Phương án {letter}")
        sheet.cell(row, column["Đáp án đúng"], right)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_from_an_excel_file_to_an_open_round(sign_in: Open, worker: Any, open_page: Open) -> None:
    cast = make_cast()
    bring_questions_in(sign_in(cast.author.username))
    approve(sign_in(cast.reviewer.username))
    set_up(sign_in(cast.organizer.username))
    contest = Contest.objects.get()
    assert contest.state == ContestState.PUBLISHED
    assert contest.draft_rules["paper"]["banks"] == ["HOI-DAP-12"]
    read_as_anybody(open_page(width=360, height=740), contest)


def bring_questions_in(page: Any) -> None:
    """A new bank, the template, the filled file, its problems, and the valid rows taken."""
    accessible(page, "clerk-1-work")
    page.get_by_role("link", name="Ngân hàng câu hỏi").first.click()
    accessible(page, "clerk-2-no-bank")
    page.get_by_role("link", name="Lập ngân hàng").first.click()
    page.get_by_label("Tên ngân hàng").fill("Hỏi đáp pháp luật tháng 12")
    page.get_by_label("Mã ngân hàng").fill("HOI-DAP-12")
    accessible(page, "clerk-3-new-bank")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Nhập từ tệp").first.click()
    accessible(page, "clerk-4-upload")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp mẫu").click()
    assert download.value.suggested_filename == "mau-cau-hoi.xlsx"
    book = filled(Path(download.value.path()).read_bytes())

    # The wrong file first: it says so, and nothing is taken.
    upload(page, "anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200))
    page.get_by_role("heading", name="Chưa đọc được tệp này").wait_for(timeout=15_000)
    assert "Đây là tệp ảnh" in page.inner_text("main")
    accessible(page, "clerk-5-picture")
    page.get_by_role("link", name="Nhập từ tệp").first.click()

    upload(page, "cau-hoi-thang-12.xlsx", book)
    page.get_by_role("heading", name="Tệp còn 2 chỗ phải sửa").wait_for(timeout=15_000)
    accessible(page, "clerk-6-problems")
    lines = page.locator("#error tbody tr").all_inner_texts()
    assert len(lines) == 2
    for line, row in zip(lines, (GOOD + 2, GOOD + 3), strict=True):
        cells = [cell.strip() for cell in line.split("\t")]
        assert cells[:2] == ["Câu hỏi", f"Dòng {row}"], line
        assert re.fullmatch(r"[A-Z] «Đáp án đúng»", cells[2]), line
    assert not Question.objects.exists()
    page.get_by_role("button", name=f"Chỉ lấy {GOOD} câu hợp lệ").click()
    page.get_by_role("heading", name=f"Đã đưa {GOOD} câu vào ngân hàng").wait_for(timeout=15_000)
    accessible(page, "clerk-7-imported")
    page.get_by_role("link", name="Xem câu hỏi").click()
    accessible(page, "clerk-8-waiting")
    assert Question.objects.filter(state=QuestionState.PENDING).count() == GOOD


def upload(page: Any, name: str, content: bytes) -> None:
    page.get_by_label("Tệp câu hỏi").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Đọc tệp").click()


def approve(page: Any) -> None:
    """Another person takes six, returns one with a reason, and leaves the rest."""
    page.get_by_role("link", name="Thẩm định từng câu").click()
    accessible(page, "clerk-9-review")
    page.get_by_role("button", name="Trả lại").click()
    assert page.locator("#error-summary").is_visible()
    page.get_by_label("Ý kiến").fill("Cần nêu rõ khoản.")
    page.get_by_role("button", name="Trả lại").click()
    for left in range(GOOD - 1, GOOD - 1 - APPROVED, -1):
        page.get_by_text(f"Còn {left} câu chờ bạn").wait_for()
        page.get_by_role("button", name="Đồng ý").click()
    page.get_by_text(f"Còn {GOOD - 1 - APPROVED} câu chờ bạn").wait_for()
    assert Question.objects.filter(state=QuestionState.APPROVED).count() == APPROVED


def set_up(page: Any) -> None:
    """Five pages from the preset of an office, the summary, publishing: without a mouse."""
    keyboard = Keyboard(page)
    keyboard.use(page.get_by_role("link", name="Lập cuộc thi").first)
    page.get_by_role("link", name="Cuộc thi hằng tháng của cơ quan").wait_for()
    accessible(page, "clerk-10-presets")
    keyboard.use(page.get_by_role("link", name="Cuộc thi hằng tháng của cơ quan"))
    page.locator("[name=title]").wait_for()
    accessible(page, "clerk-11-basics")
    keyboard.type(page.locator("[name=title]"), TITLE)
    step(page, keyboard, "de-thi")

    opens = SYSTEM.now().astimezone(LOCAL) - timedelta(minutes=5)
    field = page.locator("[name=rounds-0-opens_at]")
    keyboard.to(field)
    # Chromium shows the parts in the order of its own language, which is English when headless;
    # a part that is full gives the focus to the next.
    page.keyboard.type(f"{opens:%m%d}00{opens:%Y%I%M%p}")
    assert field.input_value() == f"{opens:%Y-%m-%dT%H:%M}"
    keyboard.use(page.locator("[name=banks]"), "Space")
    keyboard.type(page.locator("[name=cells-0-count]"), "20")
    keyboard.use(page.get_by_role("button", name="Lưu và sang bước sau"))
    # Twenty questions of six: the page says what is there; mended on the spot.
    page.locator("#error-summary").wait_for()
    assert f"cần 20 câu, dùng được {APPROVED} câu" in page.inner_text("#error-summary")
    accessible(page, "clerk-12-paper")
    keyboard.type(page.locator("[name=cells-0-count]"), "5")
    step(page, keyboard, "cach-tinh")
    keyboard.use(page.locator("details summary").first, "Enter")
    accessible(page, "clerk-13-counting")
    # Seven right answers were enough of ten; of five they cannot be had.
    keyboard.use(page.get_by_role("button", name="Lưu và sang bước sau"))
    page.locator("#error-summary").wait_for()
    accessible(page, "clerk-13-too-many")
    keyboard.type(page.locator("[name=passing]"), "3")
    step(page, keyboard, "nguoi-du-thi")
    accessible(page, "clerk-14-people")
    step(page, keyboard, "giai-thuong")
    keyboard.type(page.locator("[name=phone]"), "0255 3 822 822")
    accessible(page, "clerk-15-awards")
    keyboard.use(page.get_by_role("button", name="Lưu và xem tóm tắt"))
    page.wait_for_url("**/tom-tat/")
    accessible(page, "clerk-16-summary")
    text = page.inner_text("main")
    for said in (TITLE, "Sở Khoa học và Công nghệ", "5 câu", "15 phút", "Đã đủ điều kiện"):
        assert said in text, said
    keyboard.use(page.get_by_role("button", name="Công bố cuộc thi"))
    page.get_by_text("Đã công bố thể lệ, bản 1.").wait_for()
    accessible(page, "clerk-17-published")


def step(page: Any, keyboard: Keyboard, following: str) -> None:
    keyboard.use(page.get_by_role("button", name="Lưu và sang bước sau"))
    page.wait_for_url(f"**/thiet-lap/{following}/")


def read_as_anybody(page: Any, contest: Contest) -> None:
    """A phone, without a session: the contest is open, its rules are readable."""
    page.goto(f"/cuoc-thi/{contest.slug}/")
    assert "Chạy thử" in page.inner_text("main, .hero")
    accessible(page, "clerk-18-public")
    assert page.get_by_role("link", name="Vào thi").is_visible()
    assert "Đang mở" in page.inner_text("main")
    page.get_by_role("link", name="Đọc thể lệ").click()
    accessible(page, "clerk-19-rules")
    assert TITLE in page.inner_text("main")
    assert not page.context.cookies()
