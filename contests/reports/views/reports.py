"""The list of reports, a new one, its home, and the clerk's words."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import JobState
from accounts.selectors.access import Forbidden, can, can_anywhere, organisations_with
from contests.clock import SYSTEM
from contests.models import ContestState
from contests.reports.forms import BuildForm, NarrativeForm, ReportForm
from contests.reports.models import EditionState
from contests.reports.selectors.reports import WAITING, newest_build, reports_for, scope_of
from contests.reports.services import reports as services
from contests.reports.services.reports import ReportRefused
from contests.reports.views.reach import crumbs, seen_report, title
from contests.reports.wording.fields import PARTS, part
from contests.reports.wording.refusals import refused
from contests.reports.wording.sentences import trials_note
from contests.rules.clock import local_day
from contests.selectors.contests import for_user

TONES = {EditionState.DRAFT: "", EditionState.SUBMITTED: "busy", EditionState.SIGNED: "good"}


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report the user may see, newest window first."""
    if not can_anywhere(request.user, "report.view"):
        raise Forbidden("report.view")
    page = Paginator(reports_for(request.user), 50).get_page(request.GET.get("page"))
    rows = [
        (
            one,
            title(one),
            EditionState(one.edition_state).label if one.edition_state else "Chưa dựng",
            TONES.get(one.edition_state, "warn"),
        )
        for one in page
    ]
    context = {
        "section": "reports",
        "rows": rows,
        "page": page,
        "may_make": can_anywhere(request.user, "report.edit"),
    }
    return render(request, "reports/list.html", context)


def suggested(today: date) -> tuple[date, date]:
    """A window to start from: since 1 October, the month before the high season, to today."""
    first = date(today.year, 10, 1)
    return (first if first <= today else today - timedelta(days=60)), today


@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    """A new report; it starts from the words of the one before."""
    organisations = organisations_with(request.user, "report.edit")
    top = organisations.order_by("path").first()
    if top is None:
        raise Forbidden("report.edit")
    first, last = suggested(local_day(SYSTEM.now()))
    contests = for_user(request.user, "contest.edit").filter(state=ContestState.PUBLISHED)
    form = ReportForm(
        request.POST or None,
        organisations=organisations,
        contests=contests,
        initial={"organisation": top.code, "window_from": first, "window_to": last},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report = services.create_report(
                actor=request.user,
                organisation=data["organisation"],
                first=data["window_from"],
                last=data["window_to"],
                contest=data["contest"],
            )
        except ReportRefused as no:
            _show(form, no)
        else:
            return redirect("report_home", report.public_id)
    context = {"section": "reports", "form": form, "crumbs": crumbs(None, "Lập báo cáo")}
    return render(request, "reports/new.html", context, status=422 if form.errors else 200)


@require_safe
def report_home(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the report stands: what is written, its editions, building."""
    report = seen_report(request, public_id)
    edits = can(request.user, "report.edit", report.organisation)
    editions = list(report.editions.select_related("signed_file").order_by("-number"))
    job = newest_build(report)
    going = job is not None and job.state in WAITING
    latest = editions[0] if editions else None
    context = {
        "section": "reports",
        "report": report,
        "title": title(report),
        "parts": [
            (one, sum(bool(report.narrative.get(field.code)) for field in one.fields))
            for one in PARTS
        ],
        "editions": [(one, TONES[EditionState(one.state)]) for one in editions],
        "latest": latest,
        "may_build": edits and (latest is None or latest.state != EditionState.SUBMITTED),
        "needs_reason": latest is not None and latest.state == EditionState.SIGNED,
        "reason_form": BuildForm(),
        "edits": edits,
        "job": job,
        "going": going,
        "percent": 100 * job.done // job.total if job and job.total else 0,
        "trials_note": trials_note(scope_of(report).trials),
        "failed": job is not None and job.state == JobState.FAILED,
        "crumbs": crumbs(None, title(report)),
    }
    response = render(request, "reports/home.html", context)
    if going:
        response["Refresh"] = "5"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def report_narrative(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """The clerk's words of one part; a draft, saved as often as one likes."""
    report = seen_report(request, public_id, "report.edit")
    try:
        this = part(code)
    except KeyError:
        raise Http404 from None
    form = NarrativeForm(request.POST or None, part=this, initial=report.narrative)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_narrative(actor=request.user, report=report, values=form.cleaned_data)
        except ReportRefused as no:
            _show(form, no)
        else:
            messages.success(request, f"Đã lưu “{this.title}”.")
            at = PARTS.index(this)
            if "next" in request.POST and at + 1 < len(PARTS):
                return redirect("report_narrative", report.public_id, PARTS[at + 1].code)
            return redirect("report_home", report.public_id)
    context = {
        "section": "reports",
        "report": report,
        "form": form,
        "part": this,
        "parts": PARTS,
        "is_last": this is PARTS[-1],
        "crumbs": crumbs(report, this.title),
    }
    return render(request, "reports/narrative.html", context, status=422 if form.errors else 200)


@require_POST
def report_build(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for an edition; the report's page shows how far it is."""
    report = seen_report(request, public_id, "report.edit")
    job = newest_build(report)
    if job is None or job.state not in WAITING:
        try:
            services.start_build(
                actor=request.user, report=report, reason=request.POST.get("reason", "")
            )
        except ReportRefused as no:
            for code in no.codes.values():
                messages.error(request, refused(code))
    return redirect("report_home", report.public_id)


@require_safe
def report_build_state(request: HttpRequest, public_id: str) -> JsonResponse:
    """How far the building is, for the page's script."""
    report = seen_report(request, public_id)
    job = newest_build(report)
    if job is None:
        raise Http404
    return JsonResponse({"state": job.state, "done": job.done, "total": job.total})


def _show(form: ReportForm | NarrativeForm, no: ReportRefused) -> None:
    for field, code in no.codes.items():
        form.add_error(field if field in form.fields else None, refused(code))
