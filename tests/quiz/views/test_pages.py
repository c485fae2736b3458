"""The pages as people use them, without JavaScript; and who sees a key."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quiz.models import ImportBatch, Question
from quiz.services import imports, questions
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.promises.test_p15_forms import question_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_write_send_return_correct_approve(cast: Cast) -> None:
    """One question through its life, by pages alone."""
    scene.make_document()
    bank = scene.make_bank(cast)
    author, reviewer = client_of(cast.author), client_of(cast.reviewer)
    create = reverse("question_create", args=[bank.code])

    page = author.post(create, question_data(do="option:+")).content.decode()
    assert "Đáp án D" in page and "Câu hỏi từ biểu mẫu?" in page and "chỗ cần sửa" not in page
    page = author.post(create, question_data(do="option:0")).content.decode()
    assert "Đáp án C" not in page and "Hai</textarea>" in page and "Một</textarea>" not in page
    page = author.post(create, question_data(do="ground:+")).content.decode()
    assert "Trích nguyên văn" in page
    page = author.post(create, question_data(do="preview")).content.decode()
    assert "Xem trước, chưa lưu" in page and "Đáp án đúng" in page
    assert not Question.objects.exists()

    wrong = author.post(create, question_data(right_1="", stem="x" * 2001))
    assert wrong.status_code == 422
    wrong = author.post(create, question_data(right_0="on"))
    assert wrong.status_code == 422
    assert "câu một đáp án mà ghi nhiều đáp án đúng" in wrong.content.decode()

    answer = author.post(
        create, question_data(do="submit", citation_text="Điều 8 Luật 14/2012/QH13"), follow=True
    )
    assert "Đã gửi thẩm định." in answer.content.decode()
    question = Question.objects.get()
    queue = reverse("review_queue")
    page = reviewer.get(queue).content.decode()
    assert "Còn 1 câu chờ bạn" in page and "/tu-sach/14-2012-qh13/#dieu-8" in page
    decide = reverse("review_decide", args=[question.public_id])
    empty = reviewer.post(decide, {"number": "1", "decision": "returned"})
    assert empty.status_code == 422 and "Hãy ghi lý do trả lại" in empty.content.decode()
    reviewer.post(decide, {"number": "1", "decision": "returned", "comment": "Thiếu ý."})
    page = author.get(reverse("question_detail", args=[question.public_id])).content.decode()
    assert "Trả lại" in page and "Thiếu ý." in page and "Bản thảo" in page

    edit = reverse("question_edit", args=[question.public_id])
    assert "Câu hỏi từ biểu mẫu?" in author.get(edit).content.decode()
    author.post(edit, question_data(stem="Câu đã đủ ý?", seen="1", do="submit"))
    stale = reviewer.post(decide, {"number": "1", "decision": "approved"})
    assert stale.status_code == 422 and "không còn chờ thẩm định" in stale.content.decode()
    reviewer.post(decide, {"number": "2", "decision": "approved"})
    question.refresh_from_db()
    assert (question.state, question.current.stem) == ("approved", "Câu đã đủ ý?")
    author.post(reverse("question_retire", args=[question.public_id]))
    question.refresh_from_db()
    assert question.state == "retired"


def test_a_picture_goes_with_a_question(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    author = client_of(cast.author)
    create = reverse("question_create", args=[bank.code])
    bad = {"picture": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")}
    answer = author.post(create, question_data() | bad)
    assert answer.status_code == 422 and "Không đọc được hình này" in answer.content.decode()
    assert not Question.objects.exists()
    good = {"picture": SimpleUploadedFile("../../x.png", scene.png()), "picture_alt": "Biển báo"}
    author.post(create, question_data() | good)
    picture = Question.objects.get().revisions.get().picture
    assert picture.alt == "Biển báo" and "x.png" not in picture.file.name
    served = Client().get(picture.file.url)
    assert served["Content-Type"] == "image/webp" and "immutable" in served["Cache-Control"]
    assert not served.cookies
    for name in ("../x.webp", "a.webp", "x" * 22 + ".webp", "..%2f" + "x" * 20 + ".webp"):
        assert Client().get(f"/media/questions/{name}").status_code == 404


def test_further_pictures_stand_at_the_stem_or_at_an_option(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    author = client_of(cast.author)
    create = reverse("question_create", args=[bank.code])
    page = author.post(create, question_data(do="picture:+")).content.decode()
    assert 'name="more_file_0"' in page and "Đáp án C</option>" in page
    new = {"more": "2", "more_at_0": "-1", "more_at_1": "1", "more_alt_0": "Biển cấm"}

    def files() -> dict[str, Any]:
        return {
            f"more_file_{row}": SimpleUploadedFile("x.png", scene.png(40 + row)) for row in range(2)
        }

    answer = author.post(create, question_data(**new) | files())
    assert answer.status_code == 422 and "Hãy viết một câu mô tả hình." in answer.content.decode()
    new["more_alt_1"] = "Biển đáp án"
    broken = files() | {"more_file_1": SimpleUploadedFile("x.png", b"GIF89a")}
    answer = author.post(create, question_data(**new) | broken)
    assert answer.status_code == 422 and 'id="id_more_file_1_error"' in answer.content.decode()
    author.post(create, question_data(**new) | files())
    question = Question.objects.get()
    first, second = question.revisions.get().body["pictures"]
    assert (first[1:], second[1:]) == (["Biển cấm", -1], ["Biển đáp án", 1])
    page = author.get(reverse("question_detail", args=[question.public_id])).content.decode()
    assert "Hình của đáp án B" in page and f"/media/questions/{first[0]}" in page

    # A second revision: the first picture goes, the second moves; nobody else's can be named.
    edit = reverse("question_edit", args=[question.public_id])
    assert f'value="{second[0]}"' in author.get(edit).content.decode()
    moved = {
        "more": "2", "more_name_0": second[0], "more_alt_0": "Biển đáp án", "more_at_0": "2",
        "more_name_1": "x" * 22 + ".webp", "more_at_1": "-1", "seen": "1",
    }  # fmt: skip
    author.post(edit, question_data(**moved))
    newest = question.revisions.get(number=2)
    assert newest.body["pictures"] == [[second[0], "Biển đáp án", 2]]


def test_a_bank_is_searched_without_marks_and_paged(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    batch, _ = imports.upload(actor=cast.author, bank=bank, file=scene.workbook(60))
    imports.confirm(actor=cast.author, batch=batch)
    author = client_of(cast.author)
    url = reverse("bank_detail", args=[bank.code])
    page = author.get(url).content.decode()
    assert page.count("/quan-ly/cau-hoi/") == 50 and "60 câu hỏi" in page
    page = author.get(url, {"q": "cau hoi so 7:"}).content.decode()
    assert page.count("/quan-ly/cau-hoi/") == 1 and "Câu hỏi số 7:" in page
    assert author.get(url, {"q": "M-0009"}).content.decode().count("/quan-ly/cau-hoi/") == 1
    page = author.get(url, {"topic": "linh-vuc-1", "state": "waiting"}).content.decode()
    assert page.count("/quan-ly/cau-hoi/") == 20
    assert "Không có câu hỏi nào khớp" in author.get(url, {"state": "approved"}).content.decode()
    # A filter that makes no sense is not applied.
    assert "60 câu hỏi" in author.get(url, {"difficulty": "x'--", "page": "x"}).content.decode()


def test_the_preview_says_where_and_what(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    author = client_of(cast.author)
    start = reverse("import_start", args=[bank.code])
    assert author.post(start, {}).status_code == 422
    file = {
        "file": SimpleUploadedFile(
            "de.csv", "Câu hỏi,A,B,Đáp án đúng\nMột?,x,y,C\nHai?,x,y,A\n".encode()
        )
    }
    page = author.post(start, file, follow=True).content.decode()
    batch = ImportBatch.objects.get()
    assert "Phải sửa (1)" in page and "Chỉ lấy 1 câu hợp lệ" in page and "bỏ lại 1 câu" in page
    status = author.get(reverse("import_status", args=[batch.public_id])).json()
    assert (status["state"], status["stuck"]) == ("preview", False)
    page = author.post(
        reverse("import_confirm", args=[batch.public_id]), follow=True
    ).content.decode()
    assert "Hãy sửa tệp, hoặc chọn chỉ lấy các câu hợp lệ" in page
    page = author.post(
        reverse("import_confirm", args=[batch.public_id]), {"only_valid": "1"}, follow=True
    ).content.decode()
    assert "Đã đưa 1 câu vào ngân hàng" in page


def test_the_bookcase_is_open_and_leaves_no_trace(cast: Cast) -> None:
    from datetime import date

    scene.make_document()
    scene.make_document(
        "86/2015/QH13",
        title="Luật <script>An toàn</script>",
        effective_on=date(2016, 7, 1),
        expires_on=date(2026, 7, 1),
        replaced_by=scene.make_document("116/2025/QH15", title="Luật An ninh mạng"),
        text="Điều 1. <b>Phạm vi</b>\n<img src=x onerror=alert(1)>",
    )
    public = Client()
    page = public.get(reverse("document_list"), {"q": "ngày pháp luật"})
    text = page.content.decode()
    assert "1 văn bản" in text or "2 văn bản" in text
    assert "#dieu-8" in text and "csrfmiddlewaretoken" not in text
    assert not page.cookies and "public" in page["Cache-Control"]
    page = public.get(reverse("document_detail", args=["86-2015-qh13"]))
    text = page.content.decode()
    assert "Hết hiệu lực từ 01/07/2026" in text and "/tu-sach/116-2025-qh15/" in text
    assert "<b>Phạm vi" not in text and "<img src=x" not in text and "<script>An" not in text
    assert (
        public.get(reverse("document_list"), {"state": "expired"})
        .content.decode()
        .count("<article")
        == 1
    )
    assert (
        "Không có văn bản nào khớp"
        in public.get(reverse("document_list"), {"q": "khong co gi"}).content.decode()
    )


def test_the_bookcase_is_kept_by_those_who_may(cast: Cast) -> None:
    author = client_of(cast.author)
    data = {"number": "1/2026/QH16", "kind": "luat", "title": "Luật Thử", "text": "Điều 1. Một"}
    author.post(reverse("document_create"), data)
    again = author.post(reverse("document_create"), data)
    assert again.status_code == 422 and "đã có văn bản mang số này" in again.content.decode()
    dates = {"effective_on": "2026-07-01", "expires_on": "2026-06-01"}
    wrong = author.post(reverse("document_edit", args=["1-2026-qh16"]), data | dates)
    assert wrong.status_code == 422 and "phải sau ngày có hiệu lực" in wrong.content.decode()
    bank = scene.make_bank(cast)
    scene.make_question(bank, cast.author, citation_text="Điều 1 Luật 1/2026/QH16")
    remove = reverse("document_remove", args=["1-2026-qh16"])
    assert "căn cứ của 1 câu hỏi" in author.post(remove, follow=True).content.decode()


def test_nobody_without_the_right_sees_a_key(cast: Cast) -> None:
    """A marker in the key appears on no page of those who may not know it."""
    bank = scene.make_bank(cast)
    question = scene.make_question(bank, cast.author, explanation="DAU-MOC-DAP-AN")
    questions.submit_question(actor=cast.author, question=question)
    pages = [
        reverse("question_detail", args=[question.public_id]),
        reverse("question_edit", args=[question.public_id]),
        reverse("bank_detail", args=[bank.code]),
        reverse("bank_list"),
        reverse("review_queue"),
        reverse("document_list"),
    ]
    wanted = {"do": "file", "format": "json", "which": "all"}
    for who in ("presenter", "judge", "focal_point", "viewer", "stranger", "newcomer"):
        client = client_of(cast.users()[who])
        for url in pages:
            assert "DAU-MOC-DAP-AN" not in client.get(url).content.decode(), (who, url)
        assert client.post(reverse("bank_export", args=[bank.code]), wanted).status_code == 404
    assert "DAU-MOC-DAP-AN" in client_of(cast.organizer).get(pages[0]).content.decode()
