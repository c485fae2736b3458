"""The JSON form is strict and lossless; faults are found and named; presets are publishable."""

from __future__ import annotations

import copy
import json
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.rules.presets import PRESETS
from contests.rules.ruleset import (
    Aftermath,
    AgeOn,
    Attempts,
    AttemptUnit,
    Audience,
    Cell,
    Contact,
    Counting,
    Disclosure,
    Eligibility,
    FieldRule,
    Group,
    Overall,
    Paper,
    Partial,
    Passing,
    PersonField,
    PersonKey,
    Prediction,
    PredictionKind,
    PredictionRight,
    Prize,
    PrizeFor,
    PrizeLevel,
    Prizes,
    PrizeScope,
    Ranking,
    Registration,
    RuleSet,
    RulesUnreadable,
    Scheme,
    ShowBoard,
    ShowResult,
    TieBreak,
    Timing,
    UnitBoard,
    UnitKind,
    UnitMeasure,
    Weight,
    canonical,
    digest,
    from_json,
    to_json,
    validate,
)

GOOD = RuleSet(
    paper=Paper(banks=("pbgdpl",)),
    aftermath=Aftermath(contact=Contact("Sở Tư pháp", phone="0255 3822 000")),
)


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_nfc(item) for item in value]
    if isinstance(value, dict):
        return {name: _nfc(item) for name, item in value.items()}
    return value


@settings(max_examples=100, deadline=None)
@given(st.from_type(RuleSet))
def test_round_trip_through_text(rules: RuleSet) -> None:
    data = _nfc(to_json(rules))
    read = from_json(json.loads(json.dumps(data)))
    assert to_json(read) == data
    assert from_json(to_json(read)) == read
    assert canonical(read) == canonical(from_json(to_json(read)))


def test_digest_is_that_of_the_meaning() -> None:
    assert digest(GOOD) == digest(replace(GOOD))
    assert digest(GOOD) != digest(replace(GOOD, practice=False))
    turned = dict(reversed(list(to_json(GOOD).items())))
    assert digest(from_json(turned)) == digest(GOOD)


