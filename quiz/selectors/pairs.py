"""Pairs of questions that are alike, and what is compared to find them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from accounts.models import User
from accounts.rules.roles import Permission
from accounts.selectors import for_user
from quiz.models import PairDecision, QuestionPair, QuestionState, Revision
from quiz.rules.duplicates import Asked
from quiz.rules.question import CHOICE_KINDS
from quiz.selectors.questions import question_of
from quiz.selectors.seals import active_seals
from quiz.selectors.shown import draft_words


def compared(user: User) -> Iterator[tuple[Revision, Asked]]:
    """The newest revision of every question in use whose key `user` may read, with what of it is
    compared. Long words are read in pieces: memory stays small beside what is yielded."""
    newest = for_user(
        Revision.objects.filter(question__is_visible=True, number=F("question__latest"))
        .exclude(question__state=QuestionState.RETIRED)
        .exclude(question__bank__in=active_seals().values("bank"))
        .select_related("key", "picture"),
        user,
        Permission.VIEW_QUESTION,
        path="question__bank__organisation__path",
    )
    for revision in newest.order_by("question_id").iterator(500):
        right, wrong = _answers(revision)
        yield (
            revision,
            Asked(
                revision.question_id,
                revision.stem,
                right,
                wrong,
                revision.picture.sha256 if revision.picture else "",
            ),
        )


def _answers(revision: Revision) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Right and wrong texts; of a question that is no choice its whole key is right."""
    if revision.kind not in CHOICE_KINDS:
        return (draft_words(question_of(revision)),), ()
    right = set(revision.key.right)
    texts = [option["text"] for option in revision.options]
    return (
        tuple(text for index, text in enumerate(texts) if index in right),
        tuple(text for index, text in enumerate(texts) if index not in right),
    )


def pairs_for(user: User | None) -> QuerySet[QuestionPair]:
    """Pairs of which `user` may read both keys and both questions are in use, gravest first; none
    of a sealed bank."""
    found = QuestionPair.objects.select_related(
        "first__bank__organisation", "second__bank__organisation", "first__topic", "second__topic"
    )
    for side in ("first", "second"):
        found = for_user(
            found, user, Permission.VIEW_QUESTION, path=f"{side}__bank__organisation__path"
        )
    in_use = Q(first__is_visible=True, second__is_visible=True)
    retired = Q(first__state=QuestionState.RETIRED) | Q(second__state=QuestionState.RETIRED)
    sealed = active_seals().values("bank")
    open_ones = found.exclude(Q(first__bank__in=sealed) | Q(second__bank__in=sealed))
    return open_ones.filter(in_use).exclude(retired).order_by("gravity", "-share_milli", "id")


def open_pairs(user: User | None) -> QuerySet[QuestionPair]:
    """Those of `pairs_for` that nobody has decided on."""
    return pairs_for(user).filter(decision=PairDecision.OPEN)
