"""The organizer's pages of results: overview, freezing, one standing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import jobs
from accounts.models import Job, JobState
from accounts.selectors.access import can, require
from contests.clock import SYSTEM
from contests.models import Contest, Entrant, Paper, PaperState
from contests.results.forms import FreezeForm
from contests.results.models import AttemptResult, Standing, UnitBoard
from contests.results.selectors.boards import PAGE, Filters, FrozenRows
from contests.results.selectors.standings import complete
from contests.results.services.exporting import standing_workbook
from contests.results.services.standings import CannotFreeze, check_settled, publish
from contests.results.wording import say
from contests.rules.ruleset import Overall
from contests.selectors.contests import published_rules
from contests.views.reach import crumbs, seen_contest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The pages of results: what they are called, the right they need, the addresses below each.
PAGES = (
    ("Xếp hạng", "", ("manage", "freeze", "job", "standing", "publish")),
    ("Lượt thi", "sees_attempts", ("attempts", "attempt")),
    ("Đáp án", "publishes", ("keys", "key")),
    ("Phân tích câu hỏi", "publishes", ("analysis",)),
    ("Bốc thăm", "publishes", ("draw", "annul_draw")),
    ("Giải thưởng", "awards", ("awards", "award")),
)
JOB_NAMES = {
    "results.freeze": "Chốt bảng",
    "results.remark": "Chấm lại",
    "results.analyse": "Phân tích câu hỏi",
}


def page_of(request: HttpRequest, contest: Contest, *last: str, **more: Any) -> dict[str, Any]:
    """What every page of results needs: contest, tabs, crumbs, what the user may do."""
    trail = crumbs(contest, *last)
    if last and last[0] != "Kết quả":
        trail.insert(2, ("Kết quả", reverse("results:manage", args=[contest.slug])))
    rights = {
        "publishes": can(request.user, "result.publish", contest.organisation),
        "awards": can(request.user, "award.manage", contest.organisation),
        "sees_attempts": can(request.user, "attempt.view", contest.organisation),
    }
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "section": "contests",
        "tab": "results",
        "contest": contest,
        "edits": can(request.user, "contest.edit", contest.organisation),
        "sees_results": True,
        **rights,
        "pages": [
            (label, reverse(f"results:{names[0]}", args=[contest.slug]), here in names)
            for label, right, names in PAGES
            if not right or rights[right]
        ],
        "crumbs": trail,
        **more,
    }


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Every ranking of the contest with its versions, and what can be done next."""
    contest = seen_contest(request, slug, "result.view")
    if contest.current_version_id is None:
        return render(request, "results/manage.html", page_of(request, contest, "Kết quả"))
    rules = published_rules(contest)
    now = SYSTEM.now()
    scopes = []
    for one in [*contest.rounds.order_by("number"), None]:
        versions = list(complete(contest, one)[:20])
        try:
            check_settled(contest, one, rules, now)
            waits = ""
        except CannotFreeze as refused:
            waits = say(refused.fault)
        scopes.append(
            {
                "number": one.number if one else 0,
                "name": one.name if one else "Cả cuộc thi",
                "units_only": one is None and rules.ranking.overall is Overall.NONE,
                "versions": versions,
                "waits": waits,
            }
        )
    results = AttemptResult.objects.filter(contest=contest)
    handed_in = Paper.objects.filter(
        contest=contest, state=PaperState.SUBMITTED, is_practice=False
    ).count()
    marked = results.count()
    return render(
        request,
        "results/manage.html",
        page_of(
            request,
            contest,
            "Kết quả",
            scopes=scopes,
            marked=marked,
            waiting=max(0, handed_in - results.filter(paper__state=PaperState.SUBMITTED).count()),
            invalid=results.filter(is_valid=False).count(),
            jobs=Job.objects.filter(
                kind__in=JOB_NAMES,
                payload__contest=contest.public_id,
                state__in=[JobState.WAITING, JobState.RUNNING],
            ),
        ),
    )


