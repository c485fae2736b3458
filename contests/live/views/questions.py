"""The questions of a segment: found one by one, or drawn by chance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contests.live.forms.prepare import DrawForm
from contests.live.models import LiveSegment
from contests.live.selectors.prepared import search
from contests.live.services import editing
from contests.live.views.preparing import attempt, drafted, frame, segment_form


@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: HttpRequest, public_id: str, place: int) -> HttpResponse:
    """One segment: what it is called, how long, how much, and its questions."""
    session = drafted(request, public_id)
    user: Any = request.user
    one = LiveSegment.objects.filter(session=session, position=place).first()
    if one is None:
        raise Http404
    here = reverse("live:segment", args=[public_id, place])
    act = request.POST.get("act", "")
    form, draw = segment_form(one), DrawForm(user, counts=session.counts)
    if request.method == "POST":
        if act == "save":
            form = segment_form(one, request.POST)
            if form.is_valid() and attempt(
                request,
                lambda: editing.change_segment(
                    session=session,
                    place=place,
                    title=form.cleaned_data["title"],
                    settings=form.settings(),
                    by=user,
                ),
                "Đã lưu phần thi.",
            ):
                return redirect(here)
        elif act == "draw":
            draw = DrawForm(user, request.POST, counts=session.counts)
            if draw.is_valid() and _draw(request, draw, session, place):
                return redirect(here)
        elif act == "drop" and attempt(
            request,
            lambda: editing.remove_segment(session=session, place=place, by=user),
            "Đã bỏ phần thi.",
        ):
            return redirect("live:prepare", public_id)
        elif act in ("add", "up", "down", "remove", "note"):
            _change(request, act, session, place)
            return redirect(request.get_full_path() if act == "add" else here)
    words = request.GET.get("q", "").strip()[:100]
    asked = list(one.questions.select_related("revision__question__bank").order_by("position"))
    have = {row.revision_id for row in asked}
    matching = search(user, words, counts=session.counts) if words else []
    found = [row for row in matching if row.pk not in have]
    context = frame(
        session, one.title, segment=one, form=form, draw=draw, asked=asked, words=words, found=found
    )
    status = 422 if form.errors or draw.errors else 200
    return render(request, "live/segment.html", context, status=status)


def _draw(request: HttpRequest, form: DrawForm, session: Any, place: int) -> bool:
    user: Any = request.user
    data = form.cleaned_data
    try:
        editing.draw_questions(
            session=session,
            place=place,
            bank=data["bank"].pk,
            difficulty=data["difficulty"],
            count=data["count"],
            by=user,
        )
    except editing.Refusal as refusal:
        if refusal.code == "pool_short":
            form.add_error(
                "count", "Ngân hàng không còn đủ câu đã duyệt ở mức độ này. Hãy giảm số câu."
            )
        else:
            form.add_error(None, "Một phần thi có nhiều nhất 60 câu. Hãy giảm số câu.")
        return False
    messages.success(request, f"Đã bốc {data['count']} câu.")
    return True


def _change(request: HttpRequest, act: str, session: Any, place: int) -> None:
    user: Any = request.user
    number = int(request.POST["number"]) if request.POST.get("number", "").isdigit() else 0
    if act == "add":
        chosen = [int(pk) for pk in request.POST.getlist("revision") if pk.isdigit()]
        attempt(
            request,
            lambda: editing.add_questions(session=session, place=place, revisions=chosen, by=user),
            "Đã thêm câu hỏi.",
        )
    elif act == "note":
        attempt(
            request,
            lambda: editing.set_note(
                session=session,
                place=place,
                number=number,
                note=request.POST.get("note", ""),
                by=user,
            ),
            "Đã lưu lời dẫn.",
        )
    else:
        attempt(
            request,
            lambda: editing.change_question(
                session=session, place=place, number=number, act=act, by=user
            ),
        )
