"""From a closed contest to a signed report: freeze, publish, award, write, build, download, sign."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import ConsentText
from accounts.wording import CONSENT_TEXTS
from contests.answers import drain
from contests.clock import SYSTEM, DemoClock
from contests.models import Contest, DocumentRole, Paper, PaperState
from contests.online.services.closing import sweep_due
from contests.portal.services.demo.play import run
from contests.portal.services.demo.population import population
from contests.reports.models import Edition
from contests.rules.clock import local_day
from contests.services import setup
from contests.services.documents import enter_document
from contests.services.publishing import make_official, publish
from tests.browser.looking import accessible
from tests.cast import Cast, make_cast
from tests.contests.setting_up import SITE, make_draft, make_shipped_bank
from tests.journeys.conftest import Keyboard

PEOPLE = 16
ATTEMPTS = 24
WEEK = timedelta(days=7)
Open = Callable[..., Any]


def play(cast: Cast) -> Contest:
    """A contest of two weeks, sat and closed, made by the services in times that have passed."""
    for purpose, text in CONSENT_TEXTS.items():
        ConsentText.objects.get_or_create(
            purpose=purpose, version=1, defaults={"text": text, "published_at": SYSTEM.now()}
        )
    make_shipped_bank(cast)
    opens = SYSTEM.now().replace(microsecond=0) - 3 * WEEK
    rounds = [
        setup.DraftRound(f"Tuần {number + 1}", opens + number * WEEK, opens + (number + 1) * WEEK)
        for number in range(2)
    ]
    contest = make_draft(cast, title="Tìm hiểu pháp luật tỉnh Quảng Ngãi")
    setup.save_terms(contest=contest, actor=cast.organizer, terms={}, rounds=rounds)
    clock = DemoClock(opens - timedelta(days=3))
    publish(contest=contest, actor=cast.organizer, clock=clock, site=SITE)
    make_it_official(cast, contest, clock)
    chance = Random(9)
    run(
        contest=contest,
        rounds=list(contest.rounds.all()),
        people=population(chance, size=PEOPLE, year=opens.year, first_phone=1),
        attempts=ATTEMPTS,
        chance=chance,
        clock=clock,
        progress=lambda done, total: None,
    )
    clock.set(SYSTEM.now())
    sweep_due(clock=clock)
    assert drain(10)
    assert Paper.objects.filter(state=PaperState.SUBMITTED).count() == ATTEMPTS
    return contest


def make_it_official(cast: Cast, contest: Contest, clock: DemoClock) -> None:
    """What is signed on paper is entered; a trial would not count in a report."""
    for number, role in enumerate(DocumentRole, start=25):
        enter_document(
            contest=contest,
            actor=cast.organizer,
            clock=clock,
            role=role,
            number=f"{number}/SKHCN",
            signed_on=local_day(clock.now()),
            signer="Trần Văn Hải",
            signer_title="Giám đốc",
        )
    make_official(contest=contest, actor=cast.organizer)


def test_from_a_closed_contest_to_a_signed_report(
    sign_in: Open, worker: Any, open_page: Open
) -> None:
    cast = make_cast()
    contest = play(cast)
    page = sign_in(cast.organizer.username)
    page.get_by_role("link", name=contest.title).first.click()
    page.get_by_role("link", name="Kết quả").first.click()
    accessible(page, "organizer-1-results")
    best = freeze_and_publish(page, "Tuần 1")
    freeze_and_publish(page, "Tuần 2")
    award(page)
    figures = report(page)
    files = downloads(page)
    assert compare(files, figures) >= 8
    sign(page, files["pdf"])
    read_as_anybody(open_page(width=360, height=740), contest, best)


def freeze_and_publish(page: Any, name: str) -> str:
    """Freeze one round with the worker, look at it, publish it; returns the first person's row."""
    card = page.locator("section.card", has=page.get_by_role("heading", name=name))
    card.get_by_role("button", name="Chốt bảng xếp hạng").click()
    page.wait_for_url("**/ket-qua/ban/**", timeout=20_000)
    accessible(page, f"organizer-2-standing-{name[-1]}")
    first = page.locator("table tbody tr").first.inner_text()
    page.get_by_role("button", name="Công bố bản này").click()
    page.get_by_text("Đã công bố", exact=True).first.wait_for()
    page.get_by_role("link", name="Xếp hạng", exact=True).click()
    page.get_by_text("Đã công bố bản 1").first.wait_for()
    return str(first)


def award(page: Any) -> None:
    page.get_by_role("link", name="Giải thưởng", exact=True).click()
    accessible(page, "organizer-3-awards")
    page.get_by_role("button", name="Trao các giải đã chọn").click()
    page.get_by_text("Tổng tiền thưởng").wait_for()
    accessible(page, "organizer-4-awarded")


