"""The page of a job: a script asks how far it is; without one the page asks again by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.models import Job, JobState

GOING = (JobState.WAITING, JobState.RUNNING)


def follow(request: HttpRequest, job: Job, template: str, context: dict[str, Any]) -> HttpResponse:
    """`template` with `job`, `going` and `percent`; the figures alone for a script."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"state": job.state, "done": job.done, "total": job.total, "message": job.message}
        )
    going = job.state in GOING
    percent = 100 * job.done // job.total if job.total else 0
    shown = {"section": "banks", "job": job, "going": going, "percent": percent}
    response = render(request, template, {**shown, **context})
    if going:
        response["Refresh"] = "2"
    return response
