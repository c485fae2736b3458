"""After the end: results from the logs, and the same standing again from the logs alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from contests.live.models import LiveCommand, LivePlayer, LiveResult, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.rules import state as state_rules
from contests.live.rules.replay import Differs, Logged, replay
from contests.live.rules.sheet import Sheet
from contests.live.rules.state import State
from contests.live.rules.step import Refusal
from contests.live.selectors.rooms import answers_of

CHUNK: Final = 100
REST_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `LiveResult` before it is stored."""

    player: int
    place: int
    points_milli: int
    correct: int
    answered: int
    duration_us: int
    unit: str
    unit_place: int | None


def replayed(session: LiveSession) -> tuple[State, Sheet]:
    """State and sheet of `session` from its log, answers and players, and nothing else.

    Raises `Differs` or `Refusal` where the log cannot be what happened.
    """
    log = [
        Logged(one.name, one.args, one.at_us, tuple(one.facts))
        for one in LiveCommand.objects.filter(session=session).order_by("version")
    ]
    runs = {fact["run"] for line in log for fact in line.facts if fact["kind"] == "settled"}
    return replay(
        plan_rules.from_json(session.plan),
        log,
        {run: answers_of(session.pk, run) for run in sorted(runs)},
        LivePlayer.objects.filter(session=session).order_by("number").values_list("id", "unit"),
    )


def lines(sheet: Sheet) -> list[Line]:
    """The final standing, in order."""
    totals = {one.player: one for one in sheet.totals()}
    units = {one.unit: one.place for one in sheet.units()}
    return [
        Line(
            player=row.player,
            place=row.place,
            points_milli=row.points_milli,
            correct=totals[row.player].correct,
            answered=totals[row.player].answered,
            duration_us=totals[row.player].duration_us,
            unit=row.unit,
            unit_place=units.get(row.unit),
        )
        for row in sheet.standing()
    ]


def store_results(*, session: LiveSession) -> int:
    """Write the lines of an ended session in small chunks, then make them visible at once.

    Done again it changes nothing; a crash in the middle is continued. Returns how many lines.
    """
    if session.phase != "ended":
        raise Refusal("not_now")
    made = lines(replayed(session)[1])
    if session.has_results:
        return len(made)
    for start in range(0, len(made), CHUNK):
        LiveResult.objects.bulk_create(
            [
                LiveResult(
                    session=session,
                    player_id=one.player,
                    place=one.place,
                    points_milli=one.points_milli,
                    correct=one.correct,
                    answered=one.answered,
                    duration_us=one.duration_us,
                    unit=one.unit,
                    unit_place=one.unit_place,
                )
                for one in made[start : start + CHUNK]
            ],
            ignore_conflicts=True,
        )
        time.sleep(REST_SECONDS)  # SQLite's one write lock belongs to the answers of others too
    with transaction.atomic():
        LiveSession.objects.filter(id=session.pk).update(has_results=True)
    session.has_results = True
    return len(made)


def differences(session: LiveSession) -> Iterator[str]:
    """What a replay finds otherwise than it is stored, one short line each; nothing when all is
    as it was."""
    try:
        state, sheet = replayed(session)
    except Differs as differs:
        yield f"log line {differs.number}: the step gives other facts than were written"
        return
    except Refusal as refusal:
        yield f"log: the rules refuse a step ({refusal.code})"
        return
    if state_rules.to_json(state) != session.state:
        yield "state: the log leads to another state than the session's"
    if not session.has_results:
        return
    stored: dict[int, tuple[Any, ...]] = {
        row[0]: row
        for row in LiveResult.objects.filter(session=session).values_list(
            "player_id",
            "place",
            "points_milli",
            "correct",
            "answered",
            "duration_us",
            "unit",
            "unit_place",
        )
    }
    for one in lines(sheet):
        mine = (
            one.player,
            one.place,
            one.points_milli,
            one.correct,
            one.answered,
            one.duration_us,
            one.unit,
            one.unit_place,
        )
        there = stored.pop(one.player, None)
        if there != mine:
            yield f"player {one.player}: {there} is stored, the log gives {mine}"
    for player in stored:
        yield f"player {player}: a result of nobody"


def store_ended(*, most: int = 5) -> int:
    """Write the results of sessions that have ended; the scheduler calls it. How many sessions."""
    waiting = LiveSession.objects.filter(phase="ended", has_results=False).order_by("ended_us")
    done = 0
    for session in waiting[:most]:
        store_results(session=session)
        done += 1
    return done
