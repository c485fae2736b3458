"""Coming in: the start page, registering, continuing with the code, the code itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.middleware import client_ip
from accounts.rules.codes import show_code
from accounts.rules.phone import parse as parse_phone
from accounts.selectors.units import communes
from accounts.services.limits import Verdict, source
from accounts.services.limits import check as check_limit
from accounts.services.limits import forget as forget_limit
from contests.clock import SYSTEM
from contests.models import Contest, Entrant, EntrantState
from contests.online.formats.code_card import code_png, qr_svg
from contests.online.forms.registration import (
    ContinueForm,
    RegistrationForm,
    find_organisations,
)
from contests.online.selectors.sittings import next_round, own_attempts
from contests.online.services.attempts import CannotStart, allowance_of, start_attempt
from contests.online.views.session import (
    CONTINUE_ADDRESS,
    CONTINUE_PHONE,
    CONTINUE_PLACE,
    REGISTER_MADE,
    contest_of,
    counted,
    entrant_of,
    entrants_page,
    forget,
    remember,
    too_fast,
    wrong_registration,
)
from contests.online.wording.faults import fault_sentence
from contests.online.wording.sitting import attempts_left
from contests.rules.choices import PersonField
from contests.rules.codec import Fault
from contests.selectors.contests import Phase, open_round, phase, published_rules
from contests.selectors.entrants import choosable_organisations
from contests.services.entrants import Refused, find_faults, register, sign_in

NOT_FOUND = (
    "Số điện thoại và mã dự thi không khớp nhau. Hãy kiểm tra lại từng ký tự; nếu quên mã, hãy "
    "liên hệ người phụ trách của đơn vị hoặc Ban Tổ chức."
)
CODE_NOT_FOUND = (
    "Không tìm thấy mã dự thi này. Hãy kiểm tra lại từng ký tự; nếu quên mã, hãy liên hệ người "
    "phụ trách của đơn vị hoặc Ban Tổ chức."
)
NO_CODE = "Chưa nhập mã dự thi."
NO_PHONE = "Chưa nhập số điện thoại."


def frame(contest: Contest, **more: Any) -> dict[str, Any]:
    """What every page of the entrant shows around itself."""
    rules = published_rules(contest)
    return {"contest": contest, "organisation": contest.organisation, "rules": rules} | more


# --- start --------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """The entrant's own page: attempts left, go on, start. Who is not signed in chooses a way."""
    contest = contest_of(slug)
    entrant = entrant_of(request, contest)
    now = SYSTEM.now()
    stage = phase(contest, list(contest.rounds.all()), now)
    current = open_round(contest, now)
    refused = ""
    if entrant is not None:
        entrant.contest = contest
    if request.method == "POST":
        if entrant is None:
            return redirect("online:continue", contest.slug)
        if current is None:
            refused = "Hiện không có đợt thi nào đang mở. Hãy xem thời gian các đợt thi bên dưới."
        else:
            try:
                attempt = start_attempt(
                    entrant=entrant,
                    round=current,
                    address=client_ip(request) or "",
                    browser=request.headers.get("User-Agent", "")[:300],
                )
                return redirect("online:sitting", contest.slug, attempt.paper.public_id)
            except CannotStart as cannot:
                refused = fault_sentence(cannot.fault)
    context = frame(
        contest,
        entrant=entrant,
        round=current,
        next_round=next_round(contest, now),
        rounds=contest.rounds.all(),
        is_ended=stage is Phase.ENDED,
        takes_entrants=stage in (Phase.COMING, Phase.OPEN, Phase.BETWEEN),
        refused=refused,
    )
    if entrant is not None:
        context |= _own(entrant, context, now)
    return render(request, "online/start.html", context, status=422 if refused else 200)


def _own(entrant: Entrant, context: dict[str, Any], now: Any) -> dict[str, Any]:
    attempts = own_attempts(entrant, now)
    current, rules = context["round"], context["rules"]
    given = allowance_of(entrant, current) if current else None
    active = entrant.state == EntrantState.ACTIVE
    return {
        "attempts": attempts,
        "running": next((one for one in attempts if one.running), None) if active else None,
        "left_words": attempts_left(rules.attempts, given) if given else "",
        "may_start": bool(given and (given.left is None or given.left > 0) and active),
        "next_at": given.next_at if given else None,
        "is_active": active,
    }


# --- registering --------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, slug: str) -> HttpResponse:
    """The form with the fields this contest asks; 422 with every fault at once."""
    contest = contest_of(slug)
    rules = published_rules(contest)
    options = {
        "contest": contest,
        "rules": rules,
        "choosable": choosable_organisations(contest),
    }
    status = 200
    if request.method != "POST":
        form = RegistrationForm(initial=_prefilled(request), **options)
    elif "find" in request.POST:
        # Without JavaScript: other communes or organisations to choose from, nothing is judged.
        form = RegistrationForm(initial=request.POST.dict(), **options)
    else:
        form = RegistrationForm(request.POST, **options)
        status = 422
        made = _registered(request, contest, form)
        if isinstance(made, Entrant):
            made.contest = contest
            return remember(redirect("online:code", contest.slug), made)
        if not made.allowed:
            form.add_error(None, too_fast(made))
            status = 429
    context = frame(contest, form=form, found="find" in request.POST)
    context["takes_entrants"] = phase(contest, list(contest.rounds.all()), SYSTEM.now()) in (
        Phase.COMING,
        Phase.OPEN,
        Phase.BETWEEN,
    )
    return render(request, "online/register.html", context, status=status)


