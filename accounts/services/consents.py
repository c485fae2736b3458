"""Writes consents: separate, one for each purpose, provable (NĐ 356/2025/NĐ-CP, Điều 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.models import Consent, ConsentPurpose, ConsentText, Person, User
from accounts.rules.refusal import Refused
from accounts.selectors.consents import current_texts, standing_consents

#: Apps above act on a withdrawal (a board hides a name): `(consent)`, filled in `ready()`.
ON_WITHDRAWAL: list[Callable[[Consent], None]] = []


def publish_text(
    *, actor: User | None, purpose: str, text: str, now: datetime | None = None
) -> ConsentText:
    """A new version of the words of a purpose; what was agreed to before stays as it was."""
    now = now or timezone.now()
    ConsentPurpose(purpose)
    with transaction.atomic():
        newest = ConsentText.objects.filter(purpose=purpose).aggregate(n=Max("version"))["n"] or 0
        made = ConsentText.objects.create(
            purpose=purpose, version=newest + 1, text=text, published_at=now
        )
        audit.record(
            action="consent_text.published",
            actor=actor,
            obj=made,
            data={"purpose": purpose, "version": made.version},
            now=now,
        )
    return made


def give_consents(
    *,
    person: Person,
    purposes: Iterable[str],
    scope: str = "",
    ip: str | None = None,
    by_guardian: bool = False,
    now: datetime | None = None,
) -> list[Consent]:
    """Store the agreement of `person` to the present words of each purpose.

    Only what was ticked is given; a purpose already agreed to in this scope is not doubled.
    Refused: ``consent-text-missing``.
    """
    now = now or timezone.now()
    purposes = list(purposes)
    texts = current_texts(purposes)
    if len(texts) < len(set(purposes)):
        raise Refused("consent-text-missing")
    with transaction.atomic():
        known = standing_consents(person, scope=scope).filter(
            text__in=texts.values(), by_guardian=by_guardian
        )
        given = {consent.text.purpose: consent for consent in reversed(known)}
        fresh = {
            purpose: Consent(
                person=person,
                text=text,
                scope=scope,
                given_at=now,
                ip=ip,
                by_guardian=by_guardian,
            )
            for purpose, text in texts.items()
            if purpose not in given
        }
        Consent.objects.bulk_create(fresh.values())
    return [(given | fresh)[purpose] for purpose in purposes]


def withdraw_consent(
    *, actor: User | None, consent: Consent, now: datetime | None = None
) -> Consent:
    """Take one agreement back, from now on; what it hides is hidden at once."""
    if consent.withdrawn_at is not None:
        return consent
    with transaction.atomic():
        consent.withdrawn_at = now or timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        for act in ON_WITHDRAWAL:
            act(consent)
        audit.record(
            action="consent.withdrawn",
            actor=actor,
            obj=consent.person,
            data={"purpose": consent.text.purpose, "scope": consent.scope},
            now=now,
        )
    return consent
