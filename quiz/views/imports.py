"""Importing a file: template, upload, preview, progress, cancel."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import jobs
from accounts.models import Job, JobState
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can_anywhere, require
from quiz.formats.base import Problem, draft_from_json, problem_from_json
from quiz.formats.excel import ALL_SHEETS
from quiz.formats.excel_template import template
from quiz.forms.banks import AUTO, FORMAT_CHOICES, UploadForm
from quiz.forms.saying import add_refusal, sentence
from quiz.models import ImportBatch, ImportState
from quiz.selectors import shown
from quiz.selectors.batches import batches_for
from quiz.services import imports, mending
from quiz.views.following import follow
from quiz.views.reach import open_bank_of
from quiz.wording import FORMATS, what

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SEVERITIES = (("error", "Phải sửa"), ("warning", "Nên xem lại"), ("note", "Đã tự xử lý"))


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """Tệp mẫu Excel."""
    if not can_anywhere(request.user, Permission.EDIT_QUESTION):
        require(request.user, Permission.EDIT_QUESTION, None)
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="mau-cau-hoi.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: HttpRequest, code: str) -> HttpResponse:
    """Tải tệp lên."""
    bank = open_bank_of(request, code)
    require(request.user, Permission.EDIT_QUESTION, bank.organisation)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    if request.method == "POST" and form.is_valid():
        try:
            batch, known = imports.upload(
                actor=request.user,
                bank=bank,
                file=form.cleaned_data["file"],
                again=form.cleaned_data["again"],
                format=form.cleaned_data["format"] or AUTO,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if known:
                messages.warning(
                    request,
                    "Tệp này đã được tải lên trước đó, nên không đọc lại. "
                    "Dưới đây là kết quả của lần trước.",
                )
            return redirect("import_detail", public_id=batch.public_id)
    return render(
        request,
        "quiz/import_start.html",
        {
            "section": "banks",
            "bank": bank,
            "form": form,
            "batches": batches_for(request.user).filter(bank=bank).order_by("-id")[:10],
        },
        status=422 if form.errors else 200,
    )


def _batch(request: HttpRequest, public_id: str) -> ImportBatch:
    return get_object_or_404(batches_for(request.user), public_id=public_id)


def _progress(batch: ImportBatch) -> dict[str, Any]:
    """Where the work stands, for the page and for its script."""
    job = batch.job
    stuck = (
        batch.state in (ImportState.READING, ImportState.LOADING)
        and job is not None
        and job.state in (JobState.FAILED, JobState.CANCELLED)
    )
    done, total = (job.done, job.total) if job is not None else (0, 0)
    if batch.state == ImportState.LOADING:
        done, total = batch.loaded, batch.accepted
    return {
        "state": batch.state,
        "stuck": stuck,
        "waiting": job is not None and job.state == JobState.WAITING,
        "done": done,
        "total": total,
        "message": job.message if job is not None and stuck else "",
    }


def _group(severity: str, label: str, count: int, problems: list[Problem]) -> dict[str, Any]:
    """The problems of one severity; a file without sheets and columns gets no columns for them."""
    rows = [problem for problem in problems if problem.severity == severity]
    return {
        "severity": severity,
        "label": label,
        "count": count,
        "sheets": any(problem.sheet for problem in rows),
        "columns": any(problem.column for problem in rows),
        "rows": [{"problem": problem, "what": what(problem)} for problem in rows],
    }


@require_safe
def import_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tệp đang đọc, chờ xác nhận, đang đưa vào hay đã xong."""
    batch = _batch(request, public_id)
    reading = batch.reading
    problems = [problem_from_json(problem) for problem in reading.get("problems", [])]
    counts = reading.get("counts", {})
    groups = [
        _group(severity, label, counts[severity], problems)
        for severity, label in _SEVERITIES
        if counts.get(severity)
    ]
    return render(
        request,
        "quiz/import_detail.html",
        {
            "section": "banks",
            "batch": batch,
            "bank": batch.bank,
            "progress": _progress(batch),
            "groups": groups,
            "errors": counts.get("error", 0),
            "candidates": [(code, FORMATS[code]) for code in reading.get("candidates", [])],
            "formats": FORMAT_CHOICES,
            "read_as": reading.get("as", AUTO),
            "has_copy": mending.has_copy(batch),
            "of_many_sheets": mending.of_many_sheets(batch),
            "all_sheets": ALL_SHEETS,
            "reading": reading,
            "left_out": batch.questions - batch.accepted - reading.get("same", 0),
            "shown": [shown.of_draft(draft_from_json(data)) for data in reading.get("shown", [])],
        },
    )


@require_safe
def import_status(request: HttpRequest, public_id: str) -> JsonResponse:
    """The same as data, for the page's script."""
    return JsonResponse(_progress(_batch(request, public_id)))


@require_POST
def import_act(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Đưa vào, hủy, làm tiếp, đọc lại theo trang tính hay kiểu tệp khác, ghi chú vào bản sao."""
    batch = _batch(request, public_id)
    try:
        if verb == "confirm":
            imports.confirm(
                actor=request.user, batch=batch, only_valid=bool(request.POST.get("only_valid"))
            )
        elif verb == "cancel":
            imports.cancel(actor=request.user, batch=batch)
            messages.success(request, "Đã hủy. Ngân hàng không thay đổi.")
        elif verb == "retry":
            imports.retry(actor=request.user, batch=batch)
        elif verb == "copy":
            job = mending.start_copy(actor=request.user, batch=batch)
            return redirect("import_copy_job", public_id=job.public_id)
        else:
            imports.read_again(
                actor=request.user,
                batch=batch,
                sheet=request.POST.get("sheet", ""),
                format=request.POST.get("format", AUTO),
            )
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("import_detail", public_id=public_id)


def _copy(request: HttpRequest, public_id: str) -> tuple[Job, ImportBatch]:
    """The user's own job and its batch, which they may see still."""
    job = get_object_or_404(Job, kind=mending.COPY_JOB, owner=request.user, public_id=public_id)
    return job, get_object_or_404(batches_for(request.user), pk=job.payload["batch"])


@require_safe
def import_copy_job(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the copy is, then the copy."""
    job, batch = _copy(request, public_id)
    return follow(
        request,
        job,
        "quiz/import_copy.html",
        {"batch": batch, "bank": batch.bank, "done": job.state == JobState.DONE},
    )


@require_POST
def import_copy_act(request: HttpRequest, public_id: str, verb: str) -> HttpResponseBase:
    """Dừng lại, hoặc tải bản đã ghi chú."""
    job, batch = _copy(request, public_id)
    if verb == "stop":
        jobs.cancel(job=job)
        return redirect("import_detail", public_id=batch.public_id)
    try:
        file = mending.take_copy(actor=request.user, job=job, batch=batch)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("import_detail", public_id=batch.public_id)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{PurePath(batch.file_name).stem} - cho can sua.xlsx",
        content_type=XLSX,
    )
