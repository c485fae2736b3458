"""Registering a person in a contest, and letting them in again by their code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.fields import blind_index
from accounts.models import ConsentPurpose, Person, User
from accounts.rules import phone as phone_rules
from accounts.rules.codes import make_code, parse_code
from accounts.rules.refusal import Refused as PersonRefused
from accounts.rules.roles import Permission
from accounts.rules.text import search_key
from accounts.services.consents import give_consents
from accounts.services.people import create_person
from contests.clock import Clock
from contests.models import Contest, Entrant, EntrantState, Round
from contests.rules import eligibility, registration
from contests.rules.choices import PersonField, PersonKey
from contests.rules.clock import local_day
from contests.rules.codec import Fault
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import Phase, phase, published_rules
from contests.selectors.entrants import Committee, committee_of, require_over
from contests.services.entrant_details import (
    Details,
    Guardian,
    Refused,
    read_details,
    read_guardian,
)

__all__ = ["Guardian", "Refused", "Registered", "find_faults", "register", "sign_in"]

_CODE_TRIES = 5
_TAKES_ENTRANTS = (Phase.COMING, Phase.OPEN, Phase.BETWEEN)


@dataclass(frozen=True, slots=True)
class Registered:
    """A fresh entrant with the mã dự thi, which is shown once more only to its owner."""

    entrant: Entrant
    code: str


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
    text version; a `guardian` is kept only for a child. Raises `Refused` with every fault at
    once; nothing is written then. Somebody who is registered already, and a phone that serves as
    many persons as it may, are refused in one and the same way: ALREADY-REGISTERED.
    `registered_by`: the focal point who registers on somebody's behalf (flagged, audited).
    """
    now = clock.now()
    judged = _judge(contest, values, agreed, now, guardian, registered_by)
    rules, known, guardian, child = judged.rules, judged.known, judged.guardian, judged.child
    flags = _flags(known, judged.committee, registered_by)
    display = registration.public_name(
        known.full_name,
        rules.disclosure.names,
        consents=ConsentPurpose.PUBLISH in agreed,
        is_child_without_consent=child and guardian is None,
    )
    for _ in range(_CODE_TRIES):
        code = make_code(secrets.randbelow)
        try:
            entrant = _insert(
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
            )
        except IntegrityError:
            # Somebody took the same slot or, once in 10¹⁰, the same code: look again.
            continue
        except PersonRefused as refused:
            facts = {name: str(value) for name, value in refused.facts.items()}
            raise Refused(Fault(refused.code, refused.field or "", facts)) from refused
        return Registered(entrant, code)
    raise Refused(Fault("TRY-AGAIN"))


def find_faults(
    *,
    contest: Contest,
    values: Mapping[PersonField, str],
    agreed: frozenset[ConsentPurpose],
    clock: Clock,
    guardian: Guardian | None = None,
    registered_by: User | None = None,
) -> tuple[Fault, ...]:
    """What `register` would refuse in these details, as far as it shows without writing.

    For a form that is wrong in itself, so that all its faults are said together.
    """
    try:
        _judge(contest, values, agreed, clock.now(), guardian, registered_by)
    except Refused as refused:
        return refused.faults
    return ()


@dataclass(frozen=True, slots=True)
class _Judged:
    rules: RuleSet
    known: Details
    guardian: Guardian | None
    child: bool
    committee: Committee


def _judge(
    contest: Contest,
    values: Mapping[PersonField, str],
    agreed: frozenset[ConsentPurpose],
    now: datetime,
    guardian: Guardian | None,
    registered_by: User | None,
) -> _Judged:
    """The details when nothing speaks against them; `Refused` with every fault at once."""
    if contest.current_version_id is None:
        raise Refused(Fault("CONTEST-NOT-OPEN"))
    rounds = list(contest.rounds.order_by("number"))
    if phase(contest, rounds, now) not in _TAKES_ENTRANTS:
        raise Refused(Fault("CONTEST-NOT-OPEN"))
    rules = published_rules(contest)
    unagreed = [] if ConsentPurpose.RUN in agreed else [Fault("CONSENT-RUN", "consent_run")]
    try:
        known = read_details(contest, rules, values, now)
    except Refused as refused:
        raise Refused(*refused.faults, *unagreed) from refused
    if registered_by is not None:
        require_over(registered_by, Permission.REGISTER_ENTRANT, contest, known.organisation)
    faults: list[Fault] = []
    child = eligibility.needs_guardian(local_day(now), known.birth_date, known.birth_year)
    if child and ConsentPurpose.PUBLISH in agreed and guardian is None:
        faults.append(Fault("GUARDIAN-MISSING", "guardian_name"))
    try:
        guardian = read_guardian(guardian) if child else None
    except Refused as refused:
        faults += refused.faults
    committee = committee_of(contest)
    faults += _ineligible(rounds, rules, known, committee, now)
    if faults or unagreed:
        raise Refused(*faults, *unagreed)
    return _Judged(rules, known, guardian, child, committee)


