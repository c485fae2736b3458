"""Banks and their topics, with counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.rules.roles import Permission
from accounts.selectors import for_user
from quiz.models import Bank, Question, QuestionState, Topic


def banks_for(user: User | None) -> QuerySet[Bank]:
    """The banks whose questions (and keys) `user` may read."""
    return for_user(Bank.objects.select_related("organisation"), user, Permission.VIEW_QUESTION)


def with_counts(banks: QuerySet[Bank]) -> QuerySet[Bank]:
    """`total`, `approved` and `waiting` of each bank; retired questions count in no one."""
    shown = Q(questions__is_visible=True) & ~Q(questions__state=QuestionState.RETIRED)
    return banks.annotate(
        total=Count("questions", filter=shown),
        approved=Count("questions", filter=shown & Q(questions__state=QuestionState.APPROVED)),
        waiting=Count("questions", filter=shown & Q(questions__submitted__gt=0)),
    ).order_by("name", "id")


@dataclass(frozen=True)
class StateCount:
    """How many questions of a bank are in a state."""

    state: str
    label: str
    count: int


def state_counts(bank: Bank) -> list[StateCount]:
    """Questions of `bank` by state, every state named."""
    found = dict(
        Question.objects.filter(bank=bank, is_visible=True)
        .values_list("state")
        .annotate(count=Count("id"))
    )
    return [StateCount(value, label, found.get(value, 0)) for value, label in QuestionState.choices]


def topics_of(bank: Bank) -> QuerySet[Topic]:
    """The topics of `bank` in order, each with `total` questions (retired ones too)."""
    return (
        Topic.objects.filter(bank=bank)
        .annotate(total=Count("questions", filter=Q(questions__is_visible=True)))
        .order_by("position", "id")
    )
