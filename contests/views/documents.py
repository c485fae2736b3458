"""The three documents: drafts to sign, and what was given to them when they were signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contests.clock import SYSTEM
from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from contests.forms.papers import DocumentForm
from contests.models import DocumentRole
from contests.selectors.setup import issued_documents, official_document
from contests.services.documents import SignedFile, enter_document
from contests.services.publishing import draft_faults
from contests.services.setup import SetupRefused
from contests.views.reach import crumbs, role_of, seen_contest, site_of
from contests.wording.setup import DOCUMENT, sentence

WRITERS = {
    "docx": (
        write_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (write_pdf, "application/pdf"),
}


@require_safe
def contest_documents(request: HttpRequest, slug: str) -> HttpResponse:
    """Downloads, and where number, date and signer are entered."""
    contest = seen_contest(request, slug, "contest.edit")
    issued = issued_documents(contest)
    rows = [
        (role.value.replace("_", "-"), DOCUMENT[role], issued.get(role)) for role in DocumentRole
    ]
    return render(
        request,
        "contests/documents.html",
        {
            "section": "contests",
            "contest": contest,
            "rows": rows,
            "ready": contest.current_version_id is not None or not draft_faults(contest),
            "crumbs": crumbs(contest, "Văn bản"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contest_document(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Enter number, date, signer and the signed file of one document."""
    contest = seen_contest(request, slug, "contest.publish")
    which = role_of(role)
    issued = issued_documents(contest).get(which)
    form = DocumentForm(
        request.POST or None, request.FILES or None, initial=DocumentForm.of(issued)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = data["file"]
        try:
            enter_document(
                contest=contest,
                actor=request.user,
                clock=SYSTEM,
                role=which,
                number=data["number"],
                signed_on=data["signed_on"],
                signer=data["signer"],
                signer_title=data["signer_title"],
                file=SignedFile(sent.name, sent.read()) if sent else None,
            )
        except SetupRefused as refused:
            for fault in refused.faults:
                form.add_error(fault.field or None, sentence(fault))
        else:
            messages.success(request, f"Đã lưu {DOCUMENT[which]}.")
            return redirect("contest_documents", contest.slug)
    return render(
        request,
        "contests/document.html",
        {
            "section": "contests",
            "contest": contest,
            "form": form,
            "name": DOCUMENT[which],
            "issued": issued,
            "crumbs": crumbs(contest, "Văn bản"),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def contest_document_file(
    request: HttpRequest, slug: str, role: str, extension: str
) -> HttpResponse:
    """The document for signing, as DOCX or PDF."""
    contest = seen_contest(request, slug, "contest.edit")
    which = role_of(role)
    if extension not in WRITERS:
        raise Http404
    if contest.current_version_id is None and draft_faults(contest):
        messages.error(request, "Bản nháp còn chỗ cần sửa nên chưa in được văn bản.")
        return redirect("contest_summary", contest.slug)
    write, content_type = WRITERS[extension]
    document = official_document(contest, which, now=SYSTEM.now(), site=site_of(request, contest))
    response = HttpResponse(write(document), content_type=content_type)
    name = f"{role}-{contest.slug}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
