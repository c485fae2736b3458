"""Articles of the bookcase: search in their words, with marks or without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import Left, RowNumber, StrIndex
from django.db.models.lookups import GreaterThan

from quiz.models import Article, LegalDocument
from quiz.rules.keys import fold
from quiz.rules.law_text import words_key
from quiz.selectors.fulltext import holding, holding_of

AROUND = 80
"""Characters shown on each side of the words that were found."""
HITS = 4
"""Articles shown of one document, and how many of its first ones they are chosen from where the
spelling matters."""
LOOKED_AT = 8
HEAD = 120
"""Characters of an article that count as its heading when the best ones are chosen."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed, and what an article must hold for it (nothing: there is no word in it)."""

    words: str
    phrases: tuple[str, ...]
    # To be shown, folded, the first that stands there; spellings that were typed with marks.
    shown: tuple[str, ...]
    marked: tuple[str, ...]


def seek(words: str) -> Sought:
    """`words` together if any article holds them so, else every one of them.

    Words between quotation marks must stand together. One query.
    """
    each = phrases(words)
    wanted = each
    if len(each) > 1 and Article.objects.filter(holding([words])).exists():
        wanted = [words]
    return Sought(
        words,
        tuple(wanted),
        tuple(fold(phrase) for phrase in ([words.replace('"', " ")] * (wanted != each) + each)),
        tuple(_spelling(phrase) for phrase in each if fold(phrase) != phrase.casefold()),
    )


def phrases(words: str) -> list[str]:
    """What must be found: quoted phrases, and single words of the rest. At most eight."""
    parts = words.replace("“", '"').replace("”", '"').split('"')
    quoted = [part for part in parts[1::2] if part.strip()]
    single = [word for part in parts[0::2] for word in part.split()]
    return [part for part in [*quoted, *single] if words_key(part).strip()][:8]


def spelled(article: Article, sought: Sought) -> bool:
    """Whether the marks that were typed stand in the article too; True where none were typed."""
    if not sought.marked:
        return True
    text = f"{article.heading} {article.body}".casefold()
    if all(phrase in text for phrase in sought.marked):
        return True
    text = _spelling(text)
    return all(phrase in text for phrase in sought.marked)


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


def hit(article: Article, sought: Sought) -> Hit:
    """What a page shows of a found article."""
    body = " ".join(article.body.split())
    start, end = _first(body[: body.rfind(" ", 0, 5 * AROUND) + 1], sought)
    if start < 0:
        start, end = _first(body, sought)
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


def _first(text: str, sought: Sought) -> tuple[int, int]:
    """From where to where stand all of the words together, else the first of them; -1: nowhere."""
    folded = fold(text)
    # Folding keeps the length of composed text but for a few signs; then it shows no place.
    if len(folded) == len(text.rstrip()):
        for phrase in sought.shown:
            start = folded.find(phrase) if phrase else -1
            while start >= 0:
                end = start + len(phrase)
                if not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum()):
                    return start, end
                start = folded.find(phrase, start + 1)
    return -1, -1


def hits(documents: Sequence[LegalDocument], sought: Sought) -> dict[int, list[Hit]]:
    """The best articles of each of `documents`: those in the typed spelling, then those that hold
    what is `sought` in their heading, then as they stand."""
    if not documents or not sought.phrases:
        return {}
    heading = Q()
    for key in map(words_key, sought.phrases):
        heading &= Q(GreaterThan(StrIndex("head", Value(key)), 0))
    best = Window(
        RowNumber(),
        partition_by=F("document"),
        order_by=[Case(When(heading, then=0), default=1), F("position")],
    )
    # Keys first: the texts of all that was found are many times longer than those that are shown.
    places: dict[int, int] = dict(
        Article.objects.filter(holding_of(documents, sought.phrases))
        .order_by()
        .annotate(head=Left("search_key", HEAD), place=best)
        .filter(place__lte=LOOKED_AT if sought.marked else HITS)
        .values_list("pk", "place")
    )
    found: dict[int, list[Article]] = defaultdict(list)
    rows = Article.objects.filter(pk__in=places).order_by().defer("search_key")
    for article in sorted(rows, key=lambda row: places[row.pk]):
        found[article.document_id].append(article)

    return {pk: [hit(one, sought) for one in _best(rows, sought)] for pk, rows in found.items()}


def _best(articles: list[Article], sought: Sought) -> list[Article]:
    first = list(islice((one for one in articles if spelled(one, sought)), HITS))
    return (first + [one for one in articles if one not in first])[:HITS]
