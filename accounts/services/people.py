"""Writes persons: who someone is, apart from any account or contest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.fields import blind_index
from accounts.models import EthnicGroup, Organisation, Person, Sex, User
from accounts.rules import cccd as cccd_rules
from accounts.rules import phone as phone_rules
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line, name_problems, name_sort_key, search_key
from accounts.selectors import require

#: What `create_person` and `update_person` take; nothing else of the row can be set (P15).
EDITABLE = (
    "full_name",
    "birth_date",
    "birth_year",
    "sex",
    "phone",
    "cccd",
    "email",
    "ethnic_group",
    "position",
    "organisation",
    "roster_code",
)

#: An app above moves its rows from one person to the other: `(keep, gone)`, in its `ready()`.
MERGERS: list[Callable[[Person, Person], None]] = []


def phone_index(e164: str) -> str:
    """The blind index under which a stored telephone number is found."""
    return blind_index(e164, "phone")


def cccd_index(number: str) -> str:
    """The blind index under which a stored identity number is found."""
    return blind_index(number, "cccd")


def clean_person(values: dict[str, Any], *, now: datetime | None = None) -> dict[str, Any]:
    """The given values as they are stored, keys and indexes added.

    Takes a telephone number in any spelling. Refused with the codes of `accounts.rules`:
    ``name-*``, ``phone-*``, ``cccd-*``, ``birth-future``, ``birth-too-early``. TypeError for a
    field outside `EDITABLE`.
    """
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    today = timezone.localdate(now)
    clean = dict(values)
    if "full_name" in clean:
        clean["full_name"] = clean_line(clean["full_name"])
        for code in name_problems(clean["full_name"]):
            raise Refused(code, field="full_name")
        clean["search_key"] = search_key(clean["full_name"])[:160]
        clean["sort_key"] = name_sort_key(clean["full_name"])[:1000]
    birth: date | None = clean.get("birth_date")
    if birth is not None:
        clean["birth_year"] = birth.year
        if birth > today:
            raise Refused("birth-future", field="birth_date")
    year = clean.get("birth_year")
    if year is not None and year > today.year:
        raise Refused("birth-future", field="birth_year")
    if year is not None and year < 1900:
        raise Refused("birth-too-early", field="birth_date" if birth else "birth_year")
    if "sex" in clean:
        clean["sex"] = Sex(clean["sex"]).value
    if clean.get("phone"):
        phone = phone_rules.parse(clean["phone"])
        if phone.problem:
            raise Refused(phone.problem, field="phone")
        clean["phone"] = phone.e164
    if "phone" in clean:
        clean["phone_index"] = phone_index(clean["phone"])
    if clean.get("cccd"):
        number = cccd_rules.parse(clean["cccd"], this_year=today.year)
        if number.problem:
            raise Refused(number.problem, field="cccd", suggestion=number.suggestion)
        clean["cccd"] = number.number
    if "cccd" in clean:
        clean["cccd_index"] = cccd_index(clean["cccd"])
    for name in ("position", "roster_code", "email"):
        if name in clean:
            clean[name] = clean_line(clean[name])
    return clean


def create_person(
    *, actor: User | None, now: datetime | None = None, audited: bool = True, **values: Any
) -> Person:
    """Add a person. `actor` None: the person registers, or the installation seeds.

    `audited` False is for callers that write one event for a whole batch.
    """
    values.setdefault("full_name", "")
    clean = clean_person(values, now=now)
    with transaction.atomic():
        person = Person.objects.create(**clean)
        if audited:
            audit.record(
                action="person.created",
                actor=actor,
                obj=person,
                organisation=person.organisation,
                now=now,
            )
    return person


def update_person(
    *, actor: User | None, person: Person, now: datetime | None = None, **values: Any
) -> Person:
    """Change some of `EDITABLE`. The trail names the fields, never the numbers."""
    clean = clean_person(values, now=now)
    changed = [name for name, value in clean.items() if getattr(person, name) != value]
    if not changed:
        return person
    for name in changed:
        setattr(person, name, clean[name])
    with transaction.atomic():
        person.save(update_fields=changed)
        audit.record(
            action="person.changed",
            actor=actor,
            obj=person,
            organisation=person.organisation,
            data={"fields": [name for name in changed if name in EDITABLE]},
            now=now,
        )
    return person


def reveal(
    *,
    actor: User,
    person: Person,
    organisation: Organisation | None,
    reason: str,
    now: datetime | None = None,
) -> dict[str, str]:
    """The full telephone and identity number of one person, for a reason that is logged.

    `organisation` is the one through which the actor meets this person (their staff list, the
    organiser of their contest).
    """
    require(actor, Permission.REVEAL_PERSON, organisation)
    reason = clean_line(reason)
    if not reason:
        raise Refused("reason-empty", field="reason")
    audit.record(
        action="person.revealed",
        actor=actor,
        obj=person,
        organisation=organisation,
        data={"reason": reason[:200]},
        now=now,
    )
    return {"phone": phone_rules.local(person.phone), "cccd": person.cccd}


def merge_persons(
    *, actor: User | None, keep: Person, gone: Person, now: datetime | None = None
) -> Person:
    """Make one person of two records of the same one; what `keep` lacks is taken over.

    Apps above move their rows through `MERGERS`; a row that nobody moved keeps `gone` alive with
    a ProtectedError and nothing is changed. Refused: ``person-same``, ``person-two-accounts``.
    """
    if keep.pk == gone.pk:
        raise Refused("person-same")
    with transaction.atomic():
        accounts = User.objects.filter(person__in=[keep, gone]).count()
        if accounts == 2:
            raise Refused("person-two-accounts")
        User.objects.filter(person=gone).update(person=keep)
        for merge in MERGERS:
            merge(keep, gone)
        gone.consents.update(person=keep)
        taken = []
        for name in (*EDITABLE, "phone_index", "cccd_index"):
            if not getattr(keep, name) and getattr(gone, name):
                setattr(keep, name, getattr(gone, name))
                taken.append(name)
        label = gone.full_name
        # `gone` goes first: its roster code may now be that of `keep`, and one row may hold it.
        gone_id = gone.public_id
        gone.delete()
        if taken:
            keep.save(update_fields=taken)
        audit.record(
            action="person.merged",
            actor=actor,
            obj=keep,
            organisation=keep.organisation,
            data={"gone": gone_id, "name": label, "taken": taken},
            now=now,
        )
    return keep


def ethnic_group(code: str) -> EthnicGroup | None:
    """The group of a code; None for ""."""
    return EthnicGroup.objects.get(code=code) if code else None
