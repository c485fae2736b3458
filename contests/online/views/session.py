"""Who asks: the entrant of the cookie, the contest of the address, how often they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.middleware import client_ip
from accounts.services.limits import Limit, Verdict, hit, source
from accounts.wording import say, wait_words
from contests.clock import SYSTEM
from contests.models import Contest, Entrant
from contests.online import tickets
from contests.posts import FIRST_BYTE
from contests.selectors.contests import public_contests

# Registrations that were made, by address: behind carrier NAT a whole town is one address.
REGISTER_MADE = Limit(3000, timedelta(hours=1))
# Posts that made none. They cost nothing, so they refuse no registration: over these limits only
# what they would be told is withheld, and nobody can be locked out by somebody else's.
REGISTER_WRONG = Limit(600, timedelta(minutes=10))
REGISTER_WRONG_PLACE = Limit(12, timedelta(minutes=15))
REGISTER_WRONG_PHONE = Limit(60, timedelta(minutes=15))
CONTINUE_ADDRESS = Limit(400, timedelta(minutes=10))
# Few tries for a phone from one address; more from everywhere, so that a stranger with a telephone
# list locks nobody out. A code is one of 8·10¹¹.
CONTINUE_PLACE = Limit(10, timedelta(minutes=15))
CONTINUE_PHONE = Limit(200, timedelta(minutes=15))
PRACTICE_ADDRESS = Limit(300, timedelta(hours=1))

View = Callable[..., HttpResponse]


def contest_of(slug: str) -> Contest:
    """The published contest of an address, or 404."""
    return get_object_or_404(public_contests().select_related("current_version"), slug=slug)


def cookie_path(contest: Contest) -> str:
    """Each contest has its own cookie, sent to its own pages only."""
    return reverse("online:start", args=[contest.slug]).removesuffix("du-thi/")


def remember(response: HttpResponse, entrant: Entrant) -> HttpResponse:
    """Sign `entrant` in on this browser."""
    response.set_cookie(
        tickets.COOKIE,
        tickets.issue(entrant),
        max_age=int(tickets.LIFE.total_seconds()),
        path=cookie_path(entrant.contest),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse, contest: Contest) -> HttpResponse:
    """Sign the entrant out on this browser."""
    response.delete_cookie(tickets.COOKIE, path=cookie_path(contest), samesite="Lax")
    return response


def entrant_of(request: HttpRequest, contest: Contest) -> Entrant | None:
    """The entrant who is signed in to `contest` on this browser."""
    return tickets.entrant_of(request.COOKIES.get(tickets.COOKIE, ""), contest)


def entrants_page(view: View) -> View:
    """A page of a signed-in entrant: `view(request, contest, entrant, …)`; others are asked for
    their mã dự thi. Never cached: it is about one person."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        contest = contest_of(slug)
        entrant = entrant_of(request, contest)
        if entrant is None:
            return redirect("online:continue", contest.slug)
        entrant.contest = contest
        return view(request, contest, entrant, **kwargs)

    return guarded


def counted(request: HttpRequest, scope: str, limit: Limit, who: str | None = None) -> Verdict:
    """Count one try of `who`, by default of the address."""
    return hit(scope=scope, who=source(client_ip(request)) if who is None else who, limit=limit)


def wrong_registration(request: HttpRequest, contest: Contest, phone: str) -> Verdict:
    """Count a post that registered nobody; refused once it would be told too often what is known
    of a phone, from one address or from everywhere."""
    verdict = counted(request, "register-wrong", REGISTER_WRONG)
    if not phone:
        return verdict
    scope = f"register-wrong:{contest.pk}"
    place = f"{phone}|{source(client_ip(request))}"
    for name, limit, who in (
        (f"{scope}:place", REGISTER_WRONG_PLACE, place),
        (f"{scope}:phone", REGISTER_WRONG_PHONE, phone),
    ):
        if verdict.allowed:
            verdict = counted(request, name, limit, who)
    return verdict


def too_fast(verdict: Verdict) -> str:
    """How long to wait, in words."""
    return say("limit-reached", wait=wait_words(verdict.retry_after_s))


def received_us(request: HttpRequest) -> int:
    """When the first byte of this request was read, so that waiting at the gate costs nobody
    their time (promise P6)."""
    extensions = getattr(request, "scope", {}).get("extensions") or {}
    stamp = extensions.get(FIRST_BYTE)
    return SYSTEM.at_monotonic(stamp) if stamp is not None else SYSTEM.now_us()
