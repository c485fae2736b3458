"""What everybody may see of the results. No session, no csrf token: pages can be cached.

One's own place is on a page of its own, because only that one reads the entrant's cookie.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import client_ip
from accounts.models import AdministrativeUnit, Organisation
from accounts.services.limits import Limit, hit, source
from accounts.wording import say as say_account
from accounts.wording import wait_words
from contests.clock import SYSTEM, from_us
from contests.formats import svg
from contests.models import Audience, Contest, Round
from contests.online import tickets
from contests.results.models import Standing, UnitBoard
from contests.results.selectors.boards import (
    PAGE,
    Filters,
    FrozenRows,
    LiveRows,
    frozen_units,
    live_units,
    own_place,
    unit_shown,
)
from contests.results.selectors.standings import is_live, latest_public, may_show_frozen
from contests.results.wording import formula, predicted
from contests.rules.ruleset import NameDisplay, Overall, PredictionKind, RuleSet
from contests.selectors.contests import public_contests, published_rules

OPEN_DATA = Limit(20, timedelta(minutes=10))

_fresh = cache_control(public=True, max_age=5)

BOARDS = {"ca-nhan": None, "don-vi": UnitBoard.ORGANISATION, "xa": UnitBoard.COMMUNE}
TITLES = {"ca-nhan": "Cá nhân", "don-vi": "Đơn vị", "xa": "Xã, phường, đặc khu"}


@dataclass(frozen=True)
class Scope:
    """One ranking a visitor can choose: a round or the whole contest, frozen or running."""

    number: int
    name: str
    round: Round | None
    standing: Standing | None
    live: bool


def contest_of(slug: str) -> Contest:
    """The published contest of an address, or 404."""
    return get_object_or_404(public_contests().select_related("current_version"), slug=slug)


def scopes_of(contest: Contest, rules: RuleSet, now: datetime) -> list[Scope]:
    """Everything that may be seen at `now`, the whole contest last."""
    rounds: list[Round | None] = list(contest.rounds.order_by("number"))
    if len(rounds) > 1 or rules.ranking.overall is not Overall.NONE:
        rounds.append(None)
    found = []
    for one in rounds:
        standing = None
        if may_show_frozen(rules, one, contest, now):
            standing = latest_public(contest, one)
        live = standing is None and is_live(rules, one, contest, now)
        if standing is not None or live:
            number = one.number if one else 0
            found.append(Scope(number, one.name if one else "Cả cuộc thi", one, standing, live))
    return found


def _chosen(request: HttpRequest, scopes: list[Scope]) -> Scope | None:
    wanted = request.GET.get("dot", "")
    return next(
        (one for one in scopes if str(one.number) == wanted), scopes[-1] if scopes else None
    )


def _filters(request: HttpRequest, scope: Scope, rules: RuleSet) -> Filters:
    unit, code = None, request.GET.get("don-vi", "")[:40]
    if code:
        unit = get_object_or_404(Organisation, code=code)
    audience = request.GET.get("doi-tuong", "")
    searchable = scope.standing is not None and rules.disclosure.names is NameDisplay.FULL
    return Filters(
        organisation=unit,
        commune=request.GET.get("xa", "")[:5],
        audience=audience if audience in Audience.values else "",
        name=request.GET.get("ten", "").strip()[:100] if searchable else "",
    )


@require_safe
@_fresh
def boards(request: HttpRequest, slug: str) -> HttpResponse:
    """The board of a round or of the whole contest: persons, organisations or communes."""
    contest = contest_of(slug)
    rules = published_rules(contest)
    scopes = scopes_of(contest, rules, SYSTEM.now())
    scope = _chosen(request, scopes)
    kind = request.GET.get("bang", "ca-nhan")
    if kind not in BOARDS:
        raise Http404
    context: dict[str, Any] = {
        "contest": contest,
        "organisation": contest.organisation,
        "rules": rules,
        "scopes": scopes,
        "scope": scope,
        "kind": kind,
        "kinds": TITLES,
    }
    if scope is not None:
        query = request.GET.copy()
        query.pop("page", None)
        context |= {"query": query.urlencode(), "prediction": _prediction(scope.standing, rules)}
        board = BOARDS[kind]
        number = request.GET.get("page")
        if board is None:
            context |= _persons(scope, contest, _filters(request, scope, rules), rules, number)
        else:
            context |= _units(scope, contest, board, rules, number)
    response = render(request, "results/boards.html", context)
    response["ETag"] = _etag(response)
    return _unchanged(request, response)


def _etag(response: HttpResponse) -> str:
    return f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'


def _unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response["ETag"] in request.headers.get("If-None-Match", ""):
        same = HttpResponse(status=304)
        same["ETag"] = response["ETag"]
        return same
    return response


def _persons(
    scope: Scope, contest: Contest, filters: Filters, rules: RuleSet, number: str | None
) -> dict[str, Any]:
    rows: FrozenRows | LiveRows
    if scope.standing is not None:
        rows = FrozenRows(scope.standing, filters)
    else:
        rows = LiveRows(contest, scope.round, filters)
    page = Paginator(rows, PAGE).get_page(number)
    shown = list(page.object_list)
    standing = scope.standing
    histogram = standing.histogram if standing else []
    return {
        "page": page,
        "rows": shown,
        "filters": filters,
        "podium": shown[:3] if page.number == 1 and not filters and standing else [],
        "histogram": histogram,
        "chart": _histogram(histogram),
        "audiences": Audience.choices,
        "communes": _communes(standing),
        "searchable": standing is not None and rules.disclosure.names is NameDisplay.FULL,
        "shows_points": len({cell.points_milli for cell in rules.paper.cells}) > 1,
    }


def _communes(standing: Standing | None) -> list[AdministrativeUnit]:
    if standing is None:
        return []
    rows = standing.unit_rows.filter(board=UnitBoard.COMMUNE).values("commune_id")
    return list(AdministrativeUnit.objects.filter(pk__in=rows).order_by("sort_key"))


def _histogram(histogram: list[list[int]]) -> str:
    if not histogram:
        return ""
    counts = dict(map(tuple, histogram))
    last = max(counts)
    first = max(0, min(counts))
    rows = [(str(number), counts.get(number, 0)) for number in range(first, last + 1)]
    drawing = svg.histogram(
        "Số người theo số câu đúng", "Mỗi cột là một số câu đúng; bảng số liệu ở dưới.", rows
    )
    return mark_safe(drawing)  # noqa: S308 (drawn by us from numbers)


def _units(
    scope: Scope, contest: Contest, board: UnitBoard, rules: RuleSet, number: str | None
) -> dict[str, Any]:
    if scope.standing is not None:
        page = Paginator(frozen_units(scope.standing, board), PAGE).get_page(number)
        rows = [unit_shown(row) for row in page.object_list]
    else:
        page = Paginator(live_units(contest, scope.round, board, rules), PAGE).get_page(number)
        rows = list(page.object_list)
    terms = next((one for one in rules.unit_boards if one.of.value == board.value), None)
    return {"page": page, "rows": rows, "terms": terms}


def _prediction(standing: Standing | None, rules: RuleSet) -> list[dict[str, str]]:
    kind = rules.prediction.kind
    if standing is None or kind is PredictionKind.NONE:
        return []
    return [
        {
            "round": number,
            "value": predicted(kind, one["value"]),
            "formula": formula(one["formula"], one["numerator"], one["denominator"]),
        }
        for number, one in sorted(standing.prediction.items())
    ]


@require_safe
@never_cache
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own place in every ranking that may be seen; known by the entrant's cookie."""
    contest = contest_of(slug)
    entrant = tickets.entrant_of(request.COOKIES.get(tickets.COOKIE, ""), contest)
    if entrant is None:
        return redirect("online:continue", slug)
    rules = published_rules(contest)
    places = [
        (scope, own_place(entrant, scope.round, scope.standing))
        for scope in scopes_of(contest, rules, SYSTEM.now())
    ]
    return render(
        request,
        "results/mine.html",
        {
            "contest": contest,
            "organisation": contest.organisation,
            "entrant": entrant,
            "places": places,
        },
    )


