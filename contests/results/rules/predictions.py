"""The prediction question: its actual value, and how far a prediction is from it.

Values are integers: attempts or persons for P1–P3, units of 10⁻⁵ percent for P4. Reading what was
typed is in `contests.rules.predictions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contests.results.rules.lines import Entry
from contests.rules.choices import (
    PredictionBasis,
    PredictionEntries,
    PredictionKind,
    PredictionRight,
)
from contests.rules.predictions import PERCENT_MAX
from contests.rules.terms import RuleSet


@dataclass(frozen=True, slots=True)
class Actual:
    """The value predictions are measured against, with everything needed to compute it again.

    `formula` is a code of kind, basis, entries and right ("P1/persons/valid/all_correct");
    `numerator` and `denominator` are the two counts (denominator 0 for P1–P3).
    """

    value: int
    formula: str
    numerator: int
    denominator: int


def distance(prediction: int | None, actual: int | None) -> int | None:
    """How far a prediction is from the actual value; None when either is missing."""
    if prediction is None or actual is None:
        return None
    return abs(prediction - actual)


def actual(entries: Iterable[Entry], counted: Sequence[Entry], rules: RuleSet) -> Actual | None:
    """The actual value of a round, from its handed-in `entries` or from the `counted` ones.

    None when the rules ask for no prediction. P4 is rounded half up to 10⁻⁵ percent, and is 0
    when nobody took part. The predictor's own attempts are part of it.
    """
    terms = rules.prediction
    if terms.kind is PredictionKind.NONE:
        return None
    pool = _pool(list(entries), counted, terms.entries)
    right = [entry for entry in pool if _is_right(entry, terms.right)]
    basis = {
        PredictionKind.P2: PredictionBasis.ATTEMPTS,
        PredictionKind.P3: PredictionBasis.PERSONS,
    }.get(terms.kind, terms.basis)
    parts = [terms.kind.value, basis.value, terms.entries.value]
    if terms.kind in (PredictionKind.P2, PredictionKind.P3):
        total = _size(pool, basis)
        return Actual(total, "/".join(parts), total, 0)
    formula = "/".join([*parts, terms.right.value])
    hits, total = _size(right, basis), _size(pool, basis)
    if terms.kind is PredictionKind.P1:
        return Actual(hits, formula, hits, 0)
    value = (2 * PERCENT_MAX * hits + total) // (2 * total) if total else 0
    return Actual(value, formula, hits, total)


def _pool(
    entries: list[Entry], counted: Sequence[Entry], which: PredictionEntries
) -> Sequence[Entry]:
    match which:
        case PredictionEntries.ALL:
            return entries
        case PredictionEntries.VALID:
            return [entry for entry in entries if entry.valid]
        case PredictionEntries.COUNTED:
            return counted


def _is_right(entry: Entry, right: PredictionRight) -> bool:
    return entry.perfect if right is PredictionRight.ALL_CORRECT else entry.passed


def _size(entries: Sequence[Entry], basis: PredictionBasis) -> int:
    if basis is PredictionBasis.ATTEMPTS:
        return len(entries)
    return len({entry.entrant_id for entry in entries})
