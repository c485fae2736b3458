"""What a report is made of: figures and tables that know their query and their window.

A `Figure` is one number with that of the year before; a `Table` has rows of numbers. Both carry
the name of the query that counted them, so that each opens the list it counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from contests.reports.rules.suppression import hidden


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
    """One number. `value` of a RATE is [numerator, denominator]; `previous` None: no such number,
    or not comparable."""

    code: str
    query: str
    unit: Unit
    value: int | tuple[int, int]
    previous: int | tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a stable key, its label, and numbers by column code; None is a hidden cell."""

    key: str
    label: str
    values: Mapping[str, int | tuple[int, int] | None]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over columns; `persons` names the column by which small cells are hidden."""

    code: str
    query: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    persons: str = ""
    total: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FigureSet:
    """Everything the platform fills in, in reading order."""

    organisation: str
    first: str
    last: str
    is_comparable: bool
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]

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


def suppressed(table: Table) -> Table:
    """`table` with small cells hidden row by row (all numbers of a hidden row are None)."""
    if not table.persons:
        return table
    counts = [int(str(row.values[table.persons] or 0)) for row in table.rows]
    marks = hidden(counts)
    rows = tuple(
        Row(row.key, row.label, dict.fromkeys(row.values), True) if mark else row
        for row, mark in zip(table.rows, marks, strict=True)
    )
    return Table(table.code, table.query, table.columns, rows, table.persons, table.total)


def ratio(value: int | tuple[int, int]) -> Fraction | None:
    """A RATE as a fraction; None without a denominator."""
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(*value) if value[1] else None


def to_json(figures: FigureSet) -> dict[str, Any]:
    """`figures` as JSON values."""
    return {
        "organisation": figures.organisation,
        "window": [figures.first, figures.last],
        "is_comparable": figures.is_comparable,
        "figures": [
            {
                "code": one.code,
                "query": one.query,
                "window": [figures.first, figures.last],
                "unit": one.unit.value,
                "value": _plain(one.value),
                "previous": _plain(one.previous),
            }
            for one in figures.figures
        ],
        "tables": [
            {
                "code": one.code,
                "query": one.query,
                "window": [figures.first, figures.last],
                "columns": list(one.columns),
                "persons": one.persons,
                "total": dict(one.total),
                "rows": [
                    {
                        "key": row.key,
                        "label": row.label,
                        "hidden": row.is_hidden,
                        "values": {code: _plain(value) for code, value in row.values.items()},
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
        first=data["window"][0],
        last=data["window"][1],
        is_comparable=data["is_comparable"],
        figures=tuple(
            Figure(
                one["code"],
                one["query"],
                Unit(one["unit"]),
                _value(one["value"]),
                None if one["previous"] is None else _value(one["previous"]),
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
                        {
                            code: None if value is None else _value(value)
                            for code, value in row["values"].items()
                        },
                        row["hidden"],
                    )
                    for row in one["rows"]
                ),
                one["persons"],
                one["total"],
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


def _plain(value: int | tuple[int, int] | None) -> int | list[int] | None:
    return list(value) if isinstance(value, tuple) else value


def _value(value: int | Sequence[int]) -> int | tuple[int, int]:
    return value if isinstance(value, int) else (int(value[0]), int(value[1]))
