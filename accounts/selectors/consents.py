"""Reads of consents."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import Consent, ConsentText, Person


def current_text(purpose: str) -> ConsentText | None:
    """The newest words of a purpose."""
    return current_texts([purpose]).get(purpose)


def current_texts(purposes: Iterable[str]) -> dict[str, ConsentText]:
    """The newest words of each purpose that has any. One query."""
    texts = ConsentText.objects.filter(purpose__in=list(purposes)).order_by("version")
    return {text.purpose: text for text in texts}


def standing_consents(person: Person, *, scope: str | None = None) -> QuerySet[Consent]:
    """What `person` has agreed to and not taken back, newest first; of one scope if given."""
    found = Consent.objects.filter(person=person, withdrawn_at__isnull=True)
    if scope is not None:
        found = found.filter(scope=scope)
    return found.select_related("text").order_by("-given_at", "-pk")


def has_consent(person: Person, purpose: str, *, scope: str) -> bool:
    """Whether `person` agrees to `purpose` in `scope` now."""
    return standing_consents(person, scope=scope).filter(text__purpose=purpose).exists()
