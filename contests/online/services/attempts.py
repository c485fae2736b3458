"""Starting: at most one open attempt of a person in a round, never more than the rules allow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from accounts.fields import blind_index
from contests.answers import HandIn, Refused, perform
from contests.clock import SYSTEM, Clock, from_us, to_us
from contests.models import (
    Contest,
    ContestState,
    Entrant,
    EntrantState,
    Paper,
    PaperState,
    Round,
)
from contests.online.models import Attempt
from contests.rules import attempts as rules_of_attempts
from contests.rules import clock as rules_of_time
from contests.rules.attempts import Allowance, Started
from contests.rules.codec import Fault
from contests.rules.ruleset import RuleSet
from contests.selectors.contests import rules_of
from contests.services.papers import drawn_paper, open_paper
from quiz.rules.drawing import ShortageError

_TRIES = 8


class CannotStart(Exception):
    """No attempt was started; `fault` says why.

    Codes: CONTEST-NOT-OPEN, ROUND-NOT-OPEN, ENTRANT-NOT-ACTIVE, ATTEMPTS-USED, PRACTICE-NONE,
    PRACTICE-SEALED, TRY-AGAIN (the database refuses for the moment).
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def allowance_of(entrant: Entrant, round: Round, clock: Clock = SYSTEM) -> Allowance:
    """How many attempts `entrant` still has in `round` at this instant. One query."""
    limit = rules_of(_version_id(round.contest)).attempts
    return rules_of_attempts.allowance(limit, _counted(_made(entrant)), round.number, clock.now())


def start_attempt(
    *,
    entrant: Entrant,
    round: Round,
    clock: Clock = SYSTEM,
    address: str = "",
    browser: str = "",
    seed: bytes | None = None,
) -> Attempt:
    """The open attempt of `entrant` in `round`: the one that is running, or a new one.

    Of many simultaneous starts exactly one makes the attempt (unique number), the others get it;
    starts of one person in several rounds are together never more than the rules allow.
    A running one whose time is over is handed in first. `address` and `browser` are kept as keyed
    hashes. Raises `CannotStart`. Call it outside a transaction.
    """
    for left in reversed(range(_TRIES)):
        # The number is of the same reading as the look for a running attempt: one that begins
        # after it takes the number away from us, one that began before is seen.
        made = _made(entrant)
        number = _last_number(made, round) + 1
        running = _running(made, round)
        if running is not None:
            if clock.now_us() <= running.paper.deadline_us + running.paper.grace_us:
                return running
            _close(running.paper, clock)
            continue
        try:
            now = clock.now()
            rules = _check(entrant, round, made, now)
            return _create(entrant, round, number, rules, now, address, browser, seed)
        except CannotStart:
            if left and _last_number(_made(entrant), round) >= number:
                continue  # used up a moment ago, by ourselves elsewhere
            raise
        except IntegrityError:
            # Another start of the same person was faster: the next look finds its attempt.
            if not left:
                raise
    raise CannotStart(Fault("TRY-AGAIN"))


def start_practice(*, contest: Contest, clock: Clock = SYSTEM, seed: bytes | None = None) -> Paper:
    """A practice paper (thi thử): nobody's, never counted. Raises `CannotStart`.

    Anybody may ask for one, so the edge limits how often.
    """
    if contest.state != ContestState.PUBLISHED:
        raise CannotStart(Fault("CONTEST-NOT-OPEN"))
    version_id = _version_id(contest)
    rules = rules_of(version_id)
    if not rules.practice:
        raise CannotStart(Fault("PRACTICE-NONE"))
    started_us = clock.now_us()
    try:
        return open_paper(
            contest=contest,
            rule_version_id=version_id,
            round=None,
            entrant=None,
            started_us=started_us,
            deadline_us=started_us + _us(rules_of_time.allowed(rules)),
            grace_us=rules.timing.grace_seconds * 1_000_000,
            practice=True,
            seed=seed,
        )
    except ShortageError as short:  # its bank was sealed after publishing
        raise CannotStart(Fault("PRACTICE-SEALED")) from short


class _Made(NamedTuple):
    """One attempt of a person so far, annulled ones too."""

    paper_id: int
    round_id: int
    number: int
    state: str
    round_number: int
    started_us: int


