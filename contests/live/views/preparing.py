"""Preparing a session: from a preset to an open lobby, as plain forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors.access import Forbidden, organisations_with
from contests.live.forms.prepare import (
    NewForm,
    NewSegmentForm,
    SessionForm,
)
from contests.live.forms.segment import terms_of
from contests.live.models import EntryKind, LiveFigure, LiveResult, LiveSession
from contests.live.rules import plan
from contests.live.rules.plan import WORTH, Mode
from contests.live.rules.step import Refusal
from contests.live.selectors.console import sessions_for
from contests.live.selectors.figures import figures_of, unit_places
from contests.live.services import editing, opening, preparing
from contests.live.services.preparing import WantedSegment
from contests.live.views.host import hosted
from contests.live.wording.page import MODES, PHASES, narrowed_words, prepared_sentence
from contests.live.wording.presets import PRESETS
from contests.selectors.contests import for_user as contests_for
from quiz.rules.analysis import Finding
from quiz.services.pictures import BYTES_MAX
from quiz.wording.analysis import percent, tag
from quiz.wording.refusals import say_refused

Page = dict[str, Any]
RESULTS_SHOWN = 200


def frame(session: LiveSession | None, *tail: str, **more: Any) -> Page:
    """What every page of a session shows around its own."""
    crumbs = [("Phòng thi trực tiếp", reverse("live:list"))]
    if session is not None:
        crumbs.append((session.title, reverse("live:prepare", args=[session.public_id])))
    crumbs += [(words, "") for words in tail]
    return {"section": "contests", "session": session, "crumbs": crumbs} | more


def drafted(request: HttpRequest, public_id: str) -> LiveSession:
    """A session that is still being prepared; 404 otherwise."""
    session = hosted(request, public_id)
    if session.phase != "draft":
        raise Http404
    return session


def attempt(request: HttpRequest, act: Callable[[], Any], done: str = "") -> bool:
    """Do `act`; say `done`, or the sentence of its refusal. Whether it was done."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, prepared_sentence(refusal.code))
        return False
    if done:
        messages.success(request, done)
    return True


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Every session that one may host."""
    user: Any = request.user
    if not organisations_with(user, Permission.HOST_LIVE).exists():
        raise Forbidden(Permission.HOST_LIVE)
    sessions = list(sessions_for(user)[:RESULTS_SHOWN])
    for one in sessions:
        one.phase_words = PHASES.get(one.phase, "")
    return render(request, "live/list.html", frame(None, sessions=sessions))


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest) -> HttpResponse:
    """Choose a programme, then name it; saving makes the session with its empty segments."""
    user: Any = request.user
    organisations = organisations_with(user, Permission.HOST_LIVE)
    if not organisations.exists():
        raise Forbidden(Permission.HOST_LIVE)
    code = request.GET.get("mau", "")
    preset = PRESETS.get(code)
    if preset is None:
        cards = [(key, one.name, one.hint) for key, one in PRESETS.items()]
        return render(request, "live/presets.html", frame(None, "Lập phòng thi", cards=cards))
    contests = contests_for(user, Permission.HOST_LIVE).order_by("-id")
    form = NewForm(organisations, contests, request.POST or None, initial={"title": preset.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            session = preparing.create(
                organisation=data["organisation"],
                title=data["title"],
                contest=data["contest"],
                by=user,
                entry=preset.entry,
                draft={"teams": {"by": preset.by, "names": list(preset.teams)}},
            )
            preparing.set_segments(
                session=session,
                by=user,
                segments=[
                    WantedSegment(one.title, one.mode, _settings(one.mode, one.settings))
                    for one in preset.segments
                ],
            )
        except Refusal as refusal:
            form.add_error(None, prepared_sentence(refusal.code))
        else:
            return redirect("live:prepare", session.public_id)
    return render(
        request,
        "live/new.html",
        frame(None, "Lập phòng thi", form=form, preset=preset),
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, public_id: str) -> HttpResponse:
    """The session: its programme and set-up while it is prepared, its standing afterwards."""
    session = hosted(request, public_id)
    if session.phase != "draft":
        return _overview(request, session)
    form = SessionForm(session, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _saved(request, session, form):
        return redirect("live:prepare", public_id)
    parts = list(session.segments.order_by("position"))
    segments = [
        {
            "place": one.position,
            "title": one.title,
            "mode": MODES.get(one.mode, one.mode),
            "count": one.questions.count(),
            "seconds": one.settings.get("seconds", WORTH[Mode(one.mode)][0]),
        }
        for one in parts
    ]
    narrowed = plan.narrowed([(Mode(one.mode), terms_of(one)) for one in parts])
    ready = bool(segments) and all(one["count"] for one in segments)
    return render(
        request,
        "live/prepare.html",
        frame(
            session,
            form=form,
            segments=segments,
            narrowed=narrowed_words(narrowed),
            ready=ready,
            add=NewSegmentForm(),
            codes=session.codes.count(),
            needs_codes=session.entry == EntryKind.CODES,
        ),
        status=422 if form.errors else 200,
    )


def _saved(request: HttpRequest, session: LiveSession, form: SessionForm) -> bool:
    """Whether the set-up was saved; else form or messages say why not."""
    user: Any = request.user
    emblem, sent = "", form.cleaned_data["emblem"]
    if sent:
        try:
            data = sent.read(BYTES_MAX + 1)
            emblem = preparing.store_emblem(session=session, data=data, by=user)
        except Refused as refused:
            form.add_error("emblem", say_refused(refused))
            return False
    values = form.values(emblem)
    return attempt(
        request,
        lambda: preparing.update(session=session, by=user, **values),
        "Đã lưu phần chuẩn bị.",
    )


@require_POST
def open_door(request: HttpRequest, public_id: str) -> HttpResponse:
    """Freeze the plan and open the lobby; then the console."""
    session = drafted(request, public_id)
    user: Any = request.user
    if attempt(request, lambda: opening.open_lobby(session=session, by=user)):
        return redirect("live:console", public_id)
    return redirect("live:prepare", public_id)


@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a session away that was never opened."""
    session = drafted(request, public_id)
    user: Any = request.user
    if attempt(request, lambda: preparing.delete(session=session, by=user), "Đã xóa phòng thi."):
        return redirect("live:list")
    return redirect("live:prepare", public_id)


