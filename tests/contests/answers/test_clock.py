"""The clock: offset, steps of the wall clock, staleness; what is exact."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contests.clock import DemoClock, SystemClock, database_us, from_us, to_us


class Host:
    """A host with a wall clock that can be wrong and a database whose clock is the truth."""

    def __init__(self, ahead_us: int = 0) -> None:
        self.mono_ns = 50_000_000_000
        self.truth_us = 1_800_000_000_000_000
        self.ahead_us = ahead_us

    def pass_us(self, us: int) -> None:
        self.mono_ns += us * 1000
        self.truth_us += us

    def clock(self) -> SystemClock:
        def measure() -> int:
            self.pass_us(400)
            at = self.truth_us
            self.pass_us(400)
            return at

        return SystemClock(
            wall=lambda: (self.truth_us + self.ahead_us) * 1000,
            monotonic=lambda: self.mono_ns,
            measure=measure,
        )


@pytest.mark.parametrize("ahead_us", [0, 40_000, -40_000, 5_000_000, -3_600_000_000])
def test_every_process_reads_the_databases_time(ahead_us):
    host = Host(ahead_us)
    clock = host.clock()
    clock.measure()
    host.pass_us(3_000_000)
    assert abs(clock.now_us() - host.truth_us) <= 2
    assert clock.healthy() is (abs(ahead_us) <= 100_000)
    assert abs(clock.offset_us + ahead_us) <= 2


def test_a_step_of_the_wall_clock_moves_nothing_until_it_is_measured():
    host = Host()
    clock = host.clock()
    clock.measure()
    host.ahead_us = 60_000_000
    host.pass_us(1_000_000)
    assert abs(clock.now_us() - host.truth_us) <= 2
    assert clock.healthy()
    clock.measure()
    assert not clock.healthy()


def test_a_clock_nobody_measures_is_not_vouched_for():
    host = Host()
    clock = host.clock()
    clock.measure()
    host.pass_us(61_000_000)
    assert not clock.healthy()


def test_an_earlier_stamp_becomes_its_instant():
    host = Host(30_000)
    clock = host.clock()
    clock.measure()
    stamp, then = host.mono_ns, host.truth_us
    wall = host.truth_us + host.ahead_us
    host.pass_us(700_000)
    assert abs(clock.at_monotonic(stamp) - then) <= 2
    assert abs(clock.at_wall(wall) - then) <= 2


def test_instants_are_exact():
    instant = datetime(2026, 11, 9, 1, 2, 3, 456789, tzinfo=UTC)
    assert from_us(to_us(instant)) == instant
    with pytest.raises(TypeError):
        to_us(datetime(2026, 1, 1))  # noqa: DTZ001 (the point)


def test_the_demo_clock_moves_only_when_told():
    clock = DemoClock(datetime(2025, 1, 1, tzinfo=UTC))
    before = clock.now_us()
    clock.advance(seconds=1.5, us=1)
    assert clock.now_us() - before == 1_500_001


def test_the_real_database_is_asked(db):
    measured = database_us()
    now = SystemClock()
    if measured is None:
        assert now.healthy() and now.offset_us == 0
    else:
        assert abs(measured - now.now_us()) < 1_000_000
        assert now.healthy()
