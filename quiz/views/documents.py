"""The bookcase: open pages without a session, and its desk for those who keep it."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import Forbidden, can_anywhere
from quiz.forms.documents import DocumentFilterForm, DocumentForm
from quiz.forms.saying import add_refusal, sentence
from quiz.models import LegalDocument
from quiz.rules.law_text import articles_with, blocks
from quiz.rules.validity import Validity
from quiz.selectors.documents import documents, name_of, search, state_of, state_words
from quiz.services.documents import EDITABLE, remove_document, save_document

PAGE = 30
HITS = 4
_PICTURE = re.compile(r"[A-Za-z0-9_-]{22}\.webp")
_TONES = {
    Validity.IN_FORCE: "good",
    Validity.EXPIRED: "bad",
    Validity.NOT_YET: "warn",
    Validity.UNKNOWN: "",
}


def _row(document: LegalDocument, words: str = "") -> dict[str, object]:
    today = timezone.localdate()
    return {
        "document": document,
        "name": name_of(document),
        "replacement": name_of(document.replaced_by) if document.replaced_by else "",
        "state": state_words(document, today),
        "tone": _TONES[state_of(document, today)],
        "hits": articles_with(document.text, words, HITS) if words else [],
    }


@require_safe
@cache_control(public=True, max_age=60)
def document_list(request: HttpRequest) -> HttpResponse:
    """Tủ sách pháp luật, mở cho mọi người."""
    form = DocumentFilterForm(request.GET or None)
    values = form.values() if form.is_bound else {}
    words = values.get("q", "")
    found = search(words, values.get("kind", ""), values.get("state", ""), on=timezone.localdate())
    page = Paginator(found.defer(None) if words else found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "quiz/document_list.html",
        {
            "form": form,
            "page": page,
            "rows": [_row(document, words) for document in page],
            "words": words,
            "narrowed": bool(values),
            "query": query.urlencode(),
        },
    )


@require_safe
@cache_control(public=True, max_age=60)
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Một văn bản, toàn văn, từng điều có địa chỉ."""
    document = get_object_or_404(LegalDocument.objects.select_related("replaced_by"), slug=slug)
    text = list(blocks(document.text))
    return render(
        request,
        "quiz/document_detail.html",
        {
            **_row(document),
            "blocks": text,
            "parts": bool(text) and text[0].kind == "part",
            "contents": [block for block in text if block.kind in ("part", "article")],
            "replaces": document.replaces.defer("text").order_by("number"),
        },
    )


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def question_picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a question by its unguessable name; where no nginx serves /media/."""
    if not _PICTURE.fullmatch(name) or not default_storage.exists(f"questions/{name}"):
        raise Http404
    with default_storage.open(f"questions/{name}") as picture:
        return HttpResponse(picture.read(), content_type="image/webp")


def _require(request: HttpRequest) -> None:
    if not can_anywhere(request.user, Permission.EDIT_DOCUMENT):
        raise Forbidden(Permission.EDIT_DOCUMENT)


@require_safe
def document_desk(request: HttpRequest) -> HttpResponse:
    """Tủ sách, để sửa."""
    _require(request)
    page = Paginator(documents(), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "quiz/document_desk.html",
        {"section": "banks", "page": page, "rows": [_row(document) for document in page]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_create(request: HttpRequest) -> HttpResponse:
    """Thêm văn bản."""
    _require(request)
    return _editor(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Sửa văn bản."""
    _require(request)
    return _editor(request, get_object_or_404(LegalDocument, slug=slug))


def _editor(request: HttpRequest, document: LegalDocument | None) -> HttpResponse:
    initial = {name: getattr(document, name) for name in EDITABLE} if document else None
    form = DocumentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_document(actor=request.user, document=document, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã lưu {saved.number}.")
            return redirect("document_desk")
    return render(
        request,
        "quiz/document_form.html",
        {"section": "banks", "form": form, "document": document},
        status=422 if form.errors else 200,
    )


@require_POST
def document_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Xóa văn bản không câu hỏi nào dẫn."""
    _require(request)
    document = get_object_or_404(LegalDocument, slug=slug)
    try:
        remove_document(actor=request.user, document=document)
        messages.success(request, f"Đã xóa {document.number}.")
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("document_desk")
