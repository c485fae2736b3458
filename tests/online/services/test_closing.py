"""Handing in by time, by form and by hand; changes with a reason."""

from __future__ import annotations

import pytest

from accounts.models import AuditEvent
from accounts.selectors.access import Forbidden
from contests import answers
from contests.answers import Code, HandedIn, HandIn, Refused, SaveAnswer, Saved
from contests.clock import SYSTEM, DemoClock
from contests.models import AnswerEvent, PaperState
from contests.online.services import changes
from contests.online.services.attempts import start_attempt
from contests.online.services.changes import CannotChange
from contests.online.services.closing import sweep_due
from contests.online.services.sitting import form_base, hand_in, save_form
from contests.results.models import AttemptResult
from contests.results.services.marking import mark_everything
from contests.results.services.verifying import verify
from contests.selectors.papers import current_answers
from tests.cast import make_user
from tests.contests.scene import make_scene


@pytest.fixture
def clock():
    return DemoClock(SYSTEM.now())


@pytest.fixture
def attempt(scene, clock):
    return start_attempt(entrant=scene.entrant, round=scene.round, clock=clock)


def saving(paper, key="key-0001", **values):
    fields = {"item": 1, "response": "B", "client_seq": 1, "received_us": paper.started_us + 1}
    fields |= values
    return SaveAnswer(paper.public_id, paper.epoch, 0, client_key=key, **fields)


def test_the_sweeper_closes_what_is_due_and_only_that(transactional_db, clock):
    scene = make_scene(entrants=5)
    attempts = [
        start_attempt(entrant=entrant, round=scene.round, clock=clock) for entrant in scene.entrants
    ]
    answers.perform([saving(attempts[0].paper)])
    late = attempts[4].paper
    late.deadline_us += 1
    late.save()
    assert sweep_due(clock=clock) == 0
    clock.advance(us=20 * 60_000_000 + 5_000_000 + answers.SETTLE_US)
    assert sweep_due(clock=clock) == 4
    assert sweep_due(clock=clock) == 0
    receipts = set()
    for attempt in attempts[:4]:
        attempt.paper.refresh_from_db()
        assert (attempt.paper.state, attempt.paper.close_kind) == (PaperState.SUBMITTED, "time")
        assert attempt.paper.closed_us == attempt.paper.deadline_us
        receipts.add(attempt.paper.receipt)
    assert len(receipts) == 4
    late.refresh_from_db()
    assert late.state == PaperState.OPEN


def test_handing_in_by_hand(attempt, clock):
    paper = attempt.paper
    clock.advance(seconds=300)
    done = hand_in(paper=paper, clock=clock)
    assert (done.kind, done.closed_us - paper.started_us) == ("person", 300_000_000)
    assert hand_in(paper=paper, clock=clock).receipt == done.receipt


