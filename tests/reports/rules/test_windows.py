"""Windows are explicit days; the year before is compared only where the places are the same."""

from datetime import date

import pytest

from contests.reports.rules.windows import Window, is_comparable, weeks


def test_the_year_before_is_the_same_days() -> None:
    window = Window(date(2026, 9, 1), date(2026, 11, 23)).year_before()
    assert (window.first, window.last) == (date(2025, 9, 1), date(2025, 11, 23))


def test_a_leap_day_becomes_the_28th() -> None:
    assert Window(date(2028, 2, 29), date(2028, 3, 1)).year_before().first == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("first", "comparable"),
    [(date(2026, 1, 1), False), (date(2026, 6, 30), False), (date(2026, 7, 1), True)],
)
def test_the_merger_of_2025_breaks_the_comparison(first: date, comparable: bool) -> None:
    assert is_comparable(Window(first, date(2026, 12, 31))) is comparable


def test_weeks_run_from_monday_to_sunday_and_cover_every_day_once() -> None:
    window = Window(date(2026, 10, 28), date(2026, 11, 11))
    cut = weeks(window)
    assert [one.first for one in cut] == [date(2026, 10, 28), date(2026, 11, 2), date(2026, 11, 9)]
    assert sum(one.days for one in cut) == window.days


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError):
        Window(date(2026, 1, 2), date(2026, 1, 1))