@require_safe
@_fresh
def open_data(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The published board as CSV or JSON: what the page shows, nothing more."""
    contest = contest_of(slug)
    # A whole board costs seconds: nobody may keep every place behind the gate busy with it.
    verdict = hit(scope="open-data", who=source(client_ip(request)), limit=OPEN_DATA)
    if not verdict.allowed:
        text = say_account("limit-reached", wait=wait_words(verdict.retry_after_s))
        answer = HttpResponse(text, status=429, content_type="text/plain; charset=utf-8")
        answer["Cache-Control"] = "no-store"
        return answer
    rules = published_rules(contest)
    scope = _chosen(
        request, [one for one in scopes_of(contest, rules, SYSTEM.now()) if one.standing]
    )
    if scope is None or scope.standing is None or extension not in ("csv", "json"):
        raise Http404
    standing = scope.standing
    rows = [
        {
            "hang": row.rank,
            "dong_hang": row.tied,
            "ten": row.name,
            "don_vi": row.organisation,
            "xa": row.commune,
            "so_cau_dung": row.correct,
            "diem_phan_nghin": row.points_milli,
            "lech_du_doan": row.distance,
            "thoi_gian_ms": row.duration_ms,
            "nop_luc": from_us(row.submitted_us).isoformat(),
        }
        for row in FrozenRows(standing, Filters())[0 : standing.rows_count]
    ]
    about = {
        "cuoc_thi": contest.title,
        "dot": scope.name,
        "ban": standing.version,
        "chot_luc": standing.frozen_at.isoformat(),
        "sha256": standing.sha256,
    }
    if extension == "json":
        return JsonResponse(about | {"dong": rows}, json_dumps_params={"ensure_ascii": False})
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(rows[0] if rows else ["hang"])
    for row in rows:
        writer.writerow([_safe(value) for value in row.values()])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{contest.slug}-{scope.number}.csv"'
    return response


def _safe(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋"):
        return f"'{value}"
    return value