def _walk(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for name in value:
            found += _walk(value[name], (*path, name))
    if isinstance(value, list):
        for place, item in enumerate(value):
            found += _walk(item, (*path, place))
    return found


RICH = replace(
    GOOD,
    groups=(Group(True, Audience.CBCCVC, None, 5, 80),),
    eligibility=Eligibility(18, 60, AgeOn.DATE, date(2026, 11, 9), ("21289",), ("51",)),
    unit_boards=(UnitBoard(UnitKind.COMMUNE, (Weight(UnitMeasure.PERSONS, 100),), (), (5,)),),
    prizes=Prizes((Prize(PrizeLevel.OTHER, 1, 500_000, name="Giải phụ"),)),
    attempts=Attempts(AttemptUnit.DAY, 2),
    passing=Passing(10),
)
DATA = to_json(RICH)


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize("path", _walk(DATA)[1:], ids=lambda path: ".".join(map(str, path)))
def test_every_place_is_strict(path: tuple[Any, ...]) -> None:
    for wrong in (object(), 1.5, b"x", {"x": 1}, [[]]):
        data = copy.deepcopy(DATA)
        _at(data, path[:-1])[path[-1]] = wrong
        with pytest.raises(RulesUnreadable):
            from_json(data)
    value = _at(DATA, path)
    if type(value) in (int, bool):
        data = copy.deepcopy(DATA)
        _at(data, path[:-1])[path[-1]] = not value if type(value) is int else int(value)
        with pytest.raises(RulesUnreadable, match="RULES-(TYPE|VERSION)"):
            from_json(data)
    if isinstance(value, dict):
        data = copy.deepcopy(DATA)
        _at(data, path)["extra"] = 1
        with pytest.raises(RulesUnreadable, match="RULES-UNKNOWN"):
            from_json(data)
    if isinstance(path[-1], str) and path != ("version",):
        data = copy.deepcopy(DATA)
        del _at(data, path[:-1])[path[-1]]
        with pytest.raises(RulesUnreadable, match="RULES-MISSING"):
            from_json(data)


@pytest.mark.parametrize(
    ("wrong", "code", "where"),
    [
        (None, "RULES-TYPE", ""),
        ([], "RULES-TYPE", ""),
        ({}, "RULES-VERSION", "version"),
        (DATA | {"version": 3}, "RULES-VERSION", "version"),
        (DATA | {"version": True}, "RULES-VERSION", "version"),
        (DATA | {"extra": 1}, "RULES-UNKNOWN", "extra"),
        (
            DATA | {"attempts": {"unit": "month", "count": 1, "counting": "best"}},
            "RULES-VALUE",
            "attempts.unit",
        ),
        (
            DATA
            | {
                "aftermath": DATA["aftermath"]
                | {"contact": {"office": "Sơ\u0309", "address": "", "phone": "", "email": ""}}
            },
            "RULES-TEXT",
            "aftermath.contact.office",
        ),
        (
            DATA | {"eligibility": DATA["eligibility"] | {"age_date": "20261109"}},
            "RULES-TYPE",
            "eligibility.age_date",
        ),
        (
            DATA | {"eligibility": DATA["eligibility"] | {"age_date": "2026-13-01"}},
            "RULES-TYPE",
            "eligibility.age_date",
        ),
    ],
)
def test_refusals_say_where(wrong: object, code: str, where: str) -> None:
    with pytest.raises(RulesUnreadable) as caught:
        from_json(wrong)
    assert (caught.value.fault.code, caught.value.fault.field) == (code, where)


def _board(
    *weights: Weight, ties: tuple[UnitMeasure, ...] = (), sizes: tuple[int, ...] = ()
) -> RuleSet:
    return replace(GOOD, unit_boards=(UnitBoard(UnitKind.COMMUNE, weights, ties, sizes),))


def _form(*fields: FieldRule, **changed: Any) -> RuleSet:
    return replace(GOOD, registration=Registration(fields=fields, **changed))


NAME, PHONE = FieldRule(PersonField.FULL_NAME), FieldRule(PersonField.PHONE)
PERSONS = Weight(UnitMeasure.PERSONS, 100)

FAULTS: list[tuple[RuleSet, set[str]]] = [
    (GOOD, set()),
    (RICH, {"PRIZE-CONTEST"}),
    (replace(GOOD, paper=Paper(cells=(), banks=("b",))), {"PAPER-EMPTY"}),
    (replace(GOOD, paper=Paper()), {"PAPER-BANKS"}),
    (replace(GOOD, paper=Paper(banks=("b", "b"))), {"LIST-REPEATED"}),
    (replace(GOOD, paper=Paper(banks=(" ",))), {"CODE-EMPTY"}),
    (replace(GOOD, paper=Paper((Cell(0),), ("b",))), {"NUMBER-RANGE"}),
    (replace(GOOD, paper=Paper((Cell(201),), ("b",))), {"NUMBER-RANGE", "PAPER-LONG"}),
    (replace(GOOD, paper=Paper((Cell(5), Cell(5)), ("b",))), {"LIST-REPEATED"}),
    (replace(GOOD, paper=Paper((Cell(5, points_milli=0),), ("b",))), {"NUMBER-RANGE"}),
    (replace(GOOD, paper=Paper((Cell(5, ""),), ("b",))), {"CODE-EMPTY"}),
    (
        replace(GOOD, paper=Paper(tuple(Cell(1, str(n)) for n in range(101)), ("b",))),
        {"PAPER-CELLS"},
    ),
    (replace(GOOD, paper=Paper(banks=("b",), minutes=0)), {"NUMBER-RANGE"}),
    (replace(GOOD, passing=Passing(21)), {"PASS-RANGE"}),
    (replace(GOOD, passing=Passing(0)), {"PASS-RANGE"}),
    (replace(GOOD, passing=Passing(None, True)), {"PASS-CRITICAL"}),
    (replace(GOOD, attempts=Attempts(AttemptUnit.UNLIMITED, 3)), {"ATTEMPTS-UNLIMITED"}),
    (replace(GOOD, attempts=Attempts(AttemptUnit.DAY, None)), {"ATTEMPTS-COUNT"}),
    (replace(GOOD, attempts=Attempts(AttemptUnit.DAY, 0)), {"NUMBER-RANGE"}),
    (
        replace(
            GOOD,
            attempts=Attempts(counting=Counting.EACH),
            ranking=Ranking((TieBreak.CORRECT, TieBreak.FEWER_ATTEMPTS), True, Overall.SUM),
        ),
        {"COUNTING-EACH-OVERALL", "COUNTING-EACH-FEWER"},
    ),
    (replace(GOOD, ranking=Ranking(())), {"RANKING-FIRST"}),
    (replace(GOOD, ranking=Ranking((TieBreak.DURATION,))), {"RANKING-FIRST"}),
    (replace(GOOD, ranking=Ranking((TieBreak.CORRECT, TieBreak.CORRECT))), {"LIST-REPEATED"}),
    (
        replace(GOOD, ranking=Ranking((TieBreak.CORRECT, TieBreak.DRAW, TieBreak.DURATION))),
        {"RANKING-DRAW-LAST"},
    ),
    (
        replace(GOOD, ranking=Ranking((TieBreak.CORRECT, TieBreak.PREDICTION))),
        {"RANKING-PREDICTION"},
    ),
    (replace(GOOD, ranking=Ranking(per_round=False)), {"RANKING-NONE"}),
    (replace(GOOD, prediction=Prediction(PredictionKind.P2)), {"PREDICTION-UNUSED"}),
    (
        replace(
            GOOD,
            prediction=Prediction(PredictionKind.P4, right=PredictionRight.PASSED),
            ranking=Ranking((TieBreak.CORRECT, TieBreak.PREDICTION)),
        ),
        {"PREDICTION-PASS"},
    ),
    (
        replace(GOOD, disclosure=Disclosure(ShowResult.AFTER_ROUND, board=ShowBoard.LIVE)),
        {"BOARD-BEFORE-RESULT"},
    ),
    (replace(GOOD, disclosure=Disclosure(ShowResult.AFTER_CONTEST)), {"BOARD-BEFORE-RESULT"}),
    (_form(PHONE), {"FIELD-NAME"}),
    (_form(NAME, PHONE, PHONE), {"LIST-REPEATED"}),
    (_form(NAME), {"FIELD-KEY"}),
    (_form(NAME, FieldRule(PersonField.PHONE, False)), {"FIELD-KEY"}),
    (_form(NAME, person_key=PersonKey.CCCD), {"FIELD-KEY"}),
    (_form(NAME, person_key=PersonKey.ROSTER), {"FIELD-KEY"}),
    (_form(NAME, person_key=PersonKey.CODE), set()),
    (_form(NAME, PHONE, persons_per_phone=0), {"NUMBER-RANGE"}),
    (_form(NAME, PHONE, FieldRule(PersonField.ETHNIC)), {"FIELD-ETHNIC"}),
    (
        _form(NAME, PHONE, FieldRule(PersonField.BIRTH_DATE), FieldRule(PersonField.BIRTH_YEAR)),
        {"FIELD-BIRTH-TWICE"},
    ),
    (
        replace(
            _form(NAME, PHONE),
            eligibility=Eligibility(18, audiences=(Audience.KHAC,), provinces=("51",)),
        ),
        {"FIELD-AGE", "FIELD-AUDIENCE", "FIELD-COMMUNE"},
    ),
    (
        replace(_form(NAME, PHONE), groups=(Group(True, None, "so"),)),
        {"FIELD-ORGANISATION"},
    ),
    (
        replace(_form(NAME, PHONE), unit_boards=(UnitBoard(UnitKind.COMMUNE, (PERSONS,)),)),
        {"FIELD-COMMUNE"},
    ),
    (replace(GOOD, eligibility=Eligibility(30, 18)), {"AGE-ORDER"}),
    (replace(GOOD, eligibility=Eligibility(0)), {"NUMBER-RANGE"}),
    (replace(GOOD, eligibility=Eligibility(age_on=AgeOn.DATE)), {"AGE-DATE"}),
    (replace(GOOD, eligibility=Eligibility(age_date=date(2026, 1, 1))), {"AGE-DATE"}),
    (replace(GOOD, groups=(Group(True),)), {"GROUP-WHO"}),
    (replace(GOOD, groups=(Group(True, Audience.KHAC, "so"),)), {"GROUP-WHO"}),
    (replace(GOOD, groups=(Group(True, Audience.KHAC, None, 0, 101),)), {"NUMBER-RANGE"}),
    (
        replace(GOOD, groups=(Group(True, Audience.KHAC), Group(False, Audience.KHAC))),
        {"LIST-REPEATED"},
    ),
    (_board(), {"BOARD-WEIGHTS"}),
    (_board(Weight(UnitMeasure.PERSONS, 90)), {"BOARD-WEIGHTS"}),
    (_board(Weight(UnitMeasure.PERSONS, 101), Weight(UnitMeasure.RATE, -1)), {"NUMBER-RANGE"}),
    (_board(PERSONS, ties=(UnitMeasure.PASS_RATE,)), {"BOARD-PASS"}),
    (_board(PERSONS, ties=(UnitMeasure.WINNERS,)), {"BOARD-WINNERS"}),
    (_board(PERSONS, sizes=(5, 5)), {"BOARD-SIZES"}),
    (_board(PERSONS, sizes=(0,)), {"BOARD-SIZES"}),
    (
        replace(GOOD, prizes=Prizes((Prize(PrizeLevel.FIRST, 1, 1, PrizeFor.COMMUNE),))),
        {"PRIZE-BOARD"},
    ),
    (replace(GOOD, prizes=Prizes((Prize(PrizeLevel.FIRST, 1, 1),))), {"PRIZE-CONTEST"}),
    (
        replace(
            GOOD,
            ranking=Ranking(per_round=False, overall=Overall.SUM),
            prizes=Prizes((Prize(PrizeLevel.FIRST, 0, -1, scope=PrizeScope.ROUND),)),
        ),
        {"PRIZE-ROUND", "NUMBER-RANGE"},
    ),
    (
        replace(
            GOOD,
            prizes=Prizes(
                (
                    Prize(PrizeLevel.FIRST, 1, 1, scope=PrizeScope.ROUND, name="x"),
                    Prize(PrizeLevel.OTHER, 1, 1, scope=PrizeScope.ROUND),
                )
            ),
        ),
        {"PRIZE-NAME"},
    ),
    (replace(GOOD, prizes=Prizes(pass_needed=True)), {"PRIZE-PASS"}),
    (replace(GOOD, aftermath=Aftermath()), {"CONTACT-EMPTY"}),
    (
        replace(GOOD, aftermath=Aftermath(contact=Contact("Sở", email="a@b.vn\n"))),
        {"TEXT-FORM"},
    ),
    (replace(GOOD, aftermath=Aftermath(0, contact=GOOD.aftermath.contact)), {"NUMBER-RANGE"}),
    (replace(GOOD, timing=Timing(grace_seconds=-1)), {"NUMBER-RANGE"}),
]


@pytest.mark.parametrize(("rules", "codes"), FAULTS)
def test_faults(rules: RuleSet, codes: set[str]) -> None:
    assert {fault.code for fault in validate(rules)} == codes


@settings(max_examples=100, deadline=None)
@given(st.from_type(RuleSet))
def test_validate_never_raises(rules: RuleSet) -> None:
    assert all(fault.code.isascii() for fault in validate(rules))


@pytest.mark.parametrize("code", list(PRESETS))
def test_a_preset_wants_only_banks_and_a_contact(code: str) -> None:
    rules = PRESETS[code].rules
    assert {fault.code for fault in validate(rules)} == {"PAPER-BANKS", "CONTACT-EMPTY"}
    filled = replace(
        rules,
        paper=replace(rules.paper, banks=("b",)),
        aftermath=replace(rules.aftermath, contact=GOOD.aftermath.contact),
    )
    assert validate(filled) == ()
    assert from_json(to_json(filled)) == filled
    assert len(code) <= 20


def test_presets_are_the_six_of_the_domain_notes() -> None:
    reported = {
        code: (
            preset.rounds,
            preset.round_days,
            preset.rules.paper.questions,
            preset.rules.paper.minutes,
            preset.rules.attempts.count,
            preset.rules.attempts.counting.value,
            preset.rules.prediction.kind.value,
        )
        for code, preset in PRESETS.items()
    }
    assert reported == {
        "tinh-hai-tuan": (2, 7, 30, 30, None, "best", "P1"),
        "bo-tu-phap": (1, 30, 19, 20, None, "each", "P1"),
        "trung-uong": (2, 7, 10, 10, 7, "best", "P1"),
        "truong-hoc": (1, 10, 20, 15, 1, "first", "none"),
        "co-quan": (1, 5, 10, 15, 1, "first", "none"),
        "ngan-hang-lon": (4, 7, 15, 15, None, "best", "P1"),
    }


def test_rules_without_marking_keep_their_bytes() -> None:
    """Seals of published rules stand: only rules that say how parts count have the new version."""
    rules = from_json(DATA)
    assert to_json(rules)["version"] == 1 and "marking" not in to_json(rules)["paper"]
    paper = replace(rules.paper, marking=Scheme(Partial.EXAM_2025, 25))
    newer = replace(rules, paper=paper)
    data = to_json(newer)
    assert data["version"] == 2
    assert data["paper"]["marking"] == {"partial": "exam_2025", "penalty_percent": 25}
    assert from_json(data) == newer
    with pytest.raises(RulesUnreadable) as caught:
        from_json({**data, "version": 1})
    assert caught.value.fault.field == "paper.marking"
