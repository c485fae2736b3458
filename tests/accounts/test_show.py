"""How values are written on Vietnamese pages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.rules import show
from accounts.templatetags import ui

NBSP = "\u00a0"


def test_an_instant_is_shown_in_vietnam() -> None:
    instant = datetime(2026, 11, 23, 17, 5, 9, tzinfo=UTC)
    assert show.show_datetime(instant) == "00:05 ngày 24/11/2026"
    assert show.show_datetime(instant, seconds=True) == "00:05:09 ngày 24/11/2026"
    assert show.show_date(instant) == "24/11/2026"
    assert show.show_time(instant, seconds=True) == "00:05:09"


def test_a_date_has_no_zone() -> None:
    assert show.show_date(date(2026, 1, 9)) == "09/01/2026"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        show.show_datetime(datetime(2026, 11, 23, 20, 31))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234567, 0, "1.234.567"),
        (-1234567, 0, "-1.234.567"),
        (Fraction(33, 4), 2, "8,25"),
        (Fraction(1, 3), 2, "0,33"),
        (Fraction(2, 3), 2, "0,67"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(5, 1000), 2, "0,01"),
        (Fraction(4999999999999, 10**15), 2, "0,00"),
        (Decimal("12345.675"), 2, "12.345,68"),
        (Decimal("-0.001"), 2, "0,00"),
    ],
)
def test_numbers(value: int | Fraction | Decimal, digits: int, text: str) -> None:
    assert show.show_number(value, digits=digits) == text


def test_half_up_is_exact_for_every_small_ratio() -> None:
    """Against whole-number arithmetic: floor(100·p/q + 1/2)."""
    for whole in range(1, 60):
        for part in range(whole + 1):
            hundredths = (20000 * part + whole) // (2 * whole)
            expected = f"{hundredths // 100},{hundredths % 100:02}%"
            assert show.show_percent(Fraction(part, whole)) == expected, (part, whole)


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0 giây"),
        (7_499, "7,4 giây"),
        (59_999, "59,9 giây"),
        (60_000, "1 phút 00 giây"),
        (725_999, "12 phút 05 giây"),
        (3_725_000, "1 giờ 02 phút 05 giây"),
        (90_000_000, "25 giờ 00 phút 00 giây"),
    ],
)
def test_durations(milliseconds: int, text: str) -> None:
    assert show.show_duration(milliseconds).replace(NBSP, " ") == text


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        show.show_duration(-1)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("0912345678", "091****678"), ("+84912345678", "+84******678"), ("113", "*13"), ("", "")],
)
def test_a_masked_phone(phone: str, masked: str) -> None:
    assert show.mask_phone(phone) == masked


def test_filters_say_nothing_or_a_dash_for_none() -> None:
    assert [f(None) for f in (ui.vn_date, ui.vn_time, ui.vn_datetime, ui.duration_ms)] == [""] * 4
    assert ui.vn_number(None) == ui.vn_percent(None) == ui.vn_share(1, 0) == "–"
    assert ui.mask_phone(None) == ""


def test_filters_take_floats_as_they_are_written() -> None:
    assert ui.vn_percent(0.2203) == "22,03%"
    assert ui.vn_number(0.125, 2) == "0,13"
    assert ui.vn_share(1, 3) == "33,33%"


def test_an_icon_is_hidden_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in ui.icon("check")
    named = ui.icon("lock", 'Đã "khoá"')
    assert 'role="img" aria-label="Đã &quot;khoá&quot;"' in named
    assert "aria-hidden" not in named


@pytest.mark.parametrize(
    ("number", "last", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (3, 5, [1, 2, 3, 4, 5]),
        (7, 40, [1, None, 6, 7, 8, None, 40]),
        (4, 40, [1, 2, 3, 4, 5, None, 40]),
    ],
)
def test_the_window_of_pages(number: int, last: int, window: list[int | None]) -> None:
    assert ui.page_window(number, last) == window