def _ineligible(
    rounds: list[Round], rules: RuleSet, known: Details, committee: Committee, now: datetime
) -> tuple[Fault, ...]:
    # Before the contest and between its rounds the next one is meant.
    current = next((one for one in rounds if now < one.closes_at), rounds[-1])
    day = eligibility.age_day(
        rules.eligibility,
        contest_opens=local_day(rounds[0].opens_at),
        round_opens=local_day(current.opens_at),
        today=local_day(now),
    )
    commune = known.commune
    who = {
        "phone": known.phone,
        "cccd": known.cccd,
        "full_name": known.full_name,
        "organisation": known.organisation,
    }
    return eligibility.refusals(
        rules.eligibility,
        eligibility.Candidate(
            birth_date=known.birth_date,
            birth_year=known.birth_year,
            commune=commune.code if commune else "",
            province=(commune.parent_id or "") if commune else "",
            audience=known.audience,
            is_organiser=committee.organisers.knows(**who),
            is_excluded=committee.excluded.knows(**who),
        ),
        day,
    )


def _flags(known: Details, committee: Committee, registered_by: User | None) -> list[str]:
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
    known: Details,
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
    # An ethnic group is sensitive: without the consent of its own purpose it is kept nowhere.
    ethnic = known.ethnic if ConsentPurpose.STATISTICS in agreed else None
    person = _person(known, now, ethnic_group=ethnic)
    entrant = Entrant.objects.create(
        contest=contest,
        person=person,
        code=code,
        code_index=blind_index(code, "entrant-code"),
        key_index=key_index,
        key_slot=slot,
        phone=known.phone,
        phone_index=blind_index(known.phone, "phone"),
        full_name=known.full_name,
        display_name=display,
        organisation=known.organisation,
        commune=known.commune,
        audience=known.audience,
        sex=known.sex,
        birth_year=known.birth_year,
        ethnic_group=ethnic,
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


def _person(known: Details, now: datetime, **more: object) -> Person:
    """The person these details are of, if they are known for certain, else a new one.

    Certain is a roster code, a CCCD or a phone, each with the same name; a number alone is not: it
    may be shared, mistyped or stolen. A roster code that the organisation does not have, or has for
    somebody of another name, raises `Refused`.
    """
    if known.roster_code:
        staff = Person.objects.filter(
            organisation=known.organisation, roster_code=known.roster_code
        ).first()
        if staff is None or staff.search_key != search_key(known.full_name):
            raise Refused(Fault("ROSTER-UNKNOWN", "roster_code"))
        return staff
    same_cccd = Person.objects.filter(
        cccd_index=blind_index(known.cccd, "cccd"), search_key=search_key(known.full_name)
    )
    if known.cccd and (found := same_cccd.first()):
        return found
    same_phone = Person.objects.filter(
        phone_index=blind_index(known.phone, "phone"), search_key=search_key(known.full_name)
    )
    if known.phone and (found := same_phone.first()):
        return found
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
        position=known.position,
        **more,
    )


def _key_and_slot(contest: Contest, rules: RuleSet, known: Details, code: str) -> tuple[str, int]:
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
    slot = registration.phone_slot(form, taken)
    # One answer for "this very person" and "too many persons": nobody learns who is registered.
    if form.person_key is not PersonKey.PHONE or same_name or slot is None:
        raise Refused(Fault("ALREADY-REGISTERED"))
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
