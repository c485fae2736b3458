"""The job worker: django-tasks-db's, made gentle to SQLite and able to die.

The stock worker opens an exclusive write transaction every second even when there is nothing to
do, and a job whose worker was killed stays RUNNING for ever.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import structlog
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from config.leases import acquire, release
from config.models import Lease

log = structlog.get_logger("worker")

HEARTBEAT_SECONDS = 10
LEASE_SECONDS = 60
MAX_TRIES = 3


def worker_lease(worker_id: str) -> str:
    return f"worker:{worker_id}"


class GentleWorker(Worker):
    """A worker that looks with a plain read and locks only when a job waits."""

    def __init__(self, *, worker_id: str, interval: float = 1.0) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    def run(self) -> None:
        """Work until told to stop; the job that is running is finished first."""
        with heartbeat(self.worker_id):
            while self.running:
                close_old_connections()
                if DBTaskResult.objects.ready().filter(backend_name=self.backend_name).exists():
                    self._run_waiting()
                elif self.running:
                    time.sleep(self.interval)

    def _run_waiting(self) -> None:
        self.batch = True  # the stock loop, until the queue is empty
        super().run()


@contextlib.contextmanager
def heartbeat(worker_id: str) -> Iterator[None]:
    """Hold the worker's lease in a thread of its own while the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while True:
            try:
                acquire(
                    worker_lease(worker_id),
                    holder=worker_id,
                    seconds=LEASE_SECONDS,
                    now=timezone.now(),
                )
            except Exception:  # a busy or absent database must not end the heartbeat for good
                log.exception("heartbeat failed")
            finally:
                close_old_connections()
            if stop.wait(HEARTBEAT_SECONDS):
                return

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
        release(holder=worker_id, now=timezone.now())


def reap_lost_tasks() -> int:
    """Put tasks of dead workers back in line, at most `MAX_TRIES` runs each; returns how many.

    A worker is dead when its lease has lapsed. Tasks are idempotent: an `accounts.jobs` job that
    its own reaper has handed out meanwhile is left alone by the second run.
    """
    now = timezone.now()
    alive = {
        name.removeprefix("worker:")
        for name in Lease.objects.filter(
            name__startswith="worker:", expires_at__gt=now
        ).values_list("name", flat=True)
    }
    found = 0
    for job in DBTaskResult.objects.running().filter(
        started_at__lt=now - timedelta(seconds=LEASE_SECONDS)
    ):
        if job.worker_ids and job.worker_ids[-1] in alive:
            continue
        lost = DBTaskResult.objects.filter(
            pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at
        )
        if len(job.worker_ids) < MAX_TRIES:
            found += lost.update(status=TaskResultStatus.READY)
        else:
            found += lost.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                exception_class_path="builtins.InterruptedError",
                traceback=f"The worker died {len(job.worker_ids)} times while running this job.",
            )
        log.warning("job of a dead worker", job=str(job.pk), tries=len(job.worker_ids))
    Lease.objects.filter(
        name__startswith="worker:", expires_at__lt=now - timedelta(days=1)
    ).delete()
    return found


def sweep_sessions() -> None:
    """Delete sessions that have run out."""
    old = Session.objects.filter(expire_date__lt=timezone.now())
    if old.exists():
        old.delete()
