"""The actual value of a prediction question: taken once, stored, the same in every version after.

With the freeze "at close" the scheduler takes it as soon as the round is settled and marked; with
"at result" the first frozen standing of the round does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit
from contests.models import Contest, Paper, PaperState, Round
from contests.results.models import AttemptResult, PredictionActual
from contests.results.rules import predictions
from contests.results.rules.counting import counted_entries
from contests.results.rules.lines import Entry
from contests.results.rules.predictions import Actual
from contests.results.services.marking import ENTRY_VALUES, entry_of, hold
from contests.rules.clock import settled_at
from contests.rules.ruleset import PredictionFreeze, PredictionKind, RuleSet
from contests.selectors.contests import published_rules


def taken(round_: Round) -> Actual | None:
    """The stored actual value of a round; None while it is not taken."""
    row = PredictionActual.objects.filter(round=round_).first()
    return Actual(row.value, row.formula, row.numerator, row.denominator) if row else None


def take(
    contest: Contest, round_: Round, entries: Sequence[Entry], rules: RuleSet, now: datetime
) -> Actual | None:
    """The actual value of a settled round, taken from `entries` unless it was taken before."""
    if rules.prediction.kind is PredictionKind.NONE:
        return None
    if known := taken(round_):
        return known
    actual = predictions.actual(entries, counted_entries(entries, rules), rules)
    assert actual is not None
    with transaction.atomic():
        hold(contest)
        if known := taken(round_):
            return known
        PredictionActual.objects.create(
            round=round_,
            value=actual.value,
            formula=actual.formula,
            numerator=actual.numerator,
            denominator=actual.denominator,
            taken_at=now,
        )
        audit.record(
            action="prediction.taken",
            actor=None,
            obj=round_,
            organisation=contest.organisation,
            data={
                "contest": contest.public_id,
                "round": round_.number,
                "value": actual.value,
                "formula": actual.formula,
                "numerator": actual.numerator,
                "denominator": actual.denominator,
            },
            now=now,
        )
    return actual


def take_due(contest: Contest, now: datetime) -> int:
    """Take the values that the rules freeze at closing, of rounds that are settled and marked."""
    rules = published_rules(contest)
    terms = rules.prediction
    if terms.kind is PredictionKind.NONE or terms.freeze is not PredictionFreeze.AT_CLOSE:
        return 0
    done = 0
    for round_ in contest.rounds.filter(closes_at__lt=now, prediction_actual__isnull=True):
        if now <= settled_at(round_.closes_at, rules) or _unmarked(contest, round_):
            continue
        rows = AttemptResult.objects.filter(contest=contest, round=round_).order_by("paper_id")
        take(
            contest, round_, [entry_of(row) for row in rows.values_list(*ENTRY_VALUES)], rules, now
        )
        done += 1
    return done


def _unmarked(contest: Contest, round_: Round) -> bool:
    papers = Paper.objects.filter(contest=contest, round=round_, is_practice=False)
    return (
        papers.filter(state=PaperState.OPEN).exists()
        or papers.filter(state=PaperState.SUBMITTED, is_marked=False).exists()
    )