@require_POST
def segment_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another part of the programme."""
    session = drafted(request, public_id)
    user: Any = request.user
    form = NewSegmentForm(request.POST)
    if form.is_valid():
        mode = form.cleaned_data["mode"]
        attempt(
            request,
            lambda: editing.add_segment(
                session=session,
                title=form.cleaned_data["title"],
                mode=mode,
                settings=_settings(mode, {}),
                by=user,
            ),
            "Đã thêm phần thi.",
        )
    else:
        messages.error(request, "Hãy đặt tên và chọn thể thức cho phần thi mới.")
    return redirect("live:prepare", public_id)


def _settings(mode: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a new segment of `mode` starts with: time and points of its questions."""
    seconds, most, least = WORTH[Mode(mode)]
    return {"seconds": seconds, "max_milli": most, "floor_milli": least} | given


def _overview(request: HttpRequest, session: LiveSession) -> HttpResponse:
    # Results are written in slices: none is shown before all are there.
    rows: list[Any] = list(
        LiveResult.objects.filter(session=session, session__has_results=True)
        .select_related("player")
        .order_by("place", "player__number")[:RESULTS_SHOWN]
    )
    for one in rows:
        one.points = one.points_milli / 1000
    context = frame(
        session,
        phase=PHASES.get(session.phase, ""),
        rows=rows,
        units=unit_places(session),
        figures=[_figure(one) for one in figures_of(session)],
    )
    return render(request, "live/overview.html", context)


def _figure(row: LiveFigure) -> Page:
    findings = [(Finding(code), letter) for code, letter in row.figures["findings"]]
    label, tone = tag([code for code, _ in findings])
    return {
        "ref": row.revision.question.ref,
        "stem": row.revision.stem,
        "answers": row.figures["answers"],
        "facility": percent(row.figures["facility"]),
        "label": label,
        "tone": tone,
    }
