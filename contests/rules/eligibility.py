"""Who may enter, and who may not and why (codes)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contests.rules.choices import AgeOn
from contests.rules.codec import Fault
from contests.rules.terms import Eligibility

CHILD_UNDER = 16
"""Below this age a guardian's consent is needed (Luật 91/2025/QH15, Điều 24)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a person who wants to enter; empty strings and None are unknown.

    `province` and `commune` are codes of residence. `is_organiser`: member of Ban Tổ chức, Tổ Thư
    ký, Tổ ra đề or Tổ thẩm định đề, or author or reviewer of a question in the pool.
    """

    birth_date: date | None = None
    birth_year: int | None = None
    commune: str = ""
    province: str = ""
    audience: str = ""
    is_organiser: bool = False
    is_excluded: bool = False


def age_day(who: Eligibility, *, contest_opens: date, round_opens: date, today: date) -> date:
    """The day on which the rules count age; arguments are local days."""
    match who.age_on:
        case AgeOn.CONTEST_OPENING:
            return contest_opens
        case AgeOn.ROUND_OPENING:
            return round_opens
        case AgeOn.ATTEMPT:
            return today
        case AgeOn.DATE:
            if who.age_date is None:
                raise ValueError("the rules name no day for the age")
            return who.age_date


def age_on(day: date, birth_date: date | None, birth_year: int | None) -> int | None:
    """Full years on `day`. With only a birth year: the difference of years, as the rules say.

    Who was born on 29 February completes a year on 1 March in a common year.
    """
    if birth_date is not None:
        before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
        return day.year - birth_date.year - before_birthday
    if birth_year is not None:
        return day.year - birth_year
    return None


def needs_guardian(day: date, birth_date: date | None, birth_year: int | None) -> bool:
    """Whether a person may be under 16 on `day`.

    With only a birth year the youngest possible age decides; with nothing known, False: a form
    that admits children asks for a birth date or year.
    """
    age = age_on(day, birth_date, birth_year)
    if age is None:
        return False
    return (age if birth_date is not None else age - 1) < CHILD_UNDER


def refusals(who: Eligibility, candidate: Candidate, day: date) -> tuple[Fault, ...]:
    """Every reason why `candidate` may not enter; empty when welcome. `day` is of `age_day`."""
    return tuple(_refusals(who, candidate, day))


def _refusals(who: Eligibility, candidate: Candidate, day: date) -> Iterator[Fault]:
    yield from _age(who, candidate, day)
    if who.communes or who.provinces:
        at_home = candidate.commune in who.communes or candidate.province in who.provinces
        if not at_home:
            yield Fault("NOT-RESIDENT", "commune")
    if who.audiences and candidate.audience not in {group.value for group in who.audiences}:
        yield Fault("NOT-AUDIENCE", "audience")
    if who.exclude_organisers and candidate.is_organiser:
        yield Fault("IS-ORGANISER")
    if candidate.is_excluded:
        yield Fault("IS-EXCLUDED")


def _age(who: Eligibility, candidate: Candidate, day: date) -> Iterator[Fault]:
    if who.min_age is None and who.max_age is None:
        return
    place = "birth_year" if candidate.birth_date is None else "birth_date"
    age = age_on(day, candidate.birth_date, candidate.birth_year)
    if age is None:
        yield Fault("AGE-UNKNOWN", place)
    elif who.min_age is not None and age < who.min_age:
        yield Fault("TOO-YOUNG", place, {"least": who.min_age, "day": day.isoformat()})
    elif who.max_age is not None and age > who.max_age:
        yield Fault("TOO-OLD", place, {"most": who.max_age, "day": day.isoformat()})
