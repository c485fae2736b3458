"""The tables of a report: attempts and distinct persons by group, this year and the year before.

Everything is counted in SQL; a table costs two GROUP BYs. Small cells are hidden before a table
leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Case, Count, QuerySet, When
from django.db.models import Value as Literal

from accounts.models import AdministrativeUnit, Organisation, Sex
from contests.models import Audience, Contest
from contests.reports.rules.figures import Row, Table, Value, suppressed
from contests.reports.selectors.scope import Scope
from contests.results.models import AttemptResult

Counts = dict[Any, tuple[int, int]]
"""(attempts, distinct persons) by key."""

NOT_SAID = "Không khai"
AGE_BANDS = (
    ("under16", "Dưới 16 tuổi", 0, 15),
    ("16-30", "Từ 16 đến 30 tuổi", 16, 30),
    ("31-45", "Từ 31 đến 45 tuổi", 31, 45),
    ("46-60", "Từ 46 đến 60 tuổi", 46, 60),
    ("over60", "Trên 60 tuổi", 61, 200),
)
SEXES = ((Sex.MALE.value, "Nam"), (Sex.FEMALE.value, "Nữ"), ("", NOT_SAID))
AUDIENCES = (*((one.value, one.label) for one in Audience), ("", NOT_SAID))
AGES = (*((code, label) for code, label, _, _ in AGE_BANDS), ("", NOT_SAID))


def grouped(attempts: QuerySet[AttemptResult], *by: Any) -> Counts:
    """Attempts and persons (Person, across contests; not Entrant) per value of `by`."""
    rows = (
        attempts.order_by()
        .values_list(*by)
        .annotate(attempts=Count("pk"), persons=Count("entrant__person", distinct=True))
    )
    return {(row[0] if len(by) == 1 else row[:-2]): (row[-2], row[-1]) for row in rows}


def totals(attempts: QuerySet[AttemptResult]) -> tuple[int, int]:
    """All attempts and all distinct persons."""
    found = attempts.aggregate(
        attempts=Count("pk"), persons=Count("entrant__person", distinct=True)
    )
    return found["attempts"], found["persons"]


def with_age(attempts: QuerySet[AttemptResult], year: int) -> QuerySet[AttemptResult]:
    """`attempts` with `age`: the band in which a person is at the end of `year`."""
    bands = [
        When(birth_year__range=(year - high, year - low), then=Literal(code))
        for code, _, low, high in AGE_BANDS
    ]
    return attempts.annotate(age=Case(*bands, default=Literal("")))


def _table(
    scope: Scope,
    code: str,
    labels: Iterable[tuple[Any, str]],
    now: Counts,
    before: Counts,
    *,
    empty: bool = False,
    texts: Mapping[Any, Mapping[str, str]] | None = None,
    head: Mapping[Any, int] | None = None,
    ordered: bool = False,
) -> Table:
    """Rows in the order of `labels`; `empty` keeps rows without anybody; `ordered` puts the
    greatest first, hidden rows after the shown ones so that their place tells nothing."""
    columns = ["attempts", "persons"]
    if head is not None:
        columns += ["head_count", "rate"]
    if scope.is_comparable:
        columns += ["attempts_before", "persons_before"]
    rows = []
    for key, label in labels:
        attempts, persons = now.get(key, (0, 0))
        attempts_before, persons_before = before.get(key, (0, 0))
        if not (empty or attempts or attempts_before):
            continue
        values: dict[str, Value] = {"attempts": attempts, "persons": persons}
        if head is not None:
            count = head.get(key)
            values |= {"head_count": count, "rate": (persons, count) if count else None}
        if scope.is_comparable:
            values |= {"attempts_before": attempts_before, "persons_before": persons_before}
        rows.append(Row(str(key or ""), label, values, (), dict((texts or {}).get(key, {}))))
    table = suppressed(Table(code, code, tuple(columns), tuple(rows), _total(scope)))
    if ordered:
        found = sorted(enumerate(table.rows), key=lambda pair: _place(*pair))
        table = Table(code, code, table.columns, tuple(row for _, row in found), table.total)
    return table


def _place(at: int, row: Row) -> tuple[int, int, int]:
    if "attempts" in row.hidden:
        return 1, 0, at
    attempts = row.values["attempts"]
    assert isinstance(attempts, int)
    return (0 if attempts else 2), -attempts, at


def _total(scope: Scope) -> dict[str, Value]:
    attempts, persons = scope.totals
    found: dict[str, Value] = {"attempts": attempts, "persons": persons}
    if scope.is_comparable:
        before, people = scope.year_before().totals
        found |= {"attempts_before": before, "persons_before": people}
    return found


def audiences(scope: Scope) -> Table:
    """By audience group."""
    return _by_field(scope, "audience", AUDIENCES)


def shows_audience(scope: Scope) -> bool:
    """Whether the group of `scope` may be shown by itself: where the table of all groups hides it,
    as too small or as what a small one could be computed from, a page of it alone hides it too."""
    everybody = audiences(replace(scope, audience=""))
    return not any(row.hidden for row in everybody.rows if row.key == scope.audience)


def sexes(scope: Scope) -> Table:
    """By sex as people said it."""
    return _by_field(scope, "sex", SEXES)


def _by_field(scope: Scope, field: str, labels: Iterable[tuple[str, str]]) -> Table:
    before = scope.year_before().attempts()
    return _table(scope, field, labels, grouped(scope.attempts(), field), grouped(before, field))


def ages(scope: Scope) -> Table:
    """By age at the end of the year in which the window ends."""
    before = scope.year_before()
    now = grouped(with_age(scope.attempts(), scope.window.last.year), "age")
    then = grouped(with_age(before.attempts(), before.window.last.year), "age")
    return _table(scope, "age", AGES, now, then)


def communes(scope: Scope) -> Table:
    """By commune of residence: every commune of the province, then others that took part."""
    now = grouped(scope.attempts(), "commune_id")
    before = grouped(scope.year_before().attempts(), "commune_id")
    labels: list[tuple[Any, str]] = [
        (code, unit.full_name) for code, unit in scope.communes.items()
    ]
    others = {*now, *before} - {*scope.communes, None}
    found = AdministrativeUnit.objects.filter(pk__in=others).select_related("parent")
    labels += [
        (one.code, f"{one.full_name} ({one.parent.name})" if one.parent else one.full_name)
        for one in found.order_by("sort_key", "code")
    ]
    labels.append((None, NOT_SAID))
    head = scope.head_counts("unit_id")
    table = _table(scope, "commune", labels, now, before, empty=True, head=head, ordered=True)
    rows = tuple(row for row in table.rows if row.key or any(_any(row)))
    return Table(table.code, table.query, table.columns, rows, table.total)


def _any(row: Row) -> Iterable[bool]:
    return (bool(row.hidden), *(bool(row.values.get(c)) for c in ("attempts", "attempts_before")))


def organisations(scope: Scope) -> Table:
    """By organisation of the entrants, those that took part."""
    now = grouped(scope.attempts(), "organisation_id")
    before = grouped(scope.year_before().attempts(), "organisation_id")
    found = Organisation.objects.filter(pk__in={*now, *before} - {None})
    labels: list[tuple[Any, str]] = [(one.pk, one.name) for one in found]
    labels.append((None, "Không thuộc cơ quan, đơn vị nào"))
    head = scope.head_counts("organisation_id")
    return _table(scope, "organisation", labels, now, before, head=head, ordered=True)


def contests(scope: Scope, code: str = "contest") -> Table:
    """By contest: those that end in the window, and those with attempts in it."""
    attempts = scope.attempts() if code == "contest" else scope.joined()
    now = grouped(attempts, "contest_id")
    hosted = scope.hosted if code == "contest" else _contests(now)
    ended = {one.pk for one in scope.ended}
    days = scope.closing_days
    labels = [(pk, one.title) for pk, one in hosted.items() if pk in now or pk in ended]
    texts = {
        pk: {
            "form": one.form,
            "organisation": one.organisation.name,
            "ended": "1" if pk in ended else "",
            "last": days[pk].isoformat() if pk in days else "",
        }
        for pk, one in hosted.items()
    }
    columns = ("attempts", "persons")
    rows = []
    for key, label in labels:
        found = now.get(key, (0, 0))
        rows.append(
            Row(str(key), label, {"attempts": found[0], "persons": found[1]}, (), texts[key])
        )
    whole = scope.totals if code == "contest" else totals(attempts)
    total: dict[str, Value] = {"attempts": whole[0], "persons": whole[1]}
    return suppressed(Table(code, code, columns, tuple(rows), total))


def _contests(now: Counts) -> dict[int, Contest]:
    rows = Contest.objects.filter(pk__in=now).select_related("organisation").order_by("pk")
    return {one.pk: one for one in rows}
