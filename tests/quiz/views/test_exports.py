"""A bank leaves as a file: what is lost is listed before, who took it is written down."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from docx import Document

from accounts.models import AuditEvent, Job, JobState
from quiz.formats.dispatch import read_here
from quiz.formats.excel_template import OTHER_KINDS
from quiz.formats.word_exam import Exam
from quiz.models import Bank
from quiz.rules.question import Kind
from quiz.services import exports, imports, seals, waiting
from quiz.services.questions import create_question
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.rules.test_kinds import ALL
from tests.quiz.views.test_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
EXAM = {
    "do": "exam", "title": "ĐỀ THI", "exam_which": "all", "count": "2", "first": "101",
    "shuffle": "on", "seed": "9-11", "answers": "with",
}  # fmt: skip


def fetched(answer: Any) -> bytes:
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_what_is_exported_is_what_was_imported(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    batch, _ = imports.upload(actor=cast.author, bank=bank, file=scene.workbook(8))
    imports.confirm(actor=cast.author, batch=batch)
    scene.make_question(bank, cast.author, '=HYPERLINK("http://x")', ref="+1")
    organizer = client_of(cast.organizer)
    start = reverse("bank_export", args=[bank.code])
    page = organizer.get(start).content.decode()
    # Everything but the places that Aiken and Kahoot have not.
    assert "Giữ được mọi thứ của ngân hàng này." in page
    assert "Bỏ đi: giải thích (9 câu), căn cứ (9 câu)" in page
    page = organizer.post(start, {"do": "file", "format": "xlsx", "which": "all"}, follow=True)
    job = Job.objects.get(kind=exports.EXPORT_JOB)
    assert "Tệp đã sẵn sàng" in page.content.decode() and job.result["written"] == 9
    assert not AuditEvent.objects.filter(action="bank.exported").exists()
    content = fetched(organizer.post(reverse("export_file", args=[job.public_id])))
    reading = read_here(io.BytesIO(content))
    assert not reading.errors
    found = {draft.ref: draft for draft in reading.drafts}
    for draft in scene.drafts(8):
        assert scene.replace(found[draft.ref], where=None) == draft
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert found["+1"].stem == '=HYPERLINK("http://x")'
    told = AuditEvent.objects.get(action="bank.exported").data
    assert told == {"questions": 9, "format": "xlsx"}


def test_a_file_under_way_is_not_given(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    scene.make_question(bank, cast.author, "Một câu?")
    job = exports.start_export(actor=cast.organizer, bank=bank, code="xlsx")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    client = client_of(cast.organizer)
    page = client.post(reverse("export_file", args=[job.public_id]), follow=True)
    assert "Tệp chưa làm xong." in page.content.decode()


def all_kinds(cast: Cast) -> Bank:
    bank = scene.make_bank(cast)
    for draft in ALL:
        create_question(actor=cast.author, bank=bank, draft=draft)
    return bank


def test_what_a_format_cannot_hold_is_listed_before_the_file_is_taken(cast: Cast) -> None:
    bank = all_kinds(cast)
    author = client_of(cast.author)
    start = reverse("bank_export", args=[bank.code])
    assert "Không ghi được 1 câu loại Tình huống" in author.get(start).content.decode()
    answer = author.post(start, {"do": "file", "format": "xlsx", "which": "all"}, follow=True)
    page = answer.content.decode()
    assert "Câu không có trong tệp" in page and "Loại «Tình huống» không ghi được" in page
    job = Job.objects.get(kind=exports.EXPORT_JOB)
    book = openpyxl.load_workbook(
        io.BytesIO(fetched(author.post(reverse("export_file", args=[job.public_id]))))
    )
    kinds = {row[1] for row in book.active.iter_rows(min_row=2, values_only=True)}
    assert kinds == {name for kind, name in OTHER_KINDS.items() if kind is not Kind.SITUATION}
    assert author.post(start, {"do": "file", "format": "pdf"}).status_code == 422
    assert author.post(start, {"do": "exam", "count": "0"}).status_code == 422


def test_an_exam_is_printed_with_its_codes_and_answers(cast: Cast) -> None:
    bank = all_kinds(cast)
    author = client_of(cast.author)
    start = reverse("bank_export", args=[bank.code])
    page = author.post(start, EXAM, follow=True).content.decode()
    assert "mã đề 101, 102" in page and "<code>9-11</code>" in page
    job = Job.objects.get(kind=exports.EXPORT_JOB)
    assert job.result["questions"] - job.result["written"] == 1  # a prediction is on no paper
    content = fetched(author.post(reverse("export_file", args=[job.public_id])))
    text = "\n".join(
        cell.text for table in Document(io.BytesIO(content)).tables
        for row in table.rows for cell in row.cells
    )  # fmt: skip
    assert "Mã đề: 101" in text and "Mã đề: 102" in text and "Mã 102" in text
    nothing = author.post(start, EXAM | {"exam_which": "approved"}, follow=True)
    assert "Không có câu nào để ghi vào tệp." in nothing.content.decode()


def test_a_wish_under_way_is_not_doubled(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    scene.make_question(bank, cast.author)
    chance, other = (Exam(("101",), seed, True, title="Đề") for seed in ("", "9-11"))

    def start(exam: Exam) -> Job:
        return exports.start_export(actor=cast.author, bank=bank, code="word-exam", exam=exam)

    first = start(chance)
    assert first.payload["exam"]["seed"]
    Job.objects.update(state=JobState.RUNNING)
    assert start(chance) == first != start(other)
    Job.objects.update(state=JobState.DONE)
    assert start(chance).payload["exam"]["seed"] != first.payload["exam"]["seed"]


def test_a_file_waits_for_its_owner_for_a_day(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    scene.make_question(bank, cast.author)
    job = exports.start_export(actor=cast.author, bank=bank, code="json")
    address = reverse("export_file", args=[job.public_id])
    assert client_of(cast.organizer).post(address).status_code == 404
    assert waiting.sweep() == 0
    path = default_storage.path(f"waiting/{job.public_id}")
    old = (timezone.now() - waiting.KEPT - timedelta(minutes=1)).timestamp()
    os.utime(path, (old, old))
    assert waiting.sweep() == 1
    page = client_of(cast.author).post(address, follow=True).content.decode()
    assert "Hãy chuẩn bị lại." in page
    seals.seal_bank(
        actor=cast.reviewer, bank=bank, until=timezone.now() + timedelta(hours=1), reason="Thi"
    )
    assert client_of(cast.author).post(address).status_code == 404


def test_a_file_that_is_being_made_can_be_stopped(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    wanted = {"bank": bank.pk, "format": "json", "only_approved": False, "exam": None}
    # No worker has come yet.
    job = Job.objects.create(kind=exports.EXPORT_JOB, owner=cast.author, payload=wanted)
    assert exports.start_export(actor=cast.author, bank=bank, code="json") == job
    author = client_of(cast.author)
    address = reverse("export_job", args=[job.public_id])
    assert "Dừng lại" in author.get(address).content.decode()
    assert author.get(address, headers={"accept": "application/json"}).json()["state"] == "waiting"
    author.post(reverse("export_cancel", args=[job.public_id]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "Đã dừng theo yêu cầu." in author.get(address).content.decode()
