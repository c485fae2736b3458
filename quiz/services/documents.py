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
from quiz.models import Article, DocumentKind, LegalDocument
from quiz.rules.keys import fold, slug
from quiz.rules.law_text import articles, words_key
from quiz.rules.text import clean_text

TEXT_MAX = 2_000_000
ARTICLES_MAX = 2_000
EDITABLE = (
    "number",
    "kind",
    "title",
    "issuer",
    "issued_on",
    "effective_on",
    "expires_on",
    "replaced_by",
    "compiler",
    "published_on",
    "summary",
    "source_url",
    "compared_on",
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
        if name in ("text", "note", "summary"):
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
            if new or "text" in values:
                _write_articles(document)
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


def _write_articles(document: LegalDocument) -> None:
    """Make the articles say what the text says; what was noted of an amendment stays."""
    known = {row.label: row for row in document.articles.all()}
    fresh, changed = [], []
    for position, one in enumerate(articles(document.text)[:ARTICLES_MAX]):
        row = known.pop(one.label[:20], None) or Article(document=document, label=one.label[:20])
        values = {
            "anchor": f"dieu-{one.label}"[:30],
            "position": position,
            "heading": one.heading[:400],
            "body": one.body,
            "search_key": words_key(f"{one.heading} {one.body}"),
        }
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        (changed if row.pk else fresh).append(row)
    Article.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    Article.objects.bulk_create(fresh)
    Article.objects.bulk_update(
        changed, ["anchor", "position", "heading", "body", "search_key"], batch_size=200
    )


def amend_article(
    *,
    actor: User,
    article: Article,
    amended_on: date | None,
    amended_by: LegalDocument | None = None,
    abolished: bool = False,
    now: datetime | None = None,
) -> Article:
    """Note that `article` says something else, or, `abolished`, nothing from `amended_on` on; None
    takes the note back.

    From that day on questions that cite it are outdated: those compared before that day, or, when
    it was abolished, all of them. Refused: ``article-amends-itself``.
    """
    _require(actor)
    if amended_by is not None and amended_by.pk == article.document_id:
        raise Refused("article-amends-itself", field="amended_by")
    with transaction.atomic():
        article.amended_on = amended_on
        article.amended_by = amended_by if amended_on else None
        article.abolished = abolished and amended_on is not None
        article.save(update_fields=["amended_on", "amended_by", "abolished"])
        audit.record(
            action="document.article_amended",
            actor=actor,
            obj=article.document,
            data={
                "number": article.document.number,
                "article": article.label,
                "on": amended_on.isoformat() if amended_on else "",
                "abolished": article.abolished,
                "by": amended_by.number if amended_by and amended_on else "",
            },
            now=now,
        )
    return article


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
