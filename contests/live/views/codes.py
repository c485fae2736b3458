"""One-time codes: made from a list of names, printed, handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.rules.codes import show_code
from contests.live.forms.prepare import CodesForm
from contests.live.services import editing
from contests.live.views.host import hosted
from contests.live.views.preparing import frame


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def codes(request: HttpRequest, public_id: str) -> HttpResponse:
    """The codes of a session with whose they are, to print; more are made from names."""
    session = hosted(request, public_id)
    user: Any = request.user
    teams = list(session.draft.get("teams", {}).get("names", ()))
    form = CodesForm(teams, request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"].splitlines()
        try:
            made = editing.make_codes(
                session=session, labels=names, unit=form.cleaned_data["unit"], by=user
            )
        except editing.Refusal as refusal:
            words = {
                "codes_many": "Một phòng có nhiều nhất 2.000 mã.",
                "ended": "Phòng thi đã kết thúc.",
            }
            form.add_error("names", words[refusal.code])
        else:
            messages.success(request, f"Đã làm {len(made)} mã.")
            return redirect("live:codes", public_id)
    rows = [(one.label, one.unit, show_code(one.code)) for one in session.codes.order_by("id")]
    status = 422 if form.errors else 200
    return render(
        request,
        "live/codes.html",
        frame(session, "Mã dùng một lần", form=form, rows=rows),
        status=status,
    )
