"""Which questions a contest may draw from: candidates before publishing, the frozen pool after."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from contests.clock import SYSTEM
from contests.models import Contest, PoolQuestion, PoolUse
from contests.rules.clock import LOCAL
from quiz.models import Question, QuestionState
from quiz.rules.drawing import PoolItem
from quiz.rules.question import MARKED_KINDS, Difficulty, Kind
from quiz.selectors.outdated import outdated_revisions

HELD_SECONDS = 60.0
_held: dict[tuple[int, date], tuple[float, frozenset[int]]] = {}


def candidates(banks: tuple[str, ...], *, trial: bool) -> QuerySet[Question]:
    """Questions of `banks` (codes) that a contest may use: those that a machine marks.

    A real contest uses only what a local reviewer approved. A trial may also use the shipped
    illustrations ("minh họa, chưa được thẩm định").
    """
    found = _usable(banks, trial=trial).filter(current__kind__in=MARKED_KINDS)
    return found.select_related("current", "topic")


def unmarked(banks: tuple[str, ...], *, trial: bool) -> int:
    """How many usable questions of `banks` stay out because no machine marks them."""
    return _usable(banks, trial=trial).exclude(current__kind__in=MARKED_KINDS).count()


def _usable(banks: tuple[str, ...], *, trial: bool) -> QuerySet[Question]:
    usable = Q(state=QuestionState.APPROVED)
    if trial:
        usable |= Q(state=QuestionState.PENDING, bank__is_illustrative=True)
    return Question.objects.filter(
        usable, bank__code__in=banks, is_visible=True, current__isnull=False
    )


def _pool_item(
    revision_id: int,
    topic: str,
    difficulty: str,
    critical: bool,
    kind: str,
    options: list[dict[str, Any]],
    body: dict[str, Any],
    child: int = -1,
) -> PoolItem:
    return PoolItem(
        revision_id=revision_id,
        topic=topic,
        difficulty=Difficulty(difficulty),
        critical=critical,
        kind=Kind(kind),
        fixed=tuple(bool(option.get("fixed")) for option in options),
        choices=len(body.get("choices", ())),
        children=tuple(
            _pool_item(
                revision_id, topic, difficulty, critical, one["kind"], one["options"], one["body"],
                place,
            )
            for place, one in enumerate(body.get("children", ()))
        ),
        child=child,
    )  # fmt: skip


def candidate_items(
    banks: tuple[str, ...], *, trial: bool, on: date | None = None
) -> tuple[PoolItem, ...]:
    """`candidates` as the drawing sees them, in a stable order.

    Without those on ground that is outdated on day `on` (today) where their bank holds them back.
    """
    found = candidates(banks, trial=trial).order_by("current_id")
    held = outdated_revisions(
        found.order_by().values("current"),
        on or SYSTEM.now().astimezone(LOCAL).date(),
        held_only=True,
    )
    return tuple(
        _pool_item(
            question.current.pk,
            question.topic.code if question.topic else "",
            question.current.difficulty,
            question.current.critical,
            question.current.kind,
            question.current.options,
            question.current.body,
        )
        for question in found
        if question.current.pk not in held
    )


@lru_cache(maxsize=64)
def frozen_pool(rule_version_id: int, *, practice: bool = False) -> tuple[PoolItem, ...]:
    """The pool of a published version, for the real thing or for practice.

    It never changes: read once, kept by id.
    """
    rows = (
        PoolQuestion.objects.filter(rule_version_id=rule_version_id)
        .exclude(use=PoolUse.REAL if practice else PoolUse.PRACTICE)
        .order_by("revision_id")
        .values_list(
            "revision_id",
            "topic",
            "revision__difficulty",
            "revision__critical",
            "revision__kind",
            "revision__options",
            "revision__body",
        )
    )
    return tuple(_pool_item(*row) for row in rows)


def held_back(rule_version_id: int, on: date) -> frozenset[int]:
    """Revisions of the pool of a published version that come into no new paper on day `on`: their
    ground has expired or was amended, and their bank holds such questions back.

    Asked of the database once in `HELD_SECONDS`.
    """
    kept = _held.get((rule_version_id, on))
    if kept is None or kept[0] < time.monotonic():
        pool = PoolQuestion.objects.filter(rule_version_id=rule_version_id)
        held = outdated_revisions(pool.values("revision"), on, held_only=True)
        if len(_held) > 256:
            _held.clear()
        kept = _held[rule_version_id, on] = (time.monotonic() + HELD_SECONDS, frozenset(held))
    return kept[1]


def unapproved_in_pool(contest: Contest) -> QuerySet[PoolQuestion]:
    """Questions of the published pool that no local reviewer has approved."""
    return PoolQuestion.objects.filter(rule_version=contest.current_version).exclude(
        revision__question__state=QuestionState.APPROVED
    )
