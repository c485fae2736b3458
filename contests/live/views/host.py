"""The host's console, and whom it finds by name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import client_ip
from accounts.rules.codes import show_code
from contests.live.models import LivePlayer, LiveSession
from contests.live.rules.step import Refusal
from contests.live.selectors.console import hosted_by, people
from contests.live.services import hosting
from contests.live.services.hosting import host_ticket
from contests.live.wording.page import COMMANDS, HOST_FAULTS, PHASES
from contests.live.wording.refusals import sentence


def hosted(request: HttpRequest, public_id: str) -> LiveSession:
    """The session at `public_id`, for whoever may host it; 404 for everybody else."""
    user: Any = request.user
    session: LiveSession = get_object_or_404(hosted_by(user), public_id=public_id)
    return session


@require_safe
@never_cache
def console(request: HttpRequest, public_id: str) -> HttpResponse:
    """The console of an open session; what is still prepared is prepared first."""
    session = hosted(request, public_id)
    if session.phase == "draft":
        return redirect("live:prepare", public_id)
    user: Any = request.user
    ticket = host_ticket(
        session=session,
        by=user,
        session_key=request.session.session_key or "",
        user_agent=request.headers.get("User-Agent", ""),
        ip=client_ip(request),
    )
    data = {
        "ticket": ticket,
        "people": reverse("live:people", args=[public_id]),
        "back": reverse("live:way_back", args=[public_id, 0]).removesuffix("0/"),
        "commands": COMMANDS,
        "phases": PHASES,
        "faults": HOST_FAULTS,
    }
    return render(request, "live/host.html", {"session": session, "data": data})


@require_safe
@never_cache
def found_people(request: HttpRequest, public_id: str) -> JsonResponse:
    """Players by name or number, as JSON for the console."""
    session = hosted(request, public_id)
    found = people(session, request.GET.get("q", "")[:80])
    return JsonResponse({"players": [asdict(one) for one in found]})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def way_back(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The code for a player whose phone is lost, to be read out to them or shown."""
    session = hosted(request, public_id)
    player: LivePlayer = get_object_or_404(
        session.players.select_related("code"), number=number, is_removed=False
    )
    user: Any = request.user
    if request.method == "POST":
        try:
            hosting.way_back(session=session, number=number, by=user)
        except Refusal as refusal:
            messages.error(request, sentence(refusal.code))
        return redirect("live:way_back", public_id, number)
    if session.phase == "draft":
        raise Http404
    code = show_code(player.code.code) if player.code is not None else ""
    address = request.build_absolute_uri(reverse("live:room", args=[public_id]))
    return render(
        request,
        "live/way_back.html",
        {"session": session, "player": player, "code": code, "address": address},
    )
