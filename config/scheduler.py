"""Runs the periodic jobs of config/schedule.py, each in a thread of its own."""

import threading
import time
from datetime import timedelta

import structlog
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from config.leases import acquire, make_holder, release, renew
from config.models import Lease
from config.schedule import PERIODIC, Periodic

log = structlog.get_logger("scheduler")

LEASE_SECONDS = 30
RENEW_SECONDS = 10
# Jobs rarer than this remember in the database when they last ran, so that a restart does not
# start them anew.
REMEMBER_SECONDS = 600


class Scheduler:
    """Several may run; each job runs in the one that holds its lease."""

    def __init__(self, jobs: list[Periodic] | None = None) -> None:
        self.jobs = PERIODIC if jobs is None else jobs
        self.holder = make_holder()
        self.stop = threading.Event()

    def run(self) -> None:
        """Run until `stop` is set, then let running jobs finish (at most 10 s)."""
        threads = [
            threading.Thread(target=self._loop, args=(job,), name=job.name, daemon=True)
            for job in self.jobs
        ]
        for thread in threads:
            thread.start()
        while not self.stop.wait(RENEW_SECONDS):
            try:
                renew(holder=self.holder, seconds=LEASE_SECONDS, now=timezone.now())
            except Exception:  # the database may be away for a while
                log.exception("leases not renewed")
            finally:
                close_old_connections()
        end = time.monotonic() + 10
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        release(holder=self.holder, now=timezone.now())

    def _loop(self, job: Periodic) -> None:
        call = import_string(job.call)
        wait = min(job.every, 1.0)
        while not self.stop.wait(wait):
            wait = job.every if job.every < REMEMBER_SECONDS else 60.0
            try:
                self.run_if_due(job, call)
            except Exception:  # a job that failed runs again at its next time
                log.exception("periodic job failed", job=job.name)
            finally:
                close_old_connections()

    def run_if_due(self, job: Periodic, call: object) -> bool:
        """Run `call` when this process holds or can take the job's lease and it is time."""
        name = f"schedule:{job.name}"
        now = timezone.now()
        row = Lease.objects.filter(name=name).first()
        if row and row.holder != self.holder and row.expires_at > now:
            return False
        remembers = job.every >= REMEMBER_SECONDS
        if remembers and row and row.ran_at and now < row.ran_at + timedelta(seconds=job.every):
            return False
        mine = row is not None and row.holder == self.holder and row.expires_at > now
        if not mine and not acquire(
            name, holder=self.holder, seconds=LEASE_SECONDS, now=timezone.now()
        ):
            return False
        assert callable(call)
        call()
        if remembers:
            Lease.objects.filter(name=name, holder=self.holder).update(ran_at=now)
        return True
