"""Leases, periodic jobs and the worker: one holder, nothing lost, no write lock when idle."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.leases import acquire, release, renew
from config.models import Lease
from config.schedule import Periodic
from config.scheduler import Scheduler
from config.worker import GentleWorker, heartbeat, reap_lost_tasks, worker_lease

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
RUNS: list[int] = []


@task()
def note(number: int) -> int:
    RUNS.append(number)
    return number


@pytest.fixture(autouse=True)
def database_backend(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    RUNS.clear()


@pytest.mark.django_db
def test_a_lease_has_one_holder_until_it_lapses_or_is_given_up() -> None:
    def later(seconds: float) -> datetime:
        return NOW + timedelta(seconds=seconds)

    assert acquire("x", holder="a", seconds=30, now=NOW)
    assert not acquire("x", holder="b", seconds=30, now=later(29))
    assert acquire("x", holder="b", seconds=30, now=later(31))
    assert not acquire("x", holder="a", seconds=30, now=later(32))
    assert renew(holder="a", seconds=30, now=later(33)) == 0
    assert renew(holder="b", seconds=30, now=later(33)) == 1
    release(holder="b", now=later(34))
    assert acquire("x", holder="a", seconds=30, now=later(35))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lapsed", [False, True])
def test_of_many_at_once_exactly_one_gets_the_lease(lapsed: bool) -> None:
    for turn in range(5):
        name = f"turn{turn}"
        if lapsed:
            Lease.objects.create(name=name, holder="old", expires_at=NOW - timedelta(seconds=1))
        barrier = threading.Barrier(8)
        winners: list[str] = []

        def race(holder: str, name: str = name, barrier: Any = barrier, won: Any = winners) -> None:
            barrier.wait()
            try:
                if acquire(name, holder=holder, seconds=30, now=NOW):
                    won.append(holder)
            finally:
                connection.close()

        threads = [threading.Thread(target=race, args=(f"h{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(winners) == 1


@pytest.mark.django_db
def test_a_loser_takes_no_write_lock() -> None:
    acquire("x", holder="a", seconds=30, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert not acquire("x", holder="b", seconds=30, now=NOW)
    assert [q["sql"].split()[0] for q in queries] == ["SELECT"]


@pytest.mark.django_db
def test_a_periodic_job_runs_in_the_holder_only() -> None:
    calls: list[str] = []
    job = Periodic("often", "unused", every=1)
    first, second = Scheduler([job]), Scheduler([job])
    assert first.run_if_due(job, lambda: calls.append("first"))
    assert not second.run_if_due(job, lambda: calls.append("second"))
    assert first.run_if_due(job, lambda: calls.append("first"))
    release(holder=first.holder, now=timezone.now() - timedelta(seconds=1))
    assert second.run_if_due(job, lambda: calls.append("second"))
    assert calls == ["first", "first", "second"]


@pytest.mark.django_db
def test_a_rare_job_is_not_run_again_by_a_restart() -> None:
    job = Periodic("rare", "unused", every=3600)
    assert Scheduler([job]).run_if_due(job, list)
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not Scheduler([job]).run_if_due(job, list)
    Lease.objects.update(ran_at=timezone.now() - timedelta(hours=2))
    assert Scheduler([job]).run_if_due(job, list)


@pytest.mark.django_db
def test_the_holder_of_a_frequent_job_writes_nothing_each_time() -> None:
    job = Periodic("often", "unused", every=1)
    scheduler = Scheduler([job])
    scheduler.run_if_due(job, list)
    with CaptureQueriesContext(connection) as queries:
        assert scheduler.run_if_due(job, list)
    assert [q["sql"].split()[0] for q in queries] == ["SELECT"]


class OneRound(GentleWorker):
    """Stops when it would go to sleep."""

    def __init__(self) -> None:
        super().__init__(worker_id="w1", interval=0)
        self.rounds = 0

    @property
    def running(self) -> bool:
        self.rounds += 1
        return self.rounds < 50

    @running.setter
    def running(self, value: bool) -> None:
        pass


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_waits_and_locks_nothing_when_nothing_does() -> None:
    for number in range(3):
        note.enqueue(number)
    OneRound().run()
    assert sorted(RUNS) == [0, 1, 2]
    assert DBTaskResult.objects.successful().count() == 3
    with CaptureQueriesContext(connection) as queries:
        OneRound().run()
    words = {q["sql"].split()[0] for q in queries if "django_tasks" in q["sql"]}
    assert words == {"SELECT"}
    assert not any("BEGIN" in q["sql"] for q in queries)


def lost_task(worker: str, *, runs: int = 1, minutes: int = 5) -> DBTaskResult:
    result = DBTaskResult.objects.get(pk=note.enqueue(7).id)
    result.status = TaskResultStatus.RUNNING
    result.started_at = timezone.now() - timedelta(minutes=minutes)
    result.worker_ids = [worker] * runs
    result.save()
    return result


@pytest.mark.django_db
def test_a_task_of_a_dead_worker_comes_back_and_in_the_end_fails() -> None:
    lost = lost_task("dead")
    worn_out = lost_task("dead", runs=3)
    fresh = lost_task("starting", minutes=0)
    Lease.objects.create(
        name=worker_lease("alive"),
        holder="alive",
        expires_at=timezone.now() + timedelta(minutes=1),
    )
    running = lost_task("alive")
    assert reap_lost_tasks() == 2
    states = {r.pk: r.status for r in DBTaskResult.objects.all()}
    assert states[lost.pk] == TaskResultStatus.READY
    assert states[worn_out.pk] == TaskResultStatus.FAILED
    assert states[fresh.pk] == states[running.pk] == TaskResultStatus.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_worker_shows_that_it_lives_and_says_when_it_leaves() -> None:
    with heartbeat("w9"):
        for _ in range(100):
            if Lease.objects.filter(name=worker_lease("w9")).exists():
                break
            threading.Event().wait(0.05)
        assert Lease.objects.get(name=worker_lease("w9")).expires_at > timezone.now()
    assert Lease.objects.get(name=worker_lease("w9")).expires_at <= timezone.now()
    close_old_connections()
