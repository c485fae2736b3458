"""One clock for all processes: that of the host that runs the database (promise A3).

Instants that decide are integers of microseconds since the epoch, UTC. `SystemClock` is the only
clock that a request can reach; `DemoClock` is handed to services by tests and the demo.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from django.db import connection

log = structlog.get_logger("clock")

MEASURE_SECONDS = 10.0
# Beyond this difference to the database's clock a process stops taking answers.
LARGEST_OFFSET_US = 100_000
# Without a fresh measurement for this long a process no longer vouches for its time.
STALE_SECONDS = 60.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def from_us(instant_us: int) -> datetime:
    """Microseconds since the epoch as an aware datetime in UTC, exact."""
    return _EPOCH + timedelta(microseconds=instant_us)


def to_us(instant: datetime) -> int:
    """An aware datetime as microseconds since the epoch, exact. TypeError for a naive one."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


class Clock(Protocol):
    """What services ask for the time."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""
        ...

    def now_us(self) -> int:
        """The instant in microseconds since the epoch."""
        ...

    def healthy(self) -> bool:
        """Whether answers may be judged by this clock."""
        ...


def database_us() -> int | None:
    """The database host's clock, or None where the database has none of its own (SQLite)."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
        return int(cursor.fetchone()[0])


class SystemClock:
    """The time of the database's host.

    SQLite lives on this host, so the host's own clock is the one clock and every process reads the
    same. With PostgreSQL each process measures its offset at its first reading and every 10 s, and
    reads a monotonic clock between, so that a step of its own wall clock moves nothing at once.
    `wall`, `monotonic` and `measure` are parameters for tests only.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], int] = time.time_ns,
        monotonic: Callable[[], int] = time.monotonic_ns,
        measure: Callable[[], int | None] = database_us,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._measure = measure
        self._lock = threading.Lock()
        self._own_host: bool | None = None
        self._base_us = 0  # database time minus monotonic time
        self._offset_us = 0  # database time minus this host's wall time
        self._measured_ns = 0
        self._thread: threading.Thread | None = None

    def now_us(self) -> int:
        if self._own_host is None:
            self._start()
        if self._own_host:
            return self._wall() // 1000
        return self._base_us + self._monotonic() // 1000

    def now(self) -> datetime:
        return from_us(self.now_us())

    def healthy(self) -> bool:
        """False when this host is over 100 ms off the database's, or it cannot be told."""
        if self._own_host is None:
            self._start()
        if self._own_host:
            return True
        age_ns = self._monotonic() - self._measured_ns
        return abs(self._offset_us) <= LARGEST_OFFSET_US and age_ns < STALE_SECONDS * 1e9

    @property
    def offset_us(self) -> int:
        """How far the database's clock is ahead of this host's, as last measured."""
        return self._offset_us

    def at_monotonic(self, stamp_ns: int) -> int:
        """The instant of an earlier reading of this process's monotonic clock."""
        return self.now_us() - max(0, self._monotonic() - stamp_ns) // 1000

    def at_wall(self, stamp_us: int) -> int:
        """The instant of an earlier reading of this host's wall clock (the proxy's stamp)."""
        if self._own_host is None:
            self._start()
        return stamp_us + (0 if self._own_host else self._offset_us)

    def measure(self) -> None:
        """Measure the offset now; the reading with the shortest round trip of three counts.

        Raises whatever the database raises when it cannot be asked.
        """
        best: tuple[int, int, int] | None = None
        for _ in range(3):
            before, wall = self._monotonic(), self._wall()
            there = self._measure()
            after = self._monotonic()
            if there is None:
                self._own_host = True
                return
            half = (after - before) // 2
            reading = (
                after - before,
                there - (before + half) // 1000,
                there - (wall + half) // 1000,
            )
            best = min(best or reading, reading)
        assert best is not None
        _, self._base_us, self._offset_us = best
        self._measured_ns = self._monotonic()
        self._own_host = False
        if abs(self._offset_us) > LARGEST_OFFSET_US:
            log.error("clock is off", offset_ms=self._offset_us // 1000)

    def _start(self) -> None:
        with self._lock:
            if self._own_host is not None:
                return
            if connection.vendor != "postgresql" and self._measure is database_us:
                self._own_host = True
                return
            # In a thread of its own: the first reading may happen inside an event loop or a
            # transaction, neither of which may lend its connection.
            first = threading.Event()
            self._thread = threading.Thread(
                target=self._keep_measuring, args=(first,), name="clock", daemon=True
            )
            self._thread.start()
            first.wait(5)
            if self._own_host is None:
                self._base_us = (self._wall() - self._monotonic()) // 1000
                self._measured_ns = self._monotonic() - int(STALE_SECONDS * 1e9)
                self._own_host = False

    def _keep_measuring(self, first: threading.Event) -> None:
        while True:
            try:
                self.measure()
            except Exception as error:  # the database is away: `healthy` turns false by age
                log.warning("clock not measured", reason=str(error))
            finally:
                connection.close()
                first.set()
            if self._own_host:
                return
            time.sleep(MEASURE_SECONDS)


class DemoClock:
    """A clock that stands still until it is moved, for tests and demo; no request reaches it."""

    def __init__(self, start: datetime) -> None:
        self._us = to_us(start)
        self._lock = threading.Lock()

    def now_us(self) -> int:
        return self._us

    def now(self) -> datetime:
        return from_us(self._us)

    def healthy(self) -> bool:
        return True

    def set(self, instant: datetime) -> None:
        """Stand at `instant`, earlier or later."""
        with self._lock:
            self._us = to_us(instant)

    def advance(self, *, seconds: float = 0, us: int = 0) -> None:
        """Move on by `seconds` and `us`."""
        with self._lock:
            self._us += round(seconds * 1_000_000) + us

    def at_monotonic(self, stamp_ns: int) -> int:
        """A demo has no monotonic clock: its instant."""
        return self._us

    def at_wall(self, stamp_us: int) -> int:
        """The stamp as it is."""
        return stamp_us


SYSTEM = SystemClock()
"""The clock of everything that serves requests."""
