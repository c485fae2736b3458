"""The clock of a contest: instants in, instants out; nothing here reads the time.

All instants are aware. Local days and weeks are those of Asia/Ho_Chi_Minh, which has been UTC+7
without summer time since 1975, so that a fixed offset says the same as the zone database.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from contests.rules.choices import Closing
from contests.rules.terms import RuleSet

LOCAL: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local_day(instant: datetime) -> date:
    """The calendar day in Viet Nam at `instant`."""
    return _aware(instant).astimezone(LOCAL).date()


def local_midnight(day: date) -> datetime:
    """The instant at which `day` begins in Viet Nam."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


def is_open(now: datetime, round_opens: datetime, round_closes: datetime) -> bool:
    """Whether an attempt may be started: from the opening instant until before the closing one."""
    return round_opens <= _aware(now) < round_closes


def allowed(rules: RuleSet, extra_percent: int = 0) -> timedelta:
    """Working time of one attempt, extra time included, exact to the microsecond (rounded down).

    Raises ValueError when `extra_percent` is more than the rules allow.
    """
    if not 0 <= extra_percent <= rules.timing.extra_max_percent:
        raise ValueError(f"extra time of {extra_percent} % is outside the rules")
    micros = rules.paper.minutes * 60_000_000 * (100 + extra_percent) // 100
    return timedelta(microseconds=micros)


def deadline(
    started_at: datetime,
    round_opens: datetime,
    round_closes: datetime,
    rules: RuleSet,
    extra_percent: int = 0,
) -> datetime:
    """The instant until which answers of an attempt count, fixed when it starts.

    With `Closing.CUT` never after the closing of the round, extra time or not. Raises ValueError
    when the round was not open at `started_at`.
    """
    if not is_open(started_at, round_opens, round_closes):
        raise ValueError("the round was not open when the attempt started")
    end = started_at + allowed(rules, extra_percent)
    if rules.timing.closing is Closing.CUT:
        return min(end, round_closes)
    return end


def accepts(received_at: datetime, deadline: datetime, grace_seconds: int) -> bool:
    """Whether something received at `received_at` counts: up to and including deadline + grace."""
    return _aware(received_at) <= deadline + timedelta(seconds=grace_seconds)


def remaining(now: datetime, deadline: datetime) -> timedelta:
    """Time left that is shown to the person: without grace, never negative."""
    return max(deadline - _aware(now), timedelta(0))


def worked_ms(started_us: int, closed_us: int, paused_us: int = 0) -> int:
    """Working time of a handed-in attempt in whole milliseconds: from the start to the hand-in,
    without the time between a hand-in and being opened again."""
    return (closed_us - started_us - paused_us) // 1000


def settled_at(round_closes: datetime, rules: RuleSet) -> datetime:
    """The instant after which no answer of the round can be accepted any more.

    "After the round" in `Disclosure` means from here on: the last attempt that could have been
    started just before closing, with the most extra time, is over, grace included.
    """
    grace = timedelta(seconds=rules.timing.grace_seconds)
    if rules.timing.closing is Closing.CUT:
        return round_closes + grace
    return round_closes + allowed(rules, rules.timing.extra_max_percent) + grace


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant
