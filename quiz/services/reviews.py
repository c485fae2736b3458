"""A second person's word. Nobody approves words of their own that no other person has seen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line
from accounts.selectors import require
from quiz.models import Question, QuestionState, Review, ReviewDecision, Revision
from quiz.rules.text import clean_text


def authors_to_exclude(question: Question, revision: Revision) -> set[int]:
    """Who wrote `revision` or an earlier one since the last that is drawn."""
    base = question.current.number if question.current else 0
    if base >= revision.number:
        base = revision.number - 1
    return {
        author
        for author in question.revisions.filter(
            number__gt=base, number__lte=revision.number
        ).values_list("author_id", flat=True)
        if author is not None
    }


def review_question(
    *,
    actor: User,
    question: Question,
    number: int,
    decision: str,
    comment: str = "",
    now: datetime | None = None,
) -> Review:
    """Approve or return revision `number`, the one that waits.

    Approved: it is the one that is drawn from now on. Returned: the author goes on; what was
    drawn before stays drawn. Refused: ``review-not-waiting``, ``review-own-words``,
    ``review-comment-empty``.
    """
    bank = question.bank
    require(actor, Permission.APPROVE_QUESTION, bank.organisation)
    decision = ReviewDecision(decision)
    comment = clean_text(comment)[:4000]
    if decision == ReviewDecision.RETURNED and not clean_line(comment):
        raise Refused("review-comment-empty", field="comment")
    now = now or timezone.now()
    with transaction.atomic():
        question = (
            Question.objects.select_for_update(of=("self",))
            .select_related("current", "bank__organisation")
            .get(pk=question.pk)
        )
        if number < 1 or question.submitted != number or not question.is_visible:
            raise Refused("review-not-waiting")
        revision = question.revisions.get(number=number)
        if actor.pk in authors_to_exclude(question, revision):
            raise Refused("review-own-words")
        question.submitted = 0
        if decision == ReviewDecision.APPROVED:
            question.state = QuestionState.APPROVED
            question.current = revision
        elif question.state == QuestionState.PENDING:
            question.state = QuestionState.DRAFT
        question.save(update_fields=["submitted", "state", "current"])
        review = Review.objects.create(
            revision=revision,
            reviewer=actor,
            organisation=bank.organisation,
            decision=decision,
            comment=comment,
            at=now,
        )
        audit.record(
            action=f"question.{decision}",
            actor=actor,
            obj=question,
            organisation=bank.organisation,
            data={"bank": bank.code, "revision": number},
            now=now,
        )
    return review
