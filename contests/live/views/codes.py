"""One-time codes: made from a list of names, taken away as a spreadsheet or as slips to cut."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.formats.xlsx import Field, Sheet, write_tables
from contests.live.forms.prepare import CodesForm
from contests.live.models import LiveSession
from contests.live.selectors.codes import codes_of
from contests.live.services import editing
from contests.live.views.host import hosted
from contests.live.views.papers import XLSX
from contests.live.views.preparing import attempt, frame
from contests.live.wording.page import prepared_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def codes(request: HttpRequest, public_id: str) -> HttpResponse:
    """The codes of a session with whose they are; more are made from names, unused ones go."""
    session = hosted(request, public_id)
    user: Any = request.user
    here = redirect("live:codes", public_id)
    if request.method == "POST" and (code := request.POST.get("drop", "")):
        number = int(code) if code.isascii() and code.isdigit() and len(code) < 19 else 0
        attempt(
            request,
            lambda: editing.drop_code(session=session, code=number, by=user),
            "Đã bỏ một mã.",
        )
        return here
    teams = session.draft.get("teams") or {}
    by = teams.get("by", "none")
    names = list(teams.get("names", ())) if by in ("assigned", "chosen") else []
    form = CodesForm(names, by in ("assigned", "organisation"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = editing.make_codes(session=session, people=form.cleaned_data["people"], by=user)
        except editing.Refusal as refusal:
            form.add_error("people", prepared_sentence(refusal.code))
        else:
            messages.success(request, f"Đã làm {len(made)} mã.")
            return here
    return render(
        request,
        "live/codes.html",
        frame(
            session,
            "Mã dùng một lần",
            form=form,
            rows=codes_of(session),
            way_back=room_address(request, session),
        ),
        status=422 if form.errors else 200,
    )


@require_safe
@never_cache
def codes_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The codes as a spreadsheet."""
    session = hosted(request, public_id)
    rows = [
        (number, one.name, one.unit, one.code, one.is_used)
        for number, one in enumerate(codes_of(session), start=1)
    ]
    sheet = Sheet(
        "Mã dùng một lần",
        (
            Field("TT", 6, "integer"),
            Field("Tên", 36),
            Field("Đội, đơn vị", 36),
            Field("Mã", 14),
            Field("Đã vào phòng", 14),
        ),
        rows,
        title=f"Mã dùng một lần: {session.title}",
        notes=(
            f"{how_to(request)} Máy hỏng giữa chừng: mở {room_address(request, session)} trên máy "
            "khác và nhập lại mã này.",
            "Mỗi mã chỉ dùng cho một người hoặc một máy. Không đăng lên mạng.",
        ),
    )
    name = f"ma-phong-thi-{session.public_id}.xlsx"
    return HttpResponse(
        write_tables([sheet]),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@never_cache
def slips(request: HttpRequest, public_id: str) -> HttpResponse:
    """A slip of paper for everybody, to print and cut."""
    session = hosted(request, public_id)
    context = frame(session, "In phiếu", rows=codes_of(session), how_to=how_to(request))
    return render(request, "live/slips.html", context)


def how_to(request: HttpRequest) -> str:
    """What the owner of a code does with it."""
    address = request.get_host() + reverse("live:play").rstrip("/")
    return f"Vào {address}, nhập 6 chữ số trên màn chiếu, rồi nhập mã này."


def room_address(request: HttpRequest, session: LiveSession) -> str:
    """Where whoever was in the room comes back with their code."""
    return request.get_host() + reverse("live:room", args=[session.public_id])
