"""Clock, attempts, eligibility, registration, marking, prize ceilings: plain numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.rules import prizes
from contests.rules.attempts import Allowance, Started, allowance, refusal, week_of
from contests.rules.clock import (
    LOCAL,
    accepts,
    allowed,
    deadline,
    is_open,
    local_day,
    local_midnight,
    remaining,
    settled_at,
)
from contests.rules.eligibility import Candidate, age_day, age_on, needs_guardian, refusals
from contests.rules.presets import PRESETS
from contests.rules.registration import check, initials, phone_slot, public_name
from contests.rules.ruleset import (
    AgeOn,
    Attempts,
    AttemptUnit,
    Audience,
    Closing,
    Eligibility,
    NameDisplay,
    Paper,
    Passing,
    PersonField,
    Prize,
    PrizeFor,
    PrizeLevel,
    Prizes,
    PrizeScope,
    Registration,
    RuleSet,
    Timing,
)
from contests.rules.scoring import AttemptScore, KeyItem, score_attempt
from quiz.rules.marking import ResponseError
from quiz.rules.question import Kind

OPENS = datetime(2026, 1, 19, 1, tzinfo=UTC)
CLOSES = datetime(2026, 1, 26, 1, tzinfo=UTC)
MINUTE, SECOND, MICRO = timedelta(minutes=1), timedelta(seconds=1), timedelta(microseconds=1)
CUT = RuleSet(paper=Paper(minutes=20), timing=Timing(Closing.CUT, 5, 50))
FINISH = RuleSet(paper=Paper(minutes=20), timing=Timing(Closing.FINISH, 5, 50))


@pytest.mark.parametrize(
    ("rules", "started", "extra", "expected"),
    [
        (CUT, OPENS, 0, OPENS + 20 * MINUTE),
        (CUT, OPENS, 50, OPENS + 30 * MINUTE),
        (CUT, CLOSES - 20 * MINUTE, 0, CLOSES),
        (CUT, CLOSES - 20 * MINUTE + MICRO, 0, CLOSES),
        (CUT, CLOSES - MICRO, 50, CLOSES),
        (FINISH, CLOSES - MICRO, 0, CLOSES - MICRO + 20 * MINUTE),
        (FINISH, CLOSES - MICRO, 25, CLOSES - MICRO + 25 * MINUTE),
    ],
)
def test_deadline(rules: RuleSet, started: datetime, extra: int, expected: datetime) -> None:
    assert deadline(started, OPENS, CLOSES, rules, extra) == expected


@pytest.mark.parametrize("started", [OPENS - MICRO, CLOSES, CLOSES + SECOND])
def test_no_deadline_outside_the_round(started: datetime) -> None:
    assert not is_open(started, OPENS, CLOSES)
    with pytest.raises(ValueError, match="not open"):
        deadline(started, OPENS, CLOSES, CUT)


@pytest.mark.parametrize("extra", [-1, 51])
def test_extra_time_is_bounded_by_the_rules(extra: int) -> None:
    with pytest.raises(ValueError, match="extra time"):
        allowed(CUT, extra)


def test_a_naive_instant_is_refused() -> None:
    for use in (local_day, lambda naive: is_open(naive, OPENS, CLOSES)):
        with pytest.raises(ValueError, match="time zone"):
            use(datetime(2026, 1, 19))  # noqa: DTZ001


@pytest.mark.promise(5)
def test_accepted_iff_received_by_deadline_and_grace() -> None:
    """10,000 receipts spread ±2 s about the limit, compared in whole microseconds."""
    end = deadline(CLOSES - 10 * MINUTE, OPENS, CLOSES, CUT)
    chance = random.Random(5)
    wrong = 0
    for grace in (0, 5):
        for micros in (-1, 0, 1, *(chance.randint(-2_000_000, 2_000_000) for _ in range(4_997))):
            received = end + grace * SECOND + micros * MICRO
            wrong += accepts(received, end, grace) is not (micros <= 0)
    assert wrong == 0
    # Control: an exclusive comparison is caught at the limit itself.
    assert accepts(end, end, 0) is not (end < end)


def test_remaining_shows_no_grace_and_never_less_than_nothing() -> None:
    assert remaining(OPENS, OPENS + MINUTE) == MINUTE
    assert remaining(OPENS + 2 * MINUTE, OPENS + MINUTE) == timedelta(0)


@given(st.integers(0, 7 * 24 * 3600 - 1), st.integers(0, 50), st.sampled_from([CUT, FINISH]))
def test_nothing_is_accepted_after_the_round_is_settled(
    second: int, extra: int, rules: RuleSet
) -> None:
    end = deadline(OPENS + second * SECOND, OPENS, CLOSES, rules, extra)
    settled = settled_at(CLOSES, rules)
    assert not accepts(settled + MICRO, end, rules.timing.grace_seconds)


def test_local_days() -> None:
    assert local_day(datetime(2026, 1, 18, 16, 59, 59, tzinfo=UTC)) == date(2026, 1, 18)
    assert local_day(datetime(2026, 1, 18, 17, tzinfo=UTC)) == date(2026, 1, 19)
    assert local_midnight(date(2026, 1, 19)) == datetime(2026, 1, 18, 17, tzinfo=UTC)
    assert week_of(date(2026, 1, 19)) == week_of(date(2026, 1, 25)) == date(2026, 1, 19)
    assert week_of(date(2026, 1, 18)) == date(2026, 1, 12)


def _local(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=LOCAL)


# Sunday 18 January, then the week from Monday 19 to Sunday 25.
HISTORY = [
    Started(1, _local(18, 23, 59)),
    Started(1, _local(19, 0, 0)),
    Started(1, _local(20, 23, 59)),
    Started(2, _local(21, 0, 0)),
    Started(2, _local(21, 8)),
]


@pytest.mark.parametrize(
    ("limit", "now", "expected"),
    [
        (Attempts(), _local(21), Allowance(5, None)),
        (Attempts(AttemptUnit.ROUND, 3), _local(21), Allowance(2, 1)),
        (Attempts(AttemptUnit.ROUND, 2), _local(21), Allowance(2, 0)),
        (Attempts(AttemptUnit.DAY, 2), _local(21), Allowance(2, 0, _local(22, 0))),
        (Attempts(AttemptUnit.DAY, 2), _local(21, 23, 59), Allowance(2, 0, _local(22, 0))),
        (Attempts(AttemptUnit.DAY, 2), _local(22, 0), Allowance(0, 2)),
        (Attempts(AttemptUnit.WEEK, 4), _local(25, 23, 59), Allowance(4, 0, _local(26, 0))),
        (Attempts(AttemptUnit.WEEK, 4), _local(26, 0), Allowance(0, 4)),
        (Attempts(AttemptUnit.CONTEST, 5), _local(26), Allowance(5, 0)),
        (Attempts(AttemptUnit.CONTEST, 3), _local(26), Allowance(5, 0)),
    ],
)
def test_allowance(limit: Attempts, now: datetime, expected: Allowance) -> None:
    got = allowance(limit, HISTORY, 2, now)
    assert got == expected
    assert (refusal(limit, got) is None) is (expected.left != 0)


@pytest.mark.parametrize(
    ("day", "born", "year", "age", "guardian"),
    [
        (date(2026, 1, 19), date(2010, 1, 19), None, 16, False),
        (date(2026, 1, 18), date(2010, 1, 19), None, 15, True),
        (date(2027, 2, 28), date(2008, 2, 29), None, 18, False),
        (date(2027, 3, 1), date(2008, 2, 29), None, 19, False),
        (date(2026, 1, 19), None, 2010, 16, True),
        (date(2026, 1, 19), None, 2009, 17, False),
        (date(2026, 1, 19), None, None, None, False),
    ],
)
def test_age(
    day: date, born: date | None, year: int | None, age: int | None, guardian: bool
) -> None:
    assert age_on(day, born, year) == age
    assert needs_guardian(day, born, year) is guardian


DAY = date(2026, 1, 19)


@pytest.mark.parametrize(
    ("who", "candidate", "codes"),
    [
        (Eligibility(), Candidate(), []),
        (Eligibility(min_age=18), Candidate(birth_date=date(2008, 1, 19)), []),
        (Eligibility(min_age=18), Candidate(birth_date=date(2008, 1, 20)), ["TOO-YOUNG"]),
        (Eligibility(min_age=18), Candidate(birth_year=2008), []),
        (Eligibility(min_age=18), Candidate(), ["AGE-UNKNOWN"]),
        (Eligibility(max_age=30), Candidate(birth_date=date(1995, 1, 20)), []),
        (Eligibility(max_age=30), Candidate(birth_date=date(1995, 1, 19)), ["TOO-OLD"]),
        (Eligibility(communes=("21289",)), Candidate(commune="21292"), ["NOT-RESIDENT"]),
        (Eligibility(communes=("21289",)), Candidate(commune="21289"), []),
        (
            Eligibility(communes=("21289",), provinces=("51",)),
            Candidate(commune="00001", province="51"),
            [],
        ),
        (Eligibility(provinces=("51",)), Candidate(), ["NOT-RESIDENT"]),
        (Eligibility(audiences=(Audience.HOC_SINH,)), Candidate(audience="khac"), ["NOT-AUDIENCE"]),
        (Eligibility(audiences=(Audience.HOC_SINH,)), Candidate(audience="hoc_sinh"), []),
        (Eligibility(), Candidate(is_organiser=True), ["IS-ORGANISER"]),
        (Eligibility(exclude_organisers=False), Candidate(is_organiser=True), []),
        (Eligibility(), Candidate(is_excluded=True), ["IS-EXCLUDED"]),
        (
            Eligibility(min_age=18, provinces=("51",), audiences=(Audience.KHAC,)),
            Candidate(birth_year=2020, is_organiser=True, is_excluded=True),
            ["TOO-YOUNG", "NOT-RESIDENT", "NOT-AUDIENCE", "IS-ORGANISER", "IS-EXCLUDED"],
        ),
    ],
)
def test_eligibility(who: Eligibility, candidate: Candidate, codes: list[str]) -> None:
    assert [fault.code for fault in refusals(who, candidate, DAY)] == codes


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (AgeOn.CONTEST_OPENING, date(2026, 1, 1)),
        (AgeOn.ROUND_OPENING, date(2026, 1, 8)),
        (AgeOn.ATTEMPT, date(2026, 1, 9)),
        (AgeOn.DATE, date(2026, 11, 9)),
    ],
)
def test_age_day(on: AgeOn, expected: date) -> None:
    who = Eligibility(age_on=on, age_date=date(2026, 11, 9) if on is AgeOn.DATE else None)
    days = {"contest_opens": date(2026, 1, 1), "round_opens": date(2026, 1, 8)}
    assert age_day(who, **days, today=date(2026, 1, 9)) == expected
    with pytest.raises(ValueError, match="no day"):
        age_day(Eligibility(age_on=AgeOn.DATE), **days, today=DAY)


def test_registration_form() -> None:
    form = Registration()
    full = {rule.field: "x" for rule in form.fields}
    assert check(form, full) == ()
    missing = full | {PersonField.PHONE: "  ", PersonField.CCCD: "1"}
    assert [(f.code, f.field) for f in check(form, missing)] == [
        ("FIELD-MISSING", "phone"),
        ("FIELD-UNASKED", "cccd"),
    ]
    assert check(form, {k: v for k, v in full.items() if k is not PersonField.ORGANISATION}) == ()


def test_phone_slots() -> None:
    form = replace(Registration(), persons_per_phone=3)
    assert phone_slot(form, []) == 0
    assert phone_slot(form, [0, 2]) == 1
    assert phone_slot(form, {0, 1, 2}) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nguyễn Văn An", "N.V.A."),
        ("  đinh  thị Ái ", "Đ.T.Á."),
        ("A Tik", "A.T."),
        ("H'Rên", "H."),
        ("Nguyê\u0303n Ô", "N.Ô."),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_public_name_needs_rules_consent_and_guardian() -> None:
    name = "Nguyễn Văn  An"
    assert public_name(name, NameDisplay.FULL, consents=True) == "Nguyễn Văn An"
    assert public_name(name, NameDisplay.FULL, consents=False) == "N.V.A."
    assert public_name(name, NameDisplay.INITIALS, consents=True) == "N.V.A."
    child = public_name(name, NameDisplay.FULL, consents=True, is_child_without_consent=True)
    assert child == "N.V.A."


def _key(
    letters: str, kind: Kind = Kind.SINGLE, critical: bool = False, points: int = 1000
) -> KeyItem:
    return KeyItem(kind, frozenset(letters), critical, points)


KEY = [
    _key("A"),
    _key("B", critical=True),
    _key("AC", Kind.MULTIPLE, points=2500),
    _key("A", Kind.TRUE_FALSE),
]
PASS2 = RuleSet(passing=Passing(2))
PASS2_CRITICAL = RuleSet(passing=Passing(2, True))


@pytest.mark.parametrize(
    ("responses", "rules", "expected"),
    [
        ({}, PASS2, AttemptScore(0, 0, False, True, "----")),
        ({1: "A", 2: "B", 3: "AC", 4: "A"}, PASS2, AttemptScore(4, 5500, True, False, "1111")),
        (
            {0: "87", 1: "A", 2: "C", 3: "A", 4: "A"},
            PASS2,
            AttemptScore(2, 2000, True, True, "1001"),
        ),
        ({1: "A", 2: "C", 4: "A"}, PASS2_CRITICAL, AttemptScore(2, 2000, False, True, "10-1")),
        ({1: "A", 2: "", 4: "A"}, PASS2_CRITICAL, AttemptScore(2, 2000, False, True, "1--1")),
        ({1: "A", 2: "B"}, PASS2_CRITICAL, AttemptScore(2, 2000, True, False, "11--")),
        ({1: "A"}, PASS2, AttemptScore(1, 1000, False, True, "1---")),
        ({1: "A", 2: "B", 3: "ABC"}, RuleSet(), AttemptScore(2, 2000, False, False, "110-")),
    ],
)
def test_score(responses: dict[int, str], rules: RuleSet, expected: AttemptScore) -> None:
    assert score_attempt(responses, KEY, rules) == expected


def test_corrected_keys() -> None:
    void, either = _key(""), _key("AC")
    assert score_attempt({}, [void], PASS2).per_item == "1"
    assert [score_attempt({1: one}, [either], PASS2).per_item for one in "ABC"] == ["1", "0", "1"]
    assert score_attempt({1: "AC"}, [either], PASS2).per_item == "0"


def test_damage_is_not_marked() -> None:
    with pytest.raises(ValueError, match="no item 5"):
        score_attempt({5: "A"}, KEY, PASS2)
    with pytest.raises(ResponseError):
        score_attempt({1: "CA"}, KEY, PASS2)


@given(st.dictionaries(st.integers(1, 4), st.sampled_from(["", "A", "B", "AC", "ABC"])))
def test_more_right_answers_never_lower_a_score(responses: dict[int, str]) -> None:
    before = score_attempt(responses, KEY, PASS2_CRITICAL)
    for item, answer in enumerate(KEY, start=1):
        better = responses | {item: "".join(sorted(answer.right))}
        after = score_attempt(better, KEY, PASS2_CRITICAL)
        assert after.correct >= before.correct
        assert after.points_milli >= before.points_milli
        assert after.passed >= before.passed


@pytest.mark.parametrize(
    ("level", "collective", "individual"),
    [
        (PrizeLevel.FIRST, 15_000_000, 9_000_000),
        (PrizeLevel.SECOND, 10_500_000, 4_500_000),
        (PrizeLevel.THIRD, 7_500_000, 3_000_000),
        (PrizeLevel.ENCOURAGEMENT, 4_500_000, 1_500_000),
        (PrizeLevel.OTHER, 750_000, 750_000),
    ],
)
def test_ceilings_of_tt_56_2023(level: PrizeLevel, collective: int, individual: int) -> None:
    for to, most in (
        (PrizeFor.INDIVIDUAL, individual),
        (PrizeFor.ORGANISATION, collective),
        (PrizeFor.COMMUNE, collective),
    ):
        assert prizes.ceiling(level, to) == most
        assert prizes.warnings(Prizes((Prize(level, 1, most, to),))) == ()
        (over,) = prizes.warnings(Prizes((Prize(level, 1, most + 1, to),)))
        assert over.code == "PRIZE-CEILING"
        assert over.field == "prizes.items[0].amount_vnd"


def test_no_preset_is_over_a_ceiling_and_cost_counts_rounds() -> None:
    for preset in PRESETS.values():
        assert prizes.warnings(preset.rules.prizes) == ()
    both = Prizes(
        (
            Prize(PrizeLevel.FIRST, 2, 1_000_000, scope=PrizeScope.ROUND),
            Prize(PrizeLevel.FIRST, 1, 500_000, scope=PrizeScope.CONTEST),
        )
    )
    assert prizes.cost(both, rounds=3) == 6_500_000
