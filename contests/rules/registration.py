"""The registration form the rules ask for, and how a person is named in public."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping

from contests.rules.choices import NameDisplay, PersonField
from contests.rules.codec import Fault
from contests.rules.terms import Registration


def check(form: Registration, values: Mapping[PersonField, str]) -> tuple[Fault, ...]:
    """Fields that are missing, and fields that were sent without being asked for.

    Whether a phone number or CCCD is well formed is the business of `accounts.rules`.
    """
    found = [
        Fault("FIELD-MISSING", rule.field.value)
        for rule in form.fields
        if rule.required and not values.get(rule.field, "").strip()
    ]
    asked = {rule.field for rule in form.fields}
    found += [Fault("FIELD-UNASKED", sent.value) for sent in values if sent not in asked]
    return tuple(found)


def phone_slot(form: Registration, taken: Collection[int]) -> int | None:
    """The lowest free slot (from 0) of a phone number whose slots `taken` are used.

    None when the number already serves as many persons as the rules allow: the service refuses
    with ALREADY-REGISTERED.
    """
    free = (slot for slot in range(form.persons_per_phone) if slot not in taken)
    return next(free, None)


def initials(full_name: str) -> str:
    """ "Nguyễn Văn An" -> "N.V.A.", with the diacritics of the first letters."""
    words = unicodedata.normalize("NFC", full_name).split()
    return "".join(f"{word[0].upper()}." for word in words)


def public_name(
    full_name: str, display: NameDisplay, *, consents: bool, is_child_without_consent: bool = False
) -> str:
    """How boards show a person: the full name needs both the rules and the person's consent.

    A child under 16 is named in full only when child and guardian both agreed.
    """
    if display is NameDisplay.FULL and consents and not is_child_without_consent:
        return unicodedata.normalize("NFC", " ".join(full_name.split()))
    return initials(full_name)
