"""Long work that somebody waits for: a row with progress, cancel, checkpoint and a lease.

django-tasks carries the work to a worker; the row here is what people see. A worker that dies
leaves a lease that runs out; `reap` then hands the job out again (at most three times), and the
handler goes on from its checkpoint. Handlers are therefore written to be run twice.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from accounts.models import Job, JobState, Organisation, User

log = structlog.get_logger("jobs")

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
_TELL_EVERY_S = 0.4

Handler = Callable[["Run"], dict[str, Any]]
_HANDLERS: dict[str, Handler] = {}


class JobCancelled(Exception):
    """The owner asked to stop; raised by `Run.progress` and `Run.checkpoint`."""


class JobRefused(Exception):
    """The work cannot be done for a reason the owner can act on; its text is shown to them."""


class Run:
    """What a handler sees of its job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._told_at = 0.0

    @property
    def payload(self) -> dict[str, Any]:
        return dict(self.job.payload)

    @property
    def saved(self) -> dict[str, Any]:
        """The last checkpoint; empty on a first run."""
        return dict(self.job.checkpoint)

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is; cheap to call for every row. Raises JobCancelled."""
        if time.monotonic() - self._told_at < _TELL_EVERY_S:
            return
        self._told_at = time.monotonic()
        self._write(done=done, total=total, message=message[:200])

    def checkpoint(self, saved: dict[str, Any], *, done: int, total: int) -> None:
        """Store how to go on after a crash. Raises JobCancelled."""
        self._write(done=done, total=total, checkpoint=saved)
        self.job.checkpoint = saved

    def _write(self, **values: Any) -> None:
        # RUNNING is asked for: a reaped job that somebody else runs now must stop here.
        kept = Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, attempts=self.job.attempts
        ).update(lease_until=timezone.now() + LEASE, **values)
        cancel = Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()
        if cancel or not kept:
            raise JobCancelled


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind` (in an app's `tasks.py`).

    It returns the job's result: a small JSON object.
    """

    def register(function: Handler) -> Handler:
        if _HANDLERS.get(kind, function) is not function:
            raise ValueError(f"two handlers for {kind}")
        _HANDLERS[kind] = function
        return function

    return register


def enqueue(
    *,
    kind: str,
    owner: User | None,
    organisation: Organisation | None = None,
    payload: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> Job:
    """Make the row and hand it to a worker, both or neither."""
    if kind not in _HANDLERS:
        raise ValueError(f"no handler for jobs of kind {kind}")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            owner=owner,
            organisation=organisation,
            payload=payload or {},
            lease_until=(now or timezone.now()) + 10 * LEASE,
        )
        run_job.enqueue(job.pk)
    job.refresh_from_db()
    return job


def cancel(*, job: Job, now: datetime | None = None) -> Job:
    """Stop a job: at once while it waits, at its next step while it runs."""
    now = now or timezone.now()
    stopped = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.CANCELLED, cancel_requested=True, finished_at=now, lease_until=None
    )
    if not stopped:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()
    return job


@task()
def run_job(job_pk: int) -> None:
    """Claim a job and run its handler; a job that somebody else has is left alone."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_pk, state=JobState.WAITING).update(
        state=JobState.RUNNING,
        started_at=now,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    if not claimed:
        return
    job = Job.objects.select_related("owner__person", "organisation").get(pk=job_pk)
    with structlog.contextvars.bound_contextvars(job=job.public_id, kind=job.kind):
        try:
            result = _HANDLERS[job.kind](Run(job))
        except JobCancelled:
            _finish(job, JobState.CANCELLED)
        except JobRefused as reason:
            _finish(job, JobState.FAILED, message=str(reason)[:200])
        except Exception:
            # Not swallowed: the worker's log and the row both keep the whole story.
            log.exception("job failed")
            _finish(
                job,
                JobState.FAILED,
                message="Có lỗi trong hệ thống. Hãy thử lại; nếu vẫn lỗi, báo cho người quản trị.",
                error=traceback.format_exc()[-8000:],
            )
        else:
            _finish(job, JobState.DONE, result=result)


def _finish(job: Job, state: JobState, **values: Any) -> None:
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).update(
        state=state, finished_at=timezone.now(), lease_until=None, **values
    )


def reap(*, now: datetime | None = None) -> int:
    """Hand out again what a dead worker left; returns how many jobs were touched.

    Looks with a plain read first. After `MAX_ATTEMPTS` runs a job fails for good.
    """
    now = now or timezone.now()
    lost = Q(state__in=[JobState.RUNNING, JobState.WAITING], lease_until__lt=now)
    touched = 0
    for job in Job.objects.filter(lost).only("pk", "attempts", "state", "lease_until")[:50]:
        mine = Job.objects.filter(lost, pk=job.pk, attempts=job.attempts)
        if job.attempts >= MAX_ATTEMPTS:
            touched += mine.update(
                state=JobState.FAILED,
                finished_at=now,
                lease_until=None,
                message="Việc này đã dừng giữa chừng ba lần. Hãy báo cho người quản trị.",
            )
            continue
        with transaction.atomic():
            if mine.update(state=JobState.WAITING, lease_until=now + 10 * LEASE):
                run_job.enqueue(job.pk)
                touched += 1
    return touched
