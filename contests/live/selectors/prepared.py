"""Which questions may come into a session that is being prepared, and who may pick them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.rules.roles import Permission
from contests.live.models import LiveSession
from contests.models import ContestState, PoolQuestion, PoolUse, Round
from quiz.models import Bank, Question, QuestionState, Revision
from quiz.rules.keys import fold
from quiz.selectors.questions import questions_for

#: Kinds that are answered on a phone within seconds.
KINDS = ("single", "multiple", "true_false", "statements", "short", "number")
FOUND_MOST = 30


def drawable(user: User, session: LiveSession) -> QuerySet[Revision]:
    """The current revisions that `user` may pick for `session`, a phone can answer and a session
    may ask, as `is_usable` has it: approved, and shipped illustrations where the result does not
    count. Whoever may only host picks among `hostable`."""
    usable = Q(state=QuestionState.APPROVED)
    if not session.counts:
        usable |= Q(state=QuestionState.PENDING, bank__is_illustrative=True)
    seen, hosted = questions_for(user).filter(usable), hostable(user).filter(usable)
    return Revision.objects.filter(
        Q(question__in=seen.values("pk")) | Q(question__in=hosted.values("pk")),
        question__current=F("pk"),
        kind__in=KINDS,
    ).select_related("question__bank", "question__topic")


def hostable(user: User) -> QuerySet[Question]:
    """What a host without a right to the banks may pick: questions of banks of the organisations
    for which they host that are not sealed, except those of a contest that is not over yet. A host
    sees every key of the session on the console; the keys of a running contest are no host's."""
    return questions_for(user, Permission.HOST_LIVE).exclude(pk__in=_in_use())


def _in_use() -> QuerySet[PoolQuestion]:
    """Questions that papers of a contest, trials left out, are still drawn from."""
    running = Round.objects.filter(
        closes_at__gt=timezone.now(),
        contest__state=ContestState.PUBLISHED,
        contest__is_trial=False,
    )
    return (
        PoolQuestion.objects.exclude(use=PoolUse.PRACTICE)
        .filter(rule_version__contest__in=running.values("contest"))
        .values("revision__question")
    )


def search(
    user: User,
    session: LiveSession,
    words: str,
    bank: int | None = None,
    *,
    without: Collection[int] = (),
) -> list[Revision]:
    """Drawable revisions but those of `without` whose text or code has `words`, the first ones by
    code."""
    found = drawable(user, session).exclude(pk__in=without)
    if bank is not None:
        found = found.filter(question__bank_id=bank)
    if words:
        found = found.filter(stem_key__contains=fold(words)) | found.filter(
            question__ref__iexact=words.strip()
        )
    return list(found.order_by("question__ref", "id")[:FOUND_MOST])


def banks(user: User, session: LiveSession) -> QuerySet[Bank]:
    """Banks that have something drawable for `user`."""
    having = drawable(user, session).values("question__bank_id")
    return Bank.objects.filter(pk__in=having).order_by("name")
