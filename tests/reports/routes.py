"""The lines of reports in the matrix."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Job
from contests.reports.models import Edition, EditionState, Report
from contests.reports.rules.figures import FigureSet, to_json
from tests.cast import Cast
from tests.matrix import Route

#: Who holds a role over the department or above it, by permission.
SEES = frozenset({"admin", "organizer", "viewer"})
EDITS = frozenset({"admin", "organizer"})
#: Holders of the permission anywhere, each for their own tree.
SEES_ANYWHERE = SEES | {"focal_point", "stranger"}
EDITS_ANYWHERE = EDITS | {"stranger"}


def make_report(cast: Cast) -> Report:
    report, _ = Report.objects.get_or_create(
        organisation=cast.department,
        window_from=date(2026, 10, 1),
        window_to=date(2026, 11, 9),
    )
    return report


def make_edition(cast: Cast, state: str = EditionState.DRAFT) -> Edition:
    empty = FigureSet(cast.department.code, "", "2026-10-01", "2026-11-09", True, (), ())
    edition = Edition(
        report=make_report(cast),
        number=1,
        state=state,
        figures=to_json(empty),
        narrative={},
        sha256="0" * 64,
        built_at=datetime(2026, 11, 10, tzinfo=UTC),
    )
    edition.docx.save("thu.docx", ContentFile(b"docx"), save=False)
    edition.save()
    return edition


def report(cast: Cast) -> dict[str, Any]:
    return {"public_id": make_report(cast).public_id}


def part(cast: Cast) -> dict[str, Any]:
    return report(cast) | {"code": "mo-dau"}


def building(cast: Cast) -> dict[str, Any]:
    args = report(cast)
    Job.objects.create(
        kind="report.build",
        owner=cast.organizer,
        organisation=cast.department,
        payload={"report": args["public_id"]},
    )
    return args


def edition(cast: Cast) -> dict[str, Any]:
    return report(cast) | {"number": make_edition(cast).number}


def submitted(cast: Cast) -> dict[str, Any]:
    return report(cast) | {"number": make_edition(cast, EditionState.SUBMITTED).number}


def signed(cast: Cast) -> dict[str, Any]:
    from accounts.services.files import store_file

    made = make_edition(cast, EditionState.SIGNED)
    made.signed_file = store_file(
        owner=cast.organizer,
        organisation=cast.department,
        name="ky.pdf",
        data=b"%PDF-1.7 %%EOF",
        suffix=".pdf",
    )
    made.save()
    return report(cast) | {"number": made.number}


def file_of(cast: Cast) -> dict[str, Any]:
    return edition(cast) | {"extension": "docx"}


ROUTES: dict[str, Route] = {
    "report_list": Route(SEES_ANYWHERE),
    "report_new": Route(EDITS_ANYWHERE),
    "statistics": Route(SEES_ANYWHERE),
    # Its address names the organisation in the query: tests/reports/views asks it for everybody.
    "figure_list": Route(frozenset(), lambda cast: {"query": "attempts"}),
    "report_home": Route(SEES, report),
    "report_narrative": Route(EDITS, part),
    "report_build": Route(EDITS, report, method="POST"),
    "report_build_state": Route(SEES, building),
    "edition_detail": Route(SEES, edition),
    "edition_file": Route(SEES, file_of),
    "edition_signed": Route(SEES, signed),
    "edition_submit": Route(EDITS, edition, method="POST"),
    "edition_withdraw": Route(EDITS, submitted, method="POST"),
    "edition_sign": Route(EDITS, submitted),
}
