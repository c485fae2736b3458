"""What everybody may read of a published contest. No session, no csrf token: cacheable."""

from __future__ import annotations

import io
from datetime import datetime

import segno
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from contests.clock import SYSTEM
from contests.models import Contest, DocumentRole, Round
from contests.rules.ruleset import RuleSet, ShowBoard
from contests.selectors.contests import Phase, phase, public_contests, published_rules
from contests.selectors.facts import text_of
from contests.selectors.setup import issued_documents
from contests.views.reach import role_of, site_of
from contests.wording.changes import changes
from contests.wording.facts import facts_from_json
from contests.wording.public import at_a_glance, countdown, how_to
from contests.wording.setup import DOCUMENT, PHASE, PHASE_TONE

_fresh = cache_control(public=True, max_age=20)


def _public(slug: str) -> Contest:
    return get_object_or_404(public_contests().select_related("current_version"), slug=slug)


@require_safe
@_fresh
def contest_page(request: HttpRequest, slug: str) -> HttpResponse:
    """State, rounds, how to take part, documents, boards."""
    contest = _public(slug)
    rules = published_rules(contest)
    assert contest.current_version is not None
    facts = facts_from_json(contest.current_version.facts)
    rounds = list(contest.rounds.all())
    now = SYSTEM.now()
    stage = phase(contest, rounds, now)
    return render(
        request,
        "contests/page.html",
        {
            "contest": contest,
            "organisation": contest.organisation,
            "facts": facts,
            "rules": rules,
            "rounds": [(one, _round_state(one, now)) for one in rounds],
            "phase": PHASE[stage],
            "is_open": stage is Phase.OPEN,
            "is_coming": stage in (Phase.COMING, Phase.BETWEEN),
            "is_ended": stage is Phase.ENDED,
            "countdown": countdown([(one.opens_at, one.closes_at) for one in rounds], now),
            "glance": at_a_glance(rules),
            "how_to": how_to(rules),
            "documents": _documents(contest),
            "boards_open": _boards_open(rules, rounds, now),
        },
    )


def _round_state(one: Round, now: datetime) -> tuple[str, str]:
    if now < one.opens_at:
        return PHASE[Phase.COMING], PHASE_TONE[Phase.COMING]
    if now < one.closes_at:
        return PHASE[Phase.OPEN], PHASE_TONE[Phase.OPEN]
    return "Đã đóng", ""


def _boards_open(rules: RuleSet, rounds: list[Round], now: datetime) -> bool:
    if not rounds:
        return False
    match rules.disclosure.board:
        case ShowBoard.LIVE:
            return now >= rounds[0].opens_at
        case ShowBoard.AFTER_ROUND:
            return any(now >= one.closes_at for one in rounds)
        case ShowBoard.AFTER_CONTEST:
            return all(now >= one.closes_at for one in rounds)


def _documents(contest: Contest) -> list[tuple[str, str, object]]:
    issued = issued_documents(contest)
    return [
        (role.value.replace("_", "-"), DOCUMENT[role], issued[role])
        for role in DocumentRole
        if role in issued
    ]


@require_safe
@_fresh
def contest_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The thể lệ in force, or an earlier version (?ban=1), with what changed and why."""
    contest = _public(slug)
    versions = list(contest.rule_versions.order_by("-number"))
    wanted = request.GET.get("ban", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() else versions[0].number
    shown = next((one for one in versions if one.number == number), None)
    if shown is None:
        raise Http404
    before = next((one for one in versions if one.number == number - 1), None)
    return render(
        request,
        "contests/rules.html",
        {
            "contest": contest,
            "organisation": contest.organisation,
            "facts": facts_from_json(shown.facts),
            "version": shown,
            "versions": versions,
            "is_current": shown.pk == contest.current_version_id,
            "sections": text_of(shown),
            "changes": changes(text_of(before), text_of(shown)) if before else (),
            "signed": issued_documents(contest).get(DocumentRole.THE_LE),
        },
    )


@require_safe
@cache_control(public=True, max_age=300)
def contest_signed(request: HttpRequest, slug: str, role: str) -> FileResponse:
    """The signed PDF of a document."""
    contest = _public(slug)
    issued = issued_documents(contest).get(role_of(role))
    if issued is None or issued.file is None:
        raise Http404
    response = FileResponse(
        issued.file.file.open("rb"),
        as_attachment=True,
        filename=f"{role}-{contest.slug}.pdf",
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def contest_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code of the contest's page as a picture."""
    contest = _public(slug)
    out = io.BytesIO()
    segno.make(site_of(request, contest), error="m", micro=False).save(
        out, kind="svg", border=4, scale=8, dark="#10222b", light="#ffffff", xmldecl=True
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
