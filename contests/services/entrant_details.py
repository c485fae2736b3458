"""What a person typed into the registration form, as values that can be judged and stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model

from accounts.models import AdministrativeUnit, EthnicGroup, Organisation, Sex, UnitLevel
from accounts.rules import cccd as cccd_rules
from accounts.rules import phone as phone_rules
from accounts.rules.text import clean_line, name_case, name_problems
from contests.models import Audience, Contest
from contests.rules import registration
from contests.rules.choices import PersonField
from contests.rules.clock import local_day
from contests.rules.codec import Fault
from contests.rules.ruleset import RuleSet
from contests.selectors.entrants import is_choosable

M = TypeVar("M", bound=Model)
_EARLIEST_YEAR = 1900


class Refused(Exception):
    """It may not be done so; `faults` say why, field by field (codes of `contests.wording` or,
    in lower case, of `accounts.wording`)."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who agrees for a child under 16, and in which relation (Luật 91/2025/QH15, Điều 24)."""

    name: str
    relation: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """The sent fields after parsing; "" and None are "not given"."""

    full_name: str
    phone: str
    cccd: str
    email: str
    sex: str
    birth_date: date | None
    birth_year: int | None
    commune: AdministrativeUnit | None
    organisation: Organisation | None
    position: str
    audience: str
    ethnic: EthnicGroup | None
    roster_code: str


def read_details(
    contest: Contest, rules: RuleSet, values: Mapping[PersonField, str], now: datetime
) -> Details:
    """Parse what was typed; `Refused` with every fault at once."""
    clean = {field: clean_line(value) for field, value in values.items() if value.strip()}
    faults = list(registration.check(rules.registration, clean))

    def get(field: PersonField) -> str:
        return clean.get(field, "")

    year_now = local_day(now).year
    if get(PersonField.FULL_NAME):
        faults += [Fault(code, "full_name") for code in name_problems(get(PersonField.FULL_NAME))]
    phone = phone_rules.parse(get(PersonField.PHONE)) if get(PersonField.PHONE) else None
    if phone and phone.problem:
        faults.append(Fault(phone.problem, "phone"))
    cccd = None
    if get(PersonField.CCCD):
        cccd = cccd_rules.parse(get(PersonField.CCCD), this_year=year_now)
    if cccd and cccd.problem:
        faults.append(Fault(cccd.problem, "cccd", {"suggestion": cccd.suggestion}))
    birth_date = _date(get(PersonField.BIRTH_DATE), local_day(now), faults)
    birth_year = _year(get(PersonField.BIRTH_YEAR), year_now, faults)
    _one_of(get(PersonField.SEX), Sex.values, "sex", faults)
    _one_of(get(PersonField.AUDIENCE), Audience.values, "audience", faults)
    commune = _row(AdministrativeUnit, get(PersonField.COMMUNE), "commune", faults)
    if commune is not None and (commune.level != UnitLevel.COMMUNE or commune.valid_to):
        faults.append(Fault("CODE-UNKNOWN", "commune"))
    organisation = _row(Organisation, get(PersonField.ORGANISATION), "organisation", faults)
    if organisation is not None and not is_choosable(contest, organisation):
        faults.append(Fault("CODE-UNKNOWN", "organisation"))
    ethnic = _row(EthnicGroup, get(PersonField.ETHNIC), "ethnic", faults)
    if faults:
        raise Refused(*faults)
    return Details(
        full_name=name_case(get(PersonField.FULL_NAME)),
        phone=phone.e164 if phone else "",
        cccd=cccd.number if cccd else "",
        email=get(PersonField.EMAIL),
        sex=get(PersonField.SEX),
        birth_date=birth_date,
        birth_year=birth_date.year if birth_date else birth_year,
        commune=commune,
        organisation=organisation,
        position=get(PersonField.POSITION)[:120],
        audience=get(PersonField.AUDIENCE),
        ethnic=ethnic,
        roster_code=get(PersonField.ROSTER_CODE),
    )


def read_guardian(guardian: Guardian | None) -> Guardian | None:
    """The guardian with a clean name, relation and phone; `Refused` when one of them is missing."""
    if guardian is None:
        return None
    name, relation = name_case(clean_line(guardian.name)), clean_line(guardian.relation)
    phone = phone_rules.parse(guardian.phone)
    faults = [Fault(code, "guardian_name") for code in name_problems(name)]
    if not relation or len(relation) > 40:
        faults.append(Fault("GUARDIAN-RELATION", "guardian_relation"))
    if phone.problem:
        faults.append(Fault(phone.problem, "guardian_phone"))
    if faults:
        raise Refused(*faults)
    return Guardian(name, relation, phone.e164)


def _date(text: str, today: date, faults: list[Fault]) -> date | None:
    """Of a form's date field (ISO) or as people type it (day/month/year)."""
    if not text:
        return None
    parts = text.split("/")
    iso = "-".join(part.zfill(2) for part in reversed(parts)) if len(parts) == 3 else text
    try:
        value = date.fromisoformat(iso)
    except ValueError:
        faults.append(Fault("DATE-FORM", "birth_date"))
        return None
    if value > today:
        faults.append(Fault("birth-future", "birth_date"))
    elif value.year < _EARLIEST_YEAR:
        faults.append(Fault("birth-too-early", "birth_date"))
    return value


def _year(text: str, year_now: int, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        faults.append(Fault("YEAR-FORM", "birth_year"))
        return None
    if int(text) > year_now:
        faults.append(Fault("birth-year-future", "birth_year"))
    elif int(text) < _EARLIEST_YEAR:
        faults.append(Fault("birth-too-early", "birth_year"))
    return int(text)


def _one_of(value: str, known: list[str], field: str, faults: list[Fault]) -> None:
    if value and value not in known:
        faults.append(Fault("CODE-UNKNOWN", field))


def _row(model: type[M], code: str, field: str, faults: list[Fault]) -> M | None:
    """The row of a reference table by its code; a code nobody knows is a fault."""
    if not code:
        return None
    found = model._default_manager.filter(code=code[:40]).first()
    if found is None:
        faults.append(Fault("CODE-UNKNOWN", field))
    return found
