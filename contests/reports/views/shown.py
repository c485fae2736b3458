"""Figures and tables as templates show them: words, addresses of their lists, drawings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from contests.formats import svg
from contests.reports.rules.figures import FigureSet, Table
from contests.reports.selectors.lists import ATTEMPT_LISTS, OTHER_LISTS
from contests.reports.wording import tables
from contests.reports.wording.sentences import HIDDEN_NOTE, cell, changed

Address = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure in words."""

    label: str
    unit: str
    value: str
    before: str
    change: str
    url: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table in words, with its drawing (trusted SVG of ours) and a note."""

    code: str
    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    total: tuple[tuple[str, str], ...]
    drawing: SafeString
    note: str
    left_out: int
    """Rows that are nought in every column, counted and not shown."""


def address(figures: FigureSet) -> Address:
    """Gives the address of the list behind a query and a key, "" when there is none."""

    def of(query: str, key: str = "") -> str:
        if query not in ATTEMPT_LISTS and query not in OTHER_LISTS:
            return ""
        asked = {
            "organisation": figures.organisation,
            "from": figures.first,
            "to": figures.last,
            "contest": figures.contest,
            "key": key,
        }
        return f"{reverse('figure_list', args=[query])}?{urlencode(asked)}"

    return of


def figure_lines(figures: FigureSet, opens: Address) -> list[FigureLine]:
    """Every figure; `opens` gives "" to those who may not see the list."""
    return [
        FigureLine(
            tables.FIGURE[one.code],
            tables.figure_unit(one.unit),
            cell(one.value, hidden="value" in one.hidden),
            cell(one.previous, hidden="previous" in one.hidden)
            if figures.is_comparable
            else "Không so sánh được",
            changed(one.value, one.previous, is_comparable=figures.is_comparable)
            if figures.is_comparable
            else "–",
            opens(one.query, "") if one.value else "",
        )
        for one in figures.figures
    ]


def table_views(figures: FigureSet, opens: Address) -> list[TableView]:
    """The tables that have rows, each with a drawing where there is something to draw."""
    return [_view(one, opens) for one in figures.tables if one.rows]


def _view(table: Table, opens: Address) -> TableView:
    title, first = tables.TABLE[table.code]
    columns = [
        code
        for code in table.columns
        if code not in ("head_count", "rate") or any(row.values.get(code) for row in table.rows)
    ]
    names = tuple(tables.COLUMN[code] for code in columns)
    shown = [row for row in table.rows if row.hidden or any(row.values.values())]
    rows = tuple(
        (
            row.label,
            opens(table.query, row.key) if any(row.values.values()) else "",
            tuple(
                (name, cell(row.values.get(code), hidden=code in row.hidden))
                for name, code in zip(names, columns, strict=True)
            ),
        )
        for row in shown
    )
    total: tuple[tuple[str, str], ...] = ()
    if table.total and len(table.rows) > 1:
        total = tuple(
            (
                name,
                cell(table.total[code], hidden=table.total[code] is None)
                if code in table.total
                else "",
            )
            for name, code in zip(names, columns, strict=True)
        )
    hides = any(row.hidden for row in table.rows)
    note = HIDDEN_NOTE if hides else ""
    left_out = len(table.rows) - len(shown)
    return TableView(table.code, title, first, names, rows, total, _drawing(table), note, left_out)


def _drawing(table: Table) -> SafeString:
    if "attempts" not in table.columns or len(table.rows) < 2 or len(table.rows) > 110:
        return mark_safe("")
    title = tables.TABLE[table.code][0]
    if table.code in ("correct", "week", "day"):
        chart = tables.column_chart(table, caption=title)
    else:
        chart = tables.bar_chart(table, caption=title)
    # Drawn by contests.formats.svg, which escapes every text.
    return mark_safe(svg.chart(chart) if chart is not None else "")  # noqa: S308
