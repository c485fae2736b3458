"""Banks and their topics."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can, can_anywhere, organisations_with, require
from quiz.forms.banks import BankForm, NewBankForm, QuestionFilterForm, TopicForm
from quiz.forms.saying import add_refusal, sentence
from quiz.models import Topic
from quiz.selectors.banks import banks_for, state_counts, topics_of, with_counts
from quiz.selectors.batches import batches_for
from quiz.selectors.questions import filtered, waiting_for
from quiz.selectors.seals import opened_early, seal_of
from quiz.services import banks
from quiz.services.seals import note_reading
from quiz.views.reach import bank_of
from quiz.views.seals import sealed_page

PAGE = 50


@require_safe
def bank_list(request: HttpRequest) -> HttpResponse:
    """Ngân hàng câu hỏi."""
    require_anywhere = can_anywhere(request.user, Permission.VIEW_QUESTION)
    shown = list(with_counts(banks_for(request.user)))
    return render(
        request,
        "quiz/bank_list.html",
        {
            "section": "banks",
            "banks": shown,
            "may_view": require_anywhere,
            "may_add": can_anywhere(request.user, Permission.EDIT_QUESTION),
            "may_edit_documents": can_anywhere(request.user, Permission.EDIT_DOCUMENT),
            "waiting": waiting_for(request.user).count(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bank_create(request: HttpRequest) -> HttpResponse:
    """Lập ngân hàng."""
    organisations = organisations_with(request.user, Permission.EDIT_QUESTION)
    require(request.user, Permission.EDIT_QUESTION, organisations.first())
    form = NewBankForm(
        request.POST if request.method == "POST" else None, organisations=organisations
    )
    if request.method == "POST" and form.is_valid():
        try:
            bank = banks.create_bank(actor=request.user, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã lập ngân hàng. Bạn có thể nhập câu hỏi từ tệp.")
            return redirect("bank_detail", code=bank.code)
    return render(
        request,
        "quiz/bank_form.html",
        {"section": "banks", "form": form, "title": "Lập ngân hàng câu hỏi"},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bank_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa tên, ghi chú."""
    bank = bank_of(request, code)
    require(request.user, Permission.EDIT_QUESTION, bank.organisation)
    form = BankForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": bank.name,
            "note": bank.note,
            "holds_outdated": bank.holds_outdated,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            banks.update_bank(actor=request.user, bank=bank, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("bank_detail", code=bank.code)
    return render(
        request,
        "quiz/bank_form.html",
        {"section": "banks", "form": form, "bank": bank, "title": f"Sửa ngân hàng {bank.name}"},
        status=422 if form.errors else 200,
    )


@require_safe
def bank_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Câu hỏi của một ngân hàng; đang niêm phong thì chỉ thấy niêm phong."""
    bank = bank_of(request, code)
    if seal_of(bank) is not None:
        return sealed_page(request, bank)
    note_reading(actor=request.user, bank=bank)
    topics = topics_of(bank)
    form = QuestionFilterForm(request.GET or None, topics=topics)
    values = form.values() if form.is_bound else {}
    words = values.pop("q", "")
    page = Paginator(filtered(bank, words=words, **values), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "quiz/bank_detail.html",
        {
            "section": "banks",
            "bank": bank,
            "form": form,
            "page": page,
            "query": query.urlencode(),
            "narrowed": bool(values or words),
            "counts": state_counts(bank),
            "topics": topics,
            "may_edit": can(request.user, Permission.EDIT_QUESTION, bank.organisation),
            "may_seal": can(request.user, Permission.APPROVE_QUESTION, bank.organisation),
            "early": opened_early(bank),
            "waiting": waiting_for(request.user, bank).count(),
            "batches": batches_for(request.user).filter(bank=bank).order_by("-id")[:5],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def topic_list(request: HttpRequest, code: str) -> HttpResponse:
    """Lĩnh vực của một ngân hàng: xem, thêm."""
    bank = bank_of(request, code)
    require(request.user, Permission.EDIT_QUESTION, bank.organisation)
    form = TopicForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            banks.add_topic(actor=request.user, bank=bank, name=form.cleaned_data["name"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã thêm lĩnh vực.")
            return redirect("topic_list", code=bank.code)
    return render(
        request,
        "quiz/topic_list.html",
        {"section": "banks", "bank": bank, "topics": topics_of(bank), "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def topic_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Đổi tên hoặc xóa một lĩnh vực."""
    bank = bank_of(request, code)
    topic = get_object_or_404(Topic, pk=pk, bank=bank)
    try:
        if request.POST.get("do") == "remove":
            banks.remove_topic(actor=request.user, topic=topic)
            messages.success(request, f"Đã xóa lĩnh vực {topic.name}.")
        else:
            banks.rename_topic(
                actor=request.user, topic=topic, name=request.POST.get("name", "")[:400]
            )
            messages.success(request, "Đã đổi tên lĩnh vực.")
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("topic_list", code=bank.code)
