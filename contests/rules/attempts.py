"""How many attempts a person has left. Which one counts is in `contests.results.rules.counting`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contests.rules.choices import AttemptUnit
from contests.rules.clock import local_day, local_midnight
from contests.rules.codec import Fault
from contests.rules.terms import Attempts


@dataclass(frozen=True, slots=True)
class Started:
    """One attempt that was begun and not annulled; handed in or not, it uses up the allowance."""

    round_number: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """Attempts used in the current round, day, week or contest.

    `left` is None when unlimited. `next_at`: when the allowance is full again (next midnight or
    Monday in Viet Nam), None when time does not bring it back or when some are left.
    """

    used: int
    left: int | None
    next_at: datetime | None = None


def allowance(
    limit: Attempts, started: Iterable[Started], round_number: int, now: datetime
) -> Allowance:
    """What `limit` still allows a person who wants to start in round `round_number` at `now`."""
    used = sum(_same_stretch(limit.unit, attempt, round_number, now) for attempt in started)
    if limit.unit is AttemptUnit.UNLIMITED or limit.count is None:
        return Allowance(used, None)
    left = max(limit.count - used, 0)
    return Allowance(used, left, None if left else _renewed(limit.unit, local_day(now)))


def refusal(limit: Attempts, given: Allowance) -> Fault | None:
    """The coded refusal when nothing is left; its sentence is in `contests.wording.refusals`."""
    if given.left is None or given.left > 0:
        return None
    return Fault(
        "ATTEMPTS-USED",
        args={
            "unit": limit.unit.value,
            "count": limit.count or 0,
            "next_at": given.next_at.isoformat() if given.next_at else "",
        },
    )


def week_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def _same_stretch(unit: AttemptUnit, attempt: Started, round_number: int, now: datetime) -> bool:
    match unit:
        case AttemptUnit.ROUND:
            return attempt.round_number == round_number
        case AttemptUnit.DAY:
            return local_day(attempt.started_at) == local_day(now)
        case AttemptUnit.WEEK:
            return week_of(local_day(attempt.started_at)) == week_of(local_day(now))
        case AttemptUnit.CONTEST | AttemptUnit.UNLIMITED:
            return True


def _renewed(unit: AttemptUnit, today: date) -> datetime | None:
    if unit is AttemptUnit.DAY:
        return local_midnight(today + timedelta(days=1))
    if unit is AttemptUnit.WEEK:
        return local_midnight(week_of(today) + timedelta(days=7))
    return None
