"""Every code has a sentence that says what and what to do; no sentence without a code."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.results import wording as results_wording
from contests.rules import attempts, eligibility, prizes, registration
from contests.rules.attempts import Allowance
from contests.rules.codec import Fault
from contests.rules.predictions import PredictionUnreadable, parse
from contests.rules.ruleset import (
    AgeOn,
    Attempts,
    AttemptUnit,
    Eligibility,
    PersonField,
    PredictionKind,
    Prize,
    PrizeFor,
    PrizeLevel,
    Prizes,
    Registration,
    RuleSet,
    RulesUnreadable,
    from_json,
    to_json,
    validate,
)
from contests.wording import setup
from contests.wording.refusals import SENTENCES, place, sentence

ROOT = Path(__file__).parents[3]
SOURCES = [*(ROOT / "contests/rules").glob("*.py"), *(ROOT / "contests/results/rules").glob("*.py")]
RESULTS = [*(ROOT / "contests/results/services").glob("*.py")]
SERVICES = [
    *(ROOT / "contests/services").glob("*.py"),
    *(ROOT / "contests/online/services").glob("*.py"),
    *(ROOT / "contests/online/forms").glob("*.py"),
]
CODE = re.compile(r'(?:Fault|_unreadable|Cannot\w+)\(\s*"([A-Z0-9]+(?:-[A-Z0-9]+)+)"')


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    rules = _codes(SOURCES)
    services = _codes(SERVICES)
    assert rules <= set(SENTENCES)
    assert services <= {*SENTENCES, *setup.SENTENCES}
    # Those of results are said on the pages of results only, which have a table of their own.
    results = _codes(RESULTS)
    assert results <= set(results_wording.SENTENCES)
    assert set(results_wording.SENTENCES) <= results
    assert set(SENTENCES) <= rules | services | results


def _codes(paths: list[Path]) -> set[str]:
    return {code for path in paths for code in CODE.findall(path.read_text(encoding="utf-8"))}


def _is_good(text: str) -> None:
    assert text[0].isupper() or text[0] in "“"
    assert text.endswith(".") and "!" not in text
    assert not re.search(r"None|[{}_]|  | \.|\.\.|: \.", text), text
    assert re.search(r"\b([Hh]ãy|có thể)\b", text), f"says nothing to do: {text}"


@settings(max_examples=150, deadline=None)
@given(st.from_type(RuleSet))
def test_any_wrong_rule_set_is_explained(rules: RuleSet) -> None:
    for fault in validate(rules):
        _is_good(sentence(fault))


def test_the_sentences_of_entering_and_sitting() -> None:
    day = date(2026, 1, 19)
    who = Eligibility(min_age=18, max_age=20, provinces=("51",), audiences=(), excluded_names=1)
    nobody = eligibility.Candidate(is_organiser=True, is_excluded=True)
    found = [*eligibility.refusals(who, nobody, day)]
    for year in (2000, 2020):
        found += eligibility.refusals(who, eligibility.Candidate(birth_year=year), day)
    found += registration.check(Registration(), {PersonField.CCCD: "1"})
    found += [
        Fault("CODE-UNKNOWN", "commune"),
        Fault("ROUND-NOT-OPEN", "", {"opens_at": "2026-01-19T01:00:00+00:00"}),
        Fault("EXTRA-TIME", "percent", {"most": 50}),
        Fault("ROUND-OPEN", "round", {"round": "Tuần 1"}),
        Fault("PAPERS-OPEN", "round", {"count": 3}),
    ]
    assert {fault.code for fault in found} >= {"TOO-OLD", "TOO-YOUNG", "AGE-UNKNOWN"}
    for fault in found:
        _is_good(sentence(fault))


@pytest.mark.parametrize(
    ("unit", "next_at", "expected"),
    [
        (
            AttemptUnit.DAY,
            "2026-01-20T00:00:00+07:00",
            "Bạn đã dùng hết 03 lượt thi của hôm nay. Bạn có thể thi tiếp từ 00 giờ 00 phút ngày 20/01/2026, nếu khi đó đợt thi còn mở.",
        ),
        (
            AttemptUnit.WEEK,
            "2026-01-25T17:00:00+00:00",
            "Bạn đã dùng hết 03 lượt thi của tuần này. Bạn có thể thi tiếp từ 00 giờ 00 phút ngày 26/01/2026, nếu khi đó đợt thi còn mở.",
        ),
        (
            AttemptUnit.ROUND,
            "",
            "Bạn đã dùng hết 03 lượt thi của đợt thi này. Hãy xem kết quả các lượt đã thi ở trang của bạn.",
        ),
        (
            AttemptUnit.CONTEST,
            "",
            "Bạn đã dùng hết 03 lượt thi của cả cuộc thi. Hãy xem kết quả các lượt đã thi ở trang của bạn.",
        ),
    ],
)
def test_attempts_used(unit: AttemptUnit, next_at: str, expected: str) -> None:
    fault = attempts.refusal(Attempts(unit, 3), Allowance(3, 0))
    assert fault is not None
    assert sentence(Fault(fault.code, args={**fault.args, "next_at": next_at})) == expected


def test_prize_ceiling_names_both_amounts() -> None:
    over = Prizes(
        (Prize(PrizeLevel.FIRST, 1, 10_000_000), Prize(PrizeLevel.THIRD, 1, 1, PrizeFor.COMMUNE))
    )
    (warning,) = prizes.warnings(over)
    assert sentence(warning) == (
        "Giải Nhất cho cá nhân là 10.000.000 đồng, cao hơn mức tối đa 9.000.000 đồng của Thông tư "
        "56/2023/TT-BTC. Nếu không có nguồn tài trợ, hãy giảm xuống."
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PredictionKind.P1, "nhiều"),
        (PredictionKind.P1, "99999999999"),
        (PredictionKind.P4, "87,123456"),
        (PredictionKind.P4, "101"),
        (PredictionKind.P4, "a"),
        (PredictionKind.NONE, "1"),
    ],
)
def test_predictions(kind: PredictionKind, text: str) -> None:
    with pytest.raises(PredictionUnreadable) as caught:
        parse(kind, text)
    _is_good(sentence(caught.value.fault))


def test_a_damaged_rule_set_says_where() -> None:
    data = to_json(RuleSet())
    data["paper"]["minutes"] = "20"
    with pytest.raises(RulesUnreadable) as caught:
        from_json(data)
    assert sentence(caught.value.fault) == (
        "Thời gian làm bài (phút): dữ liệu thể lệ không đúng dạng. "
        "Hãy mở lại trang thiết lập và lưu lại mục này."
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("prizes.items[2].amount_vnd", "Giải thưởng, dòng 3"),
        ("paper.cells[0].count", "Cơ cấu đề thi, dòng 1"),
        ("timing.grace_seconds", "Thời gian bù độ trễ (giây)"),
        ("aftermath.contact.phone", "Khiếu nại, liên hệ"),
        ("", ""),
        ("lạ", ""),
    ],
)
def test_place(path: str, shown: str) -> None:
    assert place(path) == shown


def test_age_on_a_day_is_said_with_its_day() -> None:
    who = Eligibility(min_age=18, age_on=AgeOn.DATE, age_date=date(2026, 11, 9))
    day = eligibility.age_day(
        who, contest_opens=who.age_date, round_opens=who.age_date, today=who.age_date
    )  # type: ignore[arg-type]
    (fault,) = eligibility.refusals(who, eligibility.Candidate(birth_year=2010), day)
    assert "từ đủ 18 tuổi, tính tại ngày 09/11/2026" in sentence(fault)
