"""Starting an attempt: once, in time, within the allowance; the running one is given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contests import answers
from contests.answers import HandIn, SaveAnswer
from contests.clock import SYSTEM, DemoClock, to_us
from contests.models import ContestState, EntrantState, Paper, PaperState
from contests.online.models import Attempt
from contests.online.services.attempts import (
    CannotStart,
    allowance_of,
    start_attempt,
    start_practice,
)
from contests.rules.ruleset import Attempts, AttemptUnit
from contests.selectors.papers import is_unchanged
from tests.contests.scene import make_scene


def start(scene, clock=SYSTEM, **values):
    return start_attempt(entrant=scene.entrant, round=scene.round, clock=clock, **values)


def code_of(call) -> str:
    with pytest.raises(CannotStart) as refused:
        call()
    return refused.value.fault.code


def test_an_attempt_has_a_frozen_paper_and_its_time(scene):
    clock = DemoClock(SYSTEM.now())
    attempt = start(scene, clock, address="10.1.2.3", browser="Firefox")
    paper = attempt.paper
    assert (attempt.number, paper.state, len(paper.items)) == (1, PaperState.OPEN, 10)
    assert paper.started_us == clock.now_us()
    assert paper.deadline_us - paper.started_us == 20 * 60_000_000
    assert paper.grace_us == 5_000_000
    assert is_unchanged(paper)
    assert len(attempt.address_index) == len(attempt.browser_index) == 43
    assert "10.1.2.3" not in attempt.address_index


def test_starting_again_gives_the_running_attempt_back(scene):
    assert start(scene) == start(scene)
    assert Paper.objects.count() == 1


def test_a_seed_gives_the_same_paper(scene):
    clock = DemoClock(SYSTEM.now())
    first = start(scene, clock, seed=b"s" * 32)
    answers.perform([HandIn(first.paper.public_id, clock.now_us())])
    second = start(scene, clock, seed=b"s" * 32)
    assert (second.number, second.paper.items) == (2, first.paper.items)
    assert second.paper.sha256 == first.paper.sha256


def test_a_running_attempt_whose_time_is_over_is_closed_first(scene):
    clock = DemoClock(SYSTEM.now())
    first = start(scene, clock)
    clock.advance(us=20 * 60_000_000 + 5_000_000)
    assert start(scene, clock) == first  # still within grace
    clock.advance(us=1)
    second = start(scene, clock)
    first.paper.refresh_from_db()
    assert second.number == 2
    assert (first.paper.state, first.paper.close_kind) == (PaperState.SUBMITTED, "time")
    assert first.paper.closed_us == first.paper.deadline_us and first.paper.receipt


def test_the_closing_of_the_round_cuts_the_time(scene):
    clock = DemoClock(scene.round.closes_at - timedelta(minutes=3))
    assert start(scene, clock).paper.deadline_us == to_us(scene.round.closes_at)


def test_extra_time_is_given(scene):
    scene.entrant.extra_time_percent = 50
    scene.entrant.save()
    paper = start(scene).paper
    assert paper.deadline_us - paper.started_us == 30 * 60_000_000
    assert paper.extra_time_percent == 50


def test_not_before_and_not_after_the_round(scene):
    before = DemoClock(scene.round.opens_at - timedelta(microseconds=1))
    after = DemoClock(scene.round.closes_at)
    assert code_of(lambda: start(scene, before)) == "ROUND-NOT-OPEN"
    assert code_of(lambda: start(scene, after)) == "ROUND-NOT-OPEN"
    assert start(scene, DemoClock(scene.round.opens_at)).number == 1


def test_not_who_was_disqualified_nor_in_a_cancelled_or_foreign_contest(scene):
    scene.entrant.state = EntrantState.DISQUALIFIED
    scene.entrant.save()
    assert code_of(lambda: start(scene)) == "ENTRANT-NOT-ACTIVE"
    scene.contest.state = ContestState.CANCELLED
    scene.contest.save()
    assert code_of(lambda: start(scene)) == "CONTEST-NOT-OPEN"
    other = make_scene()
    foreign = lambda: start_attempt(entrant=scene.entrant, round=other.round)  # noqa: E731
    assert code_of(foreign) == "CONTEST-NOT-OPEN"
    assert not Attempt.objects.exists()


def test_no_more_than_the_rules_allow(transactional_db):
    scene = make_scene(attempts=Attempts(unit=AttemptUnit.ROUND, count=2))
    clock = DemoClock(SYSTEM.now())
    for left in (2, 1):
        assert allowance_of(scene.entrant, scene.round, clock).left == left
        attempt = start(scene, clock)
        answers.perform([HandIn(attempt.paper.public_id, clock.now_us())])
        clock.advance(seconds=60)
    assert code_of(lambda: start(scene, clock)) == "ATTEMPTS-USED"
    # An annulled attempt gives its place back, and its number is not used twice.
    Paper.objects.filter(attempt__number=1).update(state=PaperState.ANNULLED)
    assert start(scene, clock).number == 3


def test_practice_is_nobodys_and_never_closes_a_contest(scene):
    paper = start_practice(contest=scene.contest)
    assert (paper.entrant, paper.round, paper.is_practice) == (None, None, True)
    op = SaveAnswer(paper.public_id, 0, 0, 1, "A", "key-0001", 1, paper.started_us)
    assert answers.perform([op]) == [answers.Saved()]
    scene.contest.state = ContestState.DRAFT
    assert code_of(lambda: start_practice(contest=scene.contest)) == "CONTEST-NOT-OPEN"
