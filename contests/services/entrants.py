"""Registering a person in a contest, and what may happen to an entrant afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.fields import blind_index
from accounts.models import (
    AdministrativeUnit,
    ConsentPurpose,
    EthnicGroup,
    Organisation,
    Person,
    User,
)
from accounts.rules import cccd as cccd_rules
from accounts.rules import phone as phone_rules
from accounts.rules.codes import make_code, parse_code
from accounts.rules.refusal import Refused as PersonRefused
from accounts.rules.text import clean_line, search_key
from accounts.selectors import require
from accounts.services.consents import give_consents
from accounts.services.people import create_person
from contests.clock import Clock
from contests.models import Contest, Entrant, EntrantState
from contests.rules import eligibility, registration
from contests.rules.choices import PersonField, PersonKey
from contests.rules.clock import local_day
from contests.rules.codec import Fault
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import open_round, published_rules
from contests.selectors.entrants import Committee, committee_of

_CODE_TRIES = 5
_REISSUE = "entrant.reissue"
_CHANGE = "entrant.register"


class Refused(Exception):
    """The person may not be registered so; `faults` say why, field by field (codes)."""

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
class Registered:
    """A fresh entrant with the mã dự thi, which is shown once more only to its owner."""

    entrant: Entrant
    code: str


@dataclass(frozen=True, slots=True)
class _Known:
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


def register(
    *,
    contest: Contest,
    values: Mapping[PersonField, str],
    agreed: frozenset[ConsentPurpose],
    clock: Clock,
    guardian: Guardian | None = None,
    ip: str | None = None,
    registered_by: User | None = None,
) -> Registered:
    """Register a person by the published rules and give out a mã dự thi.

    `values` are the asked fields as typed; `agreed` the ticked purposes, each recorded with its
    text version. Raises `Refused` with every fault at once; nothing is written then.
    `registered_by`: the focal point who registers on somebody's behalf (flagged, audited).
    """
    rules = published_rules(contest)
    now = clock.now()
    if registered_by is not None:
        require(registered_by, _CHANGE, contest.organisation)
    known = _parse(rules, values, now)
    child = _is_child(contest, rules, known, now)
    _check_consents(agreed, child, guardian)
    committee = committee_of(contest)
    _check_eligible(contest, rules, known, committee, now)
    flags = _flags(known, committee, registered_by)
    display = registration.public_name(
        known.full_name,
        rules.disclosure.names,
        consents=ConsentPurpose.PUBLISH in agreed,
        is_child_without_consent=child and guardian is None,
    )
    for _ in range(_CODE_TRIES):
        code = make_code(secrets.randbelow)
        try:
            return Registered(
                _insert(
                    contest=contest,
                    rules=rules,
                    known=known,
                    code=code,
                    display=display,
                    flags=flags,
                    guardian=guardian,
                    agreed=agreed,
                    now=now,
                    ip=ip,
                    registered_by=registered_by,
                ),
                code,
            )
        except IntegrityError:
            # Somebody took the same slot or, once in 10¹⁰, the same code: look again.
            continue
    raise Refused(Fault("TRY-AGAIN"))


def _parse(rules: RuleSet, values: Mapping[PersonField, str], now: datetime) -> _Known:
    clean = {field: clean_line(value) for field, value in values.items() if value.strip()}
    faults = list(registration.check(rules.registration, clean))
    get = lambda field: clean.get(field, "")  # noqa: E731 - a word for eight look-ups

    phone = phone_rules.parse(get(PersonField.PHONE)) if get(PersonField.PHONE) else None
    if phone and phone.problem:
        faults.append(Fault(phone.problem, "phone"))
    cccd = None
    if get(PersonField.CCCD):
        cccd = cccd_rules.parse(get(PersonField.CCCD), this_year=local_day(now).year)
    if cccd and cccd.problem:
        faults.append(Fault(cccd.problem, "cccd"))
    birth_date = _date(get(PersonField.BIRTH_DATE), faults)
    birth_year = _year(get(PersonField.BIRTH_YEAR), faults)
    commune = _row(AdministrativeUnit, get(PersonField.COMMUNE), "commune", faults)
    organisation = _row(Organisation, get(PersonField.ORGANISATION), "organisation", faults)
    ethnic = _row(EthnicGroup, get(PersonField.ETHNIC), "ethnic", faults)
    if faults:
        raise Refused(*faults)
    return _Known(
        full_name=get(PersonField.FULL_NAME),
        phone=phone.e164 if phone else "",
        cccd=cccd.number if cccd else "",
        email=get(PersonField.EMAIL),
        sex=get(PersonField.SEX),
        birth_date=birth_date,
        birth_year=birth_date.year if birth_date else birth_year,
        commune=commune,
        organisation=organisation,
        position=get(PersonField.POSITION),
        audience=get(PersonField.AUDIENCE),
        ethnic=ethnic,
        roster_code=get(PersonField.ROSTER_CODE),
    )


def _date(text: str, faults: list[Fault]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault("DATE-FORM", "birth_date"))
        return None


def _year(text: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100):
        faults.append(Fault("YEAR-FORM", "birth_year"))
        return None
    return int(text)


def _row(model, code: str, field: str, faults: list[Fault]):
    """The row of a reference table by its code; a code nobody knows is a fault."""
    if not code:
        return None
    found = model.objects.filter(code=code).first()
    if found is None:
        faults.append(Fault("CODE-UNKNOWN", field))
    return found


def _is_child(contest: Contest, rules: RuleSet, known: _Known, now: datetime) -> bool:
    return eligibility.needs_guardian(local_day(now), known.birth_date, known.birth_year)


def _check_consents(
    agreed: frozenset[ConsentPurpose], child: bool, guardian: Guardian | None
) -> None:
    if ConsentPurpose.RUN not in agreed:
        raise Refused(Fault("CONSENT-RUN", "consent_run"))
    if child and ConsentPurpose.PUBLISH in agreed and guardian is None:
        raise Refused(Fault("GUARDIAN-MISSING", "guardian_name"))


def _check_eligible(
    contest: Contest, rules: RuleSet, known: _Known, committee: Committee, now: datetime
) -> None:
    first = contest.rounds.order_by("number").first()
    current = open_round(contest, now) or first
    day = eligibility.age_day(
        rules.eligibility,
        contest_opens=local_day(first.opens_at) if first else local_day(now),
        round_opens=local_day(current.opens_at) if current else local_day(now),
        today=local_day(now),
    )
    commune = known.commune
    faults = eligibility.refusals(
        rules.eligibility,
        eligibility.Candidate(
            birth_date=known.birth_date,
            birth_year=known.birth_year,
            commune=commune.code if commune else "",
            province=(commune.parent_id or "") if commune else "",
            audience=known.audience,
            is_organiser=committee.is_member(
                phone=known.phone,
                cccd=known.cccd,
                full_name=known.full_name,
                organisation=known.organisation,
            ),
        ),
        day,
    )
    if faults:
        raise Refused(*faults)


def _flags(known: _Known, committee: Committee, registered_by: User | None) -> list[str]:
    flags = []
    if committee.has_name(known.full_name):
        flags.append("same_name_as_committee")
    if registered_by is not None:
        flags.append("registered_by_focal_point")
    return flags


@transaction.atomic
def _insert(
    *,
    contest: Contest,
    rules: RuleSet,
    known: _Known,
    code: str,
    display: str,
    flags: list[str],
    guardian: Guardian | None,
    agreed: frozenset[ConsentPurpose],
    now: datetime,
    ip: str | None,
    registered_by: User | None,
) -> Entrant:
    key_index, slot = _key_and_slot(contest, rules, known, code)
    person = _person(known, now)
    entrant = Entrant.objects.create(
        contest=contest,
        person=person,
        code=code,
        code_index=blind_index(code, "entrant-code"),
        key_index=key_index,
        key_slot=slot,
        phone_index=blind_index(known.phone, "phone"),
        full_name=known.full_name,
        display_name=display,
        organisation=known.organisation,
        commune=known.commune,
        audience=known.audience,
        sex=known.sex,
        birth_year=known.birth_year,
        ethnic_group=known.ethnic if ConsentPurpose.STATISTICS in agreed else None,
        flags=[*flags, "shared_phone"] if slot else flags,
        guardian_name=guardian.name if guardian else "",
        guardian_relation=guardian.relation if guardian else "",
        guardian_phone=guardian.phone if guardian else "",
        registered_by=registered_by,
        registered_at=now,
    )
    give_consents(
        person=person,
        purposes=sorted(agreed),
        scope=f"contest:{contest.public_id}",
        ip=ip,
        by_guardian=guardian is not None,
        now=now,
    )
    if registered_by is not None:
        audit.record(
            action="entrant.registered_by_focal_point",
            actor=registered_by,
            obj=entrant,
            organisation=contest.organisation,
        )
    return entrant


def _person(known: _Known, now: datetime) -> Person:
    """The person these details are of, if they are known for certain, else a new one.

    Certain is a roster code, the same CCCD, or the same phone with the same name; a shared phone
    alone is not. A roster code that the organisation does not have raises `Refused`.
    """
    if known.roster_code:
        staff = Person.objects.filter(
            organisation=known.organisation, roster_code=known.roster_code
        ).first()
        if staff is None:
            raise Refused(Fault("ROSTER-UNKNOWN", "roster_code"))
        return staff
    same_cccd = Person.objects.filter(cccd_index=blind_index(known.cccd, "cccd"))
    if known.cccd and (found := same_cccd.first()):
        return found
    same_phone = Person.objects.filter(
        phone_index=blind_index(known.phone, "phone"), search_key=search_key(known.full_name)
    )
    if known.phone and (found := same_phone.first()):
        return found
    try:
        return create_person(
            actor=None,
            audited=False,
            now=now,
            full_name=known.full_name,
            phone=known.phone,
            cccd=known.cccd,
            email=known.email,
            sex=known.sex,
            birth_date=known.birth_date,
            birth_year=known.birth_year,
            ethnic_group=known.ethnic,
            position=known.position,
        )
    except PersonRefused as refused:
        raise Refused(Fault(refused.code, refused.field, refused.facts)) from refused


def _key_and_slot(contest: Contest, rules: RuleSet, known: _Known, code: str) -> tuple[str, int]:
    """The blind person key by the rules, and the free slot of a phone that may serve several."""
    form = rules.registration
    match form.person_key:
        case PersonKey.PHONE:
            key = blind_index(known.phone, "phone")
        case PersonKey.CCCD:
            key = blind_index(known.cccd, "cccd")
        case PersonKey.ROSTER:
            organisation = known.organisation.code if known.organisation else ""
            key = blind_index(f"{organisation}\0{known.roster_code}", "roster")
        case PersonKey.CODE:
            return blind_index(code, "entrant-code"), 0
    taken = dict(
        Entrant.objects.filter(contest=contest, key_index=key).values_list("key_slot", "full_name")
    )
    if not taken:
        return key, 0
    same_name = search_key(known.full_name) in {search_key(name) for name in taken.values()}
    if form.person_key is not PersonKey.PHONE or same_name:
        raise Refused(Fault("ALREADY-REGISTERED", form.person_key.value))
    slot = registration.phone_slot(form, taken)
    if slot is None:
        raise Refused(Fault("PHONE-FULL", "phone", {"most": form.persons_per_phone}))
    return key, slot


def sign_in(*, contest: Contest, phone: str, code: str) -> Entrant | None:
    """The entrant with this mã dự thi and, where a phone was given, this phone; else None.

    The caller limits how often it may be asked and answers "not found" one way only.
    """
    plain = parse_code(code)
    if not plain:
        return None
    entrant = Entrant.objects.filter(
        contest=contest, code_index=blind_index(plain, "entrant-code")
    ).first()
    if entrant is None or entrant.state == EntrantState.WITHDRAWN:
        return None
    if entrant.phone_index and entrant.phone_index != blind_index(
        phone_rules.parse(phone).e164, "phone"
    ):
        return None
    return entrant


@transaction.atomic
def reissue_code(*, entrant: Entrant, actor: User, seen_document: str) -> str:
    """A new mã dự thi for somebody who lost theirs; the old one and its tickets end at once.

    `seen_document`: how the focal point knew the person ("CCCD", "biết mặt"), written to the
    audit trail.
    """
    require(actor, _REISSUE, entrant.organisation or entrant.contest.organisation)
    code = make_code(secrets.randbelow)
    entrant.code = code
    entrant.code_index = blind_index(code, "entrant-code")
    entrant.epoch += 1
    entrant.save(update_fields=["code", "code_index", "epoch"])
    audit.record(
        action="entrant.code_reissued",
        actor=actor,
        obj=entrant,
        organisation=entrant.contest.organisation,
        data={"seen_document": seen_document},
    )
    return code


@transaction.atomic
def set_extra_time(*, entrant: Entrant, percent: int, actor: User, reason: str) -> None:
    """Extra time for one person, within what the rules allow; it holds for later attempts."""
    require(actor, "attempt.change", entrant.contest.organisation)
    most = published_rules(entrant.contest).timing.extra_max_percent
    if not 0 <= percent <= most:
        raise Refused(Fault("EXTRA-TIME", "percent", {"most": most}))
    entrant.extra_time_percent = percent
    entrant.save(update_fields=["extra_time_percent"])
    audit.record(
        action="entrant.extra_time",
        actor=actor,
        obj=entrant,
        organisation=entrant.contest.organisation,
        data={"percent": percent, "reason": reason},
    )


@transaction.atomic
def disqualify(*, entrant: Entrant, actor: User, reason: str) -> None:
    """Take an entrant out of the ranking; attempts stay, struck out. The reason is kept."""
    require(actor, "attempt.change", entrant.contest.organisation)
    entrant.state = EntrantState.DISQUALIFIED
    entrant.state_reason = reason
    entrant.epoch += 1
    entrant.save(update_fields=["state", "state_reason", "epoch"])
    audit.record(
        action="entrant.disqualified",
        actor=actor,
        obj=entrant,
        organisation=entrant.contest.organisation,
        data={"reason": reason},
    )
