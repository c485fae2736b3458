"""Statistics for leaders, and the list that a figure counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.selectors.access import Forbidden, can, organisations_with
from contests.clock import SYSTEM
from contests.models import Audience, Contest
from contests.reports.forms import StatisticsForm
from contests.reports.rules.figures import FigureSet
from contests.reports.rules.windows import Window
from contests.reports.selectors import figures as figure_selectors
from contests.reports.selectors import tables
from contests.reports.selectors.cross import ROWS, CrossTable, cross_table
from contests.reports.selectors.lists import (
    ATTEMPT_LISTS,
    OTHER_LISTS,
    NoSuchList,
    attempts_behind,
    awards_behind,
)
from contests.reports.selectors.scope import Scope
from contests.reports.views.reports import suggested
from contests.reports.views.shown import address, figure_lines, table_views
from contests.reports.wording.sentences import HIDDEN_NOTE, NOT_COMPARABLE_WHY, cell, trials_note
from contests.rules.clock import local_day


@dataclass(frozen=True, slots=True)
class CrossView:
    """The cross table in words: each row a label, its cells with their column, its total."""

    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...], str], ...]
    totals: tuple[tuple[str, str], ...]
    note: str
    left_out: int
    """Rows that are nought in every column, counted and not shown."""


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """By unit, audience and period: figures with the year before, drawings, tables, cross table."""
    organisations = organisations_with(request.user, "report.view")
    top = organisations.order_by("path").first()
    if top is None:
        raise Forbidden("report.view")
    first, last = suggested(local_day(SYSTEM.now()))
    given: dict[str, str] = {
        "organisation": top.code,
        "window_from": first.isoformat(),
        "window_to": last.isoformat(),
        "audience": "",
        "rows": "commune",
        "columns": "audience",
    }
    given |= {name: value for name, value in request.GET.items() if name in given and value}
    form = StatisticsForm(
        MultiValueDict({name: [value] for name, value in given.items()}),
        organisations=organisations,
    )
    context: dict[str, Any] = {"section": "reports", "form": form}
    if form.is_valid():
        data = form.cleaned_data
        organisation = data["organisation"]
        scope = Scope(organisation, Window(data["window_from"], data["window_to"]))
        figures = figure_selectors.build(scope, now=SYSTEM.now(), questions=False)
        if audience := data["audience"]:
            figures = _of_audience(replace(scope, audience=audience))
        sees_people = can(request.user, "attempt.view", organisation)
        opens = address(figures)

        def link(query: str, key: str) -> str:
            if audience:  # only lists of the whole group know of an audience
                query, key = ("audience", audience) if query == "attempts" else ("", "")
            return opens(query, key) if sees_people or query not in ATTEMPT_LISTS else ""

        context |= {
            "scope": scope,
            "lines": figure_lines(figures, link),
            "tables": table_views(figures, link),
            "is_empty": not audience
            and not figures.figure("contests").value
            and figures.figure("attempts").value == 0
            and figures.figure("joined_attempts").value == 0,
            "trials_note": trials_note(figures.trials),
            "cross": _cross_view(cross_table(scope, data["rows"], data["columns"])),
            "audience": dict(Audience.choices).get(audience, ""),
            "hidden_note": HIDDEN_NOTE if any(one.hidden for one in figures.figures) else "",
            "compare_note": "" if figures.is_comparable else NOT_COMPARABLE_WHY,
        }
    return render(request, "reports/statistics.html", context, status=422 if form.errors else 200)


_OF_PEOPLE = ("attempts", "persons", "organisations", "communes", "average", "passed")


def _of_audience(scope: Scope) -> FigureSet:
    """The figures of one group as a whole. Its parts stand in the cross table only, which hides all
    its cells together: a second table of them would tell what the first one hides."""
    made = figure_selectors.build(scope, now=SYSTEM.now(), questions=False)
    figures = tuple(one for one in made.figures if one.code in _OF_PEOPLE)
    if not tables.shows_audience(scope):
        figures = tuple(
            replace(one, value=None, previous=None, hidden=("value", "previous")) for one in figures
        )
    return replace(made, figures=figures, tables=())


def _cross_view(cross: CrossTable) -> CrossView:
    # None is a suppressed figure, which is not nought.
    shown = [row for row in cross.rows if any(one != 0 for one in (row.total, *row.cells))]
    rows = tuple(
        (
            row.label,
            tuple(
                (name, cell(value, hidden=value is None))
                for name, value in zip(cross.columns, row.cells, strict=True)
            ),
            cell(row.total, hidden=row.total is None),
        )
        for row in shown
    )
    totals = tuple(
        (name, cell(value, hidden=value is None))
        for name, value in zip(cross.columns, cross.totals, strict=True)
    )
    note = HIDDEN_NOTE if cross.hides else ""
    left_out = len(cross.rows) - len(shown)
    return CrossView(ROWS[cross.rows_by], cross.columns, rows, totals, note, left_out)


@require_safe
def figure_list(request: HttpRequest, query: str) -> HttpResponse:
    """What a figure counts, line by line; people only by the name that boards may show."""
    if query not in ATTEMPT_LISTS and query not in OTHER_LISTS:
        raise Http404
    permission = "attempt.view" if query in ATTEMPT_LISTS else "report.view"
    scope = _scope(request, permission)
    key = request.GET.get("key", "")[:40]
    context: dict[str, Any] = {
        "section": "reports",
        "scope": scope,
        "title": (ATTEMPT_LISTS | OTHER_LISTS)[query],
        "query_name": query,
        "crumbs": [("Thống kê", ""), ((ATTEMPT_LISTS | OTHER_LISTS)[query], "")],
    }
    if query in ATTEMPT_LISTS:
        try:
            rows = attempts_behind(scope, query, key)
        except NoSuchList:
            raise Http404 from None
        page = Paginator(rows, 100).get_page(request.GET.get("page"))
        context |= {"page": page, "kind": "attempts"}
    elif query == "awards":
        page = Paginator(awards_behind(scope), 100).get_page(request.GET.get("page"))
        context |= {"page": page, "kind": "awards"}
    else:
        ended = [(one, scope.closing_days[one.pk]) for one in scope.ended]
        context |= {"page": Paginator(ended, 100).get_page(request.GET.get("page"))}
        context["kind"] = "contests"
    asked = request.GET.copy()
    asked.pop("page", None)
    context["query"] = asked.urlencode()
    return render(request, "reports/behind.html", context)


def _scope(request: HttpRequest, permission: str) -> Scope:
    """The scope that an address names; 404 for one that is wrong or not the user's to see."""
    organisation: Organisation = get_object_or_404(
        organisations_with(request.user, permission).select_related("unit", "parent"),
        code=request.GET.get("organisation", ""),
    )
    try:
        window = Window(
            date.fromisoformat(request.GET.get("from", "")),
            date.fromisoformat(request.GET.get("to", "")),
        )
    except ValueError:
        raise Http404 from None
    slug = request.GET.get("contest", "")
    contest = None
    if slug:
        contest = get_object_or_404(
            Contest.objects.filter(organisation__path__startswith=organisation.path), slug=slug
        )
    return Scope(organisation, window, contest)
