"""Questions as people who may know the key see them. Nothing here is for a contestant.

A list shows each question by its newest revision; the revision that is drawn may be older.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex

from accounts.models import User
from accounts.rules.roles import Permission
from accounts.selectors import for_user
from quiz.models import Bank, Citation, Question, QuestionState, Review, Revision
from quiz.rules.keys import fold
from quiz.rules.question import Difficulty, Draft, Kind
from quiz.rules.stored import Stored, join
from quiz.selectors.seals import active_seals


def questions_for(
    user: User | None, permission: Permission = Permission.VIEW_QUESTION
) -> QuerySet[Question]:
    """The visible questions on which `user` holds `permission`; none of a sealed bank."""
    return for_user(
        Question.objects.filter(is_visible=True)
        .exclude(bank__in=active_seals().values("bank"))
        .select_related("bank__organisation", "topic"),
        user,
        permission,
        path="bank__organisation__path",
    )


def newest(bank: Bank) -> QuerySet[Revision]:
    """The newest revision of every visible question of `bank`, in the order of the codes."""
    return (
        Revision.objects.filter(
            question__bank=bank, question__is_visible=True, number=F("question__latest")
        )
        .select_related("question__topic", "picture")
        .order_by("question__ref", "id")
    )


def approved(bank: Bank) -> QuerySet[Revision]:
    """The revision in use of every approved question of `bank`, in the order of the codes."""
    return (
        Revision.objects.filter(
            question__bank=bank,
            question__is_visible=True,
            question__state=QuestionState.APPROVED,
            question__current=F("pk"),
        )
        .select_related("question__topic", "picture")
        .order_by("question__ref", "id")
    )


def filtered(
    bank: Bank,
    *,
    topic: str = "",
    difficulty: str = "",
    state: str = "",
    kind: str = "",
    words: str = "",
) -> QuerySet[Revision]:
    """`newest` narrowed; empty values do not narrow. `topic` is a code, "-" means none.

    `words` are looked for in the folded stem and in the code. Without a state retired questions
    are left out.
    """
    found = newest(bank)
    if topic == "-":
        found = found.filter(question__topic=None)
    elif topic:
        found = found.filter(question__topic__code=topic)
    if difficulty:
        found = found.filter(difficulty=difficulty)
    if kind:
        found = found.filter(kind=kind)
    if state == "waiting":
        found = found.filter(question__submitted__gt=0)
    elif state:
        found = found.filter(question__state=state)
    else:
        found = found.exclude(question__state=QuestionState.RETIRED)
    if words:
        # Not LIKE, which costs more and knows signs of its own.
        found = found.alias(place=StrIndex("stem_key", Value(fold(words)))).filter(
            Q(place__gt=0) | Q(question__ref__iexact=words.strip())
        )
    return found


def revisions_of(question: Question) -> QuerySet[Revision]:
    """Every revision of a question, newest first, with key, citations and reviews."""
    return (
        question.revisions.select_related("key", "picture", "author__person")
        .prefetch_related(
            Prefetch("citations", Citation.objects.select_related("document").order_by("id")),
            Prefetch(
                "reviews",
                Review.objects.select_related("reviewer__person", "organisation").order_by("-at"),
            ),
        )
        .order_by("-number")
    )


def waiting_for(user: User, bank: Bank | None = None) -> QuerySet[Question]:
    """Questions that wait for a second person and that `user` may review, oldest first.

    Their own words are left out (`quiz.services.reviews` refuses them).
    """
    own_words = Revision.objects.filter(
        question=OuterRef("pk"),
        author=user,
        number__lte=OuterRef("submitted"),
        number__gt=Coalesce(OuterRef("current__number"), 0),
    )
    found = questions_for(user, Permission.APPROVE_QUESTION).filter(
        ~Exists(own_words), submitted__gt=0
    )
    if bank is not None:
        found = found.filter(bank=bank)
    return found.order_by("id")


def drafts_of(revisions: QuerySet[Revision]) -> Iterator[tuple[Revision, Draft]]:
    """Each revision with its whole content as a draft, in constant memory."""
    for revision in revisions.select_related("key", "question__topic", "picture").iterator(500):
        yield (
            revision,
            replace(
                question_of(revision),
                explanation=revision.key.explanation,
                topic=revision.question.topic.name if revision.question.topic else "",
                difficulty=Difficulty(revision.difficulty),
                citation_text=revision.key.citation_text,
                critical=revision.critical,
                picture=f"{revision.picture.public_id}.webp" if revision.picture else "",
                picture_alt=revision.picture.alt if revision.picture else "",
                ref=revision.question.ref,
            ),
        )


def question_of(revision: Revision) -> Draft:
    """What a revision asks and its key, as a draft without marks and sources; key loaded."""
    key = revision.key
    return join(
        Kind(revision.kind),
        revision.stem,
        Stored(revision.options, revision.body, key.right, key.body),
    )
