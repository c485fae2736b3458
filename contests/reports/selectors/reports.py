"""Reports and editions as pages and services find them."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Job, JobState, Organisation, User
from accounts.selectors.access import for_user
from contests.reports.models import Edition, Report
from contests.reports.rules.windows import Window
from contests.reports.selectors.scope import Scope

WAITING = (JobState.WAITING, JobState.RUNNING)


def scope_of(report: Report) -> Scope:
    """What a report speaks of."""
    return Scope(report.organisation, Window(report.window_from, report.window_to), report.contest)


def latest_edition(report: Report) -> Edition | None:
    """The newest edition."""
    return report.editions.order_by("-number").first()


def previous_report(organisation: Organisation, of_contest: bool, last: date) -> Report | None:
    """The newest earlier report of the organisation, of the same sort; the same day counts."""
    return (
        Report.objects.filter(
            organisation=organisation, contest__isnull=not of_contest, window_to__lte=last
        )
        .order_by("-window_to", "-pk")
        .first()
    )


def reports_for(user: User, permission: str = "report.view") -> QuerySet[Report]:
    """Reports of the subtrees where `user` holds `permission`, newest window first, each with
    number and state of its newest edition."""
    newest = Edition.objects.filter(report=OuterRef("pk")).order_by("-number")
    return (
        for_user(Report.objects.all(), user, permission)
        .select_related("organisation", "contest")
        .annotate(
            edition_number=Subquery(newest.values("number")[:1]),
            edition_state=Subquery(newest.values("state")[:1]),
            document_number=Subquery(newest.values("document_number")[:1]),
        )
        .order_by("-window_to", "-pk")
    )


def newest_build(report: Report) -> Job | None:
    """The last job that built, or is building, an edition of `report`."""
    return (
        Job.objects.filter(
            kind="report.build", organisation=report.organisation, payload__report=report.public_id
        )
        .order_by("-pk")
        .first()
    )
