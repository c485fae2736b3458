"""Prizes: what the rules propose, what was given, and the claim of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fields import blind_index
from accounts.models import AdministrativeUnit, Organisation
from accounts.rules.codes import parse_code
from accounts.rules.refusal import Refused
from accounts.selectors.access import require
from accounts.wording import say_refused
from contests.models import Contest, Entrant
from contests.results.forms import NamedPrizeForm, ReasonForm
from contests.results.models import Award
from contests.results.services import awarding
from contests.results.services.exporting import award_workbook
from contests.results.views.manage import XLSX, page_of
from contests.results.wording import prize_name, say
from contests.rules import prizes
from contests.selectors.contests import published_rules
from contests.views.reach import seen_contest
from contests.wording.refusals import sentence


def _contest(request: HttpRequest, slug: str) -> Contest:
    contest = seen_contest(request, slug, "award.manage")
    require(request.user, "award.manage", contest.organisation)
    return contest


@require_http_methods(["GET", "HEAD", "POST"])
def award_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Proposals to tick, prizes given, warnings about ceilings."""
    contest = _contest(request, slug)
    if contest.current_version_id is None:
        return render(request, "results/awards.html", page_of(request, contest, "Giải thưởng"))
    rules = published_rules(contest)
    named = NamedPrizeForm(rules, request.POST if "named" in request.POST else None)
    if request.method == "POST":
        try:
            if "named" not in request.POST:
                awarding.give(
                    contest=contest, keys=request.POST.getlist("give")[:2000], actor=request.user
                )
                messages.success(request, "Đã trao giải.")
                return redirect("results:awards", slug)
            if named.is_valid() and (who := _entrant(contest, named)) is not None:
                awarding.give_named(
                    contest=contest,
                    prize=named.cleaned_data["prize"],
                    entrant=who,
                    actor=request.user,
                )
                messages.success(request, "Đã trao giải.")
                return redirect("results:awards", slug)
        except awarding.CannotAward as refused:
            messages.error(request, say(refused.fault))
            return redirect("results:awards", slug)
    proposals = awarding.propose(contest)
    people = Entrant.objects.in_bulk([one.entrant_id for one in proposals.items if one.entrant_id])
    units = Organisation.objects.in_bulk(
        [one.organisation_id for one in proposals.items if one.organisation_id]
    )
    communes = AdministrativeUnit.objects.in_bulk(
        [one.commune_id for one in proposals.items if one.commune_id]
    )
    given = Award.objects.filter(contest=contest).select_related(
        "entrant", "organisation", "commune", "round", "identity_checked_by__person"
    )
    return render(
        request,
        "results/awards.html",
        page_of(
            request,
            contest,
            "Giải thưởng",
            proposals=[
                (
                    one,
                    prize_name(one.item),
                    people.get(one.entrant_id or 0)
                    or units.get(one.organisation_id or 0)
                    or communes.get(one.commune_id or ""),
                )
                for one in proposals.items
            ],
            certain=proposals.certain,
            blocked=proposals.blocked,
            stale=proposals.stale,
            draws=proposals.draws,
            given=given,
            total=sum(one.amount_vnd for one in given if one.revoked_at is None),
            warnings=[sentence(fault) for fault in prizes.warnings(rules.prizes)],
            named=named if named.fields["prize"].choices else None,  # type: ignore[attr-defined]
        ),
        status=422 if named.is_bound and named.errors else 200,
    )


def _entrant(contest: Contest, form: NamedPrizeForm) -> Entrant | None:
    code = parse_code(form.cleaned_data["code"])
    index = blind_index(code, "entrant-code") if code else ""
    who = Entrant.objects.filter(contest=contest, code_index=index).first() if index else None
    if who is None:
        form.add_error("code", "Không có người dự thi nào có mã này trong cuộc thi.")
    return who


@require_safe
def award_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of prizes as a workbook; logged."""
    contest = _contest(request, slug)
    response = HttpResponse(award_workbook(contest=contest, actor=request.user), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{contest.slug}-giai-thuong.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def award_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The claim of one prize: show the papers' numbers for a reason, confirm, or take back."""
    contest = _contest(request, slug)
    award = get_object_or_404(
        Award.objects.select_related(
            "contest__organisation", "entrant__person", "organisation", "commune", "round"
        ),
        contest=contest,
        pk=pk,
    )
    form = ReasonForm(request.POST if request.POST.get("do") in ("show", "revoke") else None)
    shown = None
    if request.method == "POST":
        try:
            match request.POST.get("do"):
                case "confirm":
                    awarding.confirm_identity(award=award, actor=request.user)
                    messages.success(request, "Đã ghi nhận đối chiếu giấy tờ.")
                    return redirect("results:award", slug, pk)
                case "show" if form.is_valid():
                    shown = awarding.show_identity(
                        award=award, actor=request.user, reason=form.cleaned_data["reason"]
                    )
                case "revoke" if form.is_valid():
                    awarding.revoke(
                        award=award, actor=request.user, reason=form.cleaned_data["reason"]
                    )
                    messages.success(request, "Đã thu hồi giải.")
                    return redirect("results:awards", slug)
        except awarding.CannotAward as refused:
            form.add_error(None, say(refused.fault)) if form.is_bound else messages.error(
                request, say(refused.fault)
            )
        except Refused as refused_by_accounts:
            form.add_error(None, say_refused(refused_by_accounts))
    return render(
        request,
        "results/award.html",
        page_of(request, contest, award.level, award=award, form=form, shown=shown),
        status=422 if form.is_bound and form.errors else 200,
    )
