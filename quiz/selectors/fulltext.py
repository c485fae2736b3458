"""The words of the bookcase by each engine's own index: SQLite's FTS5, on PostgreSQL a narrow table
of words and pairs of neighbours beside the articles.

Both follow `Article.search_key`, which is folded already, so nothing is stemmed and no word is left
out; migrations 0007 and 0008 make them, triggers keep them. PostgreSQL finds the first
200,000 characters of an article (60,000 where some are not Latin): a tsvector has a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, In

from quiz.models import Article, LegalDocument
from quiz.rules.law_text import words_key

_SQLITE: Final = "SELECT rowid FROM quiz_article_words WHERE quiz_article_words MATCH %s"
_POSTGRESQL: Final = "SELECT {} FROM quiz_articles_holding(%s::tsquery, %s::text[], %s::bigint[])"
# As much of a word as migration 0008 keeps.
_WORD: Final = 100


def holding(phrases: Sequence[str]) -> Q:
    """Articles that hold each of `phrases`, word by word as they stand; marks do not count.

    Every phrase must have a word.
    """
    if connection.vendor == "sqlite":
        # Plus nothing: the narrow index of documents is read and looked up in what was found. To
        # fetch each article by its key costs five times as much for a word that stands in all.
        return Q(In(F("pk") + 0, RawSQL(_SQLITE, [_match(phrases)])))  # noqa: S611
    return Q(pk__in=RawSQL(_POSTGRESQL.format("article_id"), [*_query(phrases), None]))  # noqa: S611


def holding_of(documents: Sequence[LegalDocument], phrases: Sequence[str]) -> Q:
    """Such articles of a page of documents."""
    within = Q(document__in=documents)
    if connection.vendor == "sqlite":
        # They are read: few against what the index finds of a word that stands everywhere.
        for key in map(words_key, phrases):
            within &= Q(GreaterThan(StrIndex("search_key", Value(key)), 0))
        return within
    given = [*_query(phrases), [document.pk for document in documents]]
    return within & Q(pk__in=RawSQL(_POSTGRESQL.format("article_id"), given))  # noqa: S611


def with_articles_holding(phrases: Sequence[str]) -> Q:
    """Documents with such an article."""
    if connection.vendor == "sqlite":
        articles = Article.objects.filter(holding(phrases), document=OuterRef("pk"))
        return Q(Exists(articles))
    return Q(pk__in=RawSQL(_POSTGRESQL.format("document_id"), [*_query(phrases), None]))  # noqa: S611


def _match(phrases: Sequence[str]) -> str:
    # A folded word is a letter or digit sequence: between quotation marks it means itself.
    return " ".join(f'"{words_key(phrase).strip()}"' for phrase in phrases)


def _query(phrases: Sequence[str]) -> tuple[str, list[str]]:
    parts: list[str] = []
    for phrase in phrases:
        words = [word[:_WORD] for word in words_key(phrase).split()]
        parts += [f"{one} {two}" for one, two in pairwise(words)] or words
    # Pairs may stand apart: what has three words and more is read again.
    read = [key for key in map(words_key, phrases) if len(key.split()) > 2]
    return " & ".join(f"'{part}'" for part in dict.fromkeys(parts)), read
