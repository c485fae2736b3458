"""The players' pages: the code on the wall, the door, the phone in the room."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import client_ip
from accounts.services import limits
from contests.live.api import WRONG_EVERYWHERE, WRONG_HERE
from contests.live.models import LiveSession
from contests.live.selectors.doors import Door, door
from contests.live.views.stage import qr_picture
from contests.live.wording.page import JOIN, PLAY


@require_safe
@never_cache
def play(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits; a form that works without JavaScript."""
    typed = request.GET.get("ma", "")[:20]
    digits = "".join(sign for sign in typed if sign.isdigit() and sign.isascii())
    if len(digits) == 6:
        return redirect("live:door", digits)
    wrong = "Mã phòng có 6 chữ số, hãy xem lại trên màn chiếu." if typed else ""
    return render(request, "live/play_code.html", {"typed": typed, "wrong": wrong})


@require_safe
@never_cache
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The door of an open lobby. Wrong digits are counted with those of the join route."""
    found, wait = _look(code, limits.source(client_ip(request)))
    if found is None:
        words = JOIN["too_many_codes"] if wait else JOIN["no_room"]
        response = render(request, "live/play_code.html", {"typed": code, "wrong": words})
        response.status_code = 429 if wait else 404
        return response
    room = reverse("live:room", args=[found.public_id])
    data = {"code": code, "room": found.public_id, "next": room, "words": JOIN}
    return render(
        request,
        "live/play_join.html",
        {"door": found, "spaced": f"{code[:3]} {code[3:]}", "data": data},
    )


@require_safe
@cache_control(public=True, max_age=60)
def room(request: HttpRequest, public_id: str) -> HttpResponse:
    """The player's page, the same for everybody: who it is, the device itself knows."""
    title = LiveSession.objects.filter(public_id=public_id).values_list("title", flat=True).first()
    if title is None:
        raise Http404
    data = {"room": public_id, "words": PLAY, "door": JOIN}
    return render(request, "live/play.html", {"title": title, "data": data})


@require_safe
@cache_control(public=True, max_age=3600)
def room_qr(request: HttpRequest, public_id: str) -> HttpResponse:
    """The QR of the room's address: nobody types that on another phone."""
    if not LiveSession.objects.filter(public_id=public_id).exists():
        raise Http404
    return qr_picture(request.build_absolute_uri(reverse("live:room", args=[public_id])))


def _look(code: str, source: str) -> tuple[Door | None, int]:
    """The lobby behind `code`, or None and the seconds for which no code of this address is looked
    at (0 when the code was merely wrong)."""
    everywhere = limits.check(scope="live.code.all", who="", limit=WRONG_EVERYWHERE)
    here = limits.check(scope="live.code", who=source, limit=WRONG_HERE)
    if wait := max(here.retry_after_s, everywhere.retry_after_s):
        return None, wait
    found = door(code)
    if found is not None:
        return found, 0
    here = limits.hit(scope="live.code", who=source, limit=WRONG_HERE)
    everywhere = limits.hit(scope="live.code.all", who="", limit=WRONG_EVERYWHERE)
    return None, max(here.retry_after_s, everywhere.retry_after_s)
