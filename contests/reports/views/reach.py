"""Which report a page is about: found through the rights of whoever asks, else 404."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contests.reports.models import Edition, Report
from contests.reports.selectors.reports import reports_for


def seen_report(request: HttpRequest, public_id: str, permission: str = "report.view") -> Report:
    """The report over which the user holds `permission`."""
    return get_object_or_404(reports_for(request.user, permission), public_id=public_id)


def seen_edition(
    request: HttpRequest, public_id: str, number: int, permission: str = "report.view"
) -> Edition:
    """One edition of such a report."""
    report = seen_report(request, public_id, permission)
    edition = get_object_or_404(
        report.editions.select_related("built_by__person", "signed_file"), number=number
    )
    edition.report = report
    return edition


def crumbs(report: Report | None, *last: str) -> list[tuple[str, str]]:
    """Where a page stands."""
    trail = [("Báo cáo", reverse("report_list"))]
    if report is not None:
        trail.append((title(report), reverse("report_home", args=[report.public_id])))
    return [*trail, *((words, "") for words in last)]


def title(report: Report) -> str:
    """What a report is called in lists."""
    if report.contest is not None:
        return f"Báo cáo cuộc thi “{report.contest.title}”"
    return f"Báo cáo Ngày Pháp luật năm {report.window_to.year}"
