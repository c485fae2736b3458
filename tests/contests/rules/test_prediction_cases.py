"""Predictions are read alike by the server and by the page: one table of cases for both.

tests/js/prediction.test.js reads the same table.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contests.rules.choices import PredictionKind
from contests.rules.predictions import PredictionUnreadable, parse

TABLE = Path(__file__).resolve().parents[2] / "js" / "prediction-cases.json"
CASES: list[dict[str, str]] = json.loads(TABLE.read_text(encoding="utf-8"))


def read(kind: str, typed: str) -> dict[str, str]:
    """What `readPrediction` of static/js/core/prediction.js answers, by the server's parser."""
    try:
        value = parse(PredictionKind(kind), typed)
    except PredictionUnreadable as unreadable:
        return {"error": unreadable.fault.code}
    return {"value": "" if value is None else str(value)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['typed']!r}")
def test_the_server_reads_as_the_table_says(case: dict[str, str]) -> None:
    wanted = {name: value for name, value in case.items() if name in ("value", "error")}
    assert read(case["kind"], case["typed"]) == wanted


def test_the_table_reaches_every_answer() -> None:
    said = {case.get("error", "value") for case in CASES}
    assert said == {
        "value",
        "PREDICTION-COUNT",
        "PREDICTION-LARGE",
        "PREDICTION-PERCENT",
        "PREDICTION-DECIMALS",
        "PREDICTION-OVER-100",
    }
