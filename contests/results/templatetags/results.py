"""Filters of result pages: points, predictions and durations as the ranking sees them."""

from __future__ import annotations

from django import template

from contests.results import wording
from contests.results.rules.awards import CONTEST
from contests.rules.choices import PredictionKind
from contests.rules.terms import UnitBoard
from contests.wording import numbers

register = template.Library()


@register.filter
def points(milli: int) -> str:
    """`8,5` from thousandths of a point."""
    return numbers.decimal(numbers.Fraction(milli, 1000), 3)


@register.filter
def predicted(value: int | None, kind: PredictionKind) -> str:
    """A prediction or a distance, as a count or a percentage."""
    return wording.predicted(kind, value)


@register.filter
def exact_duration(milliseconds: int) -> str:
    """Every millisecond that ranks: `05 phút 12,345 giây`."""
    return numbers.duration(milliseconds)


@register.filter
def round_name(number: int) -> str:
    """What a ranking's number stands for."""
    return "cả cuộc thi" if number == CONTEST else f"đợt {number}"


@register.filter
def size_group(group: int | None, terms: UnitBoard) -> str:
    """The size group of a row in words."""
    return wording.size_group(terms.size_groups, group)
