"""Questions whose ground no longer says what it said when they were written.

A citation is outdated on a day when its document has expired or the article it names was abolished
by then, or when that article was amended after the author last compared it with the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import User
from accounts.rules.roles import Permission
from quiz.models import Article, Citation, Question, QuestionState, Revision
from quiz.selectors.questions import questions_for


def outdated_citations(on: date) -> QuerySet[Citation]:
    """Citations that are outdated on day `on`."""
    amended = Article.objects.filter(
        Q(abolished=True) | Q(amended_on__gt=OuterRef("compared")),
        document_id=OuterRef("document_id"),
        label=OuterRef("article"),
        amended_on__lte=on,
    )
    written = TruncDate("revision__created_at")
    return Citation.objects.annotate(
        compared=Coalesce("checked_on", written, output_field=DateField())
    ).filter(Q(document__expires_on__lte=on) | Exists(amended))


def outdated_revisions(among: QuerySet[Any, Any], on: date, *, held_only: bool = False) -> set[int]:
    """Which of the revisions whose ids `among` selects (one column) stand on outdated ground;
    `held_only`: in banks that keep such questions out of new papers."""
    found = outdated_citations(on).filter(revision__in=among)
    if held_only:
        found = found.filter(revision__question__bank__holds_outdated=True)
    return set(found.values_list("revision_id", flat=True))


def outdated_questions(
    user: User | None, on: date, *, author: User | None = None
) -> QuerySet[Question]:
    """Questions in use that `user` may read and whose newest revision stands on outdated ground.

    `author`: only those whose newest words are theirs.
    """
    citations = outdated_citations(on).filter(
        revision__question=OuterRef("pk"), revision__number=OuterRef("latest")
    )
    found = questions_for(user, Permission.VIEW_QUESTION).exclude(state=QuestionState.RETIRED)
    if author is not None:
        newest = Revision.objects.filter(
            question=OuterRef("pk"), number=OuterRef("latest"), author=author
        )
        found = found.filter(Exists(newest))
    return found.filter(Exists(citations)).order_by("bank__code", "ref")


@dataclass(frozen=True, slots=True)
class Outdated:
    """One outdated citation of a question: its document has ended, or `article` was amended or
    abolished."""

    citation: Citation
    article: Article | None


def grounds_to_mend(question: Question, on: date) -> list[Outdated]:
    """What is outdated about the newest revision of `question`."""
    rows = (
        outdated_citations(on)
        .filter(revision__question=question, revision__number=F("revision__question__latest"))
        .select_related("document__replaced_by", "revision")
        .order_by("id")
    )
    articles = {
        (row.document_id, row.label): row
        for row in Article.objects.filter(
            document__in=[citation.document_id for citation in rows], amended_on__lte=on
        ).select_related("amended_by")
    }
    found = []
    for row in rows:
        article = articles.get((row.document_id, row.article))
        ended = row.document.expires_on is not None and row.document.expires_on <= on
        found.append(Outdated(row, None if ended else article))
    return found
