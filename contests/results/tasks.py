"""What the scheduler and the worker run for results."""

from __future__ import annotations

from typing import Any

import structlog

from accounts.jobs import JobRefused, Run, handler
from contests.clock import SYSTEM
from contests.models import Contest
from contests.results.services import analysing, catching_up, correcting
from contests.results.services.standings import CannotFreeze, freeze
from contests.results.wording import say

log = structlog.get_logger("results")


def catch_up() -> None:
    """Mark what was handed in and follow what changed. Periodic, every two seconds."""
    if marked := catching_up.run():
        log.info("papers marked", count=marked)


@handler("results.freeze")
def freeze_job(run: Run) -> dict[str, Any]:
    """Freeze a standing: payload contest (public id), round (number, 0: whole contest), reason."""
    payload = run.payload
    contest = Contest.objects.select_related("organisation").get(public_id=payload["contest"])
    number = payload["round"]
    round_ = contest.rounds.get(number=number) if number else None
    try:
        standing = freeze(
            contest=contest,
            round_=round_,
            actor=run.job.owner,
            clock=SYSTEM,
            reason=payload.get("reason", ""),
            progress=lambda done, total: run.progress(done, total),
        )
    except CannotFreeze as refused:
        raise JobRefused(say(refused.fault)) from refused
    return {"standing": standing.pk, "version": standing.version}


@handler("results.remark")
def remark_job(run: Run) -> dict[str, Any]:
    """Mark every paper again that has a question whose key was corrected."""
    contest = Contest.objects.get(public_id=run.payload["contest"])
    changed = correcting.remark(
        contest,
        int(run.payload["revision"]),
        progress=lambda done, total: run.progress(done, total),
    )
    return {"changed": changed}


@handler("results.analyse")
def analyse_job(run: Run) -> dict[str, Any]:
    """Say what the answers of a contest say about its questions: payload contest (public id)."""
    contest = Contest.objects.select_related("organisation").get(public_id=run.payload["contest"])
    made = analysing.analyse(contest=contest, actor=run.job.owner, progress=run.progress)
    return {"papers": made.papers}
