"""After the end: results and figures of the questions, from the logs."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Final

from django.db import transaction

from contests.clock import SYSTEM, Clock
from contests.live.models import LiveFigure, LiveResult, LiveSession
from contests.live.rules.statistics import Watch
from contests.live.rules.step import Refusal
from contests.live.selectors.replays import lines, replayed, watcher
from quiz.rules.analysis import Analysis
from quiz.rules.question import CHOICE_KINDS

CHUNK: Final = 100
REST_SECONDS: Final = 0.02


def store_results(*, session: LiveSession, clock: Clock = SYSTEM) -> int:
    """Write the lines of an ended session in small chunks, then make them visible at once; with
    them what its answers say about its questions, for the banks.

    Done again it changes nothing; a crash in the middle is continued. Returns how many lines.
    """
    if session.phase != "ended":
        raise Refusal("not_now")
    watch = watcher(session, keeps_papers=True)
    made = lines(replayed(session, watch)[1])
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
    figures = [] if session.is_rehearsal else _figures(session, watch, clock)
    with transaction.atomic():
        LiveFigure.objects.bulk_create(figures, ignore_conflicts=True)
        LiveSession.objects.filter(id=session.pk).update(has_results=True)
    session.has_results = True
    return len(made)


def _figures(session: LiveSession, watch: Watch, clock: Clock) -> list[LiveFigure]:
    """A row for every revision that was asked in writing and not taken back."""
    analysis = Analysis()
    for paper in watch.papers():
        analysis.add(paper)
    keys = {
        one.question.revision_id: (one.question.right, len(one.question.options))
        for one in watch.figures()
        if one.question.kind in CHOICE_KINDS
    }
    return [
        LiveFigure(
            session=session,
            revision_id=item.revision,
            computed_at=clock.now(),
            figures=asdict(item),
        )
        for item in analysis.items(keys)
    ]


def store_ended(*, most: int = 5) -> int:
    """Write the results of sessions that have ended; the scheduler calls it. How many sessions."""
    waiting = LiveSession.objects.filter(phase="ended", has_results=False).order_by("ended_us")
    done = 0
    for session in waiting[:most]:
        store_results(session=session)
        done += 1
    return done
