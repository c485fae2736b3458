"""The bookcase: open pages without a session, and its desk for those who keep it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.show import show_date
from accounts.selectors import Forbidden, can_anywhere
from quiz.forms.documents import AmendForm, DocumentFilterForm, DocumentForm
from quiz.forms.saying import add_refusal, sentence
from quiz.models import Article, LegalDocument
from quiz.rules.law_file import FILE_MAX, LawFileError
from quiz.rules.law_file import read as read_law
from quiz.rules.law_text import blocks
from quiz.rules.validity import Validity
from quiz.selectors.articles import Hit, hits, seek
from quiz.selectors.documents import documents, name_of, search, state_of, state_words
from quiz.services.documents import EDITABLE, amend_article, remove_document, save_document

PAGE = 20
_PICTURE = re.compile(r"[A-Za-z0-9_-]{22}\.webp")
_TONES = {
    Validity.IN_FORCE: "good",
    Validity.EXPIRED: "bad",
    Validity.NOT_YET: "warn",
    Validity.UNKNOWN: "",
}


def _row(document: LegalDocument, hits: Sequence[Hit] = ()) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "document": document,
        "name": name_of(document),
        "replacement": name_of(document.replaced_by) if document.replaced_by else "",
        "state": state_words(document, today),
        "tone": _TONES[state_of(document, today)],
        "hits": hits,
    }


@require_safe
@cache_control(public=True, max_age=60)
def document_list(request: HttpRequest) -> HttpResponse:
    """Tủ sách pháp luật, mở cho mọi người."""
    form = DocumentFilterForm(request.GET or None)
    values = form.values() if form.is_bound else {}
    words = values.get("q", "")
    sought = seek(words) if words else None
    found = search(sought, values.get("kind", ""), values.get("state", ""), on=timezone.localdate())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    found_in = hits(list(page), sought) if sought else {}
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "quiz/document_list.html",
        {
            "form": form,
            "page": page,
            "rows": [_row(document, found_in.get(document.pk, ())) for document in page],
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
    amended = {
        row.anchor: row
        for row in document.articles.filter(amended_on__isnull=False).select_related("amended_by")
    }
    return render(
        request,
        "quiz/document_detail.html",
        {
            **_row(document),
            "blocks": [{"block": block, "amended": amended.get(block.anchor)} for block in text],
            "today": timezone.localdate(),
            "parts": bool(text) and text[0].kind == "part",
            "contents": [block for block in text if block.kind in ("part", "article")],
            "replaces": document.replaces.defer("text").order_by("number"),
        },
    )


@require_safe
@cache_control(public=True, max_age=60)
def article_list(request: HttpRequest) -> JsonResponse:
    """The articles of a document (`van-ban`: its key) with their words, for the editor.

    `amended`: since which day an article says something else than these words, else empty;
    `abolished`: it says nothing since then.
    """
    today = timezone.localdate()
    key = request.GET.get("van-ban", "")
    rows = (
        Article.objects.filter(document_id=int(key))
        if key.isascii() and key.isdigit() and len(key) < 18
        else []
    )
    return JsonResponse(
        {
            "articles": [
                {
                    "label": row.label,
                    "heading": row.heading,
                    "body": row.body,
                    "amended": show_date(row.amended_on)
                    if row.amended_on and row.amended_on <= today
                    else "",
                    "abolished": row.abolished,
                }
                for row in rows
            ]
        }
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
    posted = request.method == "POST"
    form = DocumentForm(
        request.POST if posted else None, request.FILES if posted else None, initial=initial
    )
    if posted and form.is_valid():
        try:
            values = dict(form.cleaned_data)
            if file := values.pop("file"):
                values["text"] = read_law(file.name or "", file.read(FILE_MAX + 1))
            saved = save_document(actor=request.user, document=document, **values)
        except LawFileError as fault:
            add_refusal(form, Refused(fault.code, field="file", limit=f"{FILE_MAX // 2**20} MB"))
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


@require_safe
def document_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """Các điều của một văn bản: điều nào đã được sửa đổi, bãi bỏ."""
    _require(request)
    document = get_object_or_404(LegalDocument.objects.defer("text"), slug=slug)
    cited = dict(
        document.citations.order_by()
        .values_list("article")
        .annotate(count=Count("revision__question", distinct=True))
    )
    rows = document.articles.select_related("amended_by").defer("body", "search_key")
    return render(
        request,
        "quiz/document_articles.html",
        {
            "section": "banks",
            "document": document,
            "name": name_of(document),
            "rows": [{"article": row, "cited": cited.get(row.label, 0)} for row in rows],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def article_amend(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Ghi nhận một điều được sửa đổi hay bị bãi bỏ."""
    _require(request)
    article = get_object_or_404(
        Article.objects.select_related("document"), document__slug=slug, label=label
    )
    initial = {
        "abolished": "1" if article.abolished else "",
        "amended_on": article.amended_on,
        "amended_by": article.amended_by_id,
    }
    form = AmendForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            amend_article(actor=request.user, article=article, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã ghi nhận về Điều {article.label}.")
            return redirect("document_articles", slug=slug)
    return render(
        request,
        "quiz/article_amend.html",
        {"section": "banks", "form": form, "article": article, "name": name_of(article.document)},
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
