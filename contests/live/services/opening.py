"""Opening the lobby: the plan is frozen with every question, the six digits are drawn."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.selectors.access import require
from contests.clock import SYSTEM, Clock
from contests.live.models import LiveQuestion, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.rules.step import Command, Refusal
from contests.live.selectors.questions import is_usable
from contests.live.services.commands import HOST, By, transit
from contests.rules.clock import local_day
from quiz.models import Revision, RevisionKey
from quiz.rules.displayed import key_of
from quiz.rules.marking import Chosen, Fields, Key, Rows
from quiz.rules.question import Kind
from quiz.rules.stored import Stored
from quiz.selectors.shown import cited

_DIGITS: Final = 6
_TRIES: Final = 20


def open_lobby(*, session: LiveSession, by: User, device: str = "", clock: Clock = SYSTEM) -> str:
    """Freeze the plan of `session`, draw its code, let people in; returns the six digits.

    Raises `Forbidden`; `Refusal`: "not_now", "no_questions", "question_not_approved",
    what `rules.plan.faults` finds.
    """
    require(by, HOST, session.organisation)
    plan = plan_rules.to_json(frozen_plan(session, local_day(clock.now())))
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


def frozen_plan(session: LiveSession, today: date) -> plan_rules.Plan:
    """The plan as the segments and questions stand now. Raises `Refusal`."""
    segments = []
    for segment in session.segments.order_by("position"):
        try:
            terms = plan_rules.terms_from_json(segment.mode, segment.settings)
        except (plan_rules.Unreadable, ValueError) as error:
            raise Refusal("terms_bad") from error
        mode = plan_rules.Mode(segment.mode)
        questions = tuple(
            _frozen(one, mode, segment.settings, today)
            for one in segment.questions.select_related(
                "segment__session", "revision__question__bank", "revision__key", "revision__picture"
            ).order_by("position")
        )
        segments.append(plan_rules.Segment(segment.title, mode, questions, terms))
    draft = session.draft
    try:
        teams = _teams(draft.get("teams") or {})
        order = tuple(plan_rules.Order(one) for one in draft.get("order", ()))
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal("teams_bad") from error
    return plan_rules.Plan(
        session.title,
        tuple(segments),
        teams,
        plan_rules.Scoring(order),
        # Drawn now and kept in the plan: nobody can tell beforehand whom a rescue will hit.
        seed=secrets.token_hex(32),
    )


def _teams(value: dict[str, Any]) -> plan_rules.Teams:
    return plan_rules.Teams(
        plan_rules.TeamsBy(value.get("by", "none")),
        plan_rules.TeamScore(value.get("score", "average")),
        tuple(str(name) for name in value.get("names", ())),
    )


def _frozen(
    one: LiveQuestion, mode: plan_rules.Mode, settings: dict[str, Any], today: date
) -> plan_rules.PlanQuestion:
    revision: Revision | None = one.revision
    if revision is None:
        raise Refusal("question_missing")
    if not is_usable(revision.question, counts=one.segment.session.counts):
        raise Refusal("question_not_approved")
    key: RevisionKey = revision.key
    seconds, most, least = plan_rules.WORTH[mode]
    terms = {**settings, **one.extras}
    grounds = cited(revision.citations.select_related("document"), today)
    return plan_rules.PlanQuestion(
        ref=f"{one.segment.position}.{one.position}",
        revision_id=revision.pk,
        kind=revision.kind,
        stem=revision.stem,
        options=tuple(option["text"] for option in revision.options),
        seconds=int(terms.get("seconds", seconds)),
        max_milli=int(terms.get("max_milli", most)),
        floor_milli=min(int(terms.get("floor_milli", least)), int(terms.get("max_milli", most))),
        explanation=key.explanation,
        citation="; ".join(one.words for one in grounds) or key.citation_text,
        quote=grounds[0].quote if grounds else "",
        note=str(terms.get("note", "")),
        clue=str(terms.get("clue", "")),
        picture=_picture(revision),
        is_critical=revision.critical,
        **_key(revision, key),
    )


def _key(revision: Revision, key: RevisionKey) -> dict[str, Any]:
    """The key in the displayed signs of its kind. Raises `Refusal` for kinds without one."""
    stored = Stored(revision.options, revision.body, key.right, key.body)
    order = "".join(str(index) for index in range(len(revision.options)))
    try:
        found: Key = key_of(Kind(revision.kind), stored, order)
    except (KeyError, ValueError) as error:
        raise Refusal("kind_unfit") from error
    match found:
        case Chosen(letters=letters):
            return {"right": "".join(sorted(letters))}
        case Rows(signs=signs):
            return {"right": "".join(signs)}
        case Fields(fields=(typed,)):
            return {
                "right": typed.variants[0],
                "accepted": typed.variants,
                "exact_marks": typed.exact_marks,
            }
        case _ if revision.kind == Kind.NUMBER:
            return {
                "right": str(key.body["value"]),
                "tolerance": str(key.body["tolerance"]),
                "unit": str(revision.body.get("unit", "")),
            }
    raise Refusal("kind_unfit")


def _picture(revision: Revision) -> plan_rules.Picture | None:
    picture = revision.picture
    if picture is None:
        return None
    return plan_rules.Picture(picture.file.url, picture.alt, picture.width, picture.height)
