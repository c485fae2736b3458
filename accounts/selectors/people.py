"""Reads of persons, scoped; the only way from a number to a person is its blind index."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.fields import blind_index
from accounts.models import Organisation, Person, User
from accounts.rules import cccd as cccd_rules
from accounts.rules import phone as phone_rules
from accounts.rules.roles import Permission
from accounts.rules.text import search_key
from accounts.selectors.access import for_user


def persons_with_phone(e164: str) -> QuerySet[Person]:
    """Everybody who gave this number; a family may share one."""
    return Person.objects.filter(phone_index=blind_index(e164, "phone")).exclude(phone_index="")


def persons_with_cccd(number: str) -> QuerySet[Person]:
    """Everybody with this identity number: one, unless records were made twice."""
    return Person.objects.filter(cccd_index=blind_index(number, "cccd")).exclude(cccd_index="")


def staff(user: User, organisation: Organisation, *, text: str = "") -> QuerySet[Person]:
    """The staff list of an organisation and everything below it, by tên.

    `text` searches names without regard to marks, a whole telephone or identity number, or a
    staff number.
    """
    people = for_user(
        Person.objects.filter(organisation__path__startswith=organisation.path),
        user,
        Permission.VIEW_PERSON,
    )
    if text.strip():
        wanted = Q(search_key__contains=search_key(text)) | Q(roster_code__iexact=text.strip())
        phone = phone_rules.parse(text)
        if phone.e164:
            wanted |= Q(phone_index=blind_index(phone.e164, "phone"))
        number = cccd_rules.parse(text, this_year=9999)
        if number.number:
            wanted |= Q(cccd_index=blind_index(number.number, "cccd"))
        people = people.filter(wanted)
    return people.select_related("organisation", "ethnic_group").order_by("sort_key", "pk")


def masked_phone(person: Person) -> str:
    """For lists: ``09xx xxx 678``."""
    return phone_rules.mask(person.phone)


def masked_cccd(person: Person) -> str:
    """For lists: ``051xxxxxx789``."""
    return cccd_rules.mask(person.cccd)
