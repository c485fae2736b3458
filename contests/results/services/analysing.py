"""Item analysis of a contest: computed by a job, kept until it is computed again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from contests.clock import SYSTEM
from contests.models import Contest
from contests.results.models import ItemAnalysis, ItemFigure
from contests.results.selectors.sittings import how_many, sittings
from contests.selectors.keys import revision_answers
from quiz.models import Revision
from quiz.rules.analysis import Analysis, Finding
from quiz.rules.question import CHOICE_KINDS, LETTERS

SLICE = 100
_PLACE = {code: place for place, code in enumerate(Finding)}


def analyse(
    *,
    contest: Contest,
    actor: User | None,
    now: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ItemAnalysis:
    """Count every valid marked paper of `contest` and store what each question's answers say.

    Replaces the analysis before it in one step; its rows are written in short transactions while
    nobody sees them. Key corrections decided in the contest are applied.
    """
    ids = set(contest.rule_versions.values_list("pool__revision_id", flat=True)) - {None}
    answers = revision_answers(contest, ids)
    kinds = {revision: answer.kind for revision, answer in answers.items()}
    total = how_many(contest)
    analysis = Analysis()
    with _collector_at_rest():
        for sat in sittings(contest, kinds):
            analysis.add(sat)
            progress(analysis.papers, total)
    sizes = {row.pk: len(row.options) for row in Revision.objects.filter(pk__in=ids)}
    figures = analysis.items(
        {
            revision: ("".join(LETTERS[index] for index in sorted(answer.right)), sizes[revision])
            for revision, answer in answers.items()
            if answer.kind in CHOICE_KINDS
        }
    )
    made = ItemAnalysis.objects.create(
        contest=contest,
        papers=analysis.papers,
        reliability_milli=_milli(analysis.reliability()),
        computed_at=now or SYSTEM.now(),
    )
    rows = [
        ItemFigure(
            analysis=made,
            revision_id=item.revision,
            position=position,
            gravity=min((_PLACE[code] for code, _ in item.findings), default=len(_PLACE)),
            figures=asdict(item),
        )
        for position, item in enumerate(figures)
        if item.revision in answers
    ]
    for start in range(0, len(rows), SLICE):
        ItemFigure.objects.bulk_create(rows[start : start + SLICE])
    with transaction.atomic():
        ItemAnalysis.objects.filter(contest=contest, is_current=True).update(is_current=False)
        made.is_current = True
        made.save(update_fields=["is_current"])
        audit.record(
            action="contest.items_analysed",
            actor=actor,
            obj=contest,
            organisation=contest.organisation,
            data={"papers": analysis.papers},
            now=now,
        )
    ItemAnalysis.objects.filter(contest=contest, is_current=False, pk__lt=made.pk).delete()
    return made


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Papers that are read hold no cycles and go with their last use: looking for cycles among
    millions of fresh rows costs a quarter of the time and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _milli(value: float | None) -> int | None:
    return None if value is None else round(1000 * value)
