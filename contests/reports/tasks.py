"""The job that builds an edition."""

from __future__ import annotations

from typing import Any

from accounts.jobs import JobRefused, Run, handler
from contests.clock import SYSTEM
from contests.reports.models import Report
from contests.reports.services.reports import BUILD, ReportRefused, build_edition
from contests.reports.wording.refusals import refused


@handler(BUILD)
def build(run: Run) -> dict[str, Any]:
    """Build the edition that was asked for; twice over gives the same draft."""
    report = Report.objects.select_related("organisation", "contest").get(
        public_id=run.payload["report"], organisation=run.job.organisation
    )
    try:
        edition = build_edition(
            actor=run.job.owner,
            report=report,
            clock=SYSTEM,
            reason=run.payload.get("reason", ""),
            tell=lambda done, total: run.progress(done, total),
        )
    except ReportRefused as no:
        raise JobRefused(" ".join(refused(code) for code in no.codes.values())) from no
    return {"edition": edition.number}
