"""The desk of officials: register somebody, re-issue a lost code, help with an attempt.

Whom somebody sees here is decided in `contests.selectors.entrants`; what they may do, by the
services. Everything done is written to the audit trail.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.rules import phone as phone_rules
from accounts.rules.codes import show_code
from accounts.rules.roles import Permission
from contests.clock import SYSTEM
from contests.forms.fields import HouseForm
from contests.models import Contest, Entrant
from contests.online.forms.desk import AttemptForm, ExtraTimeForm, ReasonForm, ReissueForm
from contests.online.forms.registration import RegistrationForm
from contests.online.models import Attempt
from contests.online.selectors.sittings import own_attempts
from contests.online.services.changes import CannotChange, annul, extend, reopen
from contests.online.views.session import contest_of
from contests.online.wording.faults import fault_sentence
from contests.selectors.contests import may, published_rules
from contests.selectors.entrants import (
    entrants_of_desk,
    may_over,
    organisations_of_desk,
    require_over,
)
from contests.services.entrant_changes import disqualify, reissue_code, set_extra_time
from contests.services.entrants import Refused, find_faults, register

PAGE = 50


def _desk_contest(request: HttpRequest, slug: str) -> tuple[Contest, User]:
    """The contest, for officials who register people in it; 404 for everybody else."""
    contest = contest_of(slug)
    user: Any = request.user
    if not organisations_of_desk(user, contest).exists():
        raise Http404
    return contest, user


def _entrant(request: HttpRequest, slug: str, public_id: str) -> tuple[Contest, User, Entrant]:
    contest, user = _desk_contest(request, slug)
    entrant = get_object_or_404(entrants_of_desk(user, contest), public_id=public_id)
    entrant.contest = contest
    return contest, user, entrant


def _changed(request: HttpRequest, slug: str, public_id: str) -> tuple[Contest, User, Entrant]:
    """As `_entrant`, for those who may change attempts; 404 for everybody else."""
    contest, user, entrant = _entrant(request, slug, public_id)
    require_over(user, Permission.CHANGE_ATTEMPT, contest, None)
    return contest, user, entrant


def _frame(contest: Contest, user: User, *tail: tuple[str, str], **more: Any) -> dict[str, Any]:
    if may(user, Permission.VIEW_CONTEST, contest):
        above = (reverse("contest_list"), reverse("contest_home", args=[contest.slug]))
    else:
        # Focal points: the organizer's pages are not theirs, the list of them would be empty.
        above = (reverse("dashboard"), reverse("contest_page", args=[contest.slug]))
    crumbs = [
        ("Cuộc thi", above[0]),
        (contest.title, above[1]),
        ("Người dự thi", reverse("online:desk", args=[contest.slug])),
        *tail,
    ]
    return {"section": "contests", "contest": contest, "crumbs": crumbs} | more


@require_safe
def entrant_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom one looks after in this contest; a search by name, phone or code."""
    contest, user = _desk_contest(request, slug)
    text = request.GET.get("q", "")[:100]
    pages = Paginator(entrants_of_desk(user, contest, text), PAGE)
    page = pages.get_page(request.GET.get("page"))
    for one in page.object_list:
        one.shown_phone = phone_rules.mask(one.phone)
    return render(
        request,
        "online/desk_list.html",
        _frame(contest, user, page=page, text=text, query=urlencode({"q": text}) if text else ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entrant_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Register somebody who stands at the desk; the code is shown once, to be handed over."""
    contest, user = _desk_contest(request, slug)
    options: dict[str, Any] = {
        "contest": contest,
        "rules": published_rules(contest),
        "choosable": organisations_of_desk(user, contest),
    }
    code = name = ""
    if request.method != "POST":
        form = RegistrationForm(**options)
    elif "find" in request.POST:
        form = RegistrationForm(initial=request.POST.dict(), **options)
    else:
        form = RegistrationForm(request.POST, **options)
        if form.is_valid():
            try:
                made = register(
                    contest=contest,
                    values=form.values(),
                    agreed=form.agreed(),
                    guardian=form.guardian(),
                    clock=SYSTEM,
                    registered_by=user,
                )
            except Refused as refused:
                form.add_faults(refused.faults)
            else:
                code, name = show_code(made.code), made.entrant.full_name
                form = RegistrationForm(**options)
        else:
            form.add_faults(
                find_faults(
                    contest=contest,
                    values=form.values(),
                    agreed=form.agreed(),
                    guardian=form.guardian(),
                    clock=SYSTEM,
                    registered_by=user,
                )
            )
    return render(
        request,
        "online/desk_add.html",
        _frame(contest, user, ("Đăng ký giúp", ""), form=form, code=code, name=name),
        status=422 if form.errors else 200,
    )


@require_safe
def entrant_page(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One entrant: what was registered, attempts, what can be done."""
    contest, user, entrant = _entrant(request, slug, public_id)
    return _show(request, contest, user, entrant)


def _show(
    request: HttpRequest,
    contest: Contest,
    user: User,
    entrant: Entrant,
    *,
    code: str = "",
    wrong: HouseForm | None = None,
    attempt: Attempt | None = None,
) -> HttpResponse:
    change = may_over(user, Permission.CHANGE_ATTEMPT, contest, None)

    def form(kind: type[HouseForm], prefix: str, **initial: Any) -> HouseForm:
        if wrong is not None and wrong.prefix == prefix:
            return wrong
        return kind(prefix=prefix, initial=initial)

    attempts = [
        (one, form(AttemptForm, f"l{number}"))
        for number, one in enumerate(own_attempts(entrant, SYSTEM.now()))
    ]
    return render(
        request,
        "online/desk_entrant.html",
        _frame(
            contest,
            user,
            (entrant.full_name, ""),
            entrant=entrant,
            shown_phone=phone_rules.mask(entrant.phone),
            code=code,
            attempts=attempts,
            may_reissue=may_over(user, Permission.REISSUE_CODE, contest, entrant.organisation),
            may_change=change,
            extra_most=published_rules(contest).timing.extra_max_percent,
            reissue_form=form(ReissueForm, "ma"),
            extra_form=form(ExtraTimeForm, "gio", percent=entrant.extra_time_percent),
            disqualify_form=form(ReasonForm, "loai"),
        ),
        status=422 if wrong is not None else 200,
    )


@require_POST
def reissue(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """A new code, shown once; the old one and every device signed in with it end now."""
    contest, user, entrant = _entrant(request, slug, public_id)
    require_over(user, Permission.REISSUE_CODE, contest, entrant.organisation)
    form = ReissueForm(request.POST, prefix="ma")
    if form.is_valid():
        code = reissue_code(entrant=entrant, actor=user, **form.cleaned_data)
        return _show(request, contest, user, entrant, code=show_code(code))
    return _show(request, contest, user, entrant, wrong=form)


@require_POST
def extra_time(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """More time for one person in the attempts to come."""
    contest, user, entrant = _changed(request, slug, public_id)
    form = ExtraTimeForm(request.POST, prefix="gio")
    if form.is_valid():
        try:
            set_extra_time(entrant=entrant, actor=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("percent", fault_sentence(refused.faults[0]))
        else:
            messages.success(request, "Đã lưu thời gian cộng thêm, áp dụng cho các lượt thi sau.")
            return redirect("online:desk_entrant", slug, public_id)
    return _show(request, contest, user, entrant, wrong=form)


@require_POST
def remove(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Disqualify; the attempts stay, struck out."""
    contest, user, entrant = _changed(request, slug, public_id)
    form = ReasonForm(request.POST, prefix="loai")
    if form.is_valid():
        disqualify(entrant=entrant, actor=user, **form.cleaned_data)
        messages.success(request, "Đã loại người dự thi này.")
        return redirect("online:desk_entrant", slug, public_id)
    return _show(request, contest, user, entrant, wrong=form)


@require_POST
def attempt(request: HttpRequest, slug: str, public_id: str, paper_id: str) -> HttpResponse:
    """Annul, extend or reopen one attempt."""
    contest, user, entrant = _changed(request, slug, public_id)
    rows = [one.attempt for one in own_attempts(entrant, SYSTEM.now())]
    number = next((n for n, one in enumerate(rows) if one.paper.public_id == paper_id), None)
    if number is None:
        raise Http404
    chosen = rows[number]
    chosen.round.contest = contest
    form = AttemptForm(request.POST, prefix=f"l{number}")
    if form.is_valid():
        data = form.cleaned_data
        seconds = (data["minutes"] or 0) * 60
        try:
            if data["action"] == "annul":
                annul(attempt=chosen, actor=user, reason=data["reason"])
            elif data["action"] == "extend":
                extend(attempt=chosen, actor=user, reason=data["reason"], seconds=seconds)
            else:
                reopen(attempt=chosen, actor=user, reason=data["reason"], seconds=seconds)
        except CannotChange as cannot:
            place = "minutes" if cannot.fault.field == "seconds" else None
            form.add_error(place, fault_sentence(cannot.fault))
        else:
            messages.success(request, "Đã lưu thay đổi của lượt thi.")
            return redirect("online:desk_entrant", slug, public_id)
    return _show(request, contest, user, entrant, wrong=form)
