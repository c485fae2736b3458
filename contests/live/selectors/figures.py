"""What live sessions say about the questions of the banks."""

from __future__ import annotations

from django.db.models import Count

from contests.live.models import LiveFigure, LiveResult, LiveSession
from quiz.models import Question
from quiz.selectors.uses import Use


def uses(question: Question) -> list[Use]:
    """The sessions that asked `question`; rehearsals are none, a demo is one by its title."""
    found = LiveFigure.objects.filter(revision__question=question).select_related(
        "session", "revision"
    )
    return [
        Use(row.session.title, row.revision.number, row.computed_at, row.figures) for row in found
    ]


def figures_of(session: LiveSession) -> list[LiveFigure]:
    """What was asked in writing, the question that fewest knew first."""
    found = LiveFigure.objects.filter(session=session).select_related("revision__question")
    return sorted(found, key=lambda row: (row.figures["facility"], row.pk))


def unit_places(session: LiveSession) -> list[tuple[int, str, int]]:
    """(place, unit, members) of the units that were ranked, in order."""
    found = (
        LiveResult.objects.filter(
            session=session, session__has_results=True, unit_place__isnull=False
        )
        .exclude(unit="")
        .values_list("unit_place", "unit")
        .annotate(members=Count("pk"))
        .order_by("unit_place", "unit")
    )
    return [(place or 0, unit, members) for place, unit, members in found]
