"""What the pages that look across everything show: contests by phase, and a person's work."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from accounts.selectors import can_anywhere
from contests.models import Contest, ContestState, Round
from contests.rules.clock import LOCAL
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import Phase, phase, public_contests, published_rules
from contests.selectors.contests import for_user as contests_of
from contests.selectors.entrants import organisations_of_desk
from contests.wording.public import countdown
from contests.wording.setup import PHASE, PHASE_TONE
from quiz.selectors.outdated import outdated_questions
from quiz.selectors.questions import waiting_for


@dataclass(frozen=True, slots=True)
class Shown:
    """A contest on a card."""

    contest: Contest
    phase: Phase
    state: str
    tone: str
    round: Round | None
    countdown: str
    rules: RuleSet | None
    opens: datetime | None
    closes: datetime | None


def shown(contests: list[Contest], now: datetime) -> list[Shown]:
    """Cards of `contests` at `now`; two queries for all of them."""
    rounds: dict[int, list[Round]] = defaultdict(list)
    for one in Round.objects.filter(contest__in=contests).order_by("number"):
        rounds[one.contest_id].append(one)
    return [_shown(contest, rounds[contest.pk], now) for contest in contests]


def _shown(contest: Contest, rounds: list[Round], now: datetime) -> Shown:
    stage = phase(contest, rounds, now)
    current = next((one for one in rounds if one.opens_at <= now < one.closes_at), None)
    return Shown(
        contest=contest,
        phase=stage,
        state=PHASE[stage],
        tone=PHASE_TONE[stage],
        round=current,
        countdown=countdown([(one.opens_at, one.closes_at) for one in rounds], now),
        rules=published_rules(contest) if contest.current_version_id else None,
        opens=min((one.opens_at for one in rounds), default=None),
        closes=max((one.closes_at for one in rounds), default=None),
    )


@dataclass(frozen=True, slots=True)
class Front:
    """The home page: what is open, what is coming, what is over (newest first)."""

    open: list[Shown]
    coming: list[Shown]
    ended: list[Shown]


def front(now: datetime, most_ended: int = 6) -> Front:
    """Published contests by phase."""
    cards = shown(list(public_contests().order_by("-published_at")[:200]), now)
    far = datetime.max.replace(tzinfo=LOCAL)
    ended = [card for card in cards if card.phase is Phase.ENDED]
    return Front(
        open=sorted(
            (card for card in cards if card.phase is Phase.OPEN),
            key=lambda card: card.round.closes_at if card.round else far,
        ),
        coming=sorted(
            (card for card in cards if card.phase in (Phase.COMING, Phase.BETWEEN)),
            key=lambda card: card.opens or far,
        ),
        ended=sorted(ended, key=lambda card: card.closes or far, reverse=True)[:most_ended],
    )


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for a signed-in person."""

    contests: list[Shown]
    drafts: list[Contest]
    #: Contests of others in which they look after their own people: register, re-issue a code.
    desks: list[Shown]
    #: As many as the review queue shows them.
    to_review: int
    #: Those of `to_review` in illustrative banks; the code of the bank when it is one.
    illustrative: int
    illustrative_bank: str
    #: Questions written by this person whose ground has expired or was amended.
    outdated: int
    may_organise: bool
    may_review: bool
    may_report: bool


def work_of(user: User, now: datetime) -> Work:
    """The contests `user` reaches, and counts of what waits for them."""
    mine = contests_of(user)
    published = mine.filter(state=ContestState.PUBLISHED).order_by("-published_at")[:12]
    waiting = waiting_for(user)
    illustrative = Counter(
        waiting.filter(bank__is_illustrative=True).values_list("bank__code", flat=True)
    )
    return Work(
        contests=shown(list(published), now),
        drafts=list(mine.filter(state=ContestState.DRAFT).order_by("-created_at")[:12]),
        desks=shown(_desks(user, mine, now), now),
        to_review=waiting.count(),
        illustrative=illustrative.total(),
        illustrative_bank=next(iter(illustrative)) if len(illustrative) == 1 else "",
        outdated=outdated_questions(user, now.astimezone(LOCAL).date(), author=user).count(),
        may_organise=can_anywhere(user, "contest.edit"),
        may_review=can_anywhere(user, "question.approve"),
        may_report=can_anywhere(user, "report.view"),
    )


def _desks(user: User, known: QuerySet[Contest], now: datetime) -> list[Contest]:
    if not can_anywhere(user, "entrant.register"):
        return []
    open_ones = (
        public_contests().filter(rounds__closes_at__gt=now).exclude(pk__in=known.values("pk"))
    )
    newest = open_ones.order_by("-published_at", "-pk").distinct()[:12]
    return [one for one in newest if organisations_of_desk(user, one).exists()]
