"""Distinct persons by two groupings at once, with every cell hidden that could tell of somebody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import AdministrativeUnit, Organisation
from contests.reports.rules.suppression import hidden_grid
from contests.reports.rules.windows import weeks
from contests.reports.selectors import tables
from contests.reports.selectors.scope import Scope
from contests.reports.selectors.spread import numbered_weeks, span_label
from contests.results.models import AttemptResult

ROWS = {
    "commune": "Xã, phường, đặc khu",
    "organisation": "Cơ quan, đơn vị",
    "contest": "Cuộc thi",
    "week": "Tuần",
}
COLUMNS = {"audience": "Nhóm đối tượng", "sex": "Giới tính", "age": "Độ tuổi"}


@dataclass(frozen=True, slots=True)
class CrossRow:
    """One row: numbers by column, None where hidden; the total of the row likewise."""

    key: str
    label: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Persons by `rows` and `columns`; a person in two groups counts in each."""

    rows_by: str
    columns_by: str
    columns: tuple[str, ...]
    rows: tuple[CrossRow, ...]
    totals: tuple[int | None, ...]

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return any(None in (*row.cells, row.total) for row in self.rows) or None in self.totals


def cross_table(scope: Scope, rows_by: str, columns_by: str) -> CrossTable:
    """Persons of `scope` by a key of `ROWS` and one of `COLUMNS` (KeyError for any other).

    Always the whole table is counted and hidden, also where a page shows one row of it, so that
    pages of single units cannot be put together to more than the table says.
    """
    if rows_by not in ROWS or columns_by not in COLUMNS:
        raise KeyError((rows_by, columns_by))
    attempts = scope.attempts()
    if columns_by == "age":
        attempts = tables.with_age(attempts, scope.window.last.year)
    if rows_by == "week":
        attempts = numbered_weeks(attempts, weeks(scope.window))
    row_field = {"week": "week"}.get(rows_by, f"{rows_by}_id")
    counts = tables.grouped(attempts, row_field, columns_by)
    people: dict[object, dict[str, int]] = defaultdict(dict)
    for (row, column), (_, persons) in counts.items():
        people[row][column] = persons
    labels = {"audience": tables.AUDIENCES, "sex": tables.SEXES, "age": tables.AGES}[columns_by]
    used = [(key, label) for key, label in labels if any(key in one for one in people.values())]
    names = _names(scope, rows_by, attempts)
    order = [key for key in names if key in people]
    grid = [[people[key].get(column, 0) for column, _ in used] for key in order]
    marks = hidden_grid(grid)
    rows = tuple(
        CrossRow(
            str(key or ""),
            names[key],
            tuple(None if mark else count for count, mark in zip(line, marked, strict=True)),
            None if total_marked else sum(line),
        )
        for key, line, marked, total_marked in zip(
            order, grid, marks.cells, marks.rows, strict=True
        )
    )
    totals = tuple(
        None if mark else sum(line[at] for line in grid) for at, mark in enumerate(marks.columns)
    )
    return CrossTable(rows_by, columns_by, tuple(label for _, label in used), rows, totals)


def _names(scope: Scope, rows_by: str, attempts: QuerySet[AttemptResult]) -> dict[object, str]:
    names: dict[object, str] = {}
    if rows_by == "week":
        return {at: span_label(span) for at, span in enumerate(weeks(scope.window))}
    if rows_by == "contest":
        return {pk: one.title for pk, one in scope.hosted.items()}
    if rows_by == "commune":
        found = AdministrativeUnit.objects.filter(
            pk__in=attempts.order_by().values("commune")
        ).order_by("sort_key", "code")
        names = {one.pk: one.full_name for one in found}
        names[None] = tables.NOT_SAID
    else:
        units = Organisation.objects.filter(pk__in=attempts.order_by().values("organisation"))
        names = {one.pk: one.name for one in units}
        names[None] = "Không thuộc cơ quan, đơn vị nào"
    return names
