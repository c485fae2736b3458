"""Finds pairs of questions that are alike and keeps what people decide about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, jobs
from accounts.models import Job, JobState, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import can, organisations_with, require
from accounts.services.slices import SliceWriter
from quiz.models import PairDecision, Question, QuestionPair
from quiz.rules.duplicates import Likeness, Pair, find
from quiz.selectors.pairs import compared
from quiz.services.questions import retire_question

SEARCH_JOB = "quiz.pairs"
_GRAVITY = {likeness: place for place, likeness in enumerate(Likeness)}


def start_search(*, actor: User) -> Job:
    """Look for pairs in every bank that `actor` may read; a search under way is not doubled."""
    require(
        actor, Permission.EDIT_QUESTION, organisations_with(actor, Permission.EDIT_QUESTION).first()
    )
    going = Job.objects.filter(
        kind=SEARCH_JOB, owner=actor, state__in=[JobState.WAITING, JobState.RUNNING]
    ).first()
    return going or jobs.enqueue(kind=SEARCH_JOB, owner=actor)


def search(
    *, actor: User, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Store the pairs that stand in the banks of `actor` now; how many are open.

    A decision stands while both questions say what they said then. Pairs that are alike no more
    are dropped when nobody decided on them. Twice at once is harmless.
    """
    revisions = {}
    questions = []
    for revision, asked in compared(actor):
        revisions[asked.id] = revision
        questions.append(asked)
    on_progress(1, 3)
    found = {(pair.first, pair.second): pair for pair in find(questions)}
    on_progress(2, 3)
    known = {
        (row.first_id, row.second_id): row
        for row in QuestionPair.objects.all()  # ten thousand ids are more than SQL takes at once
        if row.first_id in revisions and row.second_id in revisions
    }
    fresh, changed = [], []
    for place, pair in found.items():
        row = known.get(place)
        about = (revisions[pair.first].pk, revisions[pair.second].pk)
        if row is not None and (row.first_revision_id, row.second_revision_id) == about:
            continue
        row = row or QuestionPair(first_id=pair.first, second_id=pair.second)
        _fill(row, pair, about)
        (changed if row.pk else fresh).append(row)
    gone = [
        row.pk
        for place, row in known.items()
        if place not in found and row.decision == PairDecision.OPEN
    ]
    for start in range(0, len(fresh), 100):  # short transactions, one after the other
        QuestionPair.objects.bulk_create(fresh[start : start + 100], ignore_conflicts=True)
    SliceWriter().update(
        changed,
        ["first_revision", "second_revision", "likeness", "gravity", "share_milli", "words",
         "decision", "decided_by", "decided_at"],
    )  # fmt: skip
    QuestionPair.objects.filter(pk__in=gone).delete()
    on_progress(3, 3)
    return sum(
        1 for place in found if (known.get(place) or QuestionPair()).decision == PairDecision.OPEN
    )


def _fill(row: QuestionPair, pair: Pair, about: tuple[int, int]) -> None:
    row.first_revision_id, row.second_revision_id = about
    row.likeness, row.gravity = pair.likeness, _GRAVITY[pair.likeness]
    row.share_milli = round(1000 * pair.share)
    row.words = {"first": pair.only_first[:20], "second": pair.only_second[:20]}
    row.decision, row.decided_by, row.decided_at = PairDecision.OPEN, None, None


def keep_both(*, actor: User, pair: QuestionPair, now: datetime | None = None) -> QuestionPair:
    """Both questions are wanted. Refused: ``pair-decided``."""
    _require_either(actor, pair)
    return _decide(actor, pair, PairDecision.BOTH, now)


def retire_one(
    *, actor: User, pair: QuestionPair, question: Question, now: datetime | None = None
) -> QuestionPair:
    """Stop using `question`, one of the two. Refused: ``pair-decided``, ``question-retired``."""
    if question.pk not in (pair.first_id, pair.second_id):
        raise ValueError("the question is none of the pair")
    with transaction.atomic():
        decided = _decide(actor, pair, PairDecision.RETIRED, now)
        retire_question(actor=actor, question=question, now=now)
    return decided


def _require_either(actor: User, pair: QuestionPair) -> None:
    owners = (pair.first.bank.organisation, pair.second.bank.organisation)
    if not any(can(actor, Permission.EDIT_QUESTION, owner) for owner in owners):
        require(actor, Permission.EDIT_QUESTION, owners[0])


def _decide(
    actor: User, pair: QuestionPair, decision: PairDecision, now: datetime | None
) -> QuestionPair:
    now = now or timezone.now()
    with transaction.atomic():
        won = QuestionPair.objects.filter(Q(pk=pair.pk), decision=PairDecision.OPEN).update(
            decision=decision, decided_by=actor, decided_at=now
        )
        if not won:
            raise Refused("pair-decided")
        audit.record(
            action="question.pair_decided",
            actor=actor,
            obj=pair.first,
            organisation=pair.first.bank.organisation,
            data={"first": pair.first.ref, "second": pair.second.ref, "decision": decision},
            now=now,
        )
    pair.refresh_from_db()
    return pair
