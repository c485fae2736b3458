"""Six starting points modelled on real contests (domain notes §1.9).

Question counts, minutes, attempt limits and prize counts were reported by the press. Where the
source is silent ("best", prediction P1, the split into weeks, all of `co-quan`) the value is a
proposal of ours; every one is printed in the summary before publishing. Banks and contact are
left to the clerk, so that a preset alone is not publishable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contests.rules.choices import AttemptUnit as Unit
from contests.rules.choices import (
    Audience,
    Counting,
    Overall,
    PersonField,
    PersonKey,
    PredictionKind,
    PrizeFor,
    PrizeLevel,
    PrizeScope,
    ShowBoard,
    ShowKey,
    ShowResult,
    TieBreak,
    UnitKind,
    UnitMeasure,
)
from contests.rules.terms import (
    Attempts,
    Cell,
    Disclosure,
    Eligibility,
    FieldRule,
    Group,
    Paper,
    Passing,
    Prediction,
    Prize,
    Prizes,
    Ranking,
    Registration,
    RuleSet,
    UnitBoard,
    Weight,
)


@dataclass(frozen=True, slots=True)
class Preset:
    """A code (its Vietnamese name is in `contests.wording.names`), rules, and usual rounds."""

    code: str
    rules: RuleSet
    rounds: int
    round_days: int
    opens_hour: int = 8


T1: Final = (TieBreak.CORRECT, TieBreak.PREDICTION, TieBreak.SUBMITTED_AT)
T2: Final = (TieBreak.CORRECT, TieBreak.DURATION, TieBreak.SUBMITTED_AT)

_P1: Final = Prediction(kind=PredictionKind.P1)


def _form(*required: PersonField, optional: tuple[PersonField, ...] = ()) -> Registration:
    fields = tuple(FieldRule(name) for name in (PersonField.FULL_NAME, *required))
    return Registration(fields=fields + tuple(FieldRule(name, False) for name in optional))


def _individual(
    first: tuple[int, int],
    second: tuple[int, int],
    third: tuple[int, int],
    encouragement: tuple[int, int],
    scope: PrizeScope = PrizeScope.ROUND,
) -> tuple[Prize, ...]:
    levels = (PrizeLevel.FIRST, PrizeLevel.SECOND, PrizeLevel.THIRD, PrizeLevel.ENCOURAGEMENT)
    return tuple(
        Prize(level, count, amount, scope=scope)
        for level, (count, amount) in zip(
            levels, (first, second, third, encouragement), strict=True
        )
    )


def _board(of: UnitKind, measure: UnitMeasure, *ties: UnitMeasure) -> UnitBoard:
    return UnitBoard(of, (Weight(measure, 100),), ties)


PROVINCE: Final = Preset(
    code="tinh-hai-tuan",
    rounds=2,
    round_days=7,
    rules=RuleSet(
        paper=Paper(cells=(Cell(30),), minutes=30),
        attempts=Attempts(Unit.UNLIMITED, None, Counting.BEST),
        prediction=_P1,
        ranking=Ranking(T1),
        registration=_form(
            PersonField.PHONE,
            PersonField.BIRTH_YEAR,
            PersonField.COMMUNE,
            PersonField.AUDIENCE,
            optional=(PersonField.SEX, PersonField.ORGANISATION),
        ),
        eligibility=Eligibility(min_age=18),
        unit_boards=(_board(UnitKind.COMMUNE, UnitMeasure.ATTEMPTS, UnitMeasure.PERSONS),),
        prizes=Prizes(
            (
                *_individual((1, 4_000_000), (2, 3_000_000), (3, 2_000_000), (10, 1_000_000)),
                Prize(PrizeLevel.FIRST, 1, 5_000_000, PrizeFor.COMMUNE),
                Prize(PrizeLevel.SECOND, 2, 3_000_000, PrizeFor.COMMUNE),
                Prize(PrizeLevel.THIRD, 3, 2_000_000, PrizeFor.COMMUNE),
            )
        ),
    ),
)

MINISTRY: Final = Preset(
    code="bo-tu-phap",
    rounds=1,
    round_days=30,
    rules=RuleSet(
        paper=Paper(cells=(Cell(19),), minutes=20),
        attempts=Attempts(Unit.UNLIMITED, None, Counting.EACH),
        prediction=_P1,
        ranking=Ranking(T1),
        disclosure=Disclosure(result=ShowResult.AFTER_ROUND),
        registration=_form(
            PersonField.PHONE,
            PersonField.BIRTH_DATE,
            PersonField.AUDIENCE,
            optional=(PersonField.SEX, PersonField.ORGANISATION, PersonField.COMMUNE),
        ),
        prizes=Prizes(
            _individual((1, 6_000_000), (5, 3_000_000), (10, 2_000_000), (20, 1_000_000))
        ),
    ),
)

CENTRAL: Final = Preset(
    code="trung-uong",
    rounds=2,
    round_days=7,
    rules=RuleSet(
        paper=Paper(cells=(Cell(10),), minutes=10),
        attempts=Attempts(Unit.WEEK, 7, Counting.BEST),
        prediction=_P1,
        ranking=Ranking(T1),
        registration=_form(
            PersonField.PHONE,
            PersonField.BIRTH_YEAR,
            PersonField.COMMUNE,
            PersonField.AUDIENCE,
            PersonField.ORGANISATION,
        ),
        unit_boards=(_board(UnitKind.ORGANISATION, UnitMeasure.PERSONS, UnitMeasure.AVERAGE),),
        prizes=Prizes(
            (
                *_individual((1, 5_000_000), (2, 3_000_000), (3, 2_000_000), (10, 1_000_000)),
                Prize(PrizeLevel.OTHER, 10, 750_000, scope=PrizeScope.ROUND, name="Giải lan tỏa"),
                Prize(PrizeLevel.ENCOURAGEMENT, 10, 3_000_000, PrizeFor.ORGANISATION),
            )
        ),
    ),
)

SCHOOL: Final = Preset(
    code="truong-hoc",
    rounds=1,
    round_days=10,
    rules=RuleSet(
        paper=Paper(cells=(Cell(20),), minutes=15),
        attempts=Attempts(Unit.CONTEST, 1, Counting.FIRST),
        ranking=Ranking(T2),
        disclosure=Disclosure(result=ShowResult.IMMEDIATELY, key=ShowKey.AFTER_CONTEST),
        registration=_form(
            PersonField.PHONE,
            PersonField.BIRTH_DATE,
            PersonField.ORGANISATION,
            PersonField.AUDIENCE,
            optional=(PersonField.SEX,),
        ),
        eligibility=Eligibility(audiences=(Audience.HOC_SINH,)),
        unit_boards=(_board(UnitKind.ORGANISATION, UnitMeasure.PERSONS, UnitMeasure.WINNERS),),
        prizes=Prizes(
            (
                *_individual((1, 2_000_000), (3, 1_500_000), (10, 1_000_000), (15, 500_000)),
                Prize(PrizeLevel.FIRST, 2, 3_000_000, PrizeFor.ORGANISATION),
            )
        ),
    ),
)

OFFICE: Final = Preset(
    code="co-quan",
    rounds=1,
    round_days=5,
    rules=RuleSet(
        paper=Paper(cells=(Cell(10),), minutes=15),
        passing=Passing(correct=7),
        attempts=Attempts(Unit.ROUND, 1, Counting.FIRST),
        ranking=Ranking(T2),
        disclosure=Disclosure(board=ShowBoard.AFTER_ROUND, result_days=3),
        registration=Registration(
            fields=(
                FieldRule(PersonField.FULL_NAME),
                FieldRule(PersonField.ROSTER_CODE),
                FieldRule(PersonField.ORGANISATION),
                FieldRule(PersonField.AUDIENCE),
                FieldRule(PersonField.PHONE, required=False),
                FieldRule(PersonField.POSITION, required=False),
            ),
            person_key=PersonKey.ROSTER,
        ),
        eligibility=Eligibility(audiences=(Audience.CBCCVC, Audience.LAO_DONG)),
        groups=(Group(mandatory=True, audience=Audience.CBCCVC, target_rate_percent=100),),
        unit_boards=(
            _board(
                UnitKind.ORGANISATION,
                UnitMeasure.RATE,
                UnitMeasure.PASS_RATE,
                UnitMeasure.AVERAGE,
            ),
        ),
        prizes=Prizes(certificates=False),
    ),
)

LARGE_BANK: Final = Preset(
    code="ngan-hang-lon",
    rounds=4,
    round_days=7,
    rules=RuleSet(
        paper=Paper(cells=(Cell(15),), minutes=15),
        attempts=Attempts(Unit.UNLIMITED, None, Counting.BEST),
        prediction=_P1,
        ranking=Ranking((*T1, TieBreak.DRAW), overall=Overall.SUM),
        registration=_form(
            PersonField.PHONE,
            PersonField.BIRTH_YEAR,
            PersonField.COMMUNE,
            PersonField.AUDIENCE,
            optional=(PersonField.ORGANISATION,),
        ),
        groups=(
            Group(mandatory=True, audience=Audience.CBCCVC, target_rate_percent=100),
            Group(mandatory=True, audience=Audience.SINH_VIEN),
            Group(mandatory=False, audience=Audience.LAO_DONG),
            Group(mandatory=False, audience=Audience.NONG_DAN),
        ),
        unit_boards=(
            UnitBoard(
                UnitKind.COMMUNE,
                (
                    Weight(UnitMeasure.AVERAGE, 50),
                    Weight(UnitMeasure.RATE, 30),
                    Weight(UnitMeasure.PERSONS, 20),
                ),
                (UnitMeasure.RATE,),
                (5_000, 20_000),
            ),
        ),
        prizes=Prizes(
            (
                *_individual((1, 3_000_000), (2, 2_000_000), (3, 1_500_000), (5, 1_000_000)),
                Prize(PrizeLevel.FIRST, 1, 5_000_000, PrizeFor.COMMUNE),
                Prize(PrizeLevel.SECOND, 2, 3_000_000, PrizeFor.COMMUNE),
                Prize(PrizeLevel.THIRD, 3, 2_000_000, PrizeFor.COMMUNE),
            )
        ),
    ),
)

PRESETS: Final[dict[str, Preset]] = {
    preset.code: preset for preset in (PROVINCE, MINISTRY, CENTRAL, SCHOOL, OFFICE, LARGE_BANK)
}
"""In the order the set-up page shows them."""
