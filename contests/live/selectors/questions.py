"""Which questions a live session may ask."""

from __future__ import annotations

from quiz.models import Question, QuestionState


def is_usable(question: Question, *, counts: bool) -> bool:
    """Approved ones; where the result does not count, the shipped illustrations as well, as in the
    trials of contests (`contests.selectors.pool`)."""
    if question.state == QuestionState.APPROVED:
        return True
    return not counts and question.state == QuestionState.PENDING and question.bank.is_illustrative
