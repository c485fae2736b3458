"""Public draws: the one that prizes wait for, those recorded, and annulling one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors.access import require
from contests.models import Contest, Entrant
from contests.results.forms import DrawForm, ReasonForm
from contests.results.models import Draw
from contests.results.rules.awards import Open
from contests.results.services import awarding
from contests.results.services.drawing import CannotDraw, annul_draw, as_drawn, record_draw
from contests.results.views.manage import page_of
from contests.results.wording import say
from contests.views.reach import seen_contest


def _contest(request: HttpRequest, slug: str) -> Contest:
    contest = seen_contest(request, slug, "result.publish")
    require(request.user, "result.publish", contest.organisation)
    return contest


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """The draws that prizes wait for with the form that records one, and the recorded ones."""
    contest = _contest(request, slug)
    proposals = awarding.propose(contest) if contest.current_version_id else None
    open_ = proposals.draws[0] if proposals and proposals.draws else None
    round_, people = None, []
    if open_ is not None:
        round_ = contest.rounds.filter(number=open_.round_number).first()
        people = sorted(
            Entrant.objects.filter(pk__in=open_.entrants).select_related("organisation"),
            key=lambda one: open_.entrants.index(one.pk),
        )
    between = f"{open_.round_number}:{','.join(map(str, open_.entrants))}" if open_ else ""
    form = DrawForm(request.POST or None)
    if request.method == "POST" and open_ is not None and form.is_valid():
        try:
            record_draw(
                contest=contest,
                round_=round_,
                entrants=as_drawn(
                    people,
                    places=None
                    if form.cleaned_data["seed"]
                    else [request.POST.get(f"place-{one.pk}", "") for one in people],
                    is_shown=request.POST.get("between") == between,
                ),
                actor=request.user,
                reason=form.cleaned_data["reason"],
                seed=form.cleaned_data["seed"],
                minutes=form.cleaned_data["minutes"],
            )
        except CannotDraw as refused:
            form.add_error(None, say(refused.fault))
        else:
            messages.success(request, "Đã ghi kết quả bốc thăm.")
            return redirect("results:awards", slug)
    recorded = _recorded(contest, proposals)
    return render(
        request,
        "results/draw.html",
        page_of(
            request,
            contest,
            "Bốc thăm",
            form=form,
            open=open_,
            people=[(one, request.POST.get(f"place-{one.pk}", "")[:6]) for one in people],
            round=round_,
            between=between,
            recorded=recorded,
            again=open_ is not None and _was_drawn(open_, round_, recorded),
        ),
        status=422 if form.errors else 200,
    )


def _recorded(
    contest: Contest, proposals: awarding.Proposals | None
) -> list[tuple[Draw, bool, list[str]]]:
    """Every recorded draw, newest first, whether it still holds, and who was drawn, in order."""
    draws = list(
        Draw.objects.filter(contest=contest)
        .select_related("round", "annulled_by__person")
        .order_by("-pk")
    )
    names = dict(
        Entrant.objects.filter(pk__in={who for one in draws for who in one.places}).values_list(
            "pk", "display_name"
        )
    )
    holding = proposals.holding if proposals else frozenset()
    return [(one, one.pk in holding, [names.get(who, "–") for who in one.places]) for one in draws]


def _was_drawn(open_: Open, round_: object, recorded: list[tuple[Draw, bool, list[str]]]) -> bool:
    """Whether some of the tied were drawn before, by a draw that does not hold any more."""
    return any(
        not holds and one.round == round_ and set(one.places) & set(open_.entrants)
        for one, holds, _ in recorded
    )


@require_POST
def annul(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Annul a recorded draw, with a reason."""
    contest = _contest(request, slug)
    own = get_object_or_404(
        Draw.objects.select_related("contest__organisation", "round"), contest=contest, pk=pk
    )
    form = ReasonForm(request.POST)
    try:
        annul_draw(
            draw=own,
            actor=request.user,
            reason=form.cleaned_data["reason"] if form.is_valid() else "",
        )
    except CannotDraw as refused:
        messages.error(request, say(refused.fault))
    else:
        messages.success(
            request, "Đã hủy kết quả bốc thăm. Hãy chốt lại bảng xếp hạng; đồng hạng sẽ hiện lại."
        )
    return redirect("results:draw", slug)
