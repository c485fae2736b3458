"""Staff lists: who is on them, and the way from an Excel file to the list."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import jobs, selectors
from accounts.formats.sheet import MAX_BYTES, check_container
from accounts.formats.template import roster_template
from accounts.forms import ReasonForm, RosterUploadForm, add_refusal
from accounts.models import Job, JobState, Organisation
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors.people import staff
from accounts.services.files import store_file
from accounts.services.people import reveal
from accounts.services.roster import KINDS
from accounts.views.organisations import crumbs, seen_organisation

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def staff_list(request: HttpRequest, code: str) -> HttpResponse:
    """The staff of an organisation and its parts, numbers masked."""
    organisation = seen_organisation(request, code, Permission.VIEW_PERSON)
    text = request.GET.get("q", "")[:100]
    page = Paginator(staff(request.user, organisation, text=text), 50).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "accounts/staff_list.html",
        {
            "section": "organisations",
            "node": organisation,
            "page": page,
            "query": query.urlencode(),
            "q": text,
            "may_import": selectors.can(request.user, Permission.IMPORT_ROSTER, organisation),
            "may_reveal": selectors.can(request.user, Permission.REVEAL_PERSON, organisation),
            "crumbs": crumbs(organisation, "Danh sách cán bộ"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def staff_reveal(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """One person's numbers in full, for a reason that is logged."""
    organisation = seen_organisation(request, code, Permission.REVEAL_PERSON)
    person = get_object_or_404(staff(request.user, organisation), public_id=public_id)
    form = ReasonForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = reveal(
                actor=request.user,
                person=person,
                organisation=organisation,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            add_refusal(form, refused)
    return render(
        request,
        "accounts/staff_reveal.html",
        {
            "section": "organisations",
            "node": organisation,
            "person": person,
            "form": form,
            "shown": shown,
            "crumbs": crumbs(organisation, str(person)),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def roster_template_file(request: HttpRequest, code: str) -> HttpResponse:
    """The Excel file to fill in."""
    organisation = seen_organisation(request, code, Permission.IMPORT_ROSTER)
    buffer = io.BytesIO()
    roster_template(
        buffer,
        parts=list(
            Organisation.objects.filter(path__startswith=organisation.path, is_active=True)
            .order_by("path")
            .values_list("code", flat=True)[:500]
        ),
    )
    response = HttpResponse(buffer.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="danh-sach-can-bo.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def roster_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Step 1: the file. It is looked at by a job; this answers at once."""
    organisation = seen_organisation(request, code, Permission.IMPORT_ROSTER)
    form = RosterUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MAX_BYTES:
                raise Refused("file-too-large", field="file", limit="10 MB")
            data = upload.read()
            check_container(data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            file = store_file(
                owner=request.user,
                organisation=organisation,
                name=upload.name,
                data=data,
                suffix=".xlsx",
                personal=True,
            )
            job = jobs.enqueue(
                kind="roster.preview",
                owner=request.user,
                organisation=organisation,
                payload={"file": file.public_id},
            )
            return redirect("roster_job", organisation.code, job.public_id)
    return render(
        request,
        "accounts/roster_upload.html",
        {
            "section": "organisations",
            "node": organisation,
            "form": form,
            "step": 1,
            "crumbs": crumbs(organisation, "Nhập danh sách cán bộ"),
        },
        status=422 if form.errors else 200,
    )


def _job(request: HttpRequest, code: str, public_id: str) -> tuple[Organisation, Job]:
    organisation = seen_organisation(request, code, Permission.IMPORT_ROSTER)
    job = get_object_or_404(
        Job, public_id=public_id, owner=request.user, organisation=organisation, kind__in=KINDS
    )
    return organisation, job


@require_safe
def roster_job(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """Steps 2 and 3: progress, preview or result, whatever the job has come to.

    Without JavaScript the page asks again every two seconds by itself.
    """
    organisation, job = _job(request, code, public_id)
    going = job.state in (JobState.WAITING, JobState.RUNNING)
    response = render(
        request,
        "accounts/roster_job.html",
        {
            "section": "organisations",
            "node": organisation,
            "job": job,
            "going": going,
            "preview": job.kind == "roster.preview",
            "step": 2 if job.kind == "roster.preview" else 3,
            "percent": 100 * job.done // job.total if job.total else 0,
            "crumbs": crumbs(organisation, "Nhập danh sách cán bộ"),
        },
    )
    if going:
        response["Refresh"] = "2"
    return response


@require_safe
def roster_job_state(request: HttpRequest, code: str, public_id: str) -> JsonResponse:
    """How far the job is, for the page's script."""
    _, job = _job(request, code, public_id)
    return JsonResponse(
        {"state": job.state, "done": job.done, "total": job.total, "message": job.message}
    )


@require_POST
def roster_confirm(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """The person has seen the preview: look again with the identity numbers put right, or write."""
    organisation, job = _job(request, code, public_id)
    is_gone = bool(job.result.get("removed"))
    if job.kind != "roster.preview" or job.state != JobState.DONE or is_gone:
        messages.error(request, "Bản xem trước này không còn dùng được. Hãy nhập lại tệp.")
        return redirect("roster_upload", organisation.code)
    repair = request.POST.get("repair_cccd") == "1" or bool(job.payload.get("repair_cccd"))
    again = request.POST.get("again") == "1"
    made = jobs.enqueue(
        kind="roster.preview" if again else "roster.import",
        owner=request.user,
        organisation=organisation,
        payload={
            "file": job.payload["file"],
            "repair_cccd": repair,
            "only_good": request.POST.get("only_good") == "1",
        },
    )
    return redirect("roster_job", organisation.code, made.public_id)


@require_POST
def roster_cancel(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """Stop the job; what is written so far stays and the same file may be given again."""
    organisation, job = _job(request, code, public_id)
    jobs.cancel(job=job)
    return redirect("roster_job", organisation.code, job.public_id)
