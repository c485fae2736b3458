"""The electronic bookcase (tủ sách pháp luật): open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import overload

from django.db.models import Case, Q, QuerySet, When

from quiz.models import DocumentKind, LegalDocument
from quiz.rules.citation import DocumentIndex, KnownDocument
from quiz.rules.keys import fold
from quiz.rules.law_text import words_key
from quiz.rules.validity import Validity, validity
from quiz.selectors.articles import Sought
from quiz.selectors.fulltext import with_articles_holding
from quiz.wording.citations import document_name, validity_words

_ACTS = (DocumentKind.LUAT, DocumentKind.PHAP_LENH, DocumentKind.HIEN_PHAP)


def documents() -> QuerySet[LegalDocument]:
    """Every document without its text, newest first."""
    return (
        LegalDocument.objects.defer("text", "replaced_by__text")
        .select_related("replaced_by")
        .order_by("-effective_on", "-issued_on", "number")
    )


class Found(Sequence[LegalDocument]):
    """Documents by their keys, in order; their rows are fetched for what is asked of them."""

    def __init__(self, keys: Sequence[int]) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> LegalDocument: ...
    @overload
    def __getitem__(self, place: slice) -> list[LegalDocument]: ...
    def __getitem__(self, place: int | slice) -> LegalDocument | list[LegalDocument]:
        if isinstance(place, int):
            return documents().get(pk=self._keys[place])
        keys = self._keys[place]
        rows = documents().in_bulk(keys)
        return [rows[key] for key in keys if key in rows]


def search(sought: Sought | None = None, kind: str = "", state: str = "", *, on: date) -> Found:
    """Documents by number, title or words of an article, named ones first; `state`: its `Validity`
    on day `on`. One query."""
    found = documents()
    if sought is not None:
        # Found once: counting, choosing a page and fetching it would look three times.
        named = _named(sought.words)
        if sought.phrases:
            found = found.filter(named | with_articles_holding(sought.phrases))
        else:
            found = found.filter(named)
        found = found.order_by(Case(When(named, then=0), default=1), *found.query.order_by)
    if kind:
        found = found.filter(kind=kind)
    expired = Q(expires_on__lte=on)
    if state == Validity.EXPIRED:
        found = found.filter(expired)
    elif state == Validity.IN_FORCE:
        found = found.filter(effective_on__lte=on).exclude(expired)
    elif state == Validity.NOT_YET:
        found = found.filter(effective_on__gt=on).exclude(expired)
    return Found(list(found.values_list("pk", flat=True)))


def _named(words: str) -> Q:
    """Number or title hold the words as they were typed, or each of them wherever it stands."""
    together, each = Q(search_key__contains=fold(words)), Q()
    for word in dict.fromkeys(words_key(words).split()):
        # Asked for twice: the first is quick, the second knows where a word ends.
        each &= Q(search_key__contains=word)
        each &= Q(search_key__regex=rf"(^|[^0-9a-z]){word}([^0-9a-z]|$)")
    return together | each if each else together


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
