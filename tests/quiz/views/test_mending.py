"""A file that needs help: two likely formats, another format by hand, and its corrected copy."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.models import AuditEvent, Job
from quiz.formats.columns import GENERAL, MARK
from quiz.formats.dispatch import read_here
from quiz.models import ImportBatch, ImportState
from quiz.services import imports
from quiz.services.mending import COPY_JOB, has_copy
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.hostile.zips import HEAD, ROW, pack, row, sheet_xml, xlsx_parts
from tests.quiz.views.test_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
EITHER = "1. Theo Hiến pháp, Quốc hội là gì?\nA. một\nB. hai\nANSWER: B\n".encode()


def uploaded(cast: Cast, author: Client, name: str, content: bytes) -> ImportBatch:
    """The batch of the newest file sent from the page of the bank."""
    code = ImportBatch.objects.first().bank.code if ImportBatch.objects.exists() else None
    code = code or scene.make_bank(cast).code
    author.post(reverse("import_start", args=[code]), {"file": SimpleUploadedFile(name, content)})
    return ImportBatch.objects.latest("id")


def copied(author: Client, batch: ImportBatch) -> openpyxl.Workbook:
    answer = author.post(reverse("import_copy", args=[batch.public_id]), follow=True)
    assert "Bản ghi chú đã sẵn sàng" in answer.content.decode()
    job = Job.objects.filter(kind=COPY_JOB).latest("id")
    answer = author.post(reverse("import_copy_file", args=[job.public_id]))
    assert "attachment" in answer["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_person_chooses_where_two_formats_are_likely(cast: Cast) -> None:
    author = client_of(cast.author)
    batch = uploaded(cast, author, "de.txt", EITHER)
    address = reverse("import_detail", args=[batch.public_id])
    page = author.get(address).content.decode()
    assert "Tệp này là kiểu nào?" in page and "không phải tải lên lần nữa" in page
    assert 'value="aiken">Aiken (Moodle)</button>' in page and 'name="format" value="text"' in page
    again = reverse("import_again", args=[batch.public_id])
    for code, stem in (("text", "Theo Hiến pháp"), ("aiken", "1. Theo Hiến pháp")):
        page = author.post(again, {"format": code}, follow=True).content.decode()
        batch.refresh_from_db()
        assert (batch.state, batch.format) == (ImportState.PREVIEW, code)
        assert batch.reading["shown"][0]["stem"].startswith(stem)
        assert f'value="{code}" selected' in page and "là kiểu nào?" not in page
    # The format can be said beforehand; what is no format is refused.
    batch = uploaded(cast, author, "khac.txt", EITHER.replace(b"hai", b"ba"))
    assert batch.state == ImportState.FAILED
    start = reverse("import_start", args=[batch.bank.code])
    file = SimpleUploadedFile("la.txt", EITHER.replace(b"hai", b"tu"))
    author.post(start, {"file": file, "format": "aiken"})
    assert ImportBatch.objects.latest("id").format == "aiken"
    assert author.post(start, {"file": file, "format": "exe"}).status_code == 422
    page = author.post(again, {"format": "exe"}, follow=True).content.decode()
    assert "không đọc được kiểu tệp này" in page


def test_every_sheet_of_a_workbook_can_be_read_at_once(cast: Cast) -> None:
    author = client_of(cast.author)
    second = sheet_xml([HEAD, row(A="Hai?"), row(A="Sai?", F="F")])
    book = pack(xlsx_parts(sheet_xml([HEAD, ROW]), second, names=("Đất đai", "Hộ tịch")))
    batch = uploaded(cast, author, "de.xlsx", book)
    address = reverse("import_detail", args=[batch.public_id])
    page = author.get(address).content.decode()
    assert 'value="*">Tất cả 2 trang</option>' in page
    assert "Tệp có nhiều trang tính" in page and "Chưa đọc được tệp này" not in page
    again = reverse("import_again", args=[batch.public_id])
    page = author.post(again, {"sheet": "*"}, follow=True).content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.questions) == (ImportState.PREVIEW, 3)
    # A copy is of one sheet, so none is offered for several.
    assert not has_copy(batch) and "chọn đọc từng trang" in page
    author.post(again, {"sheet": "Hộ tịch"})
    batch.refresh_from_db()
    assert batch.questions == 2 and has_copy(batch)


def test_a_table_comes_back_with_its_problems_beside_it(cast: Cast) -> None:
    author = client_of(cast.author)
    table = "Đề thi\nSTT,Câu hỏi,A,B,Đáp án đúng,Ghi nhớ\n1,Một?,x,y,C,giữ\n2,Hai?,x,x,A,\n3,Ba?,x,y,B,\n"
    batch = uploaded(cast, author, "de.csv", table.encode())
    assert "Lấy bản có ghi chỗ cần sửa" in author.get(
        reverse("import_detail", args=[batch.public_id])
    ).content.decode()  # fmt: skip
    book = copied(author, batch)
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1] == ["STT", "Câu hỏi", "A", "B", "Đáp án đúng", "Ghi nhớ", MARK]
    assert rows[2][:6] == ["1", "Một?", "x", "y", "C", "giữ"]
    assert rows[2][6].startswith("Phải sửa, cột E «Đáp án đúng»: đáp án đúng là «C»")
    assert "giống đáp án" in rows[3][6] and rows[4][6] is None
    assert sheet["E3"].fill.start_color.rgb != sheet["E5"].fill.start_color.rgb
    general = [cell.value for cell in book[GENERAL]["B"]]
    assert str(general[0]).startswith("Sửa những ô tô màu theo lời ở cột «Chỗ cần sửa»")

    sheet["E3"], sheet["D4"] = "B", "y"
    batch = uploaded(cast, author, "da-sua.xlsx", saved(book))
    assert (batch.reading["counts"].get("error", 0), batch.accepted) == (0, 3)
    # Only what the first file had too: the column more is passed over in silence.
    assert [p["args"]["header"] for p in batch.reading["problems"]] == ["Ghi nhớ"]
    again = copied(author, batch)
    assert [cell.value for cell in again.worksheets[0][2]].count(MARK) == 1
    assert AuditEvent.objects.filter(action="import.copied").count() == 2
    # What only the bank knows cannot be mended in a file, and no copy says it.
    imports.confirm(actor=cast.author, batch=batch)
    same = uploaded(cast, author, "lai.csv", "Câu hỏi,A,B,Đáp án\nBa?,x,y,B\n".encode())
    assert same.reading["counts"]["warning"] == 1 and not has_copy(same)


def test_questions_of_a_word_file_come_back_as_a_table(cast: Cast) -> None:
    document = Document()
    for line in (
        "Câu 1. Một?", "A. x", "B. y", "Đáp án: B",
        "Câu 2. Hai?", "A. x", "B. y",
        "Câu 2. Ba?", "A. x", "B. y", "Đáp án: A",
    ):  # fmt: skip
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    author = client_of(cast.author)
    book = copied(author, uploaded(cast, author, "de.docx", target.getvalue()))
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    said: list[Any] = [sheet.cell(row, headings[MARK]).value for row in (2, 3, 4)]
    assert said[0] is None and "Phải sửa: không có đáp án nào được đánh dấu" in said[1]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["Một?", "Hai?", "Ba?"]
    assert "Nên xem lại: số câu này xuất hiện hai lần" in said[2]
    assert book[GENERAL].max_row == 3
    sheet.cell(3, headings["Đáp án đúng"]).value = "A"
    reading = read_here(io.BytesIO(saved(book)))
    assert [draft.key for draft in reading.drafts] == ["B", "A", "A"] and not reading.problems
