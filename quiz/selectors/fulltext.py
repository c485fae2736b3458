"""The words of the bookcase by each engine's own index: SQLite's FTS5, PostgreSQL's tsvector.

Both index `Article.search_key`, which is folded already, so nothing is stemmed and no word is left
out; migration 0007 makes them, triggers and the server keep them. PostgreSQL finds the first
200,000 characters of an article: a tsvector has a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from quiz.rules.law_text import words_key

_SQLITE: Final = "SELECT rowid FROM quiz_article_words WHERE quiz_article_words MATCH %s"
_POSTGRESQL: Final = (
    "SELECT id FROM quiz_article WHERE to_tsvector('simple', left(search_key, 200000)) "
    "@@ plainto_tsquery('simple', %s)"
)


def holding(phrases: Sequence[str]) -> Q:
    """Articles that hold each of `phrases`, word by word as they stand; marks do not count.

    Every phrase must have a word.
    """
    keys = [words_key(phrase) for phrase in phrases]
    if connection.vendor == "sqlite":
        # A folded word is a letter or digit sequence: between quotation marks it means itself.
        match = " ".join(f'"{key.strip()}"' for key in keys)
        return Q(pk__in=RawSQL(_SQLITE, [match]))  # noqa: S611
    found = Q(pk__in=RawSQL(_POSTGRESQL, ["".join(keys)]))  # noqa: S611
    for key in keys:
        if " " in key.strip():
            found &= Q(search_key__contains=key)
    return found
