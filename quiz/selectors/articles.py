"""Articles of the bookcase: search in their words, with marks or without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from quiz.models import Article, LegalDocument
from quiz.rules.keys import fold
from quiz.rules.law_text import words_key
from quiz.selectors.fulltext import holding

AROUND = 80
"""Characters shown on each side of the words that were found."""
HITS = 4
"""Articles shown of one document, and how many of its first ones they are chosen from."""
LOOKED_AT = 12


def search_articles(words: str) -> QuerySet[Article]:
    """Articles that hold `words` together, or where none does every one of them, as whole words; in
    the order of their documents.

    Words between quotation marks must stand together. Typed without marks, "hoa giai" finds "hòa
    giải"; typed with marks only that spelling counts (tone placement and case ignored).
    """
    found = Article.objects.select_related("document").defer("document__text", "search_key")
    wanted = phrases(words)
    if not wanted:
        return found.none()
    together = holding([words])
    if len(wanted) > 1 and found.filter(together).exists():
        found = found.filter(together)
    else:
        found = found.filter(holding(wanted))
    return found.order_by("document__search_key", "position")


def phrases(words: str) -> list[str]:
    """What must be found: quoted phrases, and single words of the rest. At most eight."""
    parts = words.replace("“", '"').replace("”", '"').split('"')
    quoted = [part for part in parts[1::2] if part.strip()]
    single = [word for part in parts[0::2] for word in part.split()]
    return [part for part in [*quoted, *single] if words_key(part).strip()][:8]


def spelled(article: Article, words: str) -> bool:
    """Whether the marks that were typed stand in the article too; True where none were typed."""
    marked = [phrase for phrase in phrases(words) if fold(phrase) != phrase.casefold()]
    if not marked:
        return True
    text = _spelling(f"{article.heading} {article.body}")
    return all(_spelling(phrase) in text for phrase in marked)


# The tone of oa, oe, uy may stand on either letter: both spellings are one.
_PLACED = {
    old: new
    for pair in (
        "oà:òa", "oá:óa", "oả:ỏa", "oã:õa", "oạ:ọa", "oè:òe", "oé:óe", "oẻ:ỏe", "oẽ:õe", "oẹ:ọe",
        "uỳ:ùy", "uý:úy", "uỷ:ủy", "uỹ:ũy", "uỵ:ụy",
    )
    for old, new in [pair.split(":")]
}  # fmt: skip


def _spelling(text: str) -> str:
    text = " ".join(text.casefold().split())
    for old, new in _PLACED.items():
        text = text.replace(old, new)
    return text


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found: where it is, and the words around the first of what was sought."""

    heading: str
    anchor: str
    before: str
    found: str
    after: str


def hit(article: Article, words: str) -> Hit:
    """What a page shows of a found article."""
    body = " ".join(article.body.split())
    folded = fold(body)
    # Folding keeps the length of composed text but for a few signs; then the beginning is shown.
    start = end = -1
    if len(folded) == len(body):
        # All of the words where they stand together, else the first of them.
        for phrase in (" ".join(words.replace('"', " ").split()), *phrases(words)):
            if place := re.search(rf"\b{re.escape(fold(phrase))}\b", folded):
                start, end = place.span()
                break
    if start < 0:
        return Hit(article.heading, article.anchor, body[: 2 * AROUND], "", "")
    first = max(0, start - AROUND)
    if first:
        first = body.find(" ", first) + 1
    last = min(len(body), end + AROUND)
    if last < len(body):
        last = max(end, body.rfind(" ", 0, last))
    return Hit(
        article.heading,
        article.anchor,
        ("… " if first else "") + body[first:start],
        body[start:end],
        body[end:last] + (" …" if last < len(body) else ""),
    )


def hits(documents: Sequence[LegalDocument], words: str) -> dict[int, list[Hit]]:
    """Articles of each of `documents` that hold `words`: of its first `LOOKED_AT` those in the
    typed spelling, then the others."""
    place = Window(RowNumber(), partition_by=F("document"), order_by=F("position").asc())
    rows = search_articles(words).filter(document__in=documents).annotate(place=place)
    found: dict[int, list[Article]] = defaultdict(list)
    for article in rows.filter(place__lte=LOOKED_AT):
        found[article.document_id].append(article)
    return {
        pk: [
            hit(one, words) for one in sorted(rows, key=lambda row: not spelled(row, words))[:HITS]
        ]
        for pk, rows in found.items()
    }
