"""The data window of a report and the same period of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MERGER: Final = date(2025, 7, 1)
"""The day on which provinces were merged and the district level ended: counts by place or by
organisation from before it speak of other places (Nghị quyết 202/2025/QH15)."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a report, both included. Never derived from the calendar year."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a window ends before it begins")

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the window."""
        return self.first <= day <= self.last

    def year_before(self) -> Window:
        """The same days of the year before; 29 February becomes 28 February."""
        return Window(_year_before(self.first), _year_before(self.last))


def is_comparable(window: Window) -> bool:
    """Whether the year before `window` speaks of the same places: it begins after the merger."""
    return window.year_before().first >= MERGER


def weeks(window: Window) -> list[Window]:
    """The window cut into weeks from Monday to Sunday; the first and last may be shorter."""
    found = []
    start = window.first
    while start <= window.last:
        end = min(start + timedelta(days=6 - start.weekday()), window.last)
        found.append(Window(start, end))
        start = end + timedelta(days=1)
    return found


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
