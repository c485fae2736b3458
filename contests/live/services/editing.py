"""Changing what is prepared, one part at a time; everything goes through `preparing`."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.fields import blind_index
from accounts.models import User
from accounts.rules.codes import make_code
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from contests.live.models import EntryKind, LiveCode, LiveSession
from contests.live.rules.plan import TeamsBy, terms_from_json
from contests.live.rules.step import Refusal
from contests.live.selectors.doors import CODE_PURPOSE
from contests.live.selectors.prepared import drawable
from contests.live.services import preparing
from contests.live.services.commands import HOST
from contests.live.services.preparing import Wanted, WantedSegment

CODES_MOST: Final = 2_000
REHEARSED_UNITS: Final = ("Đơn vị 1", "Đơn vị 2", "Đơn vị 3", "Đơn vị 4")
# The number of questions of a segment that one page still shows.
QUESTIONS_MOST: Final = 60


def prepared(session: LiveSession) -> list[WantedSegment]:
    """The segments as they stand, to be changed and set again."""
    return [
        WantedSegment(
            segment.title,
            segment.mode,
            segment.settings,
            [
                Wanted(one.revision, one.extras)
                for one in segment.questions.select_related("revision").order_by("position")
            ],
            segment.blueprint,
        )
        for segment in session.segments.order_by("position")
    ]


def change_segment(
    *, session: LiveSession, place: int, title: str, settings: Mapping[str, Any], by: User
) -> None:
    """Give the segment at `place` (from 1) another title and other settings. Raises `Refusal`."""
    segments = prepared(session)
    one = _at(segments, place)
    segments[place - 1] = replace(one, title=title, settings={**one.settings, **settings})
    preparing.set_segments(session=session, segments=segments, by=by)


def add_segment(
    *, session: LiveSession, title: str, mode: str, settings: Mapping[str, Any], by: User
) -> None:
    """Put an empty segment at the end."""
    segments = [*prepared(session), WantedSegment(title, mode, settings)]
    preparing.set_segments(session=session, segments=segments, by=by)


def remove_segment(*, session: LiveSession, place: int, by: User) -> None:
    """Take the segment at `place` away with its questions."""
    segments = prepared(session)
    _at(segments, place)
    del segments[place - 1]
    preparing.set_segments(session=session, segments=segments, by=by)


def move_segment(*, session: LiveSession, place: int, act: str, by: User) -> int:
    """Put the segment at `place` one place "earlier" or "later"; where it stands then."""
    segments = prepared(session)
    one = _at(segments, place)
    there = min(max(place + (1 if act == "later" else -1), 1), len(segments))
    segments.insert(there - 1, segments.pop(place - 1))
    assert segments[there - 1] is one
    preparing.set_segments(session=session, segments=segments, by=by)
    return there


def add_questions(*, session: LiveSession, place: int, revisions: Sequence[int], by: User) -> int:
    """Add revisions that `by` may use, each once; how many were added. Raises `Refusal`."""
    segments = prepared(session)
    one = _at(segments, place)
    have = {wanted.revision.pk for wanted in one.questions if wanted.revision is not None}
    fresh = [
        revision
        for revision in drawable(by, session).filter(pk__in=list(revisions)).order_by("id")
        if revision.pk not in have
    ]
    if len(one.questions) + len(fresh) > QUESTIONS_MOST:
        raise Refusal("questions_many")
    questions = [*one.questions, *(Wanted(revision) for revision in fresh)]
    segments[place - 1] = replace(one, questions=questions)
    preparing.set_segments(session=session, segments=segments, by=by)
    return len(fresh)


def draw_questions(
    *,
    session: LiveSession,
    place: int,
    bank: int,
    difficulty: str,
    count: int,
    by: User,
    seed: int | None = None,
) -> int:
    """Draw `count` questions of a bank that no segment has yet, by chance from `seed` (a fresh one
    otherwise), and keep the cell as the segment's blueprint; how many were added.

    Raises `Refusal`: "pool_short" when fewer are left.
    """
    segments = prepared(session)
    used = {
        wanted.revision.pk
        for segment in segments
        for wanted in segment.questions
        if wanted.revision is not None
    }
    pool = drawable(by, session).filter(question__bank_id=bank).exclude(pk__in=used)
    if difficulty:
        pool = pool.filter(difficulty=difficulty)
    ids = sorted(pool.values_list("pk", flat=True))
    if len(ids) < count:
        raise Refusal("pool_short")
    one = _at(segments, place)
    cell = {"bank": bank, "difficulty": difficulty, "count": count}
    if len(one.questions) + count > QUESTIONS_MOST:
        raise Refusal("questions_many")
    chance = random.Random(secrets.randbits(128) if seed is None else seed)  # noqa: S311
    drawn = pool.filter(pk__in=chance.sample(ids, count)).order_by("id")
    segments[place - 1] = replace(
        one,
        questions=[*one.questions, *(Wanted(revision) for revision in drawn)],
        blueprint=[*one.blueprint, cell],
    )
    preparing.set_segments(session=session, segments=segments, by=by)
    return count


def change_question(*, session: LiveSession, place: int, number: int, act: str, by: User) -> None:
    """Move question `number` (from 1) of a segment "up" or "down", or "remove" it."""
    segments = prepared(session)
    one = _at(segments, place)
    questions = list(one.questions)
    if not 1 <= number <= len(questions):
        raise Refusal("bad_args")
    taken = questions.pop(number - 1)
    if act != "remove":
        questions.insert(max(0, number - 2) if act == "up" else number, taken)
    segments[place - 1] = replace(one, questions=questions)
    preparing.set_segments(session=session, segments=segments, by=by)


def set_extras(
    *, session: LiveSession, place: int, number: int, extras: Mapping[str, Any], by: User
) -> None:
    """Put `extras` (note, seconds, points, clue) in place of what is special about question
    `number` (from 1) of a segment."""
    segments = prepared(session)
    one = _at(segments, place)
    questions = list(one.questions)
    if not 1 <= number <= len(questions):
        raise Refusal("bad_args")
    questions[number - 1] = replace(questions[number - 1], extras=dict(extras))
    segments[place - 1] = replace(one, questions=questions)
    preparing.set_segments(session=session, segments=segments, by=by)


def spread_worths(*, session: LiveSession, place: int, by: User) -> None:
    """Give the questions of a segment the worths that its packages ask for, one after the other,
    as often each as its packages have it. Raises `Refusal`: "packages_missing"."""
    segments = prepared(session)
    one = _at(segments, place)
    packages = terms_from_json(one.mode, dict(one.settings)).packages
    worths = sorted(worth for package in packages for worth in package.worths_milli)
    if not worths:
        raise Refusal("packages_missing")
    # Every worth at least once, however few questions there are.
    order = [*dict.fromkeys(worths), *worths]
    questions = [
        replace(wanted, extras={**wanted.extras, "max_milli": order[number % len(order)]})
        for number, wanted in enumerate(one.questions)
    ]
    segments[place - 1] = replace(one, questions=questions)
    preparing.set_segments(session=session, segments=segments, by=by)


def make_codes(
    *, session: LiveSession, people: Sequence[tuple[str, str]], by: User
) -> list[LiveCode]:
    """One-time codes, one for each of `people`: the name that will be shown, and the team or unit
    it plays for ("" for none).

    Raises `Forbidden`; `Refusal`: "codes_many", "ended".
    """
    require(by, HOST, session.organisation)
    if session.phase == "ended":
        raise Refusal("ended")
    with transaction.atomic():
        row = LiveSession.objects.select_for_update().get(id=session.pk)
        if row.codes.count() + len(people) > CODES_MOST:
            raise Refusal("codes_many")
        made = []
        for name, unit in people:
            code = make_code(secrets.randbelow)
            made.append(
                LiveCode.objects.create(
                    session=row,
                    code=code,
                    code_index=blind_index(code, CODE_PURPOSE),
                    label=clean_line(name)[:80],
                    unit=clean_line(unit)[:80],
                )
            )
        audit.record(
            action="live.codes_made",
            actor=by,
            obj=row,
            organisation=row.organisation,
            data={"codes": len(made)},
        )
    return made


def drop_code(*, session: LiveSession, code: int, by: User) -> None:
    """Throw away a one-time code by its id, whose owner has not come in. Raises `Forbidden`;
    `Refusal`: "code_used", "bad_args"."""
    require(by, HOST, session.organisation)
    with transaction.atomic():
        row = session.codes.select_for_update().filter(pk=code).first()
        if row is None:
            raise Refusal("bad_args")
        if row.players.exists():
            raise Refusal("code_used")
        row.delete()
        audit.record(
            action="live.code_dropped",
            actor=by,
            obj=session,
            organisation=session.organisation,
            data={"name": row.label},
        )


def rehearsal_of(*, session: LiveSession, by: User) -> LiveSession:
    """A fresh copy of `session` to practise with: anybody may join, nothing counts. Teams are
    chosen at the door there, since nobody who comes in is known."""
    teams = dict(session.draft.get("teams") or {})
    if teams.get("by") == TeamsBy.ORGANISATION:
        teams["names"] = list(REHEARSED_UNITS)
    if teams.get("by") in (TeamsBy.ORGANISATION, TeamsBy.ASSIGNED):
        teams["by"] = TeamsBy.CHOSEN.value
    with transaction.atomic():
        made = preparing.create(
            organisation=session.organisation,
            title=f"Tập dượt: {session.title}"[:200],
            by=by,
            entry=EntryKind.OPEN,
            is_rehearsal=True,
            look=session.look,
            draft={**session.draft, "teams": teams} if teams else session.draft,
        )
        preparing.set_segments(session=made, segments=prepared(session), by=by)
    return made


def _at(segments: Sequence[WantedSegment], place: int) -> WantedSegment:
    if not 1 <= place <= len(segments):
        raise Refusal("bad_args")
    return segments[place - 1]
