"""One line of a ranking in words, for an entrant's own page and for evidence sheets."""

from __future__ import annotations

from datetime import datetime

from contests.rules.choices import PredictionKind, TieBreak
from contests.rules.terms import RuleSet
from contests.wording.numbers import capital, count, duration, instant, integer, percent5, points


def prediction_value(kind: PredictionKind, value: int) -> str:
    """A prediction, an actual value or a distance: "1.234", or "87,65432%" for P4."""
    return percent5(value) if kind is PredictionKind.P4 else integer(value)


def describe_rank_line(
    rules: RuleSet,
    *,
    rank: int,
    tied: bool,
    correct: int,
    questions: int,
    points_milli: int,
    submitted_at: datetime,
    duration_ms: int | None,
    attempts: int,
    prediction_distance: int | None = None,
    prediction_settled: bool = True,
) -> str:
    """Place and the value of each criterion of the rules, in their order.

    `duration_ms` None: left out for extra time. `prediction_settled` False: the actual value is
    not known yet.
    """
    parts = []
    for criterion in rules.ranking.tie_breaks:
        match criterion:
            case TieBreak.CORRECT:
                parts.append(f"đúng {count(correct)}/{count(questions)} câu")
            case TieBreak.SCORE:
                parts.append(f"{points(points_milli)} điểm")
            case TieBreak.PREDICTION:
                parts.append(_prediction(rules, prediction_distance, prediction_settled))
            case TieBreak.DURATION:
                parts.append(
                    "không xét thời gian làm bài"
                    if duration_ms is None
                    else f"thời gian được xét {duration(duration_ms)}"
                )
            case TieBreak.SUBMITTED_AT:
                parts.append(f"nộp lúc {instant(submitted_at)}")
            case TieBreak.FEWER_ATTEMPTS:
                parts.append(f"{count(attempts)} lượt thi")
            case TieBreak.DRAW:
                parts.append("còn bằng nhau thì bốc thăm")
    place = f"hạng {integer(rank)}{' (đồng hạng)' if tied else ''}"
    return capital(f"{place}: {'; '.join(parts)}.")


def _prediction(rules: RuleSet, distance: int | None, settled: bool) -> str:
    if not settled:
        return "dự đoán chưa được xét"
    if distance is None:
        return "không có dự đoán"
    if distance == 0:
        return "dự đoán đúng kết quả thực tế"
    return f"dự đoán lệch {prediction_value(rules.prediction.kind, distance)}"
