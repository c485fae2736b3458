"""Sitting a paper: the page, saving and handing in by form, what other devices did, the receipt.

The same views serve a practice paper, whose id is the right to it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests import tickets
from contests.answers import Code, Refused
from contests.clock import SYSTEM, from_us
from contests.models import CloseKind, Contest, Entrant, Paper, PaperState
from contests.online.forms.sheet import posted_response
from contests.online.selectors.outcome import outcome
from contests.online.selectors.sittings import (
    Sheet,
    answered_count,
    own_paper,
    poll_ms,
    practice_paper,
    sheet_item,
    sheet_of,
)
from contests.online.services.attempts import CannotStart, start_practice
from contests.online.services.sitting import form_base, hand_in, save_form
from contests.online.views.entry import frame
from contests.online.views.session import (
    PRACTICE_ADDRESS,
    contest_of,
    counted,
    entrant_of,
    received_us,
    too_fast,
)
from contests.online.wording.faults import fault_sentence
from contests.online.wording.sitting import (
    prediction_hint,
    prediction_sentences,
    prediction_text,
    save_refused,
)
from contests.rules.predictions import PredictionUnreadable, parse
from contests.selectors.contests import Phase, phase, published_rules
from contests.selectors.papers import PREDICTION_ITEM

WAIT_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class Place:
    """A paper with the addresses of its pages."""

    paper: Paper
    contest: Contest
    entrant: Entrant | None

    def url(self, page: str) -> str:
        prefix = "practice_" if self.entrant is None else ""
        return reverse(f"online:{prefix}{page}", args=[self.contest.slug, self.paper.public_id])

    @property
    def title(self) -> str:
        """ "Tuần 2 · Tìm hiểu …" """
        name = self.paper.round.name if self.paper.round else "Thi thử"
        return f"{name} · {self.contest.title}"


def _place(request: HttpRequest, slug: str, public_id: str, practice: bool) -> Place | None:
    """The paper of the address for whoever asks; None when nobody is signed in. 404 alike for
    somebody else's paper and for none."""
    contest = contest_of(slug)
    if practice:
        paper = practice_paper(contest, public_id)
        entrant = None
    else:
        entrant = entrant_of(request, contest)
        if entrant is None:
            return None
        entrant.contest = contest
        paper = own_paper(entrant, public_id)
    if paper is None:
        raise Http404
    paper.contest = contest
    return Place(paper, contest, entrant)


def _ask_code(slug: str) -> HttpResponse:
    return redirect("online:continue", slug)


# --- the page -----------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(
    request: HttpRequest, slug: str, public_id: str, practice: bool = False
) -> HttpResponse:
    """The paper. One form for those without JavaScript: "Lưu bài" and "Nộp bài" both save."""
    arrived_us = received_us(request)
    place = _place(request, slug, public_id, practice)
    if place is None:
        return _ask_code(slug)
    if place.paper.state != PaperState.OPEN:
        return redirect(place.url("receipt"))
    if request.method == "POST":
        return _save(request, place, arrived_us)
    if SYSTEM.now_us() >= place.paper.deadline_us:
        return redirect(place.url("receipt"))
    return _page(request, place, sheet_of(place.paper, SYSTEM.now_us()))


def _save(request: HttpRequest, place: Place, arrived_us: int) -> HttpResponse:
    paper = place.paper
    base = request.POST.get("base", "")
    if not (base.isascii() and base.isdigit() and len(base) <= 18):
        return HttpResponseBadRequest("base")
    sheet = sheet_of(paper, SYSTEM.now_us())
    choices = {one.item.number: posted_response(one, request.POST) for one in sheet.items}
    wrong = typed = ""
    if sheet.prediction:
        typed = request.POST.get("q0", "")[:60]
        try:
            value = parse(sheet.prediction_kind, typed)
            choices[PREDICTION_ITEM] = "" if value is None else str(value)
        except PredictionUnreadable as unreadable:
            wrong = fault_sentence(unreadable.fault)
    try:
        saved = save_form(
            paper=paper, choices=choices, base=int(base), received_us=arrived_us, close=False
        )
    except ValueError:
        return HttpResponseBadRequest("q")
    if saved.refused in (Code.LATE, Code.CLOSED):
        return redirect(place.url("receipt"))
    finish = "finish" in request.POST
    if saved.refused is None and not wrong:
        return redirect(place.url("hand_in") if finish else place.url("sitting") + "#da-luu")
    problem = save_refused(saved.refused.value) if saved.refused else ""
    shown = _with_choices(sheet_of(paper, SYSTEM.now_us()), choices)
    status = 503 if problem else 422
    return _page(request, place, shown, problem=problem, wrong=wrong, typed=typed, status=status)


def _with_choices(sheet: Sheet, choices: dict[int, str]) -> Sheet:
    """The sheet as the person left it, saved or not: nothing chosen is lost from the screen."""
    items = tuple(sheet_item(one.item, choices.get(one.item.number, "")) for one in sheet.items)
    return replace(sheet, items=items)


