"""Import batches: whose they are, and whether a file has been here before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from accounts.models import User
from accounts.rules.roles import Permission
from accounts.selectors import for_user
from quiz.models import Bank, ImportBatch, ImportState, Question, Revision
from quiz.selectors.seals import active_seals


def batches_for(user: User | None) -> QuerySet[ImportBatch]:
    """The batches into banks that `user` may edit; none of a sealed bank."""
    return for_user(
        ImportBatch.objects.exclude(bank__in=active_seals().values("bank")).select_related(
            "bank__organisation", "job", "created_by__person"
        ),
        user,
        Permission.EDIT_QUESTION,
        path="bank__organisation__path",
    )


def earlier(bank: Bank, sha256: str) -> ImportBatch | None:
    """A batch of `bank` with the same file that is in, on its way or waiting; newest first."""
    return (
        ImportBatch.objects.filter(
            bank=bank,
            sha256=sha256,
            state__in=[
                ImportState.VISIBLE,
                ImportState.LOADING,
                ImportState.PREVIEW,
                ImportState.READING,
            ],
        )
        .order_by("-id")
        .first()
    )


@dataclass
class Known:
    """What a bank has already, for recognising questions: code by digest and by folded stem."""

    by_digest: dict[str, str] = field(default_factory=dict)
    by_stem: dict[str, str] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)


def known_questions(bank: Bank | None) -> Known:
    """The visible questions of `bank` by their newest revision; two plain reads."""
    known = Known()
    if bank is None:
        return known
    known.refs = set(
        Question.objects.filter(bank=bank, is_visible=True).values_list("ref", flat=True)
    )
    rows: Iterable[tuple[str, str, str]] = (
        Revision.objects.filter(
            question__bank=bank, question__is_visible=True, number=F("question__latest")
        )
        .values_list("sha256", "stem_key", "question__ref")
        .iterator(2000)
    )
    for sha256, stem_key, ref in rows:
        known.by_digest[sha256] = ref
        known.by_stem[stem_key] = ref
    return known
