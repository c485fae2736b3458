"""The electronic bookcase (tủ sách pháp luật): open to everybody."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from quiz.models import DocumentKind, LegalDocument
from quiz.rules.citation import DocumentIndex, KnownDocument
from quiz.rules.keys import fold
from quiz.rules.validity import Validity, validity
from quiz.selectors.articles import phrases, search_articles
from quiz.wording.citations import document_name, validity_words

_ACTS = (DocumentKind.LUAT, DocumentKind.PHAP_LENH, DocumentKind.HIEN_PHAP)


def documents() -> QuerySet[LegalDocument]:
    """Every document without its text, newest first."""
    return (
        LegalDocument.objects.defer("text")
        .select_related("replaced_by")
        .order_by("-effective_on", "-issued_on", "number")
    )


def search(
    words: str = "", kind: str = "", state: str = "", *, on: date
) -> QuerySet[LegalDocument]:
    """Documents by number, title or words of an article; `state`: its `Validity` on day `on`."""
    found = documents()
    if words:
        named = Q(search_key__contains=fold(words))
        if phrases(words):
            named |= Q(pk__in=search_articles(words).order_by().values("document"))
        found = found.filter(named)
    if kind:
        found = found.filter(kind=kind)
    expired = Q(expires_on__lte=on)
    if state == Validity.EXPIRED:
        found = found.filter(expired)
    elif state == Validity.IN_FORCE:
        found = found.filter(effective_on__lte=on).exclude(expired)
    elif state == Validity.NOT_YET:
        found = found.filter(effective_on__gt=on).exclude(expired)
    return found


def document_index() -> DocumentIndex:
    """What citations can be tied to; one query."""
    return DocumentIndex(
        KnownDocument(pk, number, title, kind in _ACTS, issued_on.year if issued_on else 0)
        for pk, number, title, kind, issued_on in LegalDocument.objects.values_list(
            "id", "number", "title", "kind", "issued_on"
        )
    )


def name_of(document: LegalDocument) -> str:
    """How the document is cited."""
    return document_name(
        document.kind, document.get_kind_display(), document.title, document.number
    )


def state_of(document: LegalDocument, on: date) -> Validity:
    """Whether the document is in force on day `on`."""
    return validity(document.effective_on, document.expires_on, on)


def state_words(document: LegalDocument, on: date) -> str:
    """The same in words."""
    return validity_words(state_of(document, on), document.effective_on, document.expires_on)
