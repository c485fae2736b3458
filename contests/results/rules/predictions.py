"""The prediction question: reading what was typed, the actual value, the distance.

Values are integers: attempts or persons for P1–P3, units of 10⁻⁵ percent for P4.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from contests.results.rules.lines import Entry
from contests.rules.choices import (
    PredictionBasis,
    PredictionEntries,
    PredictionKind,
    PredictionRight,
)
from contests.rules.codec import Fault
from contests.rules.terms import RuleSet

DECIMALS: Final = 5
UNIT: Final = 10**DECIMALS
COUNT_MAX: Final = 1_000_000_000
PERCENT_MAX: Final = 100 * UNIT

_COUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]+))? ?%?")


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


class PredictionUnreadable(ValueError):
    """What was typed is no prediction; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def parse(kind: PredictionKind, text: str) -> int | None:
    """The typed prediction as an integer, None for an empty field.

    Counts may be grouped by full stops or spaces ("1.234", "1 234"). A percentage has a comma
    or a full stop, at most five decimals, with or without the sign ("87,65432", "87%").
    Raises `PredictionUnreadable`.
    """
    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    if not clean:
        return None
    match kind:
        case PredictionKind.NONE:
            raise _unreadable("PREDICTION-UNASKED")
        case PredictionKind.P4:
            return _percent(clean)
        case PredictionKind.P1 | PredictionKind.P2 | PredictionKind.P3:
            return _count(clean)


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


def _count(clean: str) -> int:
    if not _COUNT.fullmatch(clean):
        raise _unreadable("PREDICTION-COUNT")
    value = int(clean.replace(".", "").replace(" ", "")[:12])
    if value > COUNT_MAX:
        raise _unreadable("PREDICTION-LARGE", most=COUNT_MAX)
    return value


def _percent(clean: str) -> int:
    found = _PERCENT.fullmatch(clean)
    if not found:
        raise _unreadable("PREDICTION-PERCENT")
    whole, decimals = found.group(1), found.group(2) or ""
    if len(decimals) > DECIMALS:
        raise _unreadable("PREDICTION-DECIMALS", most=DECIMALS)
    value = int(whole) * UNIT + int(decimals.ljust(DECIMALS, "0"))
    if value > PERCENT_MAX:
        raise _unreadable("PREDICTION-OVER-100")
    return value


def _unreadable(code: str, **args: int) -> PredictionUnreadable:
    return PredictionUnreadable(Fault(code, "prediction", dict(args)))
