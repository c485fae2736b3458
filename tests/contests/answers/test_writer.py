"""The thread: order, bounds, halving, lost databases, shutdown, one wake-up per commit."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import Future
from dataclasses import replace

import pytest
from django.db import DataError, OperationalError, connection, transaction

from contests import answers
from contests.answers import (
    Changed,
    ChangePaper,
    Code,
    HandedIn,
    HandIn,
    Refused,
    SaveAnswer,
    Saved,
    Writer,
    statements,
)
from contests.answers.kinds import KINDS
from contests.answers.writer import stages
from contests.clock import SystemClock
from contests.models import AnswerEvent


@pytest.fixture
def writer():
    made = Writer()
    yield made
    made.stop(10)


def bare(paper: str, key: str = "k") -> SaveAnswer:
    return SaveAnswer(paper, 0, 0, 1, "A", key, 1, 1)


def test_stages_keep_the_order_of_each_paper_and_mix_no_types():
    ops = [
        bare("a"), HandIn("b", 1), bare("b"), HandIn("a", 1), bare("a"), bare("c"),
        ChangePaper("a", id),
    ]  # fmt: skip
    groups = stages(ops)
    assert sorted(index for group in groups for index in group) == list(range(len(ops)))
    for group in groups:
        assert len({type(ops[index]) for index in group}) == 1
    place = {index: number for number, group in enumerate(groups) for index in group}
    for paper in "abc":
        mine = [index for index, op in enumerate(ops) if op.paper == paper]
        assert [place[index] for index in mine] == sorted(place[index] for index in mine)


def test_an_answer_never_loses_to_the_hand_in_behind_it(scene, save, writer):
    papers = [scene.paper() for _ in range(20)]
    futures = []
    for paper in papers:
        for n in range(10):
            futures.append(writer.submit(save(paper, f"key-{n:04}", item=n + 1)))
        futures.append(writer.submit(HandIn(paper.public_id, paper.started_us + 9, epoch=0)))
        futures.append(writer.submit(save(paper, "key-after")))
    outcomes = [future.result(20) for future in futures]
    for start in range(0, len(outcomes), 12):
        mine = outcomes[start : start + 12]
        assert mine[:10] == [Saved()] * 10
        assert isinstance(mine[10], HandedIn) and mine[10].answered == 10
        assert mine[11] == Refused(Code.CLOSED)


def test_a_full_queue_refuses_with_a_time(scene, save):
    paper = scene.paper()
    writer = Writer(capacity=5)
    release = threading.Event()
    block = writer.submit(ChangePaper(paper.public_id, lambda paper: release.wait(10)))
    while writer.waiting():
        time.sleep(0.001)
    kept = [writer.submit(save(paper, f"key-{n:04}")) for n in range(5)]
    refused = writer.submit(save(paper, "key-over")).result(1)
    assert refused.code is Code.BUSY and refused.retry_ms >= 500
    release.set()
    assert isinstance(block.result(10), Changed)
    assert [future.result(10) for future in kept] == [Saved()] * 5
    assert writer.stop(10)


def test_a_hand_in_does_not_overtake_an_answer_that_found_no_room(scene, save, monkeypatch):
    paper = scene.paper()
    real = answers._writer.submit
    full = iter([True])

    def submit(op):
        if next(full, False):
            future = Future()
            future.set_result(Refused(Code.BUSY, 500))
            return future
        return real(op)

    monkeypatch.setattr(answers._writer, "submit", submit)
    hand_in = HandIn(paper.public_id, paper.started_us, epoch=0)
    assert answers.perform([save(paper), hand_in]) == [Refused(Code.BUSY, 500)] * 2
    assert isinstance(answers.perform([hand_in])[0], HandedIn)


def instead(monkeypatch, write):
    """The writer writes answers with `write` from now on."""
    monkeypatch.setitem(KINDS, SaveAnswer, replace(KINDS[SaveAnswer], write=write))


def test_one_bad_row_stands_alone(scene, save, writer, monkeypatch):
    paper = scene.paper()
    real = statements.save_answers
    calls = []

    def picky(saves, now_us):
        calls.append(len(saves))
        if any(op.item == 7 for op in saves):
            raise DataError("cannot store this")
        return real(saves, now_us)

    instead(monkeypatch, picky)
    ops = [save(paper, f"key-{n:04}", item=n) for n in range(1, 11)]
    outcomes = writer.commit(ops)
    connection.close()
    assert outcomes[6] == Refused(Code.BROKEN)
    assert [o for n, o in enumerate(outcomes) if n != 6] == [Saved()] * 9
    assert AnswerEvent.objects.count() == 9
    assert calls[0] == 10 and calls.count(1) <= 4


def test_nothing_is_acknowledged_when_the_database_cannot_write(scene, save, writer, monkeypatch):
    paper = scene.paper()

    def full(saves, now_us):
        raise OperationalError("database or disk is full")

    instead(monkeypatch, full)
    monkeypatch.setattr("contests.answers.writer.RECONNECT_SECONDS", 0.1)
    lost = Refused(Code.UNAVAILABLE, 2000)
    hand_in = HandIn(paper.public_id, paper.started_us, epoch=0)
    # The hand-in behind the lost answer must not close the paper without it.
    futures = [writer.submit(op) for op in (save(paper), save(paper, "key-0002"), hand_in)]
    assert [future.result(10) for future in futures] == [lost] * 3
    monkeypatch.undo()
    assert writer.submit(save(paper)).result(10) == Saved()


def test_a_hand_in_still_queued_is_refused_with_the_answers_it_follows(scene, save, monkeypatch):
    paper = scene.paper()
    writer = Writer()
    began, release = threading.Event(), threading.Event()

    def slow_failure(saves, now_us):
        began.set()
        release.wait(10)
        raise OperationalError("database or disk is full")

    instead(monkeypatch, slow_failure)
    monkeypatch.setattr("contests.answers.writer.RECONNECT_SECONDS", 0.0)
    first = writer.submit(save(paper))
    began.wait(10)
    behind = writer.submit(HandIn(paper.public_id, paper.started_us, epoch=0))
    release.set()
    assert first.result(10).code is Code.UNAVAILABLE
    assert behind.result(10).code is Code.UNAVAILABLE
    assert writer.stop(10)


def test_a_lost_connection_is_made_anew(scene, save, writer):
    paper = scene.paper()
    assert writer.submit(save(paper)).result(10) == Saved()
    cuts = []

    def cut_once(locked):
        if not cuts:
            cuts.append(1)
            connection.connection.close()

    lost = writer.submit(ChangePaper(paper.public_id, cut_once))
    if connection.vendor == "postgresql":
        assert lost.result(15) == Changed(None)  # done again on a new connection
    else:
        with pytest.raises(Exception, match="closed"):
            lost.result(15)
    assert writer.submit(save(paper, "key-0002")).result(15) == Saved()


def test_a_change_that_raises_changes_nothing_and_says_so(scene, writer):
    paper = scene.paper()

    def fail(locked):
        locked.annul_reason = "x"
        locked.save()
        raise KeyError("no")

    with pytest.raises(KeyError):
        writer.submit(ChangePaper(paper.public_id, fail)).result(10)
    paper.refresh_from_db()
    assert paper.annul_reason == ""


def test_stop_writes_what_is_queued_and_the_next_use_starts_again(scene, save):
    paper = scene.paper()
    writer = Writer()
    futures = [writer.submit(save(paper, f"key-{n:04}")) for n in range(200)]
    assert writer.stop(10)
    assert all(future.done() for future in futures)
    assert AnswerEvent.objects.count() == 200
    assert writer.submit(save(paper, "key-next")).result(10) == Saved()
    assert writer.stop(10, final=True)
    assert writer.submit(save(paper, "key-last")).result(1).code is Code.STOPPING


def test_a_clock_that_is_off_takes_no_answers(scene, save):
    there = iter(range(0, 10**12, 1000))
    clock = SystemClock(
        wall=lambda: 5_000_000_000, monotonic=lambda: 1_000, measure=lambda: next(there)
    )
    clock.measure()
    writer = Writer(clock=clock)
    assert writer.submit(save(scene.paper())).result(1).code is Code.CLOCK


def test_the_loop_is_woken_once_per_commit(scene, save, monkeypatch):
    paper = scene.paper()
    commits = []
    real_commit = Writer.commit
    monkeypatch.setattr(
        Writer, "commit", lambda self, ops: commits.append(len(ops)) or real_commit(self, ops)
    )

    async def many():
        loop = asyncio.get_running_loop()
        wakes = 0
        real = loop.call_soon_threadsafe

        def counted(*args, **options):
            nonlocal wakes
            wakes += 1
            return real(*args, **options)

        loop.call_soon_threadsafe = counted
        ops = [save(paper, f"key-{n:04}") for n in range(300)]
        outcomes = await asyncio.gather(*answers.submit_async(ops))
        return outcomes, wakes

    outcomes, wakes = asyncio.run(many())
    assert outcomes == [Saved()] * 300
    assert sum(commits) == 300
    assert wakes == len(commits) < 300


@pytest.mark.race
def test_a_neighbour_that_holds_the_lock_delays_but_loses_nothing(scene, save):
    """SQLite has one write lock: the writer waits for it instead of failing (promise P20)."""
    paper = scene.paper()
    stop = threading.Event()

    def neighbour():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    paper.save(update_fields=["close_key"])
                    time.sleep(0.02)
                time.sleep(0.02)
        finally:
            connection.close()

    thread = threading.Thread(target=neighbour)
    thread.start()
    try:
        waits = []
        for n in range(50):
            started = time.monotonic()
            assert answers.perform([save(paper, f"key-{n:04}")]) == [Saved()]
            waits.append(time.monotonic() - started)
    finally:
        stop.set()
        thread.join()
    # SQLite would wait 20 s; how little it really is stands in benchmarks/.
    assert sorted(waits)[44] < 1, waits
