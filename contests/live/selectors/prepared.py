"""Which questions may come into a session that is being prepared."""

from __future__ import annotations

from django.db.models import F, QuerySet

from accounts.models import User
from quiz.models import Bank, QuestionState, Revision
from quiz.rules.keys import fold
from quiz.selectors.questions import questions_for

#: Kinds that are answered on a phone within seconds.
KINDS = ("single", "multiple", "true_false", "statements", "short", "number")
FOUND_MOST = 30


def drawable(user: User) -> QuerySet[Revision]:
    """The current approved revisions that `user` may see and a phone can answer."""
    return Revision.objects.filter(
        question__in=questions_for(user).filter(state=QuestionState.APPROVED),
        question__current=F("pk"),
        kind__in=KINDS,
    ).select_related("question__bank", "question__topic")


def search(user: User, words: str, bank: int | None = None) -> list[Revision]:
    """Drawable revisions whose text or code has `words`, the first ones by code."""
    found = drawable(user)
    if bank is not None:
        found = found.filter(question__bank_id=bank)
    if words:
        found = found.filter(stem_key__contains=fold(words)) | found.filter(
            question__ref__iexact=words.strip()
        )
    return list(found.order_by("question__ref", "id")[:FOUND_MOST])


def banks(user: User) -> QuerySet[Bank]:
    """Banks that have something drawable for `user`."""
    return Bank.objects.filter(pk__in=drawable(user).values("question__bank_id")).order_by("name")
