"""The writer: one thread per process through which every answer and hand-in goes.

Nothing is acknowledged before its COMMIT came back. Callers from threads wait on a
`concurrent.futures.Future`; an event loop is woken once per commit, however many it waits for.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from contests.answers import statements  # noqa: F401 (registers the kinds of the core)
from contests.answers.kinds import KINDS, AnyOp
from contests.answers.ops import Code, Outcome, Refused
from contests.clock import SYSTEM, Clock

log = structlog.get_logger("answers")

CAPACITY = 20_000
# How long the first of a batch waits for company; also the rest in which a neighbour of SQLite's
# single write lock gets its turn.
GATHER_SECONDS = 0.003
LARGEST_BATCH = 500
SMALLEST_BATCH = 20
# Design decision 12: no write transaction holds SQLite's lock longer while a contest is open.
TRANSACTION_SECONDS = 0.020
RECONNECT_SECONDS = 10.0
LOCK_SECONDS = 20.0
RETRY_MS = 2_000

# What waits: the op, its future (or whatever has `done` and `set_result` as futures do), and the
# event loop the future belongs to (None: a thread's).
_Entry = tuple[Any, Any, Any]
_Result = Outcome | BaseException
_LOST = Refused(Code.UNAVAILABLE, RETRY_MS)


def stages(ops: Sequence[AnyOp]) -> list[list[int]]:
    """Indexes of `ops` in groups to be written one after the other.

    A group holds ops of one kind only, and the ops of one subject keep their order, so that an
    answer never loses to the hand-in that came after it.
    """
    if len({type(op) for op in ops}) == 1:
        return [list(range(len(ops)))]
    place: dict[str | int, tuple[int, type]] = {}
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, op in enumerate(ops):
        level, kind = place.get(op.subject, (0, type(op)))
        if kind is not type(op):
            level += 1
        place[op.subject] = (level, type(op))
        groups[level, KINDS[type(op)].rank].append(index)
    return [groups[key] for key in sorted(groups)]


class Writer:
    """A bounded queue and the thread that empties it. It starts at the first use."""

    def __init__(
        self, *, capacity: int = CAPACITY, gather: float = GATHER_SECONDS, clock: Clock = SYSTEM
    ) -> None:
        self.capacity = capacity
        self.gather = gather
        self.clock = clock
        self.committed = 0
        self._queue: deque[_Entry] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._limit = LARGEST_BATCH
        self._rate = 5_000.0  # ops a second, as lately seen

    # --- callers ---------------------------------------------------------------------------------

    def submit(self, op: AnyOp) -> Future[Outcome]:
        """Queue `op`; the future holds its outcome once it is committed or refused."""
        future: Future[Outcome] = Future()
        if refused := self._put([(op, future, None)]):
            future.set_result(refused)
        return future

    def submit_async(self, ops: Sequence[AnyOp]) -> list[asyncio.Future[Outcome]]:
        """Queue `ops` for the running event loop: all of them or, when there is no room, none."""
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[Outcome]] = [loop.create_future() for _ in ops]
        entries = [(op, future, loop) for op, future in zip(ops, futures, strict=True)]
        if refused := self._put(entries):
            for future in futures:
                future.set_result(refused)
        return futures

    def post(self, op: AnyOp, waiter: Any, loop: asyncio.AbstractEventLoop) -> Refused | None:
        """Queue `op` for `loop`; `waiter.set_result(outcome)` is called there after the commit.

        For callers of tens of thousands: no future, no task. A refusal at once is returned.
        """
        return self._put([(op, waiter, loop)])

    def waiting(self) -> int:
        """How many ops wait to be written."""
        return len(self._queue)

    def _put(self, entries: list[_Entry]) -> Refused | None:
        if not self.clock.healthy():
            return Refused(Code.CLOCK, RETRY_MS)
        with self._wake:
            if self._stopping:
                return Refused(Code.STOPPING, RETRY_MS)
            if len(self._queue) + len(entries) > self.capacity:
                return Refused(Code.BUSY, max(500, int(1000 * len(self._queue) / self._rate)))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="answers", daemon=True)
                self._thread.start()
            self._queue.extend(entries)
            self._wake.notify()
        return None

    def stop(self, timeout: float = 10.0, *, final: bool = False) -> bool:
        """Write what is queued, end the thread and its connection; False when time ran out.

        Unless `final`, the next op starts it again.
        """
        with self._wake:
            self._stopping = True
            self._wake.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        done = thread is None or not thread.is_alive()
        with self._wake:
            if done:
                self._thread = None
            self._stopping = final or not done
        return done

    # --- the thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                started = time.monotonic()
                results = self.commit([op for op, _, _ in batch])
                self._deliver(batch, results)
                self._refuse_followers(batch, results)
                seconds = max(time.monotonic() - started, 1e-4)
                self._rate = 0.9 * self._rate + 0.1 * max(50.0, len(batch) / seconds)
        finally:
            connection.close()

    def _next_batch(self) -> list[_Entry]:
        with self._wake:
            while not self._queue:
                if self._stopping:
                    return []
                self._wake.wait()
            is_full = len(self._queue) >= self._limit
            patience = 1 if is_full else KINDS[type(self._queue[0][0])].patience
        if not self._stopping:
            time.sleep(self.gather * patience)
        with self._wake:
            return [self._queue.popleft() for _ in range(min(self._limit, len(self._queue)))]

    def _deliver(self, batch: Sequence[_Entry], results: Sequence[_Result]) -> None:
        loops: dict[Any, list[tuple[Any, _Result]]] = defaultdict(list)
        for (_, future, loop), result in zip(batch, results, strict=True):
            if loop is not None:
                loops[loop].append((future, result))
            elif future.set_running_or_notify_cancel():
                _settle(future, result)
        for loop, pairs in loops.items():
            try:
                loop.call_soon_threadsafe(_settle_all, pairs)
            except RuntimeError:  # the loop was closed: nobody waits any more
                log.warning("nobody to answer", answers=len(pairs))

    def commit(self, ops: Sequence[AnyOp]) -> list[_Result]:
        """Write `ops` and return what became of each, in order. Each group is one transaction."""
        results: list[_Result] = [_LOST] * len(ops)
        lost: set[str | int] = set()
        for stage in stages(ops):
            group = [index for index in stage if ops[index].subject not in lost]
            if not group:
                continue
            written = self._commit_group([ops[index] for index in group])
            for index, result in zip(group, written, strict=True):
                results[index] = result
                if result is _LOST:
                    lost.add(ops[index].subject)
        self.committed += len(ops)
        return results

    def _refuse_followers(self, batch: Sequence[_Entry], results: Sequence[_Result]) -> None:
        """Where an answer could not be written, what waits behind it for the same one is refused
        too: a hand-in must not overtake the answers it hands in."""
        lost = {
            op.subject for (op, _, _), result in zip(batch, results, strict=True) if result is _LOST
        }
        if not lost:
            return
        with self._wake:
            followers = [entry for entry in self._queue if entry[0].subject in lost]
            self._queue = deque(entry for entry in self._queue if entry[0].subject not in lost)
        self._deliver(followers, [_LOST] * len(followers))

    def _commit_group(self, ops: Sequence[Any]) -> list[_Result]:
        if KINDS[type(ops[0])].alone:
            return [self._change(op) for op in ops]
        try:
            return self._again_if_lost(lambda: self._write(ops))
        except (OperationalError, InterfaceError) as error:
            log.error("answers not written", count=len(ops), reason=str(error))
            return [_LOST] * len(ops)
        except Exception as error:
            if len(ops) == 1:
                log.exception("one op cannot be written", op=type(ops[0]).__name__)
                return [Refused(Code.BROKEN)]
            log.warning("batch halved", count=len(ops), reason=str(error))
            half = len(ops) // 2
            return [*self._commit_group(ops[:half]), *self._commit_group(ops[half:])]

    def _write(self, ops: Sequence[Any]) -> list[_Result]:
        with _write_transaction():
            started = time.monotonic()
            written = KINDS[type(ops[0])].write(ops, self.clock.now_us())
            seconds = time.monotonic() - started
        if seconds > TRANSACTION_SECONDS:
            self._limit = max(SMALLEST_BATCH, self._limit // 2)
        elif seconds < TRANSACTION_SECONDS / 3:
            self._limit = min(LARGEST_BATCH, self._limit + 10)
        return list(written)

    def _change(self, op: AnyOp) -> _Result:
        def write() -> _Result:
            with _write_transaction():
                result: _Result = KINDS[type(op)].write([op], self.clock.now_us())[0]
                return result

        try:
            return self._again_if_lost(write)
        except (OperationalError, InterfaceError) as error:
            log.error("change not written", reason=str(error))
            return _LOST
        except Exception as error:  # the caller's own refusal goes back to the caller
            return error

    def _again_if_lost(self, write: Callable[[], Any]) -> Any:
        """Run `write`, on a new connection when the old one was lost.

        Whether the lost transaction was committed does not matter: every statement recognises what
        it has already done.
        """
        end = time.monotonic() + RECONNECT_SECONDS
        pause = 0.05
        while True:
            try:
                return write()
            except (OperationalError, InterfaceError) as error:
                connection.close()
                if connection.vendor == "sqlite" or time.monotonic() + pause > end:
                    raise
                log.warning("database lost, trying again", reason=str(error))
                time.sleep(pause)
                pause = min(2 * pause, 1.0)


class _write_transaction:  # noqa: N801 (reads as the statement it is)
    """`atomic`, with a patience for SQLite's write lock that is finer than SQLite's own.

    SQLite's busy handler sleeps up to 100 ms between looks and so loses to neighbours that rest for
    20 ms; the writer looks every millisecond.
    """

    def __enter__(self) -> None:
        connection.ensure_connection()
        sqlite = connection.vendor == "sqlite"
        if sqlite:
            connection.connection.execute("PRAGMA busy_timeout = 0")
        end = time.monotonic() + LOCK_SECONDS
        while True:
            self._atomic = transaction.atomic(durable=True)
            try:
                self._atomic.__enter__()
                return
            except OperationalError as error:
                if not sqlite or "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.001)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._atomic.__exit__(kind, error, trace)


def _settle(future: Any, result: _Result) -> None:
    if isinstance(result, BaseException):
        future.set_exception(result)
    else:
        future.set_result(result)


def _settle_all(pairs: Iterable[tuple[Any, _Result]]) -> None:
    for future, result in pairs:
        if not future.done():
            _settle(future, result)
