"""Reading a typed prediction. Values are integers: attempts or persons for P1–P3, units of
10⁻⁵ percent for P4. The actual value and the distance are in `contests.results.rules.predictions`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from contests.rules.choices import PredictionKind
from contests.rules.codec import Fault

DECIMALS: Final = 5
UNIT: Final = 10**DECIMALS
COUNT_MAX: Final = 1_000_000_000
PERCENT_MAX: Final = 100 * UNIT

_COUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]+))? ?%?")


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


def _count(clean: str) -> int:
    if not _COUNT.fullmatch(clean):
        raise _unreadable("PREDICTION-COUNT")
    digits = clean.replace(".", "").replace(" ", "").lstrip("0")
    value = int(digits[:12] or "0")
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
