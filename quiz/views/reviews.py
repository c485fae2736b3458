"""The review queue: one question at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can_anywhere
from quiz.forms.banks import ReviewForm
from quiz.forms.saying import add_refusal
from quiz.models import Question, Revision
from quiz.rules.difference import changes
from quiz.selectors import shown
from quiz.selectors.banks import banks_for
from quiz.selectors.questions import questions_for, revisions_of, waiting_for
from quiz.services import reviews


@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """Câu tiếp theo chờ thẩm định; `ngan-hang` chọn ngân hàng, `sau` bỏ qua một câu."""
    if not can_anywhere(request.user, Permission.APPROVE_QUESTION):
        raise Http404
    bank = banks_for(request.user).filter(code=request.GET.get("ngan-hang", "")).first()
    waiting = waiting_for(request.user, bank)
    question = waiting.filter(public_id=request.GET.get("cau", "")).first()
    if question is None:
        after = questions_for(request.user).filter(public_id=request.GET.get("sau", "")).first()
        question = (waiting.filter(pk__gt=after.pk).first() if after else None) or waiting.first()
    return _page(request, question, ReviewForm(), bank.code if bank else "")


def _earlier(question: Question, older: list[Revision]) -> Revision | None:
    """What a reviewer compares with: the revision in use, else the one last returned."""
    in_use = next((row for row in older if row.pk == question.current_id), None)
    return in_use or next((row for row in older if row.reviews.all()), None)


def _page(
    request: HttpRequest, question: Question | None, form: ReviewForm, code: str
) -> HttpResponse:
    bank = banks_for(request.user).filter(code=code).first()
    context = {
        "section": "banks",
        "bank": bank,
        "code": code,
        "question": question,
        "form": form,
        "left": waiting_for(request.user, bank).count(),
    }
    if question is not None:
        today = timezone.localdate()
        history = list(revisions_of(question).filter(number__lte=question.submitted))
        context["revision"] = history[0]
        context["shown"] = shown.of_revision(history[0], today)
        earlier = _earlier(question, history[1:])
        context["earlier"] = earlier
        context["earlier_name"] = (
            "Bản đang dùng" if earlier and earlier.pk == question.current_id else "Bản đã trả lại"
        )
        context["changes"] = (
            changes(
                list(shown.parts_of(shown.of_revision(earlier, today))),
                list(shown.parts_of(context["shown"])),
            )
            if earlier
            else []
        )
        context["remarks"] = [review for row in history for review in row.reviews.all()]
    return render(request, "quiz/review.html", context, status=422 if form.errors else 200)


@require_POST
def review_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Đồng ý hoặc trả lại, rồi sang câu sau."""
    question = get_object_or_404(
        questions_for(request.user, Permission.APPROVE_QUESTION), public_id=public_id
    )
    code = request.POST.get("ngan-hang", "")
    form = ReviewForm(request.POST)
    decision = request.POST.get("decision", "")
    if decision not in ("approved", "returned"):
        raise Http404
    if form.is_valid():
        try:
            reviews.review_question(
                actor=request.user,
                question=question,
                number=form.cleaned_data["number"],
                decision=decision,
                comment=form.cleaned_data["comment"],
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            said = "Đã đồng ý" if decision == "approved" else "Đã trả lại"
            messages.success(request, f"{said} câu {question.ref}.")
            address = reverse("review_queue")
            return redirect(f"{address}?ngan-hang={code}&sau={public_id}")
    waits = waiting_for(request.user).filter(pk=question.pk).first()
    return _page(request, waits, form, code)
