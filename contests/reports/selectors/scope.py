"""What a report speaks of: an organisation with all below it (or one contest), and a window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from accounts.models import (
    AdministrativeUnit,
    HeadCount,
    Organisation,
    OrganisationKind,
    UnitLevel,
)
from contests.models import Contest, ContestState
from contests.reports.rules.windows import Window, is_comparable
from contests.results.models import AttemptResult
from contests.rules.clock import local_day, local_midnight

COMMITTEES = (
    OrganisationKind.UBND_XA,
    OrganisationKind.UBND_PHUONG,
    OrganisationKind.UBND_DAC_KHU,
)
# Contests that count: published and official, or of the demo.
COUNTS = Q(state=ContestState.PUBLISHED) & (Q(is_trial=False) | Q(is_demo=True))


@dataclass(frozen=True)
class Scope:
    """The contests of `organisation` and everything below it, or only `contest`, in `window`;
    with an `audience` only the attempts of that group."""

    organisation: Organisation
    window: Window
    contest: Contest | None = None
    audience: str = ""

    @cached_property
    def _year_before(self) -> Scope:
        return replace(self, window=self.window.year_before())

    def year_before(self) -> Scope:
        """The same over the same days of the year before."""
        return self._year_before

    @cached_property
    def totals(self) -> tuple[int, int]:
        """All attempts and all distinct persons; counted once for all tables."""
        found = self.attempts().aggregate(
            attempts=Count("pk"), persons=Count("entrant__person", distinct=True)
        )
        return found["attempts"], found["persons"]

    @property
    def is_comparable(self) -> bool:
        """Whether the year before speaks of the same places."""
        return is_comparable(self.window)

    @cached_property
    def hosted(self) -> dict[int, Contest]:
        """Contests that count, by id: an organiser's contest counts once, for the organiser."""
        contests = Contest.objects.filter(COUNTS).select_related("organisation", "current_version")
        if self.contest is not None:
            contests = contests.filter(pk=self.contest.pk)
        else:
            contests = contests.filter(organisation__path__startswith=self.organisation.path)
        return {one.pk: one for one in contests.order_by("pk")}

    @cached_property
    def trials(self) -> int:
        """Contests in trial that run on some day of the window: nothing of them counts."""
        contests = Contest.objects.filter(state=ContestState.PUBLISHED).exclude(COUNTS)
        if self.contest is not None:
            contests = contests.filter(pk=self.contest.pk)
        else:
            contests = contests.filter(organisation__path__startswith=self.organisation.path)
        first, last = self.window.first, self.window.last
        return (
            contests.annotate(opens=Min("rounds__opens_at"), closes=Max("rounds__closes_at"))
            .filter(opens__lt=local_midnight(last + timedelta(days=1)))
            .filter(closes__gte=local_midnight(first))
            .count()
        )

    @cached_property
    def closing_days(self) -> dict[int, date]:
        """The local day on which each hosted contest ends (its last round closes)."""
        rows = Contest.objects.filter(pk__in=self.hosted).annotate(end=Max("rounds__closes_at"))
        return {pk: local_day(end) for pk, end in rows.values_list("pk", "end") if end is not None}

    @cached_property
    def ended(self) -> list[Contest]:
        """Hosted contests that end in the window: the period in which a contest is counted."""
        return [
            contest
            for pk, contest in self.hosted.items()
            if pk in self.closing_days and self.window.holds(self.closing_days[pk])
        ]

    def attempts(self) -> QuerySet[AttemptResult]:
        """Lượt: valid handed-in attempts of hosted contests, by local day of hand-in."""
        return AttemptResult.objects.filter(contest__in=list(self.hosted), **self._days())

    def joined(self) -> QuerySet[AttemptResult]:
        """Attempts of the organisation's own people in contests that others organise."""
        if self.contest is not None:
            return AttemptResult.objects.none()
        mine = Q(organisation__path__startswith=self.organisation.path)
        if self.home_commune is not None:
            mine |= Q(commune=self.home_commune)
        others = Contest.objects.filter(COUNTS).exclude(pk__in=list(self.hosted))
        return AttemptResult.objects.filter(mine, contest__in=others, **self._days())

    def _days(self) -> dict[str, object]:
        days: dict[str, object] = {
            "is_valid": True,
            "day__range": (self.window.first, self.window.last),
        }
        return days | ({"audience": self.audience} if self.audience else {})

    @cached_property
    def home_commune(self) -> AdministrativeUnit | None:
        """The commune that the organisation is the committee of."""
        return self.organisation.unit if self.organisation.kind in COMMITTEES else None

    @cached_property
    def province(self) -> AdministrativeUnit | None:
        """The province whose communes can take part; None for a commune's own report."""
        if self.home_commune is not None and self.contest is None:
            return None
        node: Organisation | None = self.organisation
        while node is not None:
            unit = node.unit
            if unit is not None:
                return unit if unit.level == UnitLevel.PROVINCE else unit.parent
            if node.parent is None:
                break
            node = node.parent
        if node is None:
            return None
        # The tree says no province at its top: the one in which most of its communes lie.
        inside = AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE).annotate(
            here=Count(
                "children__pk",
                filter=Exists(
                    Organisation.objects.filter(
                        path__startswith=node.path, unit=OuterRef("children__pk")
                    )
                ),
            )
        )
        return inside.filter(here__gt=0).order_by("-here", "code").first()

    @cached_property
    def communes(self) -> dict[str, AdministrativeUnit]:
        """The communes of the province on the last day, by code in Vietnamese order."""
        if self.province is None:
            return {}
        found = AdministrativeUnit.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=self.window.last),
            parent=self.province,
            valid_from__lte=self.window.last,
        )
        return {unit.code: unit for unit in found.order_by("sort_key", "code")}

    def head_counts(self, field: str) -> dict[int | str, int]:
        """The newest head-counts not after the last day, by "organisation_id" or "unit_id"."""
        rows = HeadCount.objects.filter(as_of__lte=self.window.last, **{f"{field}__isnull": False})
        return dict(rows.order_by("as_of").values_list(field, "persons"))
