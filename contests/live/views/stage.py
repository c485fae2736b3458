"""The projector: read-only, for whoever knows its address."""

from __future__ import annotations

import io
from typing import Any, Final

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from contests.clock import SYSTEM
from contests.live import tickets
from contests.live.models import LiveSession
from quiz.models import Picture

SOUNDS: Final = ("tick", "press", "right", "board", "win")


def stage_data(request: HttpRequest, session: LiveSession) -> dict[str, Any]:
    """What the projector's page needs: its ticket, and where people join."""
    return {
        "ticket": tickets.for_projector(session=session.pk, now_us=SYSTEM.now_us()),
        "title": session.title,
        "address": request.get_host() + reverse("live:play").rstrip("/"),
        "qr": reverse("live:stage_qr", args=[session.projector_key]),
        "look": {
            token: session.look[name]
            for name, token in (("ground", "ground"), ("gold", "gold"))
            if session.look.get(name)
        },
        "sounds": {name: static(f"audio/{name}.wav") for name in SOUNDS},
    }


@require_safe
@never_cache
def stage(request: HttpRequest, key: str) -> HttpResponse:
    """The one big screen of a session."""
    session = get_object_or_404(
        LiveSession.objects.select_related("organisation"), projector_key=key
    )
    emblem = Picture.objects.filter(public_id=session.look.get("emblem", "")).first()
    context = {"session": session, "data": stage_data(request, session), "emblem": emblem}
    return render(request, "live/stage.html", context)


@require_safe
@cache_control(private=True, max_age=3600)
def stage_qr(request: HttpRequest, key: str) -> HttpResponse:
    """The QR of the door of this session's lobby while it is open."""
    code = LiveSession.objects.filter(projector_key=key).values_list("code", flat=True).first()
    if not code:
        raise Http404
    return qr_picture(request.build_absolute_uri(reverse("live:door", args=[code])))


def qr_picture(address: str) -> HttpResponse:
    """`address` to be read by a camera."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, scale=8, dark="#10222b", light="#ffffff", xmldecl=True
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
