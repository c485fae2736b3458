"""Sealing a bank, and opening it before its time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can, require
from quiz.forms.banks import OpeningForm, SealForm
from quiz.forms.saying import add_refusal, sentence
from quiz.models import Bank
from quiz.selectors.seals import seal_of
from quiz.services import seals
from quiz.views.reach import bank_of


def sealed_page(
    request: HttpRequest, bank: Bank, form: OpeningForm | None = None, status: int = 200
) -> HttpResponse:
    """What a sealed bank shows: since when, until when, who asked to open it."""
    seal = seal_of(bank)
    return render(
        request,
        "quiz/bank_sealed.html",
        {
            "section": "banks",
            "bank": bank,
            "seal": seal,
            "form": form or OpeningForm(),
            "may_ask": any(
                can(request.user, permission, bank.organisation)
                for permission in (Permission.EDIT_QUESTION, Permission.APPROVE_QUESTION)
            ),
            "may_open": seal is not None
            and seal.asked_by is not None
            and seal.asked_by != request.user
            and can(request.user, Permission.APPROVE_QUESTION, bank.organisation),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bank_seal(request: HttpRequest, code: str) -> HttpResponse:
    """Niêm phong ngân hàng đến một giờ."""
    bank = bank_of(request, code)
    require(request.user, Permission.APPROVE_QUESTION, bank.organisation)
    form = SealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            seals.seal_bank(actor=request.user, bank=bank, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã niêm phong. Từ lúc này không ai xem được câu hỏi.")
            return redirect("bank_detail", code=bank.code)
    return render(
        request,
        "quiz/bank_form.html",
        {
            "section": "banks",
            "form": form,
            "bank": bank,
            "title": f"Niêm phong ngân hàng {bank.name}",
            "action": "Niêm phong",
            "lead": "Từ lúc này đến giờ ghi dưới đây, không ai xem, sửa hay tải được câu hỏi, phần "
            "thi thử không dùng các câu này; đề thi chính thức vẫn lấy câu từ đây. Mở trước giờ "
            "cần hai người: một người đề nghị, một người khác đồng ý.",
        },
        status=422 if form.errors else 200,
    )


@require_POST
def bank_open(request: HttpRequest, code: str) -> HttpResponse:
    """Đề nghị mở niêm phong, hoặc đồng ý với đề nghị của người khác."""
    bank = bank_of(request, code)
    form = OpeningForm(request.POST)
    try:
        if request.POST.get("do") == "agree":
            seals.open_bank(actor=request.user, bank=bank)
            messages.success(request, "Đã mở niêm phong. Mọi lượt xem từ nay được ghi lại.")
            return redirect("bank_detail", code=bank.code)
        if form.is_valid():
            seals.ask_opening(actor=request.user, bank=bank, **form.cleaned_data)
            messages.success(
                request, "Đã ghi đề nghị. Cần một người khác có quyền thẩm định đồng ý."
            )
            return redirect("bank_detail", code=bank.code)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("bank_detail", code=bank.code)
    return sealed_page(request, bank, form, 422)