def _made(entrant: Entrant) -> list[_Made]:
    """Every attempt of `entrant`, by number. One query."""
    mine = Attempt.objects.filter(entrant=entrant).order_by("number")
    columns = ("paper_id", "round_id", "number", "paper__state", "round__number")
    return [_Made(*row) for row in mine.values_list(*columns, "paper__started_us")]


def _last_number(made: Sequence[_Made], round: Round) -> int:
    return max((one.number for one in made if one.round_id == round.pk), default=0)


def _running(made: Sequence[_Made], round: Round) -> Attempt | None:
    for one in reversed(made):
        if one.round_id == round.pk and one.state == PaperState.OPEN:
            return Attempt.objects.select_related("paper").get(pk=one.paper_id)
    return None


def _counted(made: Sequence[_Made]) -> list[Started]:
    return [
        Started(one.round_number, from_us(one.started_us))
        for one in made
        if one.state != PaperState.ANNULLED
    ]


def _close(paper: Paper, clock: Clock) -> None:
    (outcome,) = perform([HandIn(paper=paper.public_id, received_us=clock.now_us())])
    if isinstance(outcome, Refused):
        raise CannotStart(Fault("TRY-AGAIN", "", {"code": outcome.code.value}))


def _check(entrant: Entrant, round: Round, made: Sequence[_Made], now: datetime) -> RuleSet:
    """The rules in force, when they let `entrant`, who has `made` attempts, start at `now`."""
    contest = round.contest
    if contest.state != ContestState.PUBLISHED or entrant.contest_id != contest.pk:
        raise CannotStart(Fault("CONTEST-NOT-OPEN"))
    if not rules_of_time.is_open(now, round.opens_at, round.closes_at):
        raise CannotStart(Fault("ROUND-NOT-OPEN", "", {"opens_at": round.opens_at.isoformat()}))
    rules = rules_of(_version_id(contest))
    _check_person(entrant.state, round, made, rules, now)
    return rules


def _check_person(
    state: str, round: Round, made: Sequence[_Made], rules: RuleSet, now: datetime
) -> None:
    if state != EntrantState.ACTIVE:
        raise CannotStart(Fault("ENTRANT-NOT-ACTIVE"))
    given = rules_of_attempts.allowance(rules.attempts, _counted(made), round.number, now)
    if refusal := rules_of_attempts.refusal(rules.attempts, given):
        raise CannotStart(refusal)


def _hold_person(entrant: Entrant, round: Round, rules: RuleSet, now: datetime) -> None:
    """Look again with the entrant's row taken until the end of the transaction: the unique number
    speaks for one round only, a limit of a day, a week or the contest for all of them."""
    row = Entrant.objects.select_for_update(no_key=True).filter(pk=entrant.pk)
    _check_person(row.values_list("state", flat=True).get(), round, _made(entrant), rules, now)


def _create(
    entrant: Entrant,
    round: Round,
    number: int,
    rules: RuleSet,
    started: datetime,
    address: str,
    browser: str,
    seed: bytes | None,
) -> Attempt:
    ends = rules_of_time.deadline(
        started, round.opens_at, round.closes_at, rules, entrant.extra_time_percent
    )
    indexes = {
        "address_index": blind_index(address, "attempt-address"),
        "browser_index": blind_index(browser, "attempt-browser"),
    }
    paper = drawn_paper(
        contest=round.contest,
        rule_version_id=_version_id(round.contest),
        round=round,
        entrant=entrant,
        started_us=to_us(started),
        deadline_us=to_us(ends),
        grace_us=rules.timing.grace_seconds * 1_000_000,
        extra_time_percent=entrant.extra_time_percent,
        seed=seed,
    )
    with transaction.atomic():
        _hold_person(entrant, round, rules, started)
        paper.save(force_insert=True)
        return Attempt.objects.create(
            paper=paper, entrant=entrant, round=round, number=number, **indexes
        )


def _version_id(contest: Contest) -> int:
    if contest.current_version_id is None:
        raise CannotStart(Fault("CONTEST-NOT-OPEN"))
    return int(contest.current_version_id)


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
