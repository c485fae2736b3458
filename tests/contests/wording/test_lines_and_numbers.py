"""Small words: numbers, instants, lists, rank lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from contests.rules.presets import PRESETS, T1, T2
from contests.rules.ruleset import (
    Prediction,
    PredictionKind,
    Ranking,
    RuleSet,
    TieBreak,
)
from contests.wording import names
from contests.wording.facts import Names
from contests.wording.numbers import (
    count,
    decimal,
    duration,
    instant,
    integer,
    label,
    lettered,
    money,
    percent5,
    points,
    series,
)
from contests.wording.rank_line import describe_rank_line, prediction_value
from contests.wording.sitting import prediction_question
from contests.wording.summary import summary


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (integer(1_234_567), "1.234.567"),
        (count(0), "0"),
        (count(5), "05"),
        (count(10), "10"),
        (count(1_000), "1.000"),
        (money(9_000_000), "9.000.000 đồng"),
        (points(1_000), "01"),
        (points(20_000), "20"),
        (points(500), "0,5"),
        (points(333), "0,333"),
        (points(1_050), "1,05"),
        (percent5(8_765_432), "87,65432%"),
        (percent5(10_000_000), "100,00000%"),
        (percent5(5), "0,00005%"),
        (decimal(Fraction(2203, 100), 2), "22,03"),
        (decimal(Fraction(1, 3), 2), "0,33"),
        (decimal(Fraction(5, 1000), 2), "0,01"),
        (decimal(Fraction(-5, 1000), 2), "-0,01"),
        (decimal(Fraction(-1, 1000), 2), "0"),
        (decimal(Fraction(12345), 0), "12.345"),
        (duration(312_345), "05 phút 12,345 giây"),
        (duration(9_007), "09,007 giây"),
        (duration(3_600_000), "60 phút 00,000 giây"),
        (series([]), ""),
        (series(["a"]), "a"),
        (series(["a", "b", "c"]), "a, b và c"),
        (series(["a", "b"], "hoặc"), "a hoặc b"),
        (series(["a, b", "c"]), "a, b; c"),
        (series(["“a, b”", "“c”"]), "“a, b” và “c”"),
        (" ".join(lettered(["x", "y"])), "a) x; b) y."),
        ("".join(label(place) for place in range(7)), "abcdđeg"),
        (label(22), "y"),
        (label(23), "aa"),
    ],
)
def test_form(made: str, shown: str) -> None:
    assert made == shown


def test_instants_are_local_and_need_a_zone() -> None:
    assert instant(datetime(2026, 1, 19, 1, tzinfo=UTC)) == "08 giờ 00 phút ngày 19/01/2026"
    late = datetime(2026, 1, 19, 16, 59, 59, tzinfo=UTC)
    assert instant(late) == "23 giờ 59 phút 59 giây ngày 19/01/2026"
    assert instant(late + timedelta(seconds=1)) == "00 giờ 00 phút ngày 20/01/2026"
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 1, 19))  # noqa: DTZ001


def _line(order: tuple[TieBreak, ...], kind: PredictionKind, **changed: object) -> str:
    values: dict[str, object] = {
        "rank": 1,
        "tied": False,
        "correct": 28,
        "questions": 30,
        "points_milli": 28_000,
        "submitted_at": datetime(2026, 1, 19, 2, 30, tzinfo=UTC),
        "duration_ms": 312_345,
        "attempts": 3,
        "prediction_distance": 12,
    }
    rules = RuleSet(ranking=Ranking(order), prediction=Prediction(kind))
    return describe_rank_line(rules, **{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "kind", "changed", "shown"),
    [
        (
            T1,
            PredictionKind.P1,
            {},
            "Hạng 1: đúng 28/30 câu; dự đoán lệch 12; nộp lúc 09 giờ 30 phút ngày 19/01/2026.",
        ),
        (
            T2,
            PredictionKind.NONE,
            {"rank": 1_234, "tied": True},
            "Hạng 1.234 (đồng hạng): đúng 28/30 câu; thời gian được xét 05 phút 12,345 giây; nộp lúc 09 giờ 30 phút ngày 19/01/2026.",
        ),
        (
            (TieBreak.SCORE, TieBreak.PREDICTION, TieBreak.FEWER_ATTEMPTS, TieBreak.DRAW),
            PredictionKind.P4,
            {"prediction_distance": 123_456},
            "Hạng 1: 28 điểm; dự đoán lệch 1,23456%; 03 lượt thi; còn bằng nhau thì bốc thăm.",
        ),
        (
            (TieBreak.CORRECT, TieBreak.PREDICTION, TieBreak.DURATION),
            PredictionKind.P1,
            {"prediction_distance": None, "duration_ms": None},
            "Hạng 1: đúng 28/30 câu; không có dự đoán; không xét thời gian làm bài.",
        ),
        (
            (TieBreak.CORRECT, TieBreak.PREDICTION),
            PredictionKind.P1,
            {"prediction_distance": 0},
            "Hạng 1: đúng 28/30 câu; dự đoán đúng kết quả thực tế.",
        ),
        (
            (TieBreak.CORRECT, TieBreak.PREDICTION),
            PredictionKind.P1,
            {"prediction_distance": None, "prediction_settled": False},
            "Hạng 1: đúng 28/30 câu; dự đoán chưa được xét.",
        ),
    ],
)
def test_rank_line(
    order: tuple[TieBreak, ...], kind: PredictionKind, changed: dict[str, object], shown: str
) -> None:
    assert _line(order, kind, **changed) == shown


def test_prediction_values() -> None:
    assert prediction_value(PredictionKind.P4, 8_765_432) == "87,65432%"
    assert prediction_value(PredictionKind.P2, 73_108) == "73.108"
    assert prediction_question(Prediction()) == ""


@pytest.mark.parametrize("table", [value for name, value in vars(names).items() if name.isupper()])
def test_every_choice_has_one_name_of_its_own(table: dict[object, str]) -> None:
    kind = type(next(iter(table)))
    if kind is str:
        assert set(table) == set(PRESETS)
    else:
        assert set(table) == set(kind)  # type: ignore[call-overload]
    assert len(set(table.values())) == len(table)


def test_summary_prints_every_default() -> None:
    pairs = dict(summary(PRESETS["co-quan"].rules, Names()))
    assert pairs["Ngân hàng câu hỏi"] == ""
    assert pairs["Số câu hỏi mỗi đề"] == "10 câu"
    assert pairs["Cơ cấu đề"] == "10 câu, mọi lĩnh vực, mọi mức độ, 01 điểm mỗi câu"
    assert pairs["Mức đạt"] == "đúng ít nhất 07 trong 10 câu"
    assert pairs["Số lượt thi của mỗi người"] == "tối đa 01 lượt trong mỗi đợt thi"
    assert pairs["Thứ tự xét khi xếp hạng"] == (
        "số câu trả lời đúng, rồi thời gian làm bài ngắn hơn, rồi nộp bài sớm hơn"
    )
    assert pairs["Xếp hạng tập thể theo cơ quan, đơn vị"] == (
        "tỷ lệ tham gia; bằng nhau thì xét tỷ lệ đạt, rồi điểm trung bình; không chia nhóm"
    )
    assert pairs["Nhóm bắt buộc dự thi"] == "cán bộ, công chức, viên chức (100%)"
