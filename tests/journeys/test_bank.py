"""The question bank in the browser: a messy Word file, two persons on one question, the law moves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from docx import Document

from accounts.models import Membership, Role
from contests.selectors.pool import candidate_items
from quiz.models import Bank, LegalDocument, Question, QuestionState
from quiz.services import questions, reviews
from quiz.services.questions import Ground
from tests.browser.looking import accessible
from tests.cast import Cast, make_cast
from tests.journeys.conftest import Keyboard
from tests.journeys.test_clerk import upload
from tests.quiz import scene
from tests.quiz.views.test_mending import EITHER

Open = Callable[..., Any]
CLAUSE = "1. Ngày 09 tháng 11 hằng năm là Ngày Pháp luật."
LAW = f"""Điều 7. Trách nhiệm
Cơ quan, tổ chức tham gia phổ biến, giáo dục pháp luật.
Điều 8. Ngày Pháp luật
{CLAUSE}
2. Ngày Pháp luật được tổ chức để tôn vinh Hiến pháp, pháp luật."""


def on_both(page: Any, name: str) -> None:
    """The page is right on a phone and on a desk."""
    for width, height in ((360, 740), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        accessible(page, name)


# --- a clerk with a messy Word file --------------------------------------------------------------


def messy() -> bytes:
    """What people keep: decomposed letters, ƣ for ư, tabs, underlined answers, slips of the pen."""
    document = Document()

    def line(*runs: str) -> None:
        """A paragraph; a run that begins with _ is underlined."""
        paragraph = document.add_paragraph()
        for text in runs:
            run = paragraph.add_run(unicodedata.normalize("NFD", text.removeprefix("_")))
            run.underline = text.startswith("_") or None

    line("CÂU HỎI TÌM HIỂU PHÁP LUẬT")
    line("Câu 1: Nhà nƣớc tổ chức Ngày Pháp luật vào ngày nào?")
    line("A. 02/9\t", "_B", ". 09/11\tC. 10/12\tD. 30/4")
    line("Câu 2. Hòa giải viên có quyền nào sau đây?")
    for runs in (("A. Đề nghị các bên cung cấp tài liệu",), ("B. Tham gia sinh hoạt",)):
        line(*runs)
    line("C. Được bồi dưỡng về pháp luật")
    line("_D. Cả ba ý trên")
    line("Câu 3. Câu này quên ghi đáp án, đúng không?")
    line("A. Đúng\tB. Sai")
    line("Câu 4. Luật Phổ biến, giáo dục pháp luật có hiệu lực từ năm nào?")
    line("A. 2012\t", "_B. 2013", "\tC. 2014")
    line("Câu 4. Luật Hòa giải ở cơ sở có hiệu lực từ năm nào?")
    line("A. 2013\t", "_B. 2014", "\tC. 2015")
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_clerk_brings_a_messy_word_file(sign_in: Open, worker: Any) -> None:
    cast = make_cast()
    scene.make_bank(cast)
    page = sign_in(cast.author.username)
    page.goto("/quan-ly/ngan-hang/THU-2026/")
    page.get_by_role("link", name="Nhập từ tệp").first.click()
    upload(page, "đề cũ.docx", messy())
    page.get_by_role("heading", name="Tệp còn 1 chỗ phải sửa").wait_for(timeout=15_000)
    on_both(page, "bank-1-messy")

    # Word has neither sheets nor columns: every problem stands beside the number of its question.
    def problems(severity: str) -> list[tuple[str, str]]:
        rows = page.locator(f"#{severity} tbody tr").all()
        return [(row.locator("td").first.inner_text(), row.inner_text()) for row in rows]

    ((place, words),) = problems("error")
    assert place == "Câu 3" and "Không có đáp án nào được đánh dấu đúng" in words
    warned = problems("warning")
    assert any(place == "Câu 4" and "xuất hiện hai lần" in words for place, words in warned)
    noted = [one for severity in ("warning", "note") for one in problems(severity)]
    assert any(place == "Câu 2" and "Cả ba ý trên" in words for place, words in noted)
    assert not Question.objects.exists()

    keys = Keyboard(page)
    keys.use(page.get_by_role("button", name="Lấy bản có ghi chỗ cần sửa"))
    page.get_by_role("heading", name="Bản ghi chú đã sẵn sàng").wait_for(timeout=15_000)
    on_both(page, "bank-1-copy")
    assert taken(page, "Tải bản ghi chú") == "đề cũ - cho can sua.xlsx"
    keys.use(page.get_by_role("link", name="Quay lại"))

    keys.use(page.get_by_role("button", name="Chỉ lấy 4 câu hợp lệ"))
    page.get_by_role("heading", name="Đã đưa 4 câu vào ngân hàng").wait_for(timeout=15_000)
    page.get_by_role("link", name="Xem câu hỏi").click()
    page.get_by_role("link", name="Nhà nước tổ chức Ngày Pháp luật vào ngày nào?").wait_for()
    assert page.locator("tbody tr", has_text="Chờ thẩm định").count() == 4
    page.get_by_role("link", name="Hòa giải viên có quyền nào").click()
    last = page.locator(".option", has_text="Cả ba ý trên")
    assert "Đáp án đúng" in last.inner_text() and "Giữ nguyên chỗ" in last.inner_text()
    assert Question.objects.filter(state=QuestionState.PENDING).count() == 4
    take_exam(page)
    choose_format(page)


def take_exam(page: Any) -> None:
    """The bank leaves as an exam to print, all by keys; what it cannot hold is said before."""
    page.goto("/quan-ly/ngan-hang/THU-2026/")
    keys = Keyboard(page)
    keys.use(page.get_by_role("link", name="Tải về"))
    page.get_by_role("heading", name="Tải ngân hàng câu hỏi về máy").wait_for()
    on_both(page, "bank-1-export")
    formats = page.get_by_role("radio")
    keys.to(formats.first)
    keys.press("ArrowDown")
    assert formats.nth(1).is_checked()
    keys.type(page.get_by_label("Số mã đề"), "2")
    which = page.get_by_label("Lấy câu nào")
    keys.to(which)
    keys.press("ArrowDown")
    assert which.input_value() == "all"
    keys.use(page.get_by_role("button", name="Chuẩn bị đề thi"))
    page.get_by_role("heading", name="Tệp đã sẵn sàng").wait_for(timeout=15_000)
    assert "mã đề 101, 102" in page.inner_text("main")
    on_both(page, "bank-1-exam")
    assert taken(page, "Tải tệp").endswith(".docx")


def choose_format(page: Any) -> None:
    """A file that may be of two kinds: the person says which, by keys."""
    page.goto("/quan-ly/ngan-hang/THU-2026/nhap/")
    upload(page, "de.txt", EITHER)
    page.get_by_role("heading", name="Tệp này là kiểu nào?").wait_for(timeout=15_000)
    on_both(page, "bank-1-format")
    Keyboard(page).use(page.get_by_role("button", name="Aiken (Moodle)"))
    page.get_by_text("1. Theo Hiến pháp").wait_for(timeout=15_000)


def taken(page: Any, button: str) -> str:
    """The name of the file that the button gives."""
    with page.expect_download() as given:
        Keyboard(page).use(page.get_by_role("button", name=button))
    return str(given.value.suggested_filename)


# --- an author and a reviewer --------------------------------------------------------------------

ALIKE = "Hằng năm, ngày nào là Ngày Pháp luật nước Cộng hoà xã hội chủ nghĩa Việt Nam?"
PASTED = """Câu 12. Hằng năm, ngày nào là Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam?
A. Ngày 02 tháng 9
B. Ngày 09 tháng 11
C. Ngày 10 tháng 12
D. Ngày 22 tháng 12
Đáp án: B"""


def test_an_author_and_a_reviewer(sign_in: Open, worker: Any) -> None:
    cast = make_cast()
    bank = scene.make_bank(cast)
    scene.make_document(text=LAW)
    scene.make_approved(cast, bank, ALIKE)
    # She may approve others' questions, but never her own.
    Membership.objects.create(
        user=cast.author, organisation=cast.department, role=Role.REVIEWER.value
    )
    author = sign_in(cast.author.username, permissions=["clipboard-read", "clipboard-write"])
    write(author)
    question = Question.objects.get(state=QuestionState.PENDING)
    author.goto("/quan-ly/tham-dinh/")
    assert "Không còn câu nào chờ bạn. Câu do chính bạn soạn" in author.inner_text("main")

    reviewer = sign_in(cast.reviewer.username)
    reviewer.get_by_role("link", name="Thẩm định từng câu").click()
    reviewer.get_by_label("Ý kiến").fill("Phương án D cũng gần ngày lễ, nên thay.")
    reviewer.get_by_role("button", name="Trả lại").click()
    reviewer.get_by_text(f"Đã trả lại câu {question.ref}.").wait_for()

    author.goto(f"/quan-ly/cau-hoi/{question.public_id}/")
    author.get_by_text("Phương án D cũng gần ngày lễ").wait_for()
    on_both(author, "bank-4-returned")
    Keyboard(author).use(author.get_by_role("link", name="Sửa câu hỏi"))
    author.get_by_label("Đáp án D", exact=True).fill("Ngày 28 tháng 6")
    author.get_by_role("button", name="Lưu và gửi thẩm định").click()
    author.get_by_text("Đã gửi thẩm định.").wait_for()

    reviewer.goto("/quan-ly/tham-dinh/")
    changed = reviewer.locator("table.difference")
    assert changed.locator("del").all_inner_texts() == ["22", "12"]
    assert changed.locator("ins").all_inner_texts() == ["28", "6"]
    on_both(reviewer, "bank-5-difference")
    Keyboard(reviewer).use(reviewer.get_by_role("button", name="Đồng ý"))
    reviewer.get_by_text(f"Đã đồng ý câu {question.ref}.").wait_for()
    reviewer.goto(f"/quan-ly/cau-hoi/{question.public_id}/")
    Keyboard(reviewer).use(reviewer.get_by_text("So với phiên bản trước"))
    assert reviewer.locator("table.difference ins").all_inner_texts() == ["28", "6"]
    question.refresh_from_db()
    assert question.state == QuestionState.APPROVED

    author.goto("/quan-ly/ngan-hang/")
    keys = Keyboard(author)
    keys.use(author.get_by_role("link", name="Câu trùng, câu trái nhau"))
    author.wait_for_url("**/quan-ly/cau-trung/")
    on_both(author, "bank-6-no-search-yet")
    keys.use(author.get_by_role("button", name="Tìm trong mọi ngân hàng"))
    author.wait_for_url("**/quan-ly/cau-trung/", timeout=15_000)
    author.locator("article", has_text=question.ref).wait_for()
    on_both(author, "bank-7-pairs")
    keys.use(author.get_by_role("button", name="Giữ cả hai"))
    author.get_by_text("Sẽ không hỏi lại.").wait_for()


def write(page: Any) -> None:
    """A question pasted whole, its law quoted by the button, sent to review."""
    page.goto("/quan-ly/ngan-hang/THU-2026/")
    page.get_by_role("link", name="Soạn câu hỏi").click()
    page.evaluate("text => navigator.clipboard.writeText(text)", PASTED)
    page.get_by_label("Câu hỏi", exact=True).press("Control+v")
    page.get_by_text("Đã tách thành câu hỏi và 4 phương án").wait_for()
    assert page.get_by_label("Câu hỏi", exact=True).input_value().startswith("Hằng năm, ngày nào")
    assert page.get_by_label("Đáp án C", exact=True).input_value() == "Ngày 10 tháng 12"
    assert page.locator("#id_right_1").is_checked() and not page.locator("#id_right_0").is_checked()
    page.get_by_role("button", name="Thêm trích dẫn nguyên văn").click()
    page.locator("#id_document_0").select_option(index=1)
    page.locator("#id_article_0").fill("8")
    page.locator("#id_clause_0").fill("1")
    page.get_by_role("button", name="Lấy nguyên văn từ tủ sách").click()
    page.get_by_text("Đã lấy nguyên văn từ tủ sách.").wait_for()
    assert page.get_by_label("Trích nguyên văn").input_value() == CLAUSE
    page.get_by_role("button", name="Thêm hình cho lời hỏi hoặc đáp án").click()
    on_both(page, "bank-2-editor")
    page.get_by_role("button", name="Bỏ hình thêm 1").click()
    page.get_by_role("button", name="Lưu và gửi thẩm định").click()
    page.get_by_text("Đã gửi thẩm định.").wait_for()
    assert not page.get_by_role("link", name="Thẩm định câu này").count()
    on_both(page, "bank-3-sent")


# --- the law moves, and a bank is kept shut ------------------------------------------------------


def make_cited(cast: Cast) -> Question:
    """An approved question that quotes clause 1 of article 8, compared a year ago."""
    bank = scene.make_bank(cast)
    year_ago = timezone.localdate() - timedelta(days=365)
    question = questions.create_question(
        actor=cast.author,
        bank=bank,
        draft=replace(scene.DRAFT, citation_text=""),
        grounds=[Ground(scene.make_document(text=LAW), "8", "1", "", CLAUSE, year_ago)],
    )
    question = questions.submit_question(actor=cast.author, question=question)
    reviews.review_question(actor=cast.reviewer, question=question, number=1, decision="approved")
    return question


def test_a_law_that_changes_and_a_bank_kept_shut(sign_in: Open, open_page: Open) -> None:
    cast = make_cast()
    question = make_cited(cast)
    newer = scene.make_document(
        "99/2026/QH16", title="Luật sửa đổi Luật Phổ biến, giáo dục pháp luật", text=""
    )
    author = sign_in(cast.author.username)
    assert "có căn cứ đã thay đổi" not in author.inner_text("main")
    amend(author, newer.number)

    author.goto("/viec-cua-toi/")
    author.get_by_text("1 câu bạn soạn có căn cứ đã thay đổi").wait_for()
    author.get_by_role("link", name="Xem từng câu và đối chiếu lại").click()
    row = author.locator("tbody tr", has_text=question.ref)
    assert re.search(
        r"Khoản 1 Điều 8 .* đã được sửa đổi từ .* bởi .*99/2026/QH16", row.inner_text()
    )
    on_both(author, "bank-10-outdated")

    citizen = open_page(width=360, height=740)
    citizen.goto("/tu-sach/14-2012-qh13/")
    assert "Điều này đã được sửa đổi từ" in citizen.inner_text("main")
    accessible(citizen, "bank-11-citizen")

    # The bookcase still holds the old words: the button must not pass them off as compared today.
    row.get_by_role("link", name=f"Sửa câu {question.ref}").click()
    author.get_by_role("button", name="Lấy nguyên văn từ tủ sách").click()
    author.get_by_text("Điều này đã được sửa đổi").wait_for()
    author.get_by_label("Trích nguyên văn").fill(CLAUSE.replace("Pháp luật", "Hiến pháp"))
    author.get_by_label("Ngày đối chiếu").fill(f"{timezone.localdate():%Y-%m-%d}")
    on_both(author, "bank-12-mended")
    author.get_by_role("button", name="Lưu và gửi thẩm định").click()
    author.get_by_text("Đã gửi thẩm định.").wait_for()
    assert not author.get_by_text("đối chiếu lại").count()
    author.goto("/quan-ly/can-cu/")
    author.get_by_text("Không có câu nào").wait_for()
    expire(author, question, newer)
    seal_and_open(sign_in(cast.reviewer.username), author, question)


def amend(page: Any, by: str) -> None:
    """Tủ sách → Các điều → Ghi nhận: article 8 says something else from today on."""
    page.goto("/quan-ly/tu-sach/")
    page.get_by_role("link", name="Các điều của 14/2012/QH13").click()
    on_both(page, "bank-8-articles")
    page.get_by_role("link", name="Ghi nhận sửa đổi Điều 8").click()
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{timezone.localdate():%Y-%m-%d}")
    chosen = page.get_by_label("Văn bản sửa đổi, bãi bỏ")
    chosen.select_option(value=chosen.locator("option", has_text=by).get_attribute("value"))
    on_both(page, "bank-9-amend")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi nhận về Điều 8.").wait_for()


def expire(page: Any, question: Question, newer: LegalDocument) -> None:
    """The law ends today: the author is told, the question is flagged and drawn no more."""
    banks = (question.bank.code,)
    page.goto("/quan-ly/tu-sach/")
    page.get_by_role("link", name="Sửa 14/2012/QH13").click()
    page.get_by_label("Ngày hết hiệu lực").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("Được thay thế bằng").select_option(value=str(newer.pk))
    page.get_by_role("button", name="Lưu").click()
    page.goto("/viec-cua-toi/")
    page.get_by_text("1 câu bạn soạn có căn cứ đã thay đổi").wait_for()
    page.get_by_role("link", name="Xem từng câu và đối chiếu lại").click()
    row = page.locator("tbody tr", has_text=question.ref)
    assert re.search(r"đã hết hiệu lực từ .*, thay bằng .*99/2026/QH16", row.inner_text())
    on_both(page, "bank-17-expired")
    assert candidate_items(banks, trial=False) == ()
    Bank.objects.filter(code__in=banks).update(holds_outdated=False)
    assert len(candidate_items(banks, trial=False)) == 1


def seal_and_open(reviewer: Any, author: Any, question: Question) -> None:
    """The reviewer seals; the author finds it shut and asks; only the other one can agree."""
    reviewer.goto("/quan-ly/ngan-hang/THU-2026/")
    one, other = Keyboard(reviewer), Keyboard(author)
    one.use(reviewer.get_by_role("link", name="Niêm phong"))
    until = timezone.localtime() + timedelta(days=3)
    # What keys make of a moment is the browser's own business.
    one.to(reviewer.get_by_label("Niêm phong đến"))
    reviewer.get_by_label("Niêm phong đến").fill(f"{until:%Y-%m-%dT%H:%M}")
    one.type(reviewer.get_by_label("Lý do"), "Đề của đợt thi tới")
    on_both(reviewer, "bank-13-seal")
    one.use(reviewer.get_by_role("button", name="Niêm phong"))
    reviewer.get_by_text("Đã niêm phong.").wait_for()
    assert question.ref not in reviewer.inner_text("main")

    # Not through the bank, not through the list of what is to be mended, not by its address.
    author.goto("/quan-ly/ngan-hang/THU-2026/")
    author.get_by_text("Đang niêm phong").wait_for()
    assert author.request.get(f"/quan-ly/cau-hoi/{question.public_id}/").status == 404
    other.use(author.get_by_text("Cần mở trước giờ?"))
    other.type(author.get_by_label("Lý do mở trước giờ"), "Căn cứ vừa được sửa đổi")
    on_both(author, "bank-14-sealed")
    other.use(author.get_by_role("button", name="Đề nghị mở"))
    author.get_by_text("Đã ghi đề nghị.").wait_for()
    assert not author.get_by_role("button", name="Đồng ý mở niêm phong").count()

    reviewer.reload()
    on_both(reviewer, "bank-15-asked")
    one.use(reviewer.get_by_role("button", name="Đồng ý mở niêm phong"))
    reviewer.get_by_text("Đã mở niêm phong.").wait_for()
    author.goto("/quan-ly/ngan-hang/THU-2026/")
    author.get_by_text("mọi lượt xem được ghi vào nhật ký").wait_for()
    author.locator("tbody tr", has_text=question.ref).wait_for()
    on_both(author, "bank-16-opened")
