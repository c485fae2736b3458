"""Head-counts: how many persons could have taken part, as declared before the contest opened."""

from __future__ import annotations

from accounts.models import HeadCount
from contests.models import Contest
from contests.results.models import UnitBoard
from contests.rules.clock import local_day


def head_counts(contest: Contest, board: UnitBoard) -> dict[str, int]:
    """The newest head-count not after the closing day, by "organisation:<id>"/"commune:<code>"."""
    closes = contest.rounds.order_by("-closes_at").values_list("closes_at", flat=True).first()
    rows = HeadCount.objects.order_by("as_of")
    if closes is not None:
        rows = rows.filter(as_of__lte=local_day(closes))
    field = "organisation_id" if board == UnitBoard.ORGANISATION else "unit_id"
    rows = rows.filter(**{f"{field}__isnull": False})
    return {f"{board.value}:{key}": persons for key, persons in rows.values_list(field, "persons")}
