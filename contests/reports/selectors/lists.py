"""The list that a figure counts: attempts by the name boards may show, contests, awards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from contests.reports.rules.windows import Window, weeks
from contests.reports.selectors import spread, tables
from contests.reports.selectors.scope import Scope
from contests.results.models import AttemptResult, Award

# Queries that count attempts or the persons behind them.
ATTEMPT_LISTS = {
    "attempts": "Lượt dự thi",
    "passed": "Lượt thi đạt",
    "joined": "Lượt dự thi tại các cuộc thi do nơi khác tổ chức",
    "own": "Lượt dự thi của người thuộc cơ quan",
    "organisations": "Lượt dự thi của người thuộc cơ quan, đơn vị",
    "communes": "Lượt dự thi của người trong tỉnh, thành phố",
    "contest": "Lượt dự thi của một cuộc thi",
    "audience": "Lượt dự thi của một nhóm đối tượng",
    "sex": "Lượt dự thi theo giới tính",
    "age": "Lượt dự thi của một nhóm tuổi",
    "commune": "Lượt dự thi của một xã, phường, đặc khu",
    "organisation": "Lượt dự thi của một cơ quan, đơn vị",
    "week": "Lượt dự thi trong một tuần",
    "day": "Lượt dự thi trong một ngày",
    "correct": "Lượt dự thi theo số câu trả lời đúng",
}
OTHER_LISTS = {
    "contests": "Cuộc thi kết thúc trong kỳ",
    "expenses": "Cuộc thi có chi phí trong kỳ",
    "awards": "Danh sách đạt giải",
}


class NoSuchList(LookupError):
    """No figure counts such a list."""


def attempts_behind(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    """The attempts that the figure or table row (`key`) of `query` counts, oldest first.

    Raises `NoSuchList`.
    """
    if query not in ATTEMPT_LISTS:
        raise NoSuchList(query)
    try:
        found = _LISTS.get(query, _whole)(scope, query, key)
    except (ValueError, ValidationError) as wrong:
        raise NoSuchList(key) from wrong
    return found.select_related("entrant", "contest", "organisation", "commune", "paper").order_by(
        "submitted_us", "pk"
    )


def awards_behind(scope: Scope) -> QuerySet[Award]:
    """Prizes, not taken back, of the contests that end in the window."""
    return (
        Award.objects.filter(contest__in=scope.ended, revoked_at=None)
        .select_related("contest", "entrant", "organisation", "commune")
        .order_by("contest_id", "position", "pk")
    )


def _whole(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    if query in ("audience", "sex"):
        return scope.attempts().filter(**{query: key})
    return scope.attempts()


def _unit(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    if not key:
        return scope.attempts().filter(**{f"{query}__isnull": True})
    return scope.attempts().filter(**{query: key})


def _age(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return tables.with_age(scope.attempts(), scope.window.last.year).filter(age=key)


def _day(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return scope.attempts().filter(day=date.fromisoformat(key))


def _week(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    first = date.fromisoformat(key)
    span: Window | None = next((one for one in weeks(scope.window) if one.first == first), None)
    if span is None:
        raise NoSuchList(key)
    return scope.attempts().filter(day__range=(span.first, span.last))


def _bar(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return spread.in_bars(scope.attempts(), spread.bars(scope)).filter(bar=int(key))


def _passed(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return scope.attempts().filter(passed=True)


def _joined(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    found = scope.joined()
    return found.filter(contest=int(key)) if key else found


def _own(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return scope.attempts().filter(organisation__path__startswith=scope.organisation.path)


def _of_organisations(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return scope.attempts().filter(organisation__isnull=False)


def _of_communes(scope: Scope, query: str, key: str) -> QuerySet[AttemptResult]:
    return scope.attempts().filter(commune__in=list(scope.communes))


_LISTS: dict[str, Callable[[Scope, str, str], QuerySet[AttemptResult]]] = {
    "contest": _unit,
    "commune": _unit,
    "organisation": _unit,
    "age": _age,
    "day": _day,
    "week": _week,
    "correct": _bar,
    "passed": _passed,
    "joined": _joined,
    "own": _own,
    "organisations": _of_organisations,
    "communes": _of_communes,
}
