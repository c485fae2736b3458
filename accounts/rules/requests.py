"""Clocks of the rights over one's data (NĐ 356/2025/NĐ-CP, Điều 5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

#: Days to answer by kind of request.
ANSWER_DAYS = {
    "view": 10,
    "correct": 10,
    "supply": 10,
    "withdraw": 15,
    "restrict": 15,
    "object": 15,
    "erase": 20,
}
ACKNOWLEDGE_WORKING_DAYS = 2


@dataclass(frozen=True)
class Clock:
    """The last days on which to acknowledge and to answer."""

    acknowledge_by: date
    answer_by: date


def add_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The `count`-th working day after `day` (Monday to Friday, not in `holidays`)."""
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def clock(kind: str, made_on: date, holidays: Collection[date] = ()) -> Clock:
    """When a request of `kind` must be acknowledged and answered. KeyError: no such kind."""
    return Clock(
        add_working_days(made_on, ACKNOWLEDGE_WORKING_DAYS, holidays),
        made_on + timedelta(days=ANSWER_DAYS[kind]),
    )
