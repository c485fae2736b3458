"""Jobs: progress, cancel, checkpoint, and what happens when a worker dies."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, JobState
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds() -> Iterator[dict[str, Any]]:
    """Handlers for this test only."""
    before = dict(jobs._HANDLERS)
    yield jobs._HANDLERS
    jobs._HANDLERS.clear()
    jobs._HANDLERS.update(before)


def add(cast: Cast, kind: str = "test.work", **values: Any) -> Job:
    return Job.objects.create(kind=kind, owner=cast.admin, organisation=cast.root, **values)


def test_a_job_runs_and_keeps_its_result(cast: Cast, kinds: dict[str, Any]) -> None:
    @jobs.handler("test.work")
    def work(run: jobs.Run) -> dict[str, Any]:
        run.progress(3, 10, "Đang làm")
        run.checkpoint({"row": 5}, done=5, total=10)
        assert run.saved == {"row": 5}
        return {"sum": run.payload["a"] + 1}

    job = jobs.enqueue(kind="test.work", owner=cast.admin, organisation=cast.root, payload={"a": 1})
    assert (job.state, job.result, job.done, job.total) == (JobState.DONE, {"sum": 2}, 5, 10)
    assert job.checkpoint == {"row": 5} and job.finished_at and job.lease_until is None


def test_a_failing_job_says_so_and_keeps_the_story(cast: Cast, kinds: dict[str, Any]) -> None:
    @jobs.handler("test.work")
    def work(run: jobs.Run) -> dict[str, Any]:
        raise ZeroDivisionError("chia cho không")

    job = jobs.enqueue(kind="test.work", owner=cast.admin)
    assert job.state == JobState.FAILED and "ZeroDivisionError" in job.error
    assert "ZeroDivisionError" not in job.message and "thử lại" in job.message

    @jobs.handler("test.refuse")
    def refuse(run: jobs.Run) -> dict[str, Any]:
        raise jobs.JobRefused("Tệp rỗng.")

    job = jobs.enqueue(kind="test.refuse", owner=cast.admin)
    assert (job.state, job.message, job.error) == (JobState.FAILED, "Tệp rỗng.", "")


def test_a_running_job_stops_at_its_next_step(cast: Cast, kinds: dict[str, Any]) -> None:
    done: list[int] = []

    @jobs.handler("test.work")
    def work(run: jobs.Run) -> dict[str, Any]:
        for step in range(10):
            if step == 3:
                jobs.cancel(job=run.job)
            run.checkpoint({"step": step}, done=step, total=10)
            done.append(step)
        return {}

    job = jobs.enqueue(kind="test.work", owner=cast.admin)
    assert job.state == JobState.CANCELLED and done == [0, 1, 2]


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(
    cast: Cast, kinds: dict[str, Any]
) -> None:
    kinds["test.work"] = lambda run: pytest.fail("ran")
    job = jobs.cancel(job=add(cast))
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_what_a_dead_worker_left_goes_on_from_its_checkpoint(
    cast: Cast, kinds: dict[str, Any]
) -> None:
    seen: list[dict[str, Any]] = []

    @jobs.handler("test.work")
    def work(run: jobs.Run) -> dict[str, Any]:
        seen.append(run.saved)
        return {"ok": True}

    now = timezone.now()
    alive = add(cast, state="running", attempts=1, lease_until=now + timedelta(seconds=30))
    dead = add(
        cast,
        state="running",
        attempts=1,
        lease_until=now - timedelta(seconds=1),
        checkpoint={"row": 70},
    )
    lost = add(cast, state="waiting", lease_until=now - timedelta(seconds=1))
    tired = add(cast, state="running", attempts=3, lease_until=now - timedelta(seconds=1))
    assert jobs.reap(now=now) == 3
    for job in (alive, dead, lost, tired):
        job.refresh_from_db()
    assert [alive.state, dead.state, lost.state, tired.state] == [
        "running",
        "done",
        "done",
        "failed",
    ]
    assert {"row": 70} in seen and dead.attempts == 2
    assert "ba lần" in tired.message
    assert jobs.reap(now=now) == 0


def test_a_job_that_was_given_to_another_worker_stops_writing(
    cast: Cast, kinds: dict[str, Any]
) -> None:
    job = add(cast, state="running", attempts=1)
    run = jobs.Run(job)
    Job.objects.filter(pk=job.pk).update(attempts=2)
    with pytest.raises(jobs.JobCancelled):
        run.checkpoint({"row": 1}, done=1, total=2)
    job.refresh_from_db()
    assert job.checkpoint == {}


def test_kinds_are_registered_once(cast: Cast, kinds: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no handler"):
        jobs.enqueue(kind="test.nothing", owner=cast.admin)
    jobs.handler("test.work")(lambda run: {})
    with pytest.raises(ValueError, match="two handlers"):
        jobs.handler("test.work")(lambda run: {})
    assert {"roster.preview", "roster.import"} <= set(kinds)
    assert not Job.objects.exists()