def report(page: Any) -> dict[str, str]:
    """A new report, two of its texts, the edition: written and built without a mouse."""
    keyboard = Keyboard(page)
    keyboard.use(page.get_by_role("link", name="Báo cáo", exact=True))
    page.get_by_role("link", name="Lập báo cáo đầu tiên").wait_for()
    accessible(page, "organizer-5-no-report")
    keyboard.use(page.get_by_role("link", name="Lập báo cáo đầu tiên"))
    page.locator("[name=window_from]").wait_for()
    first = local_day(SYSTEM.now()) - timedelta(days=60)
    keyboard.to(page.locator("[name=window_from]"))
    page.keyboard.type(f"{first:%m%d}00{first:%Y}")
    accessible(page, "organizer-6-new")
    keyboard.use(page.get_by_role("button", name="Lập báo cáo"))
    write = page.get_by_role("link", name="Viết")
    write.first.wait_for()
    accessible(page, "organizer-7-report")
    keyboard.use(write.first)
    keyboard.type(page.get_by_label("Căn cứ báo cáo"), "Thực hiện Kế hoạch số 12/KH-UBND")
    accessible(page, "organizer-8-words")
    keyboard.use(page.get_by_role("button", name="Lưu và sang phần sau"))
    page.wait_for_load_state()
    keyboard.use(page.get_by_role("button", name="Lưu bản nháp"))
    keyboard.use(page.get_by_role("button", name="Dựng báo cáo"))
    page.get_by_role("link", name="Word (bản chính)").or_(
        page.get_by_role("link", name="Bản 1", exact=True)
    ).first.wait_for(timeout=30_000)
    if page.get_by_role("link", name="Bản 1", exact=True).is_visible():
        keyboard.use(page.get_by_role("link", name="Bản 1", exact=True))
    page.get_by_role("link", name="Word (bản chính)").wait_for()
    accessible(page, "organizer-9-edition")
    rows = page.locator("table").first.locator("tbody tr")
    figures = {}
    for row in range(rows.count()):
        cells = rows.nth(row).locator("th, td")
        figures[cells.nth(0).inner_text().strip()] = cells.nth(2).inner_text().strip()
    assert figures["Số lượt dự thi trực tuyến"] == str(ATTEMPTS)
    assert figures["Số người dự thi trực tuyến"] == str(PEOPLE)
    return figures


def downloads(page: Any) -> dict[str, bytes]:
    files = {}
    for kind, name in (
        ("docx", "Word (bản chính)"),
        ("pdf", "PDF"),
        ("xlsx", "Phụ lục Excel"),
        ("json", "Dữ liệu JSON"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename.endswith(f".{kind}")
        files[kind] = Path(download.value.path()).read_bytes()
    return files


def compare(files: dict[str, bytes], figures: dict[str, str]) -> int:
    """DOCX and PDF hold every figure of the page beside its name; returns how many there are."""
    assert ZipFile(BytesIO(files["docx"])).testzip() is None
    document = Document(BytesIO(files["docx"]))
    rows = {
        row.cells[1].text.strip(): [cell.text.strip() for cell in row.cells]
        for table in document.tables
        for row in table.rows
        if len(row.cells) >= 4
    }
    pdf = squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages))
    found = 0
    for label, value in figures.items():
        if label in rows:
            # A rate is followed by what it was counted from: "75,00% (6/8)".
            cells = [cell.partition(" (")[0] for cell in rows[label]]
            assert value in cells, (label, value, rows[label])
            assert squeezed(label) in pdf, label
            after = pdf.split(squeezed(label), 1)[1][:120]
            assert squeezed(value) in after, (label, value, after)
            found += 1
    assert load_workbook(BytesIO(files["xlsx"])).sheetnames
    assert json.loads(files["json"])
    return found


def squeezed(text: str) -> str:
    """Without spaces, which a PDF breaks lines at."""
    return re.sub(r"\s+", "", text)


def sign(page: Any, signed: bytes) -> None:
    """Hand in, enter what the signed paper carries; the edition then stays as it is."""
    page.get_by_role("button", name="Trình ký").click()
    page.get_by_role("link", name="Ghi số, ngày, người ký").click()
    page.get_by_role("button", name="Ghi lại").click()
    accessible(page, "organizer-10-sign-refused")
    page.get_by_label("Số, ký hiệu").fill("152/BC-SKHCN")
    page.get_by_label("Ngày ký").fill(f"{local_day(SYSTEM.now()):%Y-%m-%d}")
    page.get_by_label("Người ký").fill("Nguyễn Văn Minh")
    page.locator("input[type=file]").set_input_files(
        {"name": "152-BC.pdf", "mimeType": "application/pdf", "buffer": signed}
    )
    page.get_by_role("button", name="Ghi lại").click()
    page.get_by_role("link", name="Bản đã ký").wait_for()
    accessible(page, "organizer-11-signed")
    edition = Edition.objects.get()
    assert edition.state == "signed"
    assert edition.document_number == "152/BC-SKHCN"


def read_as_anybody(page: Any, contest: Contest, best: str) -> None:
    """The public board on a phone shows the same first person."""
    page.goto(f"/cuoc-thi/{contest.slug}/")
    page.get_by_role("link", name="Xem kết quả").click()
    accessible(page, "organizer-12-board")
    page.get_by_role("link", name="Tuần 1").first.click()
    name = best.split("\t")[1].strip()
    assert name in page.inner_text("main")
    accessible(page, "organizer-13-board-week")
    assert not page.context.cookies()
