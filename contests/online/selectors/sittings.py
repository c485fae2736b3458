"""A sitting as its page shows it, and the entrant's own list of attempts. Nothing here reaches
a key."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from contests.clock import from_us, to_us
from contests.models import AnswerEvent, Contest, Entrant, Paper, PaperState, Round
from contests.online.models import Attempt
from contests.rules.choices import PredictionKind
from contests.selectors.contests import rules_of
from contests.selectors.papers import PREDICTION_ITEM, ShownItem, current_answers, paper_items
from contests.wording.sitting import prediction_question
from quiz.rules.question import Kind

# All pages together ask at most this often a second for what other devices answered.
_POLLS_PER_SECOND = 50
_SOONEST_MS, _LATEST_MS = 4_000, 60_000
_COUNT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class SheetOption:
    """One option and whether it is the person's choice now."""

    letter: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One question of the sheet with the choice that counts now."""

    item: ShownItem
    options: tuple[SheetOption, ...]
    response: str

    @property
    def several(self) -> bool:
        """Whether more than one letter may be chosen."""
        return self.item.kind is Kind.MULTIPLE

    @property
    def answered(self) -> bool:
        return self.response != ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the sitting page needs. `prediction` is "" when the rules ask for none."""

    items: tuple[SheetItem, ...]
    prediction: str
    prediction_kind: PredictionKind
    predicted: str
    saved_at: datetime | None
    newest_seq: int
    left_ms: int

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.items)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers of the questions without an answer."""
        return tuple(one.item.number for one in self.items if not one.answered)


def sheet_of(paper: Paper, now_us: int) -> Sheet:
    """The sheet of `paper` at `now_us`. Two queries, three the first time."""
    answers = current_answers(paper.pk)
    rules = rules_of(paper.rule_version_id)
    newest = AnswerEvent.objects.filter(paper=paper).aggregate(
        at=Max("committed_us"), seq=Max("client_seq")
    )
    items = []
    for item in paper_items(paper):
        response = answers[item.number].response if item.number in answers else ""
        options = tuple(
            SheetOption(one.letter, one.text, one.letter in response) for one in item.options
        )
        items.append(SheetItem(item, options, response))
    predicted = answers.get(PREDICTION_ITEM)
    return Sheet(
        items=tuple(items),
        prediction=prediction_question(rules.prediction),
        prediction_kind=rules.prediction.kind,
        predicted=predicted.response if predicted else "",
        saved_at=from_us(newest["at"]) if newest["at"] else None,
        newest_seq=newest["seq"] or 0,
        left_ms=max(0, paper.deadline_us - now_us) // 1000,
    )


def own_paper(entrant: Entrant, public_id: str) -> Paper | None:
    """The paper with this id when it is the entrant's own; else None, as if it were not there."""
    return (
        Paper.objects.filter(entrant=entrant, public_id=public_id, is_practice=False)
        .select_related("contest", "round", "entrant")
        .first()
    )


def practice_paper(contest: Contest, public_id: str) -> Paper | None:
    """A practice paper of `contest`: nobody's, so its unguessable id is the right to it."""
    return (
        Paper.objects.filter(contest=contest, public_id=public_id, is_practice=True)
        .select_related("contest")
        .first()
    )


@dataclass(frozen=True, slots=True)
class OwnAttempt:
    """One line of the entrant's list. `running`: it can be gone on with now."""

    attempt: Attempt
    paper: Paper
    started_at: datetime
    closed_at: datetime | None
    running: bool


def own_attempts(entrant: Entrant, now: datetime) -> list[OwnAttempt]:
    """The attempts of `entrant`, newest first. One query."""
    now_us = to_us(now)
    rows = (
        Attempt.objects.filter(entrant=entrant)
        .select_related("paper", "round")
        .order_by("-paper__started_us")
    )
    return [
        OwnAttempt(
            attempt=one,
            paper=one.paper,
            started_at=from_us(one.paper.started_us),
            closed_at=from_us(one.paper.closed_us) if one.paper.closed_us else None,
            running=one.paper.state == PaperState.OPEN and now_us <= one.paper.deadline_us,
        )
        for one in rows
    ]


def answered_count(paper: Paper) -> int:
    """Questions of `paper` with an answer, prediction apart."""
    return sum(item != PREDICTION_ITEM for item in current_answers(paper.pk))


def next_round(contest: Contest, now: datetime) -> Round | None:
    """The round that opens next."""
    return contest.rounds.filter(opens_at__gt=now).order_by("opens_at").first()


_counted: dict[int, tuple[float, int]] = {}


def poll_ms(contest: Contest, now_us: int) -> int:
    """How long a page waits before it asks again what other devices answered.

    4 s, so that another device shows a change within 5 s; longer only when so many sit at once
    that their asking would slow the house down. Counted at most every 10 s in each process.
    """
    then, count = _counted.get(contest.pk, (0.0, 0))
    now = time.monotonic()
    if now - then > _COUNT_SECONDS or not then:
        count = Paper.objects.filter(
            contest=contest, state=PaperState.OPEN, deadline_us__gt=now_us
        ).count()
        _counted[contest.pk] = (now, count)
    return min(_LATEST_MS, max(_SOONEST_MS, count * 1000 // _POLLS_PER_SECOND))
