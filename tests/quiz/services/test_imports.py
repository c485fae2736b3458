"""From upload to a visible batch: read, look, confirm, load; or cancel, crash, sweep."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import jobs
from accounts.models import AuditEvent, Job, JobState, StoredFile
from accounts.rules.refusal import Refused
from accounts.selectors import Forbidden
from quiz.formats.excel_template import write
from quiz.models import ImportBatch, ImportState, Question, QuestionState, Revision
from quiz.selectors.batches import known_questions
from quiz.selectors.documents import document_index
from quiz.services import drafts_file, imports, loading, sweeping
from tests.cast import Cast
from tests.quiz import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def uploaded(cast: Cast, count: int = 5, **values: Any) -> ImportBatch:
    bank = values.pop("bank", None) or scene.make_bank(cast)
    file = values.pop("file", None) or scene.workbook(count)
    return imports.upload(actor=cast.author, bank=bank, file=file, **values)[0]


def spoilt(count: int, tmp_path: Path) -> Any:
    """A workbook whose third row has no key and whose fourth has an unknown kind."""
    path = tmp_path / "de.xlsx"
    path.write_bytes(write(scene.drafts(count)))
    book = openpyxl.load_workbook(path)
    sheet = book["Câu hỏi"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, headings["Đáp án đúng"]).value = None
    sheet.cell(4, headings["Loại"]).value = "Vẽ tranh"
    book.save(path)
    return scene.upload_of(path.read_bytes())


def test_a_file_is_read_shown_and_taken_in_whole(cast: Cast) -> None:
    scene.make_document()
    batch = uploaded(cast)
    assert (batch.state, batch.questions, batch.accepted) == (ImportState.PREVIEW, 5, 5)
    assert [draft["ref"] for draft in batch.reading["shown"]][:2] == ["M-0001", "M-0002"]
    assert not Question.objects.exists()
    batch = imports.confirm(actor=cast.author, batch=batch)
    assert (batch.state, batch.loaded) == (ImportState.VISIBLE, 5)
    questions = Question.objects.filter(bank=batch.bank, is_visible=True).order_by("ref")
    assert [(q.ref, q.state, q.submitted, q.current) for q in questions] == [
        (f"M-{number:04d}", QuestionState.PENDING, 1, None) for number in range(1, 6)
    ]
    revision = questions[0].revisions.select_related("key").get()
    assert revision.stem == "Câu hỏi số 1: quy định nào sau đây là đúng?"
    assert revision.options[3] == {"text": "Cả ba ngày trên", "fixed": True}
    assert (revision.key.right, revision.author) == ([1], cast.author)
    assert revision.citations.get().article == "8"
    assert sorted(batch.bank.topics.values_list("name", flat=True)) == [
        "Lĩnh vực 0",
        "Lĩnh vực 1",
        "Lĩnh vực 2",
    ]
    assert not default_storage.exists(f"imports/{batch.public_id}.jsonl.gz")
    assert AuditEvent.objects.filter(action="import.loaded").count() == 1


def test_every_problem_has_its_place_and_the_valid_ones_are_a_choice(
    cast: Cast, tmp_path: Path
) -> None:
    batch = uploaded(cast, file=spoilt(6, tmp_path))
    assert (batch.questions, batch.accepted) == (6, 4)
    places = {(p["code"], p["sheet"], p["row"]) for p in batch.reading["problems"]}
    assert {("KEY-NONE", "Câu hỏi", 3), ("KIND-UNKNOWN", "Câu hỏi", 4)} <= places
    with refused("import-has-errors"):
        imports.confirm(actor=cast.author, batch=batch)
    assert not Question.objects.exists()
    batch = imports.confirm(actor=cast.author, batch=batch, only_valid=True)
    assert (batch.state, batch.loaded) == (ImportState.VISIBLE, 4)
    told = AuditEvent.objects.get(action="import.confirmed").data
    assert (told["questions"], told["left_out"]) == (4, 2)


def test_the_same_file_again_is_recognised(cast: Cast) -> None:
    batch = uploaded(cast)
    again, known = imports.upload(actor=cast.author, bank=batch.bank, file=scene.workbook())
    assert (again.pk, known) == (batch.pk, True)
    imports.confirm(actor=cast.author, batch=batch)
    again, known = imports.upload(actor=cast.author, bank=batch.bank, file=scene.workbook())
    assert (again.pk, known) == (batch.pk, True)
    third, known = imports.upload(
        actor=cast.author, bank=batch.bank, file=scene.workbook(), again=True
    )
    assert not known
    assert (third.accepted, third.reading["same"]) == (0, 5)
    with refused("import-nothing"):
        imports.confirm(actor=cast.author, batch=third)
    assert StoredFile.objects.count() == 2


def test_questions_that_the_bank_has_are_left_out_one_by_one(cast: Cast) -> None:
    batch = uploaded(cast)
    imports.confirm(actor=cast.author, batch=batch)
    more = uploaded(cast, bank=batch.bank, file=scene.workbook(4, first=4))
    assert (more.accepted, more.reading["same"]) == (2, 2)
    imports.confirm(actor=cast.author, batch=more)
    assert Question.objects.filter(bank=batch.bank, is_visible=True).count() == 7


def test_an_unreadable_file_writes_nothing_else(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    before = scene.digest()
    batch = uploaded(cast, bank=bank, file=scene.upload_of(b"%PDF-1.7 not a workbook"))
    assert batch.state == ImportState.FAILED
    assert [p["code"] for p in batch.reading["problems"]] == ["FILE-PDF"]
    with refused("import-not-ready"):
        imports.confirm(actor=cast.author, batch=batch)
    assert scene.digest() == before


def test_a_file_over_the_limit_is_refused_before_it_is_kept(cast: Cast, monkeypatch: Any) -> None:
    from quiz.services import uploads

    monkeypatch.setattr(uploads, "FILE_MAX", 100)
    with refused("upload-big"):
        uploaded(cast)
    assert not StoredFile.objects.exists()


def test_the_name_of_a_file_is_ours(cast: Cast) -> None:
    batch = uploaded(cast, file=scene.upload_of(b"x" * 10, "../../etc/pas\u202eswd.xlsx"))
    assert batch.file_name == "passwd.xlsx"
    assert batch.file is not None
    assert batch.file.file.name.endswith(f"{batch.file.public_id}.xlsx")


def test_cancelled_before_the_yes(cast: Cast) -> None:
    batch = imports.cancel(actor=cast.author, batch=uploaded(cast))
    assert batch.state == ImportState.CANCELLED
    with refused("import-not-ready"):
        imports.confirm(actor=cast.author, batch=batch)
    with refused("import-over"):
        imports.cancel(actor=cast.author, batch=batch)
    assert not Question.objects.exists()


def test_nothing_is_seen_of_a_load_that_was_cancelled(cast: Cast) -> None:
    batch = uploaded(cast, 60)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)

    def stop(loaded: int) -> None:
        imports.cancel(actor=cast.author, batch=ImportBatch.objects.get(pk=batch.pk))

    with pytest.raises((loading.Stopped, FileNotFoundError)):
        imports.load(batch=batch, on_chunk=stop)
    assert Question.objects.filter(batch=batch).count() == loading.CHUNK_FIRST
    assert not Question.objects.filter(is_visible=True).exists()
    assert sweeping.sweep_imports() == loading.CHUNK_FIRST
    assert not Question.objects.exists()
    assert not Revision.objects.exists()


def test_a_crash_is_resumed_where_it_stopped(cast: Cast) -> None:
    batch = uploaded(cast, 60)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)

    def crash(loaded: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.load(batch=batch, on_chunk=crash)
    batch.refresh_from_db()
    assert batch.loaded == loading.CHUNK_FIRST
    assert not Question.objects.filter(is_visible=True).exists()
    imports.load(batch=batch)
    assert batch.state == ImportState.VISIBLE
    refs = list(
        Question.objects.filter(is_visible=True).order_by("ref").values_list("ref", flat=True)
    )
    assert refs == [f"M-{number:04d}" for number in range(1, 61)]
    # A second run of a job that is done changes nothing.
    imports.load(batch=batch)
    assert Question.objects.count() == 60


def test_two_workers_load_every_question_once(cast: Cast) -> None:
    batch = uploaded(cast, 60)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)
    slow = ImportBatch.objects.get(pk=batch.pk)
    rows = list(drafts_file.read(slow))
    first = loading.Loader(slow, document_index(), set())
    first.load(rows[:10], 0)
    fast = ImportBatch.objects.get(pk=batch.pk)
    imports.load(batch=fast)
    with pytest.raises(loading.Stopped):
        first.load(rows[10:20], 10)
    assert Question.objects.filter(is_visible=True).count() == 60


def test_a_code_that_somebody_took_meanwhile_is_given_anew(cast: Cast) -> None:
    batch = uploaded(cast)

    def take(loaded: int) -> None:
        scene.make_question(batch.bank, cast.author, "Câu chen ngang?", ref="M-0003")

    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)
    imports.load(batch=batch, on_chunk=take)
    assert batch.state == ImportState.VISIBLE
    refs = set(Question.objects.filter(bank=batch.bank).values_list("ref", flat=True))
    assert len(refs) == 6
    assert {"M-0001", "M-0002", "M-0003"} <= refs


def test_a_failed_job_can_go_on(cast: Cast) -> None:
    batch = uploaded(cast)
    with refused("import-not-stopped"):
        imports.retry(actor=cast.author, batch=batch)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)
    Job.objects.filter(pk=batch.job_id).update(state=JobState.FAILED)
    batch = imports.retry(actor=cast.author, batch=batch)
    assert batch.state == ImportState.VISIBLE


def test_what_nobody_finished_is_swept_after_a_day(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    kept, old = uploaded(cast, bank=bank), uploaded(cast, 6, bank=bank)
    ImportBatch.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
    sweeping.sweep_imports()
    old.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.state, old.state) == (ImportState.PREVIEW, ImportState.CANCELLED)
    assert not default_storage.exists(f"imports/{old.public_id}.jsonl.gz")
    assert default_storage.exists(f"imports/{kept.public_id}.jsonl.gz")


def test_reading_writes_nothing_but_the_batch(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    before = scene.digest()
    uploaded(cast, bank=bank)
    assert scene.digest() == before
    batch = ImportBatch.objects.get()
    imports.confirm(actor=cast.author, batch=batch)
    assert scene.digest() != before


def test_one_of_several_sheets_is_chosen(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "hai.xlsx"
    path.write_bytes(write(scene.drafts(3)))
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book["Câu hỏi"])
    copy.title = "Tuần 2"
    copy.delete_rows(3)
    book.save(path)
    batch = uploaded(cast, file=scene.upload_of(path.read_bytes()))
    assert batch.state == ImportState.FAILED
    assert batch.reading["sheets"] == ["Câu hỏi", "Tuần 2"]
    batch = imports.read_again(actor=cast.author, batch=batch, sheet="Tuần 2")
    assert (batch.state, batch.accepted) == (ImportState.PREVIEW, 2)


@pytest.mark.parametrize("who", ["organizer", "reviewer", "viewer", "stranger", "newcomer"])
def test_only_authors_import(cast: Cast, who: str) -> None:
    batch, user = uploaded(cast), cast.users()[who]
    with pytest.raises(Forbidden):
        imports.upload(actor=user, bank=batch.bank, file=scene.workbook())
    for verb in (imports.confirm, imports.cancel, imports.retry):
        with pytest.raises(Forbidden):
            verb(actor=user, batch=batch)
    with pytest.raises(Forbidden):
        imports.read_again(actor=user, batch=batch, sheet="x")


def test_importers_do_not_approve_their_own_file(cast: Cast) -> None:
    from quiz.services import reviews

    batch, _ = imports.upload(actor=cast.admin, bank=scene.make_bank(cast), file=scene.workbook(1))
    imports.confirm(actor=cast.admin, batch=batch)
    question = Question.objects.get()
    with refused("review-own-words"):
        reviews.review_question(actor=cast.admin, question=question, number=1, decision="approved")
    reviews.review_question(actor=cast.reviewer, question=question, number=1, decision="approved")


def test_known_questions_are_those_that_are_seen(cast: Cast) -> None:
    batch = uploaded(cast)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)
    with pytest.raises(ZeroDivisionError):
        imports.load(batch=batch, on_chunk=lambda loaded: 1 // 0)
    assert known_questions(batch.bank).refs == set()


def test_the_handlers_are_registered() -> None:
    assert {imports.READ_JOB, imports.LOAD_JOB} <= set(jobs._HANDLERS)
