"""Opening the lobby: the plan is frozen with every question, the six digits are drawn."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.selectors.access import require
from contests.clock import SYSTEM, Clock
from contests.live.models import LiveQuestion, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.rules.step import Command, Refusal
from contests.live.services.commands import HOST, By, transit
from quiz.models import QuestionState, Revision, RevisionKey
from quiz.rules.question import LETTERS

_DIGITS: Final = 6
_TRIES: Final = 20


def open_lobby(*, session: LiveSession, by: User, device: str = "", clock: Clock = SYSTEM) -> str:
    """Freeze the plan of `session`, draw its code, let people in; returns the six digits.

    Raises `Forbidden`; `Refusal`: "not_now", "no_questions", "question_not_approved".
    """
    require(by, HOST, session.organisation)
    plan = plan_rules.to_json(frozen_plan(session))
    text = json.dumps(plan, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for _ in range(_TRIES):
        code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
        try:
            with transaction.atomic():
                row = LiveSession.objects.select_for_update().get(id=session.pk)
                row.plan, row.code = plan, code
                row.plan_sha256 = hashlib.sha256(text.encode()).hexdigest()
                row.save(update_fields=["plan", "plan_sha256", "code"])
                transit(
                    row, Command("open_lobby", {}, "host"), now_us=clock.now_us(), by=By(by, device)
                )
        except IntegrityError:
            continue  # another open lobby has these digits
        session.refresh_from_db()
        return code
    raise Refusal("no_code_free")


def frozen_plan(session: LiveSession) -> Any:
    """The plan as the segments and questions stand now. Raises `Refusal`."""
    segments = []
    for segment in session.segments.order_by("position"):
        questions = tuple(
            _frozen(one, segment.settings)
            for one in segment.questions.select_related(
                "revision__question", "revision__key", "revision__picture"
            ).order_by("position")
        )
        if not questions:
            raise Refusal("no_questions")
        mode = plan_rules.Mode(segment.mode)
        terms = plan_rules.terms_from_json(mode, segment.settings)
        segments.append(plan_rules.Segment(segment.title, mode, questions, terms))
    if not segments:
        raise Refusal("no_questions")
    return plan_rules.Plan(session.title, tuple(segments))


def _frozen(one: LiveQuestion, settings: dict[str, Any]) -> plan_rules.PlanQuestion:
    revision: Revision | None = one.revision
    if revision is None:
        raise Refusal("no_questions")
    if revision.question.state != QuestionState.APPROVED:
        raise Refusal("question_not_approved")
    key: RevisionKey = revision.key
    terms = {**settings, **one.extras}
    return plan_rules.PlanQuestion(
        ref=f"{one.segment_id}.{one.position}",
        revision_id=revision.pk,
        kind=revision.kind,
        stem=revision.stem,
        options=tuple(option["text"] for option in revision.options),
        right="".join(LETTERS[index] for index in sorted(key.right)),
        seconds=int(terms.get("seconds", 20)),
        max_milli=int(terms.get("max_milli", 1_000_000)),
        floor_milli=int(terms.get("floor_milli", 500_000)),
        explanation=key.explanation,
        citation=key.citation_text,
        note=str(terms.get("note", "")),
    )
