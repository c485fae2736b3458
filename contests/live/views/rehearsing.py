"""A rehearsal: a copy of the session with simulated players, hosted for practice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contests.live.forms.prepare import BotsForm
from contests.live.rules.step import Refusal
from contests.live.services import editing, opening
from contests.live.services.rehearsing import rehearse
from contests.live.views.host import hosted
from contests.live.views.preparing import frame
from contests.live.wording.page import prepared_sentence


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Copy what is prepared into a room of its own, open it, send players; then its console."""
    session = hosted(request, public_id)
    user: Any = request.user
    form = BotsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            room = editing.rehearsal_of(session=session, by=user)
            opening.open_lobby(session=room, by=user)
            rehearse(
                session=room,
                players=form.cleaned_data["players"],
                url=request.build_absolute_uri("/").rstrip("/"),
                by=user,
            )
        except Refusal as refusal:
            form.add_error(None, prepared_sentence(refusal.code))
        else:
            messages.success(request, "Người chơi giả lập đang vào phòng tập dượt.")
            return redirect("live:console", room.public_id)
    return render(
        request,
        "live/rehearse.html",
        frame(session, "Tập dượt", form=form),
        status=422 if form.errors else 200,
    )
