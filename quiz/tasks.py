"""What the worker and the scheduler run for quiz."""

from __future__ import annotations

from typing import Any

import structlog

from accounts import jobs
from accounts.models import Job
from accounts.rules.refusal import Refused
from quiz.formats.sandbox import Cancelled
from quiz.models import ImportBatch, ImportState
from quiz.services import exports, imports, mending, pairs, sweeping, waiting
from quiz.services.loading import Stopped
from quiz.wording.refusals import say_refused

log = structlog.get_logger("quiz")


def _batch(run: jobs.Run) -> ImportBatch:
    return ImportBatch.objects.select_related("bank__organisation", "file", "created_by").get(
        pk=run.payload["batch"]
    )


def _cancelled(run: jobs.Run) -> bool:
    return Job.objects.filter(pk=run.job.pk, cancel_requested=True).exists()


@jobs.handler(imports.READ_JOB)
def read_file(run: jobs.Run) -> dict[str, Any]:
    """Read an uploaded file for its preview."""
    batch = _batch(run)
    if batch.state != ImportState.READING:
        raise jobs.JobCancelled

    try:
        imports.read(
            batch=batch,
            on_progress=lambda done, total: run.progress(done, total, "Đang đọc tệp"),
            cancelled=lambda: _cancelled(run),
        )
    except Cancelled as stop:
        raise jobs.JobCancelled from stop
    except Refused as refused:
        raise jobs.JobRefused(say_refused(refused)) from refused
    return {"questions": batch.questions, "accepted": batch.accepted}


@jobs.handler(imports.LOAD_JOB)
def load_questions(run: jobs.Run) -> dict[str, Any]:
    """Load a confirmed batch; runs again after a crash and goes on where it stopped."""
    batch = _batch(run)
    try:
        imports.load(
            batch=batch,
            on_chunk=lambda loaded: run.progress(loaded, batch.accepted, "Đang đưa vào ngân hàng"),
        )
    except Stopped as stop:
        raise jobs.JobCancelled from stop
    except Refused as refused:
        raise jobs.JobRefused(say_refused(refused)) from refused
    return {"loaded": batch.loaded}


@jobs.handler(mending.COPY_JOB)
def copy_file(run: jobs.Run) -> dict[str, Any]:
    """Write what is wrong beside the rows of an uploaded file."""
    try:
        return mending.make_copy(
            job=run.job,
            batch=_batch(run),
            on_progress=lambda done, total: run.progress(done, total, "Đang ghi chú"),
            cancelled=lambda: _cancelled(run),
        )
    except Cancelled as stop:
        raise jobs.JobCancelled from stop
    except Refused as refused:
        raise jobs.JobRefused(say_refused(refused)) from refused


@jobs.handler(exports.EXPORT_JOB)
def make_export(run: jobs.Run) -> dict[str, Any]:
    """Write a bank as a file that waits for its owner."""
    try:
        return exports.make_file(
            job=run.job, on_progress=lambda done, total: run.progress(done, total, "Đang ghi tệp")
        )
    except Refused as refused:
        raise jobs.JobRefused(say_refused(refused)) from refused


@jobs.handler(pairs.SEARCH_JOB)
def search_pairs(run: jobs.Run) -> dict[str, Any]:
    """Look for questions that say the same twice or the opposite."""
    assert run.job.owner is not None
    return {"open": pairs.search(actor=run.job.owner, on_progress=run.progress)}


def sweep_imports() -> None:
    """Remove what imports left behind. Periodic, hourly."""
    if removed := sweeping.sweep_imports():
        log.info("import leftovers removed", questions=removed)


def sweep_pictures() -> None:
    """Remove pictures that no question shows. Periodic, daily."""
    if removed := sweeping.sweep_pictures():
        log.info("pictures of no question removed", pictures=removed)


def sweep_waiting() -> None:
    """Remove files that have waited for their owner for a day. Periodic, hourly."""
    if removed := waiting.sweep():
        log.info("waiting files removed", files=removed)
