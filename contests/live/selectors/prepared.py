"""Which questions may come into a session that is being prepared."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from accounts.models import User
from quiz.models import Bank, QuestionState, Revision
from quiz.rules.keys import fold
from quiz.selectors.questions import questions_for

#: Kinds that are answered on a phone within seconds.
KINDS = ("single", "multiple", "true_false", "statements", "short", "number")
FOUND_MOST = 30


def drawable(user: User, *, counts: bool = True) -> QuerySet[Revision]:
    """The current revisions that `user` may see, a phone can answer and a session may ask, as
    `is_usable` has it: approved, and shipped illustrations where the result does not count."""
    usable = Q(state=QuestionState.APPROVED)
    if not counts:
        usable |= Q(state=QuestionState.PENDING, bank__is_illustrative=True)
    return Revision.objects.filter(
        question__in=questions_for(user).filter(usable),
        question__current=F("pk"),
        kind__in=KINDS,
    ).select_related("question__bank", "question__topic")


def search(
    user: User, words: str, bank: int | None = None, *, counts: bool = True
) -> list[Revision]:
    """Drawable revisions whose text or code has `words`, the first ones by code."""
    found = drawable(user, counts=counts)
    if bank is not None:
        found = found.filter(question__bank_id=bank)
    if words:
        found = found.filter(stem_key__contains=fold(words)) | found.filter(
            question__ref__iexact=words.strip()
        )
    return list(found.order_by("question__ref", "id")[:FOUND_MOST])


def banks(user: User, *, counts: bool = True) -> QuerySet[Bank]:
    """Banks that have something drawable for `user`."""
    having = drawable(user, counts=counts).values("question__bank_id")
    return Bank.objects.filter(pk__in=having).order_by("name")