def test_a_form_writes_only_what_was_changed_on_it(attempt):
    paper = attempt.paper
    base = form_base(paper)
    at = paper.started_us + 1_000_000
    choices = dict.fromkeys(range(1, 11), "") | {1: "A", 2: "B"}
    done = save_form(paper=paper, choices=choices, base=base, received_us=at)
    assert (done.changed, done.refused, done.receipt) == (2, None, None)
    # Elsewhere item 1 becomes C; then the old page, rendered at `base`, is sent once more.
    newer = saving(paper, item=1, response="C", client_seq=at // 1000 + 5_000)
    assert answers.perform([newer]) == [Saved()]
    stale = choices | {2: "", 3: "D"}
    newest = form_base(paper)
    save_form(paper=paper, choices=stale | {1: "A"}, base=newest - 1, received_us=at + 6_000_000)
    assert {i: a.response for i, a in current_answers(paper.pk).items()} == {1: "C", 3: "D"}


def test_a_form_hands_in_with_its_last_choices(attempt):
    paper = attempt.paper
    at = paper.started_us + 1_000_000
    done = save_form(paper=paper, choices={1: "A", 2: "D"}, base=0, received_us=at, close=True)
    assert (done.changed, done.receipt.answered, done.receipt.kind) == (2, 2, "person")
    again = save_form(paper=paper, choices={1: "B"}, base=0, received_us=at, close=True)
    assert (again.changed, again.refused) == (0, Code.CLOSED)
    assert again.receipt.receipt == done.receipt.receipt


def test_a_form_cannot_answer_what_is_not_asked(attempt):
    with pytest.raises(ValueError, match="item 11"):
        save_form(paper=attempt.paper, choices={11: "A"}, base=0, received_us=1)
    with pytest.raises(ValueError, match="item 1"):
        save_form(paper=attempt.paper, choices={1: "Z"}, base=0, received_us=1)
    assert not AnswerEvent.objects.exists()


def test_more_time_ends_old_tickets_and_is_audited(scene, attempt, clock):
    paper = attempt.paper
    before = paper.deadline_us
    changed = changes.extend(
        attempt=attempt, seconds=600, actor=scene.organizer, reason=" mất điện ", clock=clock
    )
    assert (changed.deadline_us - before, changed.epoch) == (600_000_000, 1)
    assert answers.perform([saving(paper)]) == [Refused(Code.STALE_EPOCH)]
    within = saving(changed, received_us=before + 300_000_000)
    assert answers.perform([within]) == [Saved()]
    event = AuditEvent.objects.get(action="attempt.extended")
    assert (event.actor, event.data["reason"]) == (scene.organizer, "mất điện")
    assert event.object_id == paper.public_id


def test_an_annulled_attempt_takes_nothing_and_keeps_its_ledger(scene, attempt, clock):
    paper = attempt.paper
    answers.perform([saving(paper)])
    changes.annul(attempt=attempt, actor=scene.organizer, reason="thi hộ", clock=clock)
    assert answers.perform([saving(paper, "key-0002")]) == [Refused(Code.CLOSED)]
    assert AnswerEvent.objects.filter(paper=paper).count() == 1
    with pytest.raises(CannotChange, match="PAPER-ANNULLED"):
        changes.annul(attempt=attempt, actor=scene.organizer, reason="x", clock=clock)
    with pytest.raises(CannotChange, match="PAPER-NOT-OPEN"):
        changes.extend(attempt=attempt, seconds=9, actor=scene.organizer, reason="x")


def test_a_reopened_attempt_gets_a_new_receipt(scene, attempt, clock):
    paper = attempt.paper
    first = hand_in(paper=paper, clock=clock)
    changed = changes.reopen(
        attempt=attempt, seconds=120, actor=scene.organizer, reason="nộp nhầm", clock=clock
    )
    assert (changed.state, changed.receipt, changed.epoch) == (PaperState.OPEN, "", 2)
    assert changed.deadline_us == clock.now_us() + 120_000_000
    (second,) = answers.perform([HandIn(paper.public_id, clock.now_us() + 1)])
    assert isinstance(second, HandedIn) and second.receipt != first.receipt


def test_the_time_until_a_reopening_is_not_working_time(scene, attempt, clock):
    paper = attempt.paper
    clock.advance(seconds=60)
    hand_in(paper=paper, clock=clock)
    for pause, work in ((600, 20), (3600, 10)):
        clock.advance(seconds=pause)
        changes.reopen(
            attempt=attempt, seconds=120, actor=scene.organizer, reason="nộp nhầm", clock=clock
        )
        clock.advance(seconds=work)
        hand_in(paper=paper, clock=clock)
    assert mark_everything(scene.contest) == 1
    result = AttemptResult.objects.get(paper=paper)
    assert (result.duration_ms, result.submitted_us) == (90_000, clock.now_us())
    assert verify(scene.contest, pytest.fail)["attempts"] == 1
    # Control: a pause that the trail does not know is found.
    paper.refresh_from_db()
    type(paper).objects.filter(pk=paper.pk).update(paused_us=paper.paused_us + 5_000_000)
    found = []
    verify(scene.contest, found.append)
    assert [(one.field, one.stored, one.recomputed) for one in found] == [
        ("paused_us", 4_205_000_000, 4_200_000_000)
    ]


def test_changes_need_the_right_a_reason_and_a_span(scene, attempt):
    stranger = make_user("nguoi-la", "Người lạ")
    with pytest.raises(Forbidden):
        changes.annul(attempt=attempt, actor=stranger, reason="x")
    with pytest.raises(CannotChange, match="REASON-MISSING"):
        changes.annul(attempt=attempt, actor=scene.organizer, reason="  ")
    for seconds in (0, -5, 86_401):
        with pytest.raises(CannotChange, match="SECONDS-RANGE"):
            changes.extend(attempt=attempt, seconds=seconds, actor=scene.organizer, reason="x")
    attempt.paper.refresh_from_db()
    assert (attempt.paper.state, attempt.paper.epoch) == (PaperState.OPEN, 0)
    assert not AuditEvent.objects.exists()
