"""A bank as a file: what each format would not hold, the making of the file, the file."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import jobs
from accounts.models import Job, JobState
from accounts.rules.refusal import Refused
from quiz.formats.left import loss_from_json, survey
from quiz.formats.registry import BY_CODE, PRINTED, WRITABLE
from quiz.forms.exports import APPROVED, ExamForm, ExportForm
from quiz.forms.saying import sentence
from quiz.models import Bank
from quiz.selectors.banks import banks_for
from quiz.selectors.questions import drafts_of, newest
from quiz.services import exports
from quiz.views.following import follow
from quiz.views.reach import open_bank_of
from quiz.wording import what
from quiz.wording.exports import USES, lost_words
from quiz.wording.problems import FORMATS

SURVEYED_MAX: Final = 500
"""Questions of a bank that the page itself holds against every format; a larger bank's losses are
listed once its file is made."""
_TEXT: Final = "text/plain; charset=utf-8"
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml",
    "zip": "application/zip",
    "txt": _TEXT,
}
_ENDINGS: Final = {"gift": "txt", "aiken": "txt"}
"""Formats whose own ending no program knows."""


@require_http_methods(["GET", "HEAD", "POST"])
def bank_export(request: HttpRequest, code: str) -> HttpResponse:
    """Tải về: chọn kiểu tệp, hoặc đề thi để in; tệp do một việc chạy nền làm."""
    bank = open_bank_of(request, code)
    wanted = request.POST.get("do", "")
    form = ExportForm(request.POST if wanted == "file" else None, initial={"format": WRITABLE[0]})
    exam = ExamForm(request.POST if wanted == "exam" else None)
    if wanted == "file" and form.is_valid():
        return _started(
            request,
            bank,
            code=form.cleaned_data["format"],
            only_approved=form.cleaned_data["which"] == APPROVED,
        )
    if wanted == "exam" and exam.is_valid():
        return _started(
            request,
            bank,
            code=PRINTED[0],
            exam=exam.exam(),
            only_approved=exam.cleaned_data["exam_which"] == APPROVED,
        )
    total = newest(bank).count()
    small = total <= SURVEYED_MAX
    lost: dict[str, Any] = {}
    if small and total:
        drafts = (draft for _, draft in drafts_of(newest(bank)))
        lost = survey(drafts, {code: BY_CODE[code].holds for code in (*WRITABLE, *PRINTED)})
    chosen = form["format"].value()
    return render(
        request,
        "quiz/bank_export.html",
        {
            "section": "banks",
            "bank": bank,
            "total": total,
            "form": form,
            "exam": exam,
            "formats": [
                {
                    "code": code,
                    "name": FORMATS[code],
                    "use": USES[code],
                    "lost": lost_words(lost[code]) if code in lost else "",
                    "chosen": code == chosen,
                }
                for code in WRITABLE
            ],
            "exam_lost": lost_words(lost[PRINTED[0]]) if PRINTED[0] in lost else "",
        },
        status=422 if form.errors or exam.errors else 200,
    )


def _started(request: HttpRequest, bank: Bank, **wanted: Any) -> HttpResponse:
    job = exports.start_export(actor=request.user, bank=bank, **wanted)
    return redirect("export_job", public_id=job.public_id)


def _job(request: HttpRequest, public_id: str) -> tuple[Job, Bank]:
    """The user's own job and its bank, which must be open to them still."""
    job = get_object_or_404(Job, kind=exports.EXPORT_JOB, owner=request.user, public_id=public_id)
    known = get_object_or_404(banks_for(request.user), pk=job.payload["bank"])
    return job, open_bank_of(request, known.code)


@require_safe
def export_job(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the file is; once it is there, what it does not hold, and then the file."""
    job, bank = _job(request, public_id)
    losses = [loss_from_json(one) for one in job.result.get("left", [])]
    code = job.payload["format"]
    exam = job.payload["exam"] or {}
    return follow(
        request,
        job,
        "quiz/export_job.html",
        {
            "bank": bank,
            "name": FORMATS[code],
            "exam": exam,
            "codes": ", ".join(exam.get("codes", ())),
            "done": job.state == JobState.DONE,
            "groups": [
                {"title": title, "rows": [_row(loss) for loss in losses if loss.whole is whole]}
                for whole, title in ((True, "Câu không có trong tệp"), (False, "Phần bị bỏ đi"))
            ],
            "complete": not losses,
        },
    )


def _row(loss: Any) -> dict[str, Any]:
    return {
        "what": what(loss.problem),
        "count": loss.count,
        "refs": ", ".join(loss.refs),
        "more": loss.count - len(loss.refs),
    }


@require_POST
def export_act(request: HttpRequest, public_id: str, verb: str) -> HttpResponseBase:
    """Dừng lại, hoặc tải tệp đã làm xong."""
    job, bank = _job(request, public_id)
    if verb == "cancel":
        jobs.cancel(job=job)
        return redirect("bank_export", code=bank.code)
    try:
        file = exports.take_file(actor=request.user, job=job, bank=bank)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("bank_export", code=bank.code)
    code = job.payload["format"]
    ending = _ENDINGS.get(code) or BY_CODE[code].extensions[0]
    day = timezone.localdate().strftime("%Y%m%d")
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{bank.code}-{day}.{ending}",
        content_type=_TYPES[ending],
    )
