"""One edition: its frozen figures, its files, and its way to the signature."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors.access import can
from contests.clock import SYSTEM
from contests.reports.forms import SignForm
from contests.reports.models import Edition, EditionState
from contests.reports.rules.figures import from_json
from contests.reports.selectors.lists import ATTEMPT_LISTS
from contests.reports.services import reports as services
from contests.reports.services.files import edition_json
from contests.reports.services.reports import ReportRefused
from contests.reports.views.reach import crumbs, seen_edition, title
from contests.reports.views.reports import TONES
from contests.reports.views.shown import address, figure_lines, table_views
from contests.reports.wording.refusals import refused
from contests.reports.wording.sentences import HIDDEN_NOTE, NOT_COMPARABLE_WHY, trials_note
from contests.services.documents import SignedFile

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def edition_detail(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What was frozen, and what can be done with it now."""
    edition = seen_edition(request, public_id, number)
    report = edition.report
    figures = from_json(edition.figures)
    sees_people = can(request.user, "attempt.view", report.organisation)
    opens = address(figures)

    def link(query: str, key: str) -> str:
        return opens(query, key) if sees_people or query not in ATTEMPT_LISTS else ""

    context = {
        "section": "reports",
        "report": report,
        "edition": edition,
        "title": title(report),
        "tone": TONES[EditionState(edition.state)],
        "lines": figure_lines(figures, link),
        "tables": table_views(figures, link),
        "hidden_note": HIDDEN_NOTE if any(one.hidden for one in figures.figures) else "",
        "compare_note": "" if figures.is_comparable else NOT_COMPARABLE_WHY,
        "trials_note": trials_note(figures.trials),
        "edits": can(request.user, "report.edit", report.organisation),
        "signs": can(request.user, "report.sign", report.organisation),
        "is_latest": edition.number == report.edition_number,
        "crumbs": crumbs(report, f"Bản {edition.number}"),
    }
    return render(request, "reports/edition.html", context)


@require_safe
def edition_file(
    request: HttpRequest, public_id: str, number: int, extension: str
) -> HttpResponse | FileResponse:
    """The edition as DOCX, PDF, XLSX or JSON, as it was built."""
    edition = seen_edition(request, public_id, number)
    name = f"bao-cao-{edition.report.organisation.code.lower()}-ban-{edition.number}.{extension}"
    if extension == "json":
        response = HttpResponse(_json(edition), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if extension not in TYPES:
        raise Http404
    file = getattr(edition, extension)
    if not file:
        raise Http404
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=TYPES[extension]
    )


@require_safe
def edition_signed(request: HttpRequest, public_id: str, number: int) -> FileResponse:
    """The signed PDF as it was attached."""
    edition = seen_edition(request, public_id, number)
    if edition.signed_file is None:
        raise Http404
    return FileResponse(
        edition.signed_file.file.open("rb"),
        as_attachment=True,
        filename=f"bao-cao-da-ky-ban-{edition.number}.pdf",
        content_type="application/pdf",
    )


@require_POST
def edition_submit(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Trình ký."""
    edition = seen_edition(request, public_id, number, "report.edit")
    try:
        services.submit(actor=request.user, edition=edition, clock=SYSTEM)
    except ReportRefused as no:
        _say(request, no)
    else:
        messages.success(request, "Đã chuyển sang trình ký. Bản này không dựng lại được nữa.")
    return redirect("edition_detail", public_id, number)


@require_POST
def edition_withdraw(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Rút về để sửa."""
    edition = seen_edition(request, public_id, number, "report.edit")
    try:
        services.withdraw(actor=request.user, edition=edition)
    except ReportRefused as no:
        _say(request, no)
    else:
        messages.success(request, "Đã rút về. Bạn sửa nội dung rồi dựng lại.")
    return redirect("edition_detail", public_id, number)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_sign(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Enter number, date, signer and the signed file, once."""
    edition = seen_edition(request, public_id, number, "report.sign")
    form = SignForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = data["file"]
        try:
            services.sign(
                actor=request.user,
                edition=edition,
                clock=SYSTEM,
                number=data["number"],
                signed_on=data["signed_on"],
                signer=data["signer"],
                file=SignedFile(sent.name, sent.read()) if sent else None,
            )
        except ReportRefused as no:
            for field, code in no.codes.items():
                form.add_error(field if field in form.fields else None, refused(code))
        else:
            messages.success(request, "Đã ghi số, ngày và người ký.")
            return redirect("edition_detail", public_id, number)
    context = {
        "section": "reports",
        "edition": edition,
        "report": edition.report,
        "form": form,
        "crumbs": crumbs(edition.report, f"Bản {edition.number}", "Đã ký"),
    }
    return render(request, "reports/sign.html", context, status=422 if form.errors else 200)


def _json(edition: Edition) -> bytes:
    report = edition.report
    return edition_json(
        from_json(edition.figures),
        edition.narrative,
        audit_head=edition.audit_head,
        edition=edition.number,
        organisation={"code": report.organisation.code, "name": report.organisation.name},
        built_at=edition.built_at.isoformat(),
        state=edition.state,
        number=edition.document_number,
        date=edition.document_date.isoformat() if edition.document_date else "",
        reason=edition.reason,
    )


def _say(request: HttpRequest, no: ReportRefused) -> None:
    for code in no.codes.values():
        messages.error(request, refused(code))
