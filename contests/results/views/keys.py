"""Corrected keys: which questions were missed most, and the form that corrects one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors.access import require
from contests.clock import SYSTEM
from contests.models import Contest, KeyCorrection
from contests.results.forms import KeyForm
from contests.results.services.correcting import CannotCorrect, correct_key
from contests.results.views.manage import page_of
from contests.results.wording import say
from contests.rules.clock import settled_at
from contests.selectors.contests import published_rules
from contests.views.reach import seen_contest
from quiz.models import Revision, RevisionKey
from quiz.rules.question import CHOICE_KINDS, LETTERS, Kind
from quiz.rules.stored import Stored, join
from quiz.selectors.seals import active_seals
from quiz.selectors.shown import draft_words


def _pool(contest: Contest):  # type: ignore[no-untyped-def]
    """The questions of the contest; none of a sealed bank."""
    return (
        Revision.objects.filter(pk__in=contest.rule_versions.values("pool__revision_id"))
        .exclude(question__bank__in=active_seals().values("bank"))
        .order_by("question__ref", "pk")
    )


def closed(contest: Contest) -> bool:
    """Whether the key may be looked at: no round can still be sat."""
    rules = published_rules(contest)
    now = SYSTEM.now()
    return all(
        now < one.opens_at or now > settled_at(one.closes_at, rules) for one in contest.rounds.all()
    )


@require_safe
def key_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of the contest, with what was corrected."""
    contest = seen_contest(request, slug, "result.publish")
    require(request.user, "result.publish", contest.organisation)
    text = request.GET.get("q", "").strip()[:100]
    found = _pool(contest)
    if text:
        found = found.filter(stem__icontains=text)
    page = Paginator(found.select_related("question"), 50).get_page(request.GET.get("page"))
    corrections = {
        one.revision_id: one
        for one in KeyCorrection.objects.filter(contest=contest).select_related(
            "decided_by__person"
        )
    }
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "results/keys.html",
        page_of(
            request,
            contest,
            "Đáp án",
            page=page,
            rows=[(one, corrections.get(one.pk)) for one in page.object_list],
            q=text,
            query=query.urlencode(),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def key_correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct the key of one question; its papers are marked anew by a job."""
    contest = seen_contest(request, slug, "result.publish")
    require(request.user, "result.publish", contest.organisation)
    revision = get_object_or_404(_pool(contest).select_related("question"), pk=pk)
    options = [
        f"{letter}. {option['text']}"
        for letter, option in zip(LETTERS, revision.options, strict=False)
        if revision.kind in (*CHOICE_KINDS, Kind.STATEMENTS)
    ]
    correction = KeyCorrection.objects.filter(contest=contest, revision=revision).first()
    form = KeyForm(options, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, job = correct_key(
                contest=contest,
                revision=revision,
                right=[int(one) for one in form.cleaned_data["right"]],
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except CannotCorrect as refused:
            form.add_error(refused.fault.field or None, say(refused.fault))
        else:
            messages.success(
                request, "Đã ghi đáp án mới. Chấm lại xong, hãy chốt một bản xếp hạng mới."
            )
            return redirect("results:job", slug, job.public_id)
    right = None
    if closed(contest):
        key = RevisionKey.objects.get(revision=revision)
        known = correction.right if correction else key.right
        if correction and not known:
            right = "Hủy câu hỏi"
        elif revision.kind in CHOICE_KINDS:
            right = "".join(LETTERS[index] for index in sorted(known))
        else:
            stored = Stored(revision.options, revision.body, known, key.body)
            right = draft_words(join(Kind(revision.kind), revision.stem, stored))
    return render(
        request,
        "results/key.html",
        page_of(
            request,
            contest,
            "Sửa đáp án",
            revision=revision,
            right=right,
            correction=correction,
            form=form,
        ),
        status=422 if form.errors else 200,
    )
