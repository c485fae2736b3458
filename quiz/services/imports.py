"""The life of an import batch: read, look, confirm, load, show; or cancel. Promise A6.

Nothing but the batch is written before somebody says yes, and nobody sees a question before the
whole batch is in. Every step is one conditional UPDATE of the batch's state, so that two people
(or two workers) who do the same thing at once do it once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, jobs
from accounts.models import JobState, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import require
from quiz.formats import sandbox
from quiz.formats.registry import READABLE
from quiz.models import Bank, ImportBatch, ImportState, Question
from quiz.selectors.batches import earlier, known_questions
from quiz.selectors.documents import document_index
from quiz.services import brought, drafts_file, loading, uploads
from quiz.services.reading import Report, examine, summary

READ_JOB = "quiz.import.read"
LOAD_JOB = "quiz.import.load"
_ON_THE_WAY = (ImportState.READING, ImportState.PREVIEW, ImportState.LOADING)


def upload(
    *,
    actor: User,
    bank: Bank,
    file: UploadedFile,
    again: bool = False,
    format: str = "auto",
    now: datetime | None = None,
) -> tuple[ImportBatch, bool]:
    """Keep a file and have it read; (batch, whether the same file was here before).

    A file that is on its way already is not read twice; one that is in the bank only when
    `again`. `format`: what its owner says it is, "auto" to find out. Refused: ``upload-big``,
    ``import-format-unknown``.
    """
    _require_format(format)
    require(actor, Permission.EDIT_QUESTION, bank.organisation)
    sha256 = uploads.digest_of(file)
    before = earlier(bank, sha256)
    if before is not None and not (again and before.state == ImportState.VISIBLE):
        return before, True
    stored = uploads.keep_file(
        actor=actor, organisation=bank.organisation, file=file, sha256=sha256
    )
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            bank=bank,
            file=stored,
            file_name=stored.name,
            sha256=sha256,
            created_by=actor,
            reading={"as": format},
        )
        _tell("import.uploaded", actor, batch, now, sha256=sha256, size=stored.size)
        _hand_out(READ_JOB, actor, batch)
    batch.refresh_from_db()
    return batch, False


def read_again(
    *, actor: User, batch: ImportBatch, sheet: str = "", format: str = "auto"
) -> ImportBatch:
    """Read the same file again: this sheet of it, or as this format.

    Refused: ``import-not-ready``, ``import-format-unknown``.
    """
    _require_format(format)
    require(actor, Permission.EDIT_QUESTION, batch.bank.organisation)
    with transaction.atomic():
        mine = ImportBatch.objects.filter(
            pk=batch.pk, state__in=[ImportState.FAILED, ImportState.PREVIEW]
        ).update(state=ImportState.READING, reading={"chosen": sheet[:200], "as": format})
        if not mine:
            raise Refused("import-not-ready")
        _hand_out(READ_JOB, actor, batch)
    batch.refresh_from_db()
    return batch


def _require_format(format: str) -> None:
    if format != "auto" and format not in READABLE:
        raise Refused("import-format-unknown", field="format")


def read(
    *,
    batch: ImportBatch,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportBatch:
    """Read the batch's file in a limited child process and store what was found.

    Safe to run twice. Raises `quiz.formats.sandbox.Cancelled`.
    """
    if batch.file is None:
        raise Refused("import-file-gone")
    reading = sandbox.read_file(
        batch.file.file.path,
        file_name=batch.file_name,
        format=str(batch.reading.get("as", "auto")),
        sheet=str(batch.reading.get("chosen", "")),
        on_progress=on_progress,
        cancelled=cancelled,
    )
    pictures = brought.draw(reading, cancelled=cancelled)
    report = examine(reading, known_questions(batch.bank), pictures)
    if reading.readable:
        drafts_file.write(batch, report.prepared, pictures.drawn)
    kept = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.READING).update(
        state=ImportState.PREVIEW if reading.readable else ImportState.FAILED,
        format=reading.format[:20],
        reading={**summary(report), "as": batch.reading.get("as", "auto")},
        questions=reading.questions,
        accepted=report.accepted,
    )
    if not kept:
        drafts_file.remove(batch)
    batch.refresh_from_db()
    return batch


def confirm(
    *, actor: User, batch: ImportBatch, only_valid: bool = False, now: datetime | None = None
) -> ImportBatch:
    """Say yes: the questions are loaded by a job.

    With errors in the file only when `only_valid`: the person has seen how many are left out.
    Refused: ``import-not-ready``, ``import-has-errors``, ``import-nothing``.
    """
    require(actor, Permission.EDIT_QUESTION, batch.bank.organisation)
    errors = int(batch.reading.get("counts", {}).get("error", 0))
    if batch.state == ImportState.PREVIEW and batch.accepted == 0:
        raise Refused("import-nothing")
    if batch.state == ImportState.PREVIEW and errors and not only_valid:
        raise Refused("import-has-errors", field="only_valid", count=errors)
    with transaction.atomic():
        mine = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.PREVIEW).update(
            state=ImportState.LOADING
        )
        if not mine:
            raise Refused("import-not-ready")
        _tell("import.confirmed", actor, batch, now, questions=batch.accepted, left_out=errors)
        _hand_out(LOAD_JOB, actor, batch)
    batch.refresh_from_db()
    return batch


def load(
    *, batch: ImportBatch, on_chunk: Callable[[int], None] = lambda loaded: None
) -> ImportBatch:
    """Load what is left of a confirmed batch and show it. Goes on where an earlier run stopped.

    Raises `quiz.services.loading.Stopped` when the batch was cancelled meanwhile.
    """
    batch.refresh_from_db()
    if batch.state == ImportState.VISIBLE:
        return batch
    taken = known_questions(batch.bank).refs | set(
        Question.objects.filter(batch=batch).values_list("ref", flat=True)
    )
    loader = loading.Loader(batch, document_index(), taken, drafts_file.pictures(batch))
    loading.load_all(loader, drafts_file.read(batch, batch.loaded), on_chunk=on_chunk)
    show(batch=batch)
    drafts_file.remove(batch)
    return batch


def load_now(
    *, actor: User | None, bank: Bank, report: Report, file_name: str, sha256: str
) -> ImportBatch:
    """Load and show a reading in this process, without a job (the import command).

    A failure leaves nothing visible and the batch FAILED, for the sweeper.
    """
    batch = ImportBatch.objects.create(
        bank=bank,
        file_name=file_name[:200],
        sha256=sha256,
        created_by=actor,
        format=report.reading.format[:20],
        state=ImportState.LOADING,
        reading=summary(report),
        questions=report.reading.questions,
        accepted=report.accepted,
    )
    loader = loading.Loader(
        batch, document_index(), known_questions(bank).refs, report.pictures.drawn
    )
    try:
        loading.load_all(loader, (row for row in report.prepared if not row.same))
        show(batch=batch)
    except BaseException:
        ImportBatch.objects.filter(pk=batch.pk, state=ImportState.LOADING).update(
            state=ImportState.FAILED, finished_at=timezone.now()
        )
        raise
    return batch


def show(*, batch: ImportBatch, now: datetime | None = None) -> None:
    """Make the whole batch visible at once. Raises `Stopped` when it may not be any more."""
    for _ in range(3):
        try:
            with transaction.atomic():
                mine = ImportBatch.objects.filter(
                    pk=batch.pk, state=ImportState.LOADING, loaded=batch.accepted
                ).update(state=ImportState.VISIBLE, finished_at=now or timezone.now())
                if not mine:
                    raise loading.Stopped
                Question.objects.filter(batch=batch).update(is_visible=True)
                _tell("import.loaded", batch.created_by, batch, now, questions=batch.loaded)
        except IntegrityError:
            # Somebody took one of our codes while we were loading.
            _give_new_refs(batch)
        else:
            batch.refresh_from_db()
            return
    raise loading.Stopped


def _give_new_refs(batch: ImportBatch) -> None:
    taken = Question.objects.filter(bank=batch.bank, is_visible=True).values("ref")
    clashing = list(Question.objects.filter(batch=batch, ref__in=taken))
    for question in clashing:
        question.ref = f"L{batch.pk}-{question.pk}"
    with transaction.atomic():
        Question.objects.bulk_update(clashing, ["ref"], batch_size=200)


def cancel(*, actor: User, batch: ImportBatch, now: datetime | None = None) -> ImportBatch:
    """Stop at any point before the batch is visible. Refused: ``import-over``."""
    require(actor, Permission.EDIT_QUESTION, batch.bank.organisation)
    with transaction.atomic():
        mine = ImportBatch.objects.filter(pk=batch.pk, state__in=_ON_THE_WAY).update(
            state=ImportState.CANCELLED, finished_at=now or timezone.now()
        )
        if not mine:
            raise Refused("import-over")
        _tell("import.cancelled", actor, batch, now)
    batch.refresh_from_db()
    if batch.job is not None:
        jobs.cancel(job=batch.job, now=now)
    drafts_file.remove(batch)
    return batch


def retry(*, actor: User, batch: ImportBatch) -> ImportBatch:
    """Go on with a load whose job has failed. Refused: ``import-not-stopped``."""
    require(actor, Permission.EDIT_QUESTION, batch.bank.organisation)
    with transaction.atomic():
        stuck = ImportBatch.objects.filter(
            pk=batch.pk,
            state__in=[ImportState.LOADING, ImportState.READING],
            job__state__in=[JobState.FAILED, JobState.CANCELLED],
        ).first()
        if stuck is None:
            raise Refused("import-not-stopped")
        _hand_out(LOAD_JOB if stuck.state == ImportState.LOADING else READ_JOB, actor, stuck)
    batch.refresh_from_db()
    return batch


def _hand_out(kind: str, actor: User, batch: ImportBatch) -> None:
    job = jobs.enqueue(
        kind=kind,
        owner=actor,
        organisation=batch.bank.organisation,
        payload={"batch": batch.pk},
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)


def _tell(
    action: str, actor: User | None, batch: ImportBatch, now: datetime | None, **data: object
) -> None:
    audit.record(
        action=action,
        actor=actor,
        obj=batch,
        organisation=batch.bank.organisation,
        data={"bank": batch.bank.code, **data},
        now=now,
    )
