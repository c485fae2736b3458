"""The choices a contest can make, one enum per question of the set-up pages.

The values are stored; the Vietnamese of each is in `contests.wording.names`.
"""

from __future__ import annotations

from enum import StrEnum


class AttemptUnit(StrEnum):
    """What the limit of attempts is counted over. Days and weeks are those of Asia/Ho_Chi_Minh,
    a week begins on Monday."""

    ROUND = "round"
    DAY = "day"
    WEEK = "week"
    CONTEST = "contest"
    UNLIMITED = "unlimited"


class Counting(StrEnum):
    """Which attempt of a person in one round stands in the ranking."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"
    EACH = "each"


class PredictionKind(StrEnum):
    """The prediction question. P4 is a percentage with five decimals, kept in 10⁻⁵ percent."""

    NONE = "none"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class PredictionBasis(StrEnum):
    """What P1 and P4 count. P2 always counts attempts and P3 always persons."""

    PERSONS = "persons"
    ATTEMPTS = "attempts"


class PredictionEntries(StrEnum):
    """Which submitted attempts of the round enter the actual value."""

    ALL = "all"
    VALID = "valid"
    COUNTED = "counted"


class PredictionRight(StrEnum):
    """What "trả lời đúng" means in P1 and P4."""

    ALL_CORRECT = "all_correct"
    PASSED = "passed"


class PredictionFreeze(StrEnum):
    """When the actual value is taken and no longer changes."""

    AT_CLOSE = "at_close"
    AT_RESULT = "at_result"


class TieBreak(StrEnum):
    """One criterion of the ranking, in the order the rules list them."""

    CORRECT = "correct"
    SCORE = "score"
    PREDICTION = "prediction"
    DURATION = "duration"
    SUBMITTED_AT = "submitted_at"
    FEWER_ATTEMPTS = "fewer_attempts"
    DRAW = "draw"


class Overall(StrEnum):
    """The ranking of the whole contest, beside that of each round."""

    NONE = "none"
    SUM = "sum"
    BEST_ROUND = "best_round"


class Closing(StrEnum):
    """What the closing time does to an attempt that was started in time."""

    CUT = "cut"
    FINISH = "finish"


class ExtraDuration(StrEnum):
    """How the time taken by a person with extra time is compared: divided by (1 + percent/100),
    or left out: on this criterion that person goes before those whose time is compared (a tie
    with everybody would not be an order, see docs/scoring.md)."""

    SCALED = "scaled"
    LEFT_OUT = "left_out"


class ShowResult(StrEnum):
    """When a person sees their own number of correct answers."""

    IMMEDIATELY = "immediately"
    AFTER_ROUND = "after_round"
    AFTER_CONTEST = "after_contest"


class ShowKey(StrEnum):
    """When the right answers are shown. Never while a round is open."""

    AFTER_ROUND = "after_round"
    AFTER_CONTEST = "after_contest"
    NEVER = "never"


class ShowBoard(StrEnum):
    """When the boards are public."""

    LIVE = "live"
    AFTER_ROUND = "after_round"
    AFTER_CONTEST = "after_contest"


class NameDisplay(StrEnum):
    """How a person who consented to being named is shown in public lists."""

    FULL = "full"
    INITIALS = "initials"


class PersonField(StrEnum):
    """What a registration form can ask."""

    FULL_NAME = "full_name"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    SEX = "sex"
    CCCD = "cccd"
    COMMUNE = "commune"
    ORGANISATION = "organisation"
    POSITION = "position"
    AUDIENCE = "audience"
    ETHNIC = "ethnic"
    EMAIL = "email"
    ROSTER_CODE = "roster_code"


class PersonKey(StrEnum):
    """What tells two persons apart. CODE: the mã dự thi given at registration."""

    PHONE = "phone"
    CCCD = "cccd"
    ROSTER = "roster"
    CODE = "code"


class AgeOn(StrEnum):
    """The day on which age is counted."""

    ROUND_OPENING = "round_opening"
    CONTEST_OPENING = "contest_opening"
    ATTEMPT = "attempt"
    DATE = "date"


class Audience(StrEnum):
    """Neutral audience groups a person may choose; stigmatising ones are never asked for."""

    CBCCVC = "cbccvc"
    LLVT = "llvt"
    LAO_DONG = "lao_dong"
    NONG_DAN = "nong_dan"
    HOC_SINH = "hoc_sinh"
    SINH_VIEN = "sinh_vien"
    HUU_TRI = "huu_tri"
    KHAC = "khac"


class UnitKind(StrEnum):
    """What a collective board ranks."""

    ORGANISATION = "organisation"
    COMMUNE = "commune"


class UnitMeasure(StrEnum):
    """What a collective board weighs; see `contests.results.rules.units` for each formula."""

    ATTEMPTS = "attempts"
    PERSONS = "persons"
    RATE = "rate"
    AVERAGE = "average"
    PASS_RATE = "pass_rate"  # noqa: S105 (a measure, not a secret)
    WINNERS = "winners"


class PrizeLevel(StrEnum):
    """Levels of TT 56/2023/TT-BTC, Điều 3 khoản 13 điểm d."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    ENCOURAGEMENT = "encouragement"
    OTHER = "other"


class PrizeFor(StrEnum):
    """Who a prize goes to; a collective one follows the first board of that kind."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"
    COMMUNE = "commune"


class PrizeScope(StrEnum):
    """Given in every round, or once in the contest."""

    ROUND = "round"
    CONTEST = "contest"
