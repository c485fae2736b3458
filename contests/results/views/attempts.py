"""Marked attempts: the list with its filters, and the evidence of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.fields import blind_index
from accounts.rules import phone as phone_rules
from accounts.rules.codes import parse_code
from accounts.rules.text import search_key
from accounts.selectors.access import require
from contests.clock import SYSTEM, from_us
from contests.models import AnswerEvent, Paper
from contests.results.forms import AttemptFilterForm
from contests.results.models import AttemptResult
from contests.results.views.manage import page_of
from contests.results.wording import predicted
from contests.rules.clock import settled_at
from contests.selectors.contests import published_rules, rules_of
from contests.selectors.keys import paper_key
from contests.selectors.papers import PREDICTION_ITEM, paper_items
from contests.selectors.spoken import key_words, response_words
from contests.views.reach import seen_contest

PAGE = 50


@require_safe
def attempt_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Attempts of the contest, newest hand-in first; telephone numbers masked."""
    contest = seen_contest(request, slug, "attempt.view")
    require(request.user, "attempt.view", contest.organisation)
    form = AttemptFilterForm(contest, request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = AttemptResult.objects.filter(contest=contest).order_by("-submitted_us", "-pk")
    if wanted.get("round"):
        found = found.filter(round__number=int(wanted["round"]))
    if wanted.get("audience"):
        found = found.filter(audience=wanted["audience"])
    if wanted.get("state"):
        found = found.filter(is_valid=wanted["state"] == "valid")
    if text := wanted.get("text", "").strip():
        who = Q(entrant__person__search_key__contains=search_key(text))
        if phone := phone_rules.parse(text).e164:
            who |= Q(entrant__phone_index=blind_index(phone, "phone"))
        if code := parse_code(text):
            who |= Q(entrant__code_index=blind_index(code, "entrant-code"))
        found = found.filter(who)
    page = Paginator(
        found.select_related("entrant__person", "paper", "round", "organisation", "commune"), PAGE
    ).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    rows = [
        (row, phone_rules.local(row.entrant.phone), from_us(row.submitted_us))
        for row in page.object_list
    ]
    return render(
        request,
        "results/attempts.html",
        page_of(
            request, contest, "Lượt thi", form=form, page=page, rows=rows, query=query.urlencode()
        ),
    )


@require_safe
def attempt_sheet(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The evidence of one attempt: every event with its time; the key once its round is over."""
    contest = seen_contest(request, slug, "attempt.view")
    require(request.user, "attempt.view", contest.organisation)
    paper = get_object_or_404(
        Paper.objects.select_related("entrant__person", "round", "attempt", "contest"),
        contest=contest,
        public_id=public_id,
        is_practice=False,
    )
    assert paper.round is not None
    result = AttemptResult.objects.filter(pk=paper.pk).first()
    closed = paper.closed_us is not None and SYSTEM.now() > settled_at(
        paper.round.closes_at, published_rules(contest)
    )
    key = paper_key(paper) if closed else ()
    events = list(AnswerEvent.objects.filter(paper=paper).order_by("client_seq", "id"))
    last = {event.item: event.response for event in events}
    signs = result.per_item if result and closed else ""
    shown = {item.number: item for item in paper_items(paper)}
    items = [
        (
            item,
            response_words(item, last.get(item.number, "")),
            key_words(item, key[item.number - 1]) if key else "",
            signs[item.number - 1] if signs else "",
        )
        for item in shown.values()
    ]
    kind = rules_of(paper.rule_version_id).prediction.kind
    prediction = last.get(PREDICTION_ITEM, "")
    return render(
        request,
        "results/attempt.html",
        page_of(
            request,
            contest,
            "Một lượt thi",
            paper=paper,
            result=result,
            closed=closed,
            items=items,
            events=[
                (
                    event,
                    from_us(event.received_us),
                    response_words(shown[event.item], event.response)
                    if event.item in shown
                    else event.response,
                )
                for event in events
            ],
            started=from_us(paper.started_us),
            handed_in=from_us(paper.closed_us) if paper.closed_us else None,
            paused_ms=paper.paused_us // 1000,
            prediction=predicted(kind, int(prediction)) if prediction else "",
            phone=phone_rules.local(paper.entrant.phone) if paper.entrant else "",
        ),
    )