@require_POST
def freeze_standing(request: HttpRequest, slug: str) -> HttpResponse:
    """Start freezing; the job's page shows how far it is."""
    contest = seen_contest(request, slug, "result.publish")
    require(request.user, "result.publish", contest.organisation)
    form = FreezeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Không rõ cần chốt bảng nào. Hãy mở lại trang Kết quả.")
        return redirect("results:manage", slug)
    number = form.cleaned_data["round"]
    round_ = get_object_or_404(contest.rounds, number=number) if number else None
    if complete(contest, round_).exists() and not form.cleaned_data["reason"]:
        messages.error(request, "Bảng này đã chốt. Muốn chốt lại, hãy ghi lý do.")
        return redirect("results:manage", slug)
    made = jobs.enqueue(
        kind="results.freeze",
        owner=request.user,
        organisation=contest.organisation,
        payload={
            "contest": contest.public_id,
            "round": number,
            "reason": form.cleaned_data["reason"],
        },
    )
    return redirect("results:job", slug, made.public_id)


def _job(contest: Contest, public_id: str) -> Job:
    return get_object_or_404(
        Job, public_id=public_id, kind__in=JOB_NAMES, payload__contest=contest.public_id
    )


@require_safe
def job(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """How far freezing or marking again is; without JavaScript the page asks again by itself."""
    contest = seen_contest(request, slug, "result.view")
    own = _job(contest, public_id)
    going = own.state in (JobState.WAITING, JobState.RUNNING)
    if own.state == JobState.DONE and own.kind == "results.freeze":
        return redirect("results:standing", slug, own.result["standing"])
    if own.state == JobState.DONE and own.kind == "results.analyse":
        return redirect("results:analysis", slug)
    response = render(
        request,
        "results/job.html",
        page_of(
            request,
            contest,
            JOB_NAMES[own.kind],
            job=own,
            going=going,
            percent=100 * own.done // own.total if own.total else 0,
        ),
    )
    if going:
        response["Refresh"] = "2"
    return response


@require_safe
def job_state(request: HttpRequest, slug: str, public_id: str) -> JsonResponse:
    """How far the job is, for the page's script."""
    own = _job(seen_contest(request, slug, "result.view"), public_id)
    return JsonResponse(
        {"state": own.state, "done": own.done, "total": own.total, "message": own.message}
    )


def _standing(contest: Contest, pk: int) -> Standing:
    found = Standing.objects.select_related("round", "contest__organisation", "frozen_by__person")
    return get_object_or_404(found, contest=contest, pk=pk, is_complete=True)


@require_safe
def standing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One frozen version: its rows, what changed, its seal."""
    contest = seen_contest(request, slug, "result.view")
    own = _standing(contest, pk)
    page = Paginator(FrozenRows(own, Filters()), PAGE).get_page(request.GET.get("page"))
    changed = own.differences[:100]
    names = dict(
        Entrant.objects.filter(pk__in=[one["entrant"] for one in changed]).values_list(
            "pk", "display_name"
        )
    )
    name = own.round.name if own.round else "Cả cuộc thi"
    return render(
        request,
        "results/standing.html",
        page_of(
            request,
            contest,
            f"{name}, bản {own.version}",
            standing=own,
            name=name,
            page=page,
            rows=list(page.object_list),
            changed=[(names.get(one["entrant"], "–"), one) for one in changed],
            changed_count=len(own.differences),
            units=own.unit_rows.filter(board=UnitBoard.ORGANISATION).count(),
            communes=own.unit_rows.filter(board=UnitBoard.COMMUNE).count(),
        ),
    )


@require_POST
def publish_standing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the version to everybody."""
    contest = seen_contest(request, slug, "result.publish")
    publish(standing=_standing(contest, pk), actor=request.user)
    messages.success(request, "Đã công bố bảng xếp hạng.")
    return redirect("results:standing", slug, pk)


@require_safe
def standing_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The version as a workbook, names as shown in public; logged."""
    contest = seen_contest(request, slug, "result.view")
    own = _standing(contest, pk)
    data = standing_workbook(standing=own, actor=request.user)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = (
        f'attachment; filename="{contest.slug}-ban-{own.version}.xlsx"'
    )
    return response