def _registered(
    request: HttpRequest, contest: Contest, form: RegistrationForm
) -> Entrant | Verdict:
    """The new entrant, or that there is none: every fault is in `form`, or none when it was asked
    too often."""
    faults: Sequence[Fault] = ()
    if form.is_valid():
        address = source(client_ip(request))
        made = check_limit(scope="register", who=address, limit=REGISTER_MADE)
        if not made.allowed:
            return made
        try:
            entrant = register(
                contest=contest,
                values=form.values(),
                agreed=form.agreed(),
                guardian=form.guardian(),
                clock=SYSTEM,
                ip=client_ip(request),
            ).entrant
        except Refused as refused:
            faults = refused.faults
        else:
            counted(request, "register", REGISTER_MADE)
            return entrant
    verdict = wrong_registration(
        request, contest, parse_phone(request.POST.get("phone", "")[:40]).e164
    )
    if verdict.allowed:
        form.add_faults(
            faults
            or find_faults(
                contest=contest,
                values=form.values(),
                agreed=form.agreed(),
                guardian=form.guardian(),
                clock=SYSTEM,
            )
        )
    return verdict


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """A poster of an office may carry its code (?don-vi=), which is chosen beforehand."""
    return {"organisation": request.GET.get("don-vi", "")[:40]}


@require_safe
@cache_control(public=True, max_age=3600)
def commune_list(request: HttpRequest, slug: str) -> JsonResponse:
    """The communes of a province as [code, name], for the chooser."""
    contest_of(slug)
    rows = communes(request.GET.get("tinh", "")[:5])
    return JsonResponse({"units": [[one.code, one.full_name] for one in rows]})


@require_safe
@cache_control(public=True, max_age=600)
def organisation_list(request: HttpRequest, slug: str) -> JsonResponse:
    """Organisations that an entrant may name, found by ?q=, as [code, name]."""
    choosable = choosable_organisations(contest_of(slug))
    found = find_organisations(choosable, request.GET.get("q", "")[:120])
    return JsonResponse({"organisations": [[one.code, one.name] for one in found]})


# --- coming back --------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Phone and code let the entrant in on any device."""
    contest = contest_of(slug)
    rules = published_rules(contest)
    asked = {rule.field: rule.required for rule in rules.registration.fields}
    asks_phone = PersonField.PHONE in asked
    form = ContinueForm(request.POST or None, asks_phone=asks_phone)
    status = 200
    if request.method == "POST":
        status = 422
        form.is_valid()
        phone = form.cleaned_data.get("phone", "")
        code = form.cleaned_data.get("code", "")
        # An entrant of rules that asked no phone may have none: it is missed only where it matters.
        missing = {"phone": NO_PHONE} if asked.get(PersonField.PHONE) and not phone else {}
        if not code:
            missing["code"] = NO_CODE
        who = parse_phone(phone).e164 or code
        scope = f"continue:{contest.pk}"
        verdict = counted(request, scope, CONTINUE_ADDRESS)
        place = f"{who}|{source(client_ip(request))}"
        if verdict.allowed:
            verdict = counted(request, f"{scope}:place", CONTINUE_PLACE, place)
        if verdict.allowed:
            verdict = counted(request, f"{scope}:who", CONTINUE_PHONE, who)
        if not verdict.allowed:
            form.add_error(None, too_fast(verdict))
            status = 429
        else:
            entrant = sign_in(contest=contest, phone=phone, code=code)
            if entrant is not None:
                forget_limit(scope=f"{scope}:place", who=place)
                forget_limit(scope=f"{scope}:who", who=who)
                entrant.contest = contest
                return remember(redirect("online:start", contest.slug), entrant)
            empty = {name: words for name, words in missing.items() if name not in form.errors}
            form.add_error(None, empty or (NOT_FOUND if asks_phone else CODE_NOT_FOUND))
    return render(request, "online/continue.html", frame(contest, form=form), status=status)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign out on this device; the code lets the entrant in again."""
    contest = contest_of(slug)
    return forget(redirect("online:start", contest.slug), contest)


# --- the code -----------------------------------------------------------------------------------


def _continue_url(request: HttpRequest, contest: Contest, code: str) -> str:
    return request.build_absolute_uri(reverse("online:continue", args=[contest.slug])) + f"#{code}"


@entrants_page
@require_safe
def code_page(request: HttpRequest, contest: Contest, entrant: Entrant) -> HttpResponse:
    """The mã dự thi, large, with its QR, to be kept."""
    context = frame(
        contest,
        entrant=entrant,
        code=show_code(entrant.code),
        qr=qr_svg(_continue_url(request, contest, entrant.code)),
        round=open_round(contest, SYSTEM.now()),
    )
    return render(request, "online/code.html", context)


@entrants_page
@require_safe
def code_picture(request: HttpRequest, contest: Contest, entrant: Entrant) -> HttpResponse:
    """The same as a PNG to download ("lưu ảnh")."""
    picture = code_png(
        contest=contest.title,
        name=entrant.full_name,
        shown_code=show_code(entrant.code),
        url=_continue_url(request, contest, entrant.code),
    )
    return HttpResponse(
        picture,
        content_type="image/png",
        headers={"Content-Disposition": f'attachment; filename="ma-du-thi-{contest.slug}.png"'},
    )
