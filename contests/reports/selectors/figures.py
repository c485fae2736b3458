"""Everything the platform fills into a report, counted in the database (domain.md, 4.2).

*Lượt* is a valid handed-in attempt, by its local day of hand-in; *người* a distinct person across
contests; a *cuộc thi* counts once, for its organiser, in the period in which it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Sum
from django.db.models.lookups import IsNull

from accounts.models import HeadCount, Organisation
from contests.models import ContestForm, Expense
from contests.reports.rules.figures import (
    Figure,
    FigureSet,
    Row,
    Table,
    Unit,
    Value,
    hide_small,
)
from contests.reports.rules.suppression import LEAST
from contests.reports.selectors import spread, tables
from contests.reports.selectors.missed import most_missed
from contests.reports.selectors.scope import Scope
from contests.results.models import Award
from contests.selectors.contests import rules_of

Tell = Callable[[int, int], None]
STEPS = 12


@dataclass(frozen=True, slots=True)
class _One:
    """The numbers of one window, before they are set beside the year before."""

    values: dict[str, Value]
    hidden: frozenset[str]
    persons: int


_UNITS = {
    "contests": Unit.CONTESTS,
    "contests_online": Unit.CONTESTS,
    "contests_live": Unit.CONTESTS,
    "contests_written": Unit.CONTESTS,
    "attempts": Unit.ATTEMPTS,
    "persons": Unit.PERSONS,
    "organisations": Unit.UNITS,
    "own_organisations": Unit.RATE,
    "communes": Unit.RATE,
    "own_persons": Unit.RATE,
    "average": Unit.RATE,
    "passed": Unit.RATE,
    "joined_contests": Unit.CONTESTS,
    "joined_attempts": Unit.ATTEMPTS,
    "joined_persons": Unit.PERSONS,
    "awards_individual": Unit.AWARDS,
    "awards_collective": Unit.AWARDS,
    "awards_money": Unit.VND,
    "expenses": Unit.VND,
}
# The list that a figure opens.
_QUERIES = {
    "contests_online": "contests",
    "contests_live": "contests",
    "contests_written": "contests",
    "persons": "attempts",
    "average": "attempts",
    "joined_contests": "joined",
    "joined_attempts": "joined",
    "joined_persons": "joined",
    "own_organisations": "organisations",
    "own_persons": "own",
    "awards_individual": "awards",
    "awards_collective": "awards",
    "awards_money": "awards",
}


def build(
    scope: Scope, *, now: datetime, tell: Tell | None = None, questions: bool = True
) -> FigureSet:
    """Every figure and table of `scope`, small cells hidden. `tell(done, total)` hears of progress;
    `now` decides which rounds are still open. Without `questions` no paper is opened: the table
    of missed questions stays empty, and a page need not wait for it."""
    said = tell or (lambda done, total: None)
    before = scope.year_before()
    own = _numbers(scope)
    said(1, STEPS)
    past = _numbers(before) if scope.is_comparable else None
    said(2, STEPS)
    figures = []
    for code, value in own.values.items():
        figure = Figure(
            code,
            _QUERIES.get(code, code),
            _UNITS[code],
            value,
            past.values.get(code) if past is not None else None,
            ("value",) if code in own.hidden else (),
        )
        figures.append(figure)
    figures = hide_small(figures, own.persons, past.persons if past is not None else 0)
    found = []
    for at, make in enumerate(
        (
            tables.contests,
            lambda one: tables.contests(one, "joined"),
            spread.histogram,
            tables.audiences,
            tables.sexes,
            tables.ages,
            tables.communes,
            tables.organisations,
        ),
        start=3,
    ):
        found.append(make(scope))
        said(at, STEPS)
    found += spread.periods(scope)
    missed = Table("missed", "missed", ("wrong",), ())
    if questions and own.persons >= LEAST:
        missed = most_missed(scope, now)
    found += [missed, _awards(scope)]
    said(STEPS, STEPS)
    return FigureSet(
        organisation=scope.organisation.code,
        contest=scope.contest.slug if scope.contest is not None else "",
        first=scope.window.first.isoformat(),
        last=scope.window.last.isoformat(),
        is_comparable=scope.is_comparable,
        figures=tuple(figures),
        tables=tuple(found),
        trials=scope.trials,
    )


def _numbers(scope: Scope) -> _One:
    values: dict[str, Value] = {"contests": len(scope.ended)}
    for form in ContestForm:
        values[f"contests_{form.value}"] = sum(one.form == form for one in scope.ended)
    attempts, persons = scope.totals
    values["attempts"], values["persons"] = attempts, persons
    hidden: set[str] = set()
    _units(scope, values)
    _coverage(scope, values, hidden)
    sums = scope.attempts().aggregate(right=Sum("correct"), asked=Sum("questions"))
    if attempts:
        values["average"] = (sums["right"], sums["asked"])
    with_mark = [
        pk
        for pk, one in scope.hosted.items()
        if one.current_version_id is not None and rules_of(one.current_version_id).passing.correct
    ]
    if with_mark and scope.attempts().filter(contest__in=with_mark).exists():
        values["passed"] = spread.passing(scope, with_mark)
        if values["passed"] is None:
            hidden.add("passed")
    joined = scope.joined()
    joined_attempts, joined_persons = tables.totals(joined)
    values["joined_contests"] = joined.order_by().values("contest").distinct().count()
    small = 0 < joined_persons < LEAST
    values["joined_attempts"] = None if small else joined_attempts
    values["joined_persons"] = None if small else joined_persons
    if small:
        hidden |= {"joined_attempts", "joined_persons"}
    values |= _money(scope)
    return _One(values, frozenset(hidden), persons)


def _units(scope: Scope, values: dict[str, Value]) -> None:
    own = scope.attempts().order_by()
    values["organisations"] = (
        own.filter(organisation__isnull=False).values("organisation").distinct().count()
    )
    below = Organisation.objects.filter(path__startswith=scope.organisation.path, is_active=True)
    below = below.exclude(pk=scope.organisation.pk)
    if scope.contest is None and (whole := below.count()):
        came = own.filter(organisation__in=below).values("organisation").distinct().count()
        values["own_organisations"] = (came, whole)
    if scope.communes:
        came = own.filter(commune__in=list(scope.communes)).values("commune").distinct().count()
        values["communes"] = (came, len(scope.communes))


def _coverage(scope: Scope, values: dict[str, Value], hidden: set[str]) -> None:
    """Persons of the organisation itself who took part, against its declared head-count."""
    declared = (
        HeadCount.objects.filter(organisation=scope.organisation, as_of__lte=scope.window.last)
        .order_by("-as_of")
        .values_list("persons", flat=True)
        .first()
    )
    if scope.contest is not None or not declared:
        return
    mine = scope.attempts().filter(organisation__path__startswith=scope.organisation.path)
    persons = mine.aggregate(persons=Count("entrant__person", distinct=True))["persons"]
    small = 0 < persons < LEAST
    values["own_persons"] = None if small else (persons, declared)
    if small:
        hidden.add("own_persons")


def _money(scope: Scope) -> dict[str, Value]:
    awards = Award.objects.filter(contest__in=scope.ended, revoked_at=None)
    spent = Expense.objects.filter(contest__in=scope.ended).aggregate(sum=Sum("amount_vnd"))["sum"]
    return {
        "awards_individual": awards.filter(entrant__isnull=False).count(),
        "awards_collective": awards.filter(entrant__isnull=True).count(),
        "awards_money": awards.aggregate(sum=Sum("amount_vnd"))["sum"] or 0,
        "expenses": spent or 0,
    }


def _awards(scope: Scope) -> Table:
    """Who was given a prize, by the name that boards may show."""
    rows = []
    awards = Award.objects.filter(contest__in=scope.ended, revoked_at=None).select_related(
        "contest", "entrant__organisation", "entrant__commune", "organisation", "commune"
    )
    for one in awards.order_by(
        "contest_id", IsNull(F("entrant"), True), "-amount_vnd", "position", "pk"
    ):
        if one.entrant is not None:
            name, kind = one.entrant.display_name, "individual"
            unit = one.entrant.organisation or one.entrant.commune
        else:
            unit = None
            name, kind = str(one.organisation or one.commune or ""), "collective"
        texts = {
            "contest": one.contest.title,
            "level": one.level,
            "kind": kind,
            "unit": str(unit) if unit is not None else "",
        }
        rows.append(Row(str(one.pk), name, {"amount_vnd": one.amount_vnd}, (), texts))
    return Table("awards", "awards", ("amount_vnd",), tuple(rows))
