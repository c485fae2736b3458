"""Writes the bookcase."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line
from accounts.selectors import Forbidden, can_anywhere
from quiz.models import DocumentKind, LegalDocument
from quiz.rules.keys import fold, slug
from quiz.rules.text import clean_text

TEXT_MAX = 2_000_000
EDITABLE = (
    "number",
    "kind",
    "title",
    "issuer",
    "issued_on",
    "effective_on",
    "expires_on",
    "replaced_by",
    "note",
    "text",
)
"""What a person may write of a document; the rest follows from it (promise P15)."""


def _require(actor: User | None) -> None:
    # The bookcase belongs to the whole installation: whoever edits documents anywhere edits it.
    if actor is not None and not can_anywhere(actor, Permission.EDIT_DOCUMENT):
        raise Forbidden(Permission.EDIT_DOCUMENT)


def _clean(values: dict[str, Any], document: LegalDocument) -> None:
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name, value in values.items():
        if name in ("text", "note"):
            value = clean_text(value)[:TEXT_MAX]
        elif isinstance(value, str):
            value = clean_line(value)
        setattr(document, name, value)
    DocumentKind(document.kind)
    if not document.number:
        raise Refused("document-number-empty", field="number")
    if not document.title:
        raise Refused("document-title-empty", field="title")
    begins, ends = document.effective_on, document.expires_on
    if isinstance(begins, date) and isinstance(ends, date) and ends <= begins:
        raise Refused("document-dates", field="expires_on")
    if document.pk and document.replaced_by_id == document.pk:
        raise Refused("document-replaces-itself", field="replaced_by")
    document.search_key = fold(f"{document.number} {document.title}")[:500]
    document.slug = slug(document.number) or "van-ban"


def save_document(
    *,
    actor: User | None,
    document: LegalDocument | None = None,
    now: datetime | None = None,
    **values: Any,
) -> LegalDocument:
    """Add a document, or change the fields of `EDITABLE` of one; anything else is a TypeError.

    `actor` None is the installation itself. Refused: ``document-number-empty``,
    ``-number-taken``, ``-title-empty``, ``-dates``, ``-replaces-itself``.
    """
    _require(actor)
    new = document is None
    if document is None:
        document = LegalDocument()
    before = {name: str(getattr(document, name) or "") for name in EDITABLE if name != "text"}
    _clean(values, document)
    after = {name: str(getattr(document, name) or "") for name in EDITABLE if name != "text"}
    try:
        with transaction.atomic():
            document.save()
            audit.record(
                action="document.created" if new else "document.changed",
                actor=actor,
                obj=document,
                data={
                    name: [before[name], after[name]]
                    for name in after
                    if before[name] != after[name]
                },
                now=now,
            )
    except IntegrityError as error:
        raise Refused("document-number-taken", field="number") from error
    return document


def remove_document(*, actor: User, document: LegalDocument, now: datetime | None = None) -> None:
    """Remove a document that nothing cites. Refused: ``document-cited``."""
    _require(actor)
    with transaction.atomic():
        if count := document.citations.count():
            raise Refused("document-cited", count=count)
        audit.record(
            action="document.removed",
            actor=actor,
            obj=document,
            data={"number": document.number},
            now=now,
        )
        document.delete()
