"""What a report is made of: figures and tables that know their query and their window.

A `Figure` is one number with that of the year before; a `Table` has rows of numbers. Both carry
the name of the query that counted them, so that each opens the list it counts. A column whose
name ends in "_before" holds the same number of the year before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from contests.reports.rules.suppression import LEAST, hidden

Value = int | tuple[int, int] | None
"""A count, a rate as (part, whole), or nothing: no such number, not comparable, or hidden."""

PERSONS: Final = "persons"
BEFORE: Final = "_before"
# Declared by the unit itself, not counted from people's answers: never hidden.
OPEN_COLUMNS: Final = frozenset({"head_count"})


class Unit(StrEnum):
    """What a number counts."""

    CONTESTS = "contests"
    ATTEMPTS = "attempts"
    PERSONS = "persons"
    UNITS = "units"
    VND = "vnd"
    RATE = "rate"
    AWARDS = "awards"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `value` of a RATE is (numerator, denominator); `previous` None: no such number,
    or not comparable. `hidden` names which of "value", "previous" speak of too few persons."""

    code: str
    query: str
    unit: Unit
    value: Value
    previous: Value = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a stable key, its label, numbers by column code, and texts that belong to it.
    `hidden` names the columns whose number speaks of too few persons; their value is None."""

    key: str
    label: str
    values: Mapping[str, Value]
    hidden: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over columns. With a column "persons" small cells are hidden (`suppressed`)."""

    code: str
    query: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Mapping[str, Value] = field(default_factory=dict)

    def row(self, key: str) -> Row:
        """The row `key`. Raises KeyError."""
        for one in self.rows:
            if one.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class FigureSet:
    """Everything the platform fills in, in reading order. Dates are ISO days.

    `trials` says how many contests in trial ran in the window and count in no figure."""

    organisation: str
    contest: str
    first: str
    last: str
    is_comparable: bool
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    trials: int = 0

    def figure(self, code: str) -> Figure:
        """The figure `code`. Raises KeyError."""
        for one in self.figures:
            if one.code == code:
                return one
        raise KeyError(code)

    def table(self, code: str) -> Table:
        """The table `code`. Raises KeyError."""
        for one in self.tables:
            if one.code == code:
                return one
        raise KeyError(code)


def suppressed(table: Table, marks: Mapping[str, Sequence[bool]] | None = None) -> Table:
    """`table` with small cells hidden, this year's and last year's columns each by their persons.

    `marks` gives the hidden rows by ending ("" or "_before") where a neighbouring table decides.
    """
    for ending in ("", BEFORE):
        column = PERSONS + ending
        if column not in table.columns:
            continue
        counts = [_int(row.values.get(column)) for row in table.rows]
        given = (marks or {}).get(ending)
        flags = hidden(counts) if given is None else given
        own = tuple(
            code
            for code in table.columns
            if code.endswith(BEFORE) == bool(ending) and code not in OPEN_COLUMNS
        )
        rows = tuple(
            _without(row, own) if flag else row for row, flag in zip(table.rows, flags, strict=True)
        )
        total = dict(table.total)
        if 0 < _int(total.get(column)) < LEAST:
            total |= dict.fromkeys((code for code in own if code in total), None)
        table = replace(table, rows=rows, total=total)
    return table


def hide_small(figures: Sequence[Figure], persons: int, persons_before: int) -> list[Figure]:
    """`figures` about people, hidden where everything together speaks of too few persons."""
    found = []
    for one in figures:
        if one.unit in (Unit.ATTEMPTS, Unit.PERSONS, Unit.RATE):
            if 0 < persons < LEAST:
                one = replace(one, value=None, hidden=(*one.hidden, "value"))
            if 0 < persons_before < LEAST and one.previous is not None:
                one = replace(one, previous=None, hidden=(*one.hidden, "previous"))
        found.append(one)
    return found


def ratio(value: Value) -> Fraction | None:
    """A number as a fraction; None for none, or for a rate without a denominator."""
    if value is None or isinstance(value, int):
        return None if value is None else Fraction(value)
    return Fraction(*value) if value[1] else None


def to_json(figures: FigureSet) -> dict[str, Any]:
    """`figures` as JSON values; every figure and table with its query and window."""
    window = [figures.first, figures.last]
    return {
        "organisation": figures.organisation,
        "contest": figures.contest,
        "window": window,
        "is_comparable": figures.is_comparable,
        "trials": figures.trials,
        "figures": [
            {
                "code": one.code,
                "query": one.query,
                "window": window,
                "unit": one.unit.value,
                "value": _plain(one.value),
                "previous": _plain(one.previous),
                "hidden": list(one.hidden),
            }
            for one in figures.figures
        ],
        "tables": [
            {
                "code": one.code,
                "query": one.query,
                "window": window,
                "columns": list(one.columns),
                "total": {code: _plain(value) for code, value in one.total.items()},
                "rows": [
                    {
                        "key": row.key,
                        "label": row.label,
                        "hidden": list(row.hidden),
                        "values": {code: _plain(value) for code, value in row.values.items()},
                        "texts": dict(row.texts),
                    }
                    for row in one.rows
                ],
            }
            for one in figures.tables
        ],
    }


def from_json(data: Mapping[str, Any]) -> FigureSet:
    """The inverse of `to_json`. Raises KeyError or ValueError for anything else."""
    return FigureSet(
        organisation=data["organisation"],
        contest=data["contest"],
        first=data["window"][0],
        last=data["window"][1],
        is_comparable=data["is_comparable"],
        trials=data.get("trials", 0),
        figures=tuple(
            Figure(
                one["code"],
                one["query"],
                Unit(one["unit"]),
                _value(one["value"]),
                _value(one["previous"]),
                tuple(one["hidden"]),
            )
            for one in data["figures"]
        ),
        tables=tuple(
            Table(
                one["code"],
                one["query"],
                tuple(one["columns"]),
                tuple(
                    Row(
                        row["key"],
                        row["label"],
                        {code: _value(value) for code, value in row["values"].items()},
                        tuple(row["hidden"]),
                        row["texts"],
                    )
                    for row in one["rows"]
                ),
                {code: _value(value) for code, value in one["total"].items()},
            )
            for one in data["tables"]
        ),
    )


def digest(figures: FigureSet, narrative: Mapping[str, str]) -> str:
    """SHA-256 of figures and words: the seal of an edition."""
    text = json.dumps(
        {"figures": to_json(figures), "narrative": dict(narrative)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _without(row: Row, columns: Sequence[str]) -> Row:
    gone = tuple(code for code in columns if row.values.get(code) is not None)
    return replace(row, values={**row.values, **dict.fromkeys(gone)}, hidden=(*row.hidden, *gone))


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _plain(value: Value) -> int | list[int] | None:
    return list(value) if isinstance(value, tuple) else value


def _value(value: int | Sequence[int] | None) -> Value:
    return value if value is None or isinstance(value, int) else (int(value[0]), int(value[1]))
