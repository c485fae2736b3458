"""Who takes part in the demo: communes, groups, ages and skill, drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from accounts.models import AdministrativeUnit, Organisation
from contests.models import Audience
from contests.portal.services.demo.names import person_name

# "Năm 2026 Quảng Ngãi": the largest group were officials (27,284 of 73,108 attempts).
_AUDIENCES = {
    Audience.CBCCVC: 37,
    Audience.SINH_VIEN: 14,
    Audience.LAO_DONG: 13,
    Audience.NONG_DAN: 15,
    Audience.LLVT: 6,
    Audience.HUU_TRI: 5,
    Audience.KHAC: 10,
}
_SKILL = {
    Audience.CBCCVC: 1.5,
    Audience.LLVT: 1.2,
    Audience.SINH_VIEN: 0.9,
    Audience.LAO_DONG: 0.5,
    Audience.HUU_TRI: 0.6,
    Audience.NONG_DAN: 0.1,
    Audience.KHAC: 0.4,
}
_HIGHLAND_WORDS = ("Sơn", "Trà", "Ba ", "Đăk", "Măng", "Kon", "Ngọk", "Tu Mơ", "Ia ", "Sa Thầy")


@dataclass(frozen=True, slots=True)
class Someone:
    """One invented person; `skill` is on the scale of a logistic curve, 0 is even odds."""

    full_name: str
    phone: str
    sex: str
    birth_year: int
    commune: str
    audience: Audience
    organisation: str
    skill: float
    consents: bool


def population(chance: Random, *, size: int, year: int, first_phone: int) -> list[Someone]:
    """`size` persons; phone numbers run on from `first_phone` within 0900 0xx xxx."""
    communes = list(AdministrativeUnit.objects.filter(parent_id="51").order_by("code"))
    weights = [_weight(chance, unit) for unit in communes]
    offices = list(
        Organisation.objects.filter(code__startswith="SKHCN-")
        .order_by("code")
        .values_list("code", flat=True)
    )
    people = []
    for number in range(size):
        unit = chance.choices(communes, weights)[0]
        audience = chance.choices(list(_AUDIENCES), list(_AUDIENCES.values()))[0]
        sex = chance.choice(("male", "female"))
        people.append(
            Someone(
                full_name=person_name(chance, sex, highland=unit.name.startswith(_HIGHLAND_WORDS)),
                phone=f"09000{first_phone + number:05d}",
                sex=sex,
                birth_year=_birth_year(chance, audience, year),
                commune=unit.code,
                audience=audience,
                organisation=_organisation(chance, audience, unit.code, offices, number),
                skill=chance.gauss(_SKILL[audience], 0.9),
                consents=chance.random() < 0.9,
            )
        )
    return people


def _weight(chance: Random, unit: AdministrativeUnit) -> float:
    """Some communes are far ahead, as xã Thọ Phong was in 2026; the rest spread widely."""
    if unit.name == "Thọ Phong":
        return 12.0
    return chance.lognormvariate(0, 0.7) * (1.6 if unit.kind == "phuong" else 1.0)


def _birth_year(chance: Random, audience: Audience, year: int) -> int:
    spans = {Audience.SINH_VIEN: (18, 23), Audience.HUU_TRI: (60, 78)}
    youngest, oldest = spans.get(audience, (19, 59))
    # Birth years, not dates, are asked: 19 keeps everybody of age on the day of the opening.
    return year - max(19, chance.randint(youngest, oldest))


def _organisation(
    chance: Random, audience: Audience, commune: str, offices: list[str], number: int
) -> str:
    """Officials give their office; each office of the department brings some people."""
    if audience is not Audience.CBCCVC:
        return ""
    if chance.random() < 0.09:
        return offices[number % len(offices)]
    return f"UBND-{commune}" if chance.random() < 0.85 else ""
