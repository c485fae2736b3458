"""Preparing a session: until its lobby opens everything may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import Organisation, User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from contests.live.models import EntryKind, LiveQuestion, LiveSegment, LiveSession
from contests.live.rules.plan import TeamsBy
from contests.live.rules.step import Refusal
from contests.live.selectors.questions import is_usable
from contests.live.services.commands import HOST
from contests.models import Contest, Round
from quiz.models import Question, Revision
from quiz.services import pictures

_EDITABLE = ("title", "entry", "counts", "look", "draft", "planned_at", "round", "is_rehearsal")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question of a segment: a revision, and what differs from the segment's settings."""

    revision: Revision | None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WantedSegment:
    """A segment as it shall be."""

    title: str
    mode: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    questions: Sequence[Wanted] = ()
    blueprint: Sequence[Mapping[str, Any]] = ()


def create(
    *,
    organisation: Organisation,
    title: str,
    by: User,
    contest: Contest | None = None,
    round: Round | None = None,
    entry: str = EntryKind.OPEN,
    counts: bool = False,
    is_rehearsal: bool = False,
    is_demo: bool = False,
    look: Mapping[str, Any] | None = None,
    draft: Mapping[str, Any] | None = None,
) -> LiveSession:
    """A session in preparation. Raises `Forbidden`; `Refusal`: "title_missing",
    "counts_need_registered" (a result that counts needs people who are known), those of
    `teams_fault`."""
    require(by, HOST, organisation)
    if contest is not None:
        require(by, HOST, contest.organisation)
    title = _title(title)
    _check_entry(contest, entry, counts)
    _check_teams(entry, draft or {})
    with transaction.atomic():
        session = LiveSession.objects.create(
            organisation=organisation,
            title=title,
            contest=contest,
            round=round,
            entry=entry,
            counts=counts,
            is_rehearsal=is_rehearsal,
            is_demo=is_demo,
            look=dict(look or {}),
            draft=dict(draft or {}),
            created_by=by,
        )
        _record("live.created", session, by)
    return session


def update(*, session: LiveSession, by: User, **values: Any) -> LiveSession:
    """Change what may change before the lobby opens. Raises `Forbidden`, `Refusal`, and
    `TypeError` for a field that is none of the set-up's."""
    require(by, HOST, session.organisation)
    if strange := set(values) - set(_EDITABLE):
        raise TypeError(f"not of the set-up: {sorted(strange)}")
    if "title" in values:
        values["title"] = _title(values["title"])
    _check_entry(
        session.contest, values.get("entry", session.entry), values.get("counts", session.counts)
    )
    _check_teams(values.get("entry", session.entry), values.get("draft", session.draft))
    with transaction.atomic():
        row = _draft(session)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        _record("live.changed", row, by, fields=sorted(values))
    session.refresh_from_db()
    return session


def store_emblem(*, session: LiveSession, data: bytes, by: User) -> str:
    """Keep a picture that `by` sent, drawn anew on white; what `look["emblem"]` says of it. Raises
    `Forbidden`, `Refusal` after the lobby has opened, and `accounts.rules.refusal.Refused` for
    what is no picture."""
    require(by, HOST, session.organisation)
    if session.phase != "draft":
        raise Refusal("not_now")
    drawn, width, height = pictures.redraw(data)
    picture, _ = pictures.store(drawn, width=width, height=height)
    return picture.public_id


def set_segments(*, session: LiveSession, segments: Sequence[WantedSegment], by: User) -> None:
    """Put `segments` in place of what was prepared. Only approved questions of
    banks that the session's organisation may use come in (`is_usable`). Raises `Forbidden`,
    `Refusal`."""
    require(by, HOST, session.organisation)
    revisions = [
        wanted.revision.pk
        for one in segments
        for wanted in one.questions
        if wanted.revision is not None
    ]
    asked = Question.objects.filter(revisions__in=revisions).select_related("bank")
    if not all(is_usable(question, counts=session.counts) for question in asked):
        raise Refusal("question_not_approved")
    with transaction.atomic():
        row = _draft(session)
        row.segments.all().delete()
        for place, one in enumerate(segments, start=1):
            segment = LiveSegment.objects.create(
                session=row,
                position=place,
                title=clean_line(one.title)[:120],
                mode=one.mode,
                settings=dict(one.settings),
                blueprint=[dict(cell) for cell in one.blueprint],
            )
            LiveQuestion.objects.bulk_create(
                LiveQuestion(
                    segment=segment,
                    position=number,
                    revision=wanted.revision,
                    extras=dict(wanted.extras),
                )
                for number, wanted in enumerate(one.questions, start=1)
            )
        _record("live.segments_set", row, by, segments=len(segments), questions=len(revisions))


def delete(*, session: LiveSession, by: User) -> None:
    """Throw away a session whose lobby never opened. Raises `Forbidden`, `Refusal`."""
    require(by, HOST, session.organisation)
    with transaction.atomic():
        row = _draft(session)
        _record("live.deleted", row, by)
        row.codes.all().delete()
        row.delete()


def _title(title: str) -> str:
    clean = clean_line(title)[:200]
    if not clean:
        raise Refusal("title_missing")
    return clean


def _check_entry(contest: Contest | None, entry: str, counts: bool) -> None:
    if entry == EntryKind.ENTRANTS and contest is None:
        raise Refusal("entrants_need_contest")
    if counts and (contest is None or entry == EntryKind.OPEN):
        raise Refusal("counts_need_registered")


def teams_fault(entry: str, by: str) -> str:
    """Why people who come in by `entry` could not be told apart by `by`, as a code; "" when they
    can. Teams that were assigned stand with the codes; organisations with codes or registrations.
    """
    if by == TeamsBy.ASSIGNED and entry != EntryKind.CODES:
        return "assigned_needs_codes"
    if by == TeamsBy.ORGANISATION and entry == EntryKind.OPEN:
        return "organisation_needs_known"
    return ""


def _check_teams(entry: str, draft: Mapping[str, Any]) -> None:
    if fault := teams_fault(entry, (draft.get("teams") or {}).get("by", "")):
        raise Refusal(fault)


def _draft(session: LiveSession) -> LiveSession:
    row = LiveSession.objects.select_for_update().get(id=session.pk)
    if row.phase != "draft":
        raise Refusal("not_now")
    return row


def _record(action: str, session: LiveSession, by: User, **data: Any) -> None:
    audit.record(action=action, actor=by, obj=session, organisation=session.organisation, data=data)