def _page(
    request: HttpRequest,
    place: Place,
    sheet: Sheet,
    *,
    problem: str = "",
    wrong: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    predicted = typed or prediction_text(sheet.prediction_kind, sheet.predicted)
    context = frame(
        place.contest,
        place=place,
        paper=place.paper,
        title=place.title,
        sheet=sheet,
        base=form_base(place.paper),
        ends_at=from_us(place.paper.deadline_us),
        predicted=predicted,
        prediction_hint=prediction_hint(sheet.prediction_kind),
        prediction_wrong=wrong,
        problem=problem,
        receipt_url=place.url("receipt"),
        hand_in_url=place.url("hand_in"),
        data=_state(place, sheet)
        | {
            "paper": place.paper.public_id,
            "status_url": place.url("status"),
            "receipt_url": place.url("receipt"),
            "continue_url": reverse("online:continue", args=[place.contest.slug]),
            "prediction": sheet.prediction_kind.value,
            "sentences": prediction_sentences() if sheet.prediction else {},
        },
    )
    return render(request, "online/sitting.html", context, status=status)


def _state(place: Place, sheet: Sheet) -> dict[str, Any]:
    """What the page's script needs of the paper as it stands."""
    now_us = SYSTEM.now_us()
    answers = {str(one.item.number): one.response for one in sheet.items if one.response}
    if sheet.predicted:
        answers["0"] = sheet.predicted
    return {
        "state": "open" if place.paper.state == PaperState.OPEN else "closed",
        "ticket": tickets.issue(tickets.for_paper(place.paper)),
        "answers": answers,
        "at_ms": now_us // 1000,
        "left_ms": max(0, place.paper.deadline_us - now_us) // 1000,
        "saved_at_ms": int(sheet.saved_at.timestamp() * 1000) if sheet.saved_at else 0,
        "seq": sheet.newest_seq,
        "poll_ms": poll_ms(place.contest, now_us),
    }


@never_cache
@require_safe
def status(request: HttpRequest, slug: str, public_id: str, practice: bool = False) -> HttpResponse:
    """The paper as it stands, for the page's script: answers of other devices, time, a ticket."""
    place = _place(request, slug, public_id, practice)
    if place is None:
        raise Http404
    return JsonResponse(_state(place, sheet_of(place.paper, SYSTEM.now_us())))


# --- handing in ---------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_page(
    request: HttpRequest, slug: str, public_id: str, practice: bool = False
) -> HttpResponse:
    """Asks once more, naming what is unanswered; a POST hands in."""
    arrived_us = received_us(request)
    place = _place(request, slug, public_id, practice)
    if place is None:
        return _ask_code(slug)
    if place.paper.state != PaperState.OPEN:
        return redirect(place.url("receipt"))
    problem = ""
    if request.method == "POST":
        done = hand_in(paper=place.paper, received_us=arrived_us)
        if not isinstance(done, Refused) or done.code in (Code.CLOSED, Code.LATE):
            return redirect(place.url("receipt"))
        problem = "CHƯA nộp được vì máy chủ gặp sự cố. Câu đã lưu vẫn còn; hãy bấm Nộp bài lại."
    elif SYSTEM.now_us() >= place.paper.deadline_us:
        return redirect(place.url("receipt"))
    context = frame(
        place.contest,
        title=place.title,
        paper=place.paper,
        sheet=sheet_of(place.paper, SYSTEM.now_us()),
        ends_at=from_us(place.paper.deadline_us),
        sitting_url=place.url("sitting"),
        problem=problem,
    )
    return render(request, "online/hand_in.html", context, status=503 if problem else 200)


@never_cache
@require_safe
def receipt(
    request: HttpRequest, slug: str, public_id: str, practice: bool = False
) -> HttpResponse:
    """The mã biên nhận, what was answered and when; the result and the key from their time on."""
    place = _place(request, slug, public_id, practice)
    if place is None:
        return _ask_code(slug)
    paper, now = place.paper, SYSTEM.now()
    if paper.state == PaperState.OPEN and SYSTEM.now_us() < paper.deadline_us:
        return redirect(place.url("sitting"))
    context = frame(
        place.contest,
        place=place,
        paper=paper,
        title=place.title,
        answered=answered_count(paper),
        questions=len(paper.items),
        closed_at=from_us(paper.closed_us) if paper.closed_us else None,
        by_time=paper.close_kind == CloseKind.BY_TIME,
        is_waiting=paper.state == PaperState.OPEN,
        is_annulled=paper.state == PaperState.ANNULLED,
    )
    if paper.state == PaperState.SUBMITTED:
        context["outcome"] = outcome(paper, now)
    response = render(request, "online/receipt.html", context)
    if paper.state == PaperState.OPEN:
        # Its time is over; the platform hands it in within half a minute (see contests.answers).
        response["Refresh"] = WAIT_SECONDS
    return response


# --- practice -----------------------------------------------------------------------------------


@never_cache
@require_safe
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """What practising is, and the button."""
    return _practice_page(request, contest_of(slug))


@never_cache
@require_POST
def practice_start(request: HttpRequest, slug: str) -> HttpResponse:
    """A new practice paper for anybody."""
    contest = contest_of(slug)
    verdict = counted(request, "practice", PRACTICE_ADDRESS)
    if not verdict.allowed:
        return _practice_page(request, contest, too_fast(verdict), status=429)
    try:
        paper = start_practice(contest=contest, seed=secrets.token_bytes(32))
    except CannotStart as cannot:
        return _practice_page(request, contest, fault_sentence(cannot.fault), status=422)
    return redirect("online:practice_sitting", contest.slug, paper.public_id)


def _practice_page(
    request: HttpRequest, contest: Contest, refused: str = "", status: int = 200
) -> HttpResponse:
    rules = published_rules(contest)
    context = frame(
        contest,
        refused=refused,
        offered=rules.practice,
        is_ended=phase(contest, list(contest.rounds.all()), SYSTEM.now()) is Phase.ENDED,
    )
    return render(request, "online/practice.html", context, status=status)
