"""What the scheduler does for results: mark, notice what changed elsewhere, renew the tallies.

Lower apps know nothing of results. What an organizer annuls, reopens or disqualifies is found by
comparing states: at once where an index finds it, and by a whole comparison every half minute.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum

from contests.clock import SYSTEM, Clock
from contests.models import Contest, EntrantState, Paper, PaperState, Round
from contests.results.models import AttemptResult, Line, Progress, UnitBoard, UnitTally
from contests.results.services.marking import (
    CHUNK,
    hold,
    mark,
    mark_pending,
    note_marked,
    renew_lines,
    touched,
)
from contests.results.services.predictions import take_due

COMPARE_EVERY = timedelta(seconds=30)
TALLY_EVERY = timedelta(seconds=10)
RECENT = timedelta(days=60)
"""Contests whose last round closed longer ago are compared only when a standing is frozen."""


def run(*, clock: Clock = SYSTEM, most_seconds: float = 5.0) -> int:
    """One turn of the scheduler; how many papers were marked. Safe to run twice at once."""
    end = time.monotonic() + most_seconds
    marked = 0
    while time.monotonic() < end and (done := mark_pending()):
        marked += done
    now = clock.now()
    for contest in _recent(now):
        progress = Progress.objects.filter(contest=contest).first()
        if progress is None:
            continue
        if progress.compared_at is None or now - progress.compared_at >= COMPARE_EVERY:
            compare(contest)
            take_due(contest, now)
            Progress.objects.filter(contest=contest).update(compared_at=now)
            progress.refresh_from_db()
        if progress.changes != progress.tallied and (
            progress.tallied_at is None or now - progress.tallied_at >= TALLY_EVERY
        ):
            tally(contest, now=now)
    return marked


def _recent(now: datetime) -> QuerySet[Contest]:
    ids = Round.objects.filter(opens_at__lte=now, closes_at__gte=now - RECENT)
    return Contest.objects.filter(pk__in=ids.values("contest_id"))


def compare(contest: Contest) -> int:
    """Bring results in line with papers and entrants; how many were not.

    Annulled or disqualified: kept and not valid. Reopened: the result goes until the paper is
    handed in again. Handed in again in between: marked anew.
    """
    results = AttemptResult.objects.filter(contest=contest)
    submitted = Q(paper__state=PaperState.SUBMITTED)
    good = submitted & Q(entrant__state=EntrantState.ACTIVE)
    reopened = results.filter(paper__state=PaperState.OPEN)
    fallen = results.filter(is_valid=True).exclude(good).exclude(paper__state=PaperState.OPEN)
    risen = results.filter(good, is_valid=False)
    found = 0
    for chunk in _chunks(reopened.values_list("paper_id", "entrant_id")):
        found += _apply(contest, chunk, remove=True)
    for value, rows in ((False, fallen), (True, risen)):
        for chunk in _chunks(rows.values_list("paper_id", "entrant_id")):
            found += _apply(contest, chunk, valid=value)
    again = results.filter(submitted).exclude(submitted_us=F("paper__closed_us"))
    for chunk in _chunks(again.values_list("paper_id", "entrant_id")):
        papers = Paper.objects.filter(pk__in=[paper for paper, _ in chunk])
        mark(
            list(papers.select_related("contest", "entrant", "attempt", "rule_version", "round")),
            again=True,
        )
        found += len(chunk)
    return found


def _chunks(rows: QuerySet) -> Iterable[list[tuple[int, int]]]:  # type: ignore[type-arg]
    known = list(rows)
    for start in range(0, len(known), CHUNK):
        yield known[start : start + CHUNK]


def _apply(
    contest: Contest, rows: list[tuple[int, int]], *, valid: bool = True, remove: bool = False
) -> int:
    began = time.monotonic()
    with transaction.atomic():
        hold(contest)
        own = AttemptResult.objects.filter(pk__in=[paper for paper, _ in rows])
        if remove:
            own.delete()
            note_marked([paper for paper, _ in rows], is_marked=False)
        else:
            own.update(is_valid=valid)
        renew_lines(contest, {entrant for _, entrant in rows})
        touched(contest)
    time.sleep(min(time.monotonic() - began, 0.05))
    return len(rows)


def tally(contest: Contest, *, now: datetime) -> int:
    """Rebuild the unit tallies of live boards; how many rows there are. Reads without a lock."""
    progress, _ = Progress.objects.get_or_create(contest=contest)
    fresh: list[UnitTally] = []
    for board, field in (
        (UnitBoard.ORGANISATION, "organisation_id"),
        (UnitBoard.COMMUNE, "commune_id"),
    ):
        fresh += _tallies(contest, board, field, whole=False)
        fresh += _tallies(contest, board, field, whole=True)
    lines = Line.objects.filter(contest=contest).values_list("round__number")
    counts = {str(number or 0): count for number, count in lines.annotate(Count("id"))}
    with transaction.atomic():
        hold(contest)
        UnitTally.objects.filter(contest=contest).delete()
        UnitTally.objects.bulk_create(fresh, batch_size=500)
        Progress.objects.filter(contest=contest).update(
            tallied=progress.changes, tallied_at=now, lines=counts
        )
    return len(fresh)


def _tallies(contest: Contest, board: UnitBoard, field: str, *, whole: bool) -> list[UnitTally]:
    by = [field] if whole else ["round_id", field]
    named = {f"{field}__isnull": False}
    found: dict[tuple[object, ...], UnitTally] = {}
    results = AttemptResult.objects.filter(contest=contest, is_valid=True, **named)
    for row in results.values_list(*by).annotate(
        attempts=Count("paper_id"), persons=Count("entrant_id", distinct=True)
    ):
        key, (attempts, persons) = tuple(row[:-2]), row[-2:]
        found[key] = UnitTally(
            contest=contest,
            round_id=None if whole else key[0],
            board=board,
            unit=str(key[-1]),
            attempts=attempts,
            persons=persons,
            passed=0,
            points_milli=0,
            lines=0,
        )
    lines = Line.objects.filter(contest=contest, round__isnull=False, **named)
    sums = lines.values_list(*by).annotate(
        points=Sum("points_milli"),
        count=Count("id"),
        passed_by=Count("entrant_id", distinct=True, filter=Q(passed=True)),
    )
    for row in sums:
        # A result that was marked between the two reads is in the next tally.
        if one := found.get(tuple(row[:-3])):
            one.points_milli, one.lines, one.passed = row[-3:]
    return list(found.values())
