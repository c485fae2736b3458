"""Câu trùng và câu trái nhau: looked for by a job, decided by people."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Job, JobState
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can, can_anywhere
from quiz.forms.saying import sentence
from quiz.models import QuestionPair
from quiz.rules.duplicates import Likeness
from quiz.selectors import shown
from quiz.selectors.pairs import open_pairs, pairs_for
from quiz.selectors.questions import revisions_of
from quiz.services import pairs
from quiz.views.following import follow
from quiz.wording.pairs import NAMES, TONES, difference

PAGE = 10


@require_safe
def pair_list(request: HttpRequest) -> HttpResponse:
    """Các cặp câu chờ quyết định, nặng nhất trước; `loai` chọn một loại."""
    if not can_anywhere(request.user, Permission.VIEW_QUESTION):
        raise Http404
    found = open_pairs(request.user)
    counts = dict(found.order_by().values_list("likeness").annotate(count=Count("id")))
    chosen = request.GET.get("loai", "")
    if chosen in list(Likeness):
        found = found.filter(likeness=chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    jobs = Job.objects.filter(kind=pairs.SEARCH_JOB, owner=request.user).order_by("-id")
    return render(
        request,
        "quiz/pair_list.html",
        {
            "section": "banks",
            "page": page,
            "pairs": [_shown(request, pair) for pair in page],
            "kinds": [
                {"value": kind, "label": label, "count": counts.get(kind, 0)}
                for kind, label in NAMES.items()
            ],
            "chosen": chosen,
            "query": f"loai={chosen}" if chosen else "",
            "last": jobs.first(),
            "may_search": can_anywhere(request.user, Permission.EDIT_QUESTION),
        },
    )


def _shown(request: HttpRequest, pair: QuestionPair) -> dict[str, object]:
    today = timezone.localdate()
    sides = []
    for question in (pair.first, pair.second):
        revision = revisions_of(question)[0]
        sides.append(
            {
                "question": question,
                "shown": shown.of_revision(revision, today),
                "may_retire": can(
                    request.user, Permission.EDIT_QUESTION, question.bank.organisation
                ),
            }
        )
    likeness = Likeness(pair.likeness)
    return {
        "row": pair,
        "name": NAMES[likeness],
        "tone": TONES[likeness],
        "difference": difference(pair.words.get("first", []), pair.words.get("second", [])),
        "sides": sides,
        "may_keep": any(side["may_retire"] for side in sides),
    }


@require_POST
def pair_search(request: HttpRequest) -> HttpResponse:
    """Tìm lại trong mọi ngân hàng xem được."""
    job = pairs.start_search(actor=request.user)
    return redirect("pair_job", public_id=job.public_id)


@require_safe
def pair_job(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the search is; without JavaScript the page asks again by itself."""
    job = get_object_or_404(Job, kind=pairs.SEARCH_JOB, owner=request.user, public_id=public_id)
    if job.state == JobState.DONE and request.accepts("text/html"):
        return redirect("pair_list")
    return follow(request, job, "quiz/pair_job.html", {})


@require_POST
def pair_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Giữ cả hai, hoặc ngừng dùng một câu."""
    pair = get_object_or_404(pairs_for(request.user), pk=pk)
    do = request.POST.get("do", "")
    sides = {"first": pair.first, "second": pair.second}
    try:
        if do in sides:
            pairs.retire_one(actor=request.user, pair=pair, question=sides[do])
            messages.success(request, f"Đã ngừng dùng câu {sides[do].ref}.")
        else:
            pairs.keep_both(actor=request.user, pair=pair)
            messages.success(
                request, f"Giữ cả hai câu {pair.first.ref} và {pair.second.ref}. Sẽ không hỏi lại."
            )
    except Refused as refused:
        messages.error(request, sentence(refused))
    kind = request.POST.get("loai", "")
    return redirect(f"/quan-ly/cau-trung/?loai={kind}" if kind in list(Likeness) else "pair_list")
