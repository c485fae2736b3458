"""The current item analysis of a contest, and of a question over all contests."""

from __future__ import annotations

from django.db.models import QuerySet

from contests.models import Contest
from contests.results.models import ItemAnalysis, ItemFigure
from quiz.models import Question
from quiz.selectors.uses import Use


def current_analysis(contest: Contest) -> ItemAnalysis | None:
    """The newest whole analysis, or None."""
    return ItemAnalysis.objects.filter(contest=contest, is_current=True).first()


def item_figures(analysis: ItemAnalysis) -> QuerySet[ItemFigure]:
    """Its questions, those with the gravest finding first."""
    return analysis.items.select_related("revision__question").order_by("position")


def uses(question: Question) -> list[Use]:
    """What contests say about `question`; demo and trial contests too, by their title."""
    found = ItemFigure.objects.filter(
        revision__question=question, analysis__is_current=True
    ).select_related("analysis__contest", "revision")
    return [
        Use(row.analysis.contest.title, row.revision.number, row.analysis.computed_at, row.figures)
        for row in found
    ]
