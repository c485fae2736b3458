"""How attempts spread: over days and weeks, and over numbers of correct answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, ExpressionWrapper, F, IntegerField, QuerySet, When
from django.db.models import Value as Literal

from contests.reports.rules.figures import BEFORE, PERSONS, Row, Table, Value, suppressed
from contests.reports.rules.suppression import hidden
from contests.reports.rules.windows import Window, weeks
from contests.reports.selectors.scope import Scope
from contests.reports.selectors.tables import Counts, grouped
from contests.results.models import AttemptResult

MOST_DAYS = 100
"""Longer windows are shown by week only."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: `low` to `high` correct answers, or tenths of the paper."""

    key: str
    label: str
    low: int
    high: int


def periods(scope: Scope) -> tuple[Table, Table]:
    """By week and by day. A day is hidden with its week, or among the days of its week, because
    both tables are printed."""
    spans = weeks(scope.window)
    now = _by_week(scope.attempts(), spans)
    before_spans = [span.year_before() for span in spans]
    before = _by_week(scope.year_before().attempts(), before_spans)
    week_rows = [
        _row(scope, span.first.isoformat(), span_label(span), now.get(at), before.get(at))
        for at, span in enumerate(spans)
    ]
    columns = _columns(scope)
    by_week = Table("week", "week", columns, tuple(week_rows), _total(scope))
    shown = suppressed(by_week)
    if scope.window.days > MOST_DAYS:
        return shown, Table("day", "day", columns, ())
    days_now = grouped(scope.attempts(), "day")
    days_before = grouped(scope.year_before().attempts(), "day")
    rows: list[Row] = []
    marks: dict[str, list[bool]] = {"": [], BEFORE: []}
    for span, week in zip(spans, shown.rows, strict=True):
        days = [span.first + timedelta(days=at) for at in range(span.days)]
        own = [
            _row(
                scope,
                day.isoformat(),
                f"{day:%d/%m}",
                days_now.get(day),
                days_before.get(Window(day, day).year_before().first),
            )
            for day in days
        ]
        for ending in marks:
            counts = [_count(row, PERSONS + ending) for row in own]
            whole = "persons" + ending in week.hidden
            flags = [count > 0 for count in counts] if whole else list(hidden(counts))
            if not whole and any(flags):
                # Everything of the week that is shown says something about the week's total,
                # which is printed: what is hidden must be at least five persons together.
                flags = [count > 0 for count in counts] if _thin(counts, flags) else flags
            marks[ending] += flags
        rows += own
    by_day = Table("day", "day", columns, tuple(rows), _total(scope))
    return shown, suppressed(by_day, marks)


def _thin(counts: list[int], flags: list[bool]) -> bool:
    behind = [count for count, flag in zip(counts, flags, strict=True) if flag]
    return len(behind) < 2


def numbered_weeks(
    attempts: QuerySet[AttemptResult], spans: list[Window]
) -> QuerySet[AttemptResult]:
    """`attempts` with `week`: the position in `spans`, -1 outside all of them."""
    cases = [
        When(day__range=(span.first, span.last), then=Literal(at)) for at, span in enumerate(spans)
    ]
    return attempts.annotate(week=Case(*cases, default=Literal(-1), output_field=IntegerField()))


def _by_week(attempts: QuerySet[AttemptResult], spans: list[Window]) -> Counts:
    return grouped(numbered_weeks(attempts, spans), "week")


def span_label(span: Window) -> str:
    """ "21/09 - 27/09"; a week of one day is that day."""
    if span.days == 1:
        return f"{span.first:%d/%m}"
    return f"{span.first:%d/%m} - {span.last:%d/%m}"


def _columns(scope: Scope) -> tuple[str, ...]:
    before = ("attempts_before", "persons_before") if scope.is_comparable else ()
    return ("attempts", "persons", *before)


def _row(
    scope: Scope,
    key: str,
    label: str,
    now: tuple[int, int] | None,
    before: tuple[int, int] | None,
) -> Row:
    attempts, persons = now or (0, 0)
    values: dict[str, Value] = {"attempts": attempts, "persons": persons}
    if scope.is_comparable:
        attempts_before, persons_before = before or (0, 0)
        values |= {"attempts_before": attempts_before, "persons_before": persons_before}
    return Row(key, label, values)


def _count(row: Row, column: str) -> int:
    value = row.values.get(column)
    return value if isinstance(value, int) else 0


def _total(scope: Scope) -> dict[str, Value]:
    attempts, persons = scope.totals
    return {"attempts": attempts, "persons": persons}


def bars(scope: Scope) -> tuple[Bar, ...]:
    """The bars of the histogram: one per number of correct answers where all papers are of one
    size, else tenths of the paper."""
    sizes = sorted(set(scope.attempts().order_by().values_list("questions", flat=True).distinct()))
    if len(sizes) == 1:
        size = sizes[0]
        return tuple(Bar(str(n), f"{n}/{size}", n, n) for n in range(size + 1))
    if not sizes:
        return ()
    bands = [Bar(str(at), f"{at * 10}% - dưới {at * 10 + 10}%", at, at) for at in range(1, 10)]
    return (Bar("0", "Dưới 10%", 0, 0), *bands, Bar("10", "100%", 10, 10))


def in_bars(attempts: QuerySet[AttemptResult], found: tuple[Bar, ...]) -> QuerySet[AttemptResult]:
    """`attempts` with `bar`: correct answers, or tenths of the paper (rounded down)."""
    if found and found[-1].label != "100%":
        return attempts.annotate(bar=F("correct"))
    tenths = ExpressionWrapper(F("correct") * 10 / F("questions"), output_field=IntegerField())
    return attempts.annotate(bar=tenths)


def histogram(scope: Scope) -> Table:
    """Attempts by number of correct answers. Last year's papers may have been of another size:
    no comparison here."""
    found = bars(scope)
    counts = grouped(in_bars(scope.attempts(), found), "bar")
    rows = []
    for bar in found:
        attempts, persons = counts.get(bar.low, (0, 0))
        rows.append(Row(bar.key, bar.label, {"attempts": attempts, "persons": persons}))
    return suppressed(
        Table("correct", "correct", ("attempts", "persons"), tuple(rows), _total(scope))
    )


def passing(scope: Scope, contests: list[int]) -> tuple[int, int] | None:
    """(passed, all) attempts of `contests`, which have a pass mark; None when either side speaks
    of too few persons."""
    rows = (
        scope.attempts()
        .filter(contest__in=contests)
        .order_by()
        .values_list("passed")
        .annotate(attempts=Count("pk"), persons=Count("entrant__person", distinct=True))
    )
    counts = {passed: (attempts, persons) for passed, attempts, persons in rows}
    yes, no = counts.get(True, (0, 0)), counts.get(False, (0, 0))
    if any(hidden([yes[1], no[1]])):
        return None
    return yes[0], yes[0] + no[0]
