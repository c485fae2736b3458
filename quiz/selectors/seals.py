"""Sealed banks: which they are, and who opened one before its time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from quiz.models import Bank, BankSeal, Revision

# A pool has more ids than one statement takes.
_SLICE = 500


def active_seals(now: datetime | None = None) -> QuerySet[BankSeal]:
    """Seals that hold at `now` (this moment): not opened, their time not come."""
    return BankSeal.objects.filter(opened_at__isnull=True, until__gt=now or timezone.now())


def seal_of(bank: Bank, now: datetime | None = None) -> BankSeal | None:
    """The seal that holds on `bank`, or None."""
    people = ("sealed_by__person", "asked_by__person")
    return active_seals(now).filter(bank=bank).select_related(*people).first()


def opened_early(bank: Bank, now: datetime | None = None) -> BankSeal | None:
    """The seal that two persons opened before its time, while that time has not come."""
    return BankSeal.objects.filter(
        bank=bank, opened_at__isnull=False, until__gt=now or timezone.now()
    ).first()


def sealed_revisions(ids: Iterable[int]) -> frozenset[int]:
    """Which of the revisions `ids` belong to a sealed bank."""
    banks = list(active_seals().values_list("bank", flat=True))
    if not banks:
        return frozenset()
    asked, found = list(ids), set[int]()
    for start in range(0, len(asked), _SLICE):
        some = Revision.objects.filter(
            pk__in=asked[start : start + _SLICE], question__bank__in=banks
        )
        found.update(some.values_list("pk", flat=True))
    return frozenset(found)
