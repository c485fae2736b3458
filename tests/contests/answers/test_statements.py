"""What the commit decides: every reason to refuse, and that nothing else is one."""

from __future__ import annotations

from contests import answers
from contests.answers import Code, HandedIn, HandIn, Refused, Saved
from contests.models import AnswerEvent, EntrantState, Paper, PaperState
from contests.selectors.papers import current_answers


def one(op):
    (outcome,) = answers.perform([op])
    return outcome


def test_an_answer_is_in_the_ledger_when_it_is_acknowledged(scene, save):
    paper = scene.paper()
    assert one(save(paper, item=3, response="C", client_seq=7)) == Saved()
    event = AnswerEvent.objects.get()
    assert (event.paper_id, event.item, event.response, event.client_seq) == (paper.pk, 3, "C", 7)
    assert event.committed_us >= event.received_us - 2_000_000
    assert current_answers(paper.pk)[3].response == "C"


def test_the_same_again_is_acknowledged_again_and_written_once(scene, save):
    paper = scene.paper()
    op = save(paper)
    assert answers.perform([op, op]) == [Saved(), Saved(again=True)]
    assert one(op) == Saved(again=True)
    assert AnswerEvent.objects.count() == 1


def test_a_key_of_another_content_is_refused(scene, save):
    paper = scene.paper()
    first, other = save(paper), save(paper, response="C")
    assert answers.perform([first, other]) == [Saved(), Refused(Code.FOREIGN_KEY)]
    assert one(other) == Refused(Code.FOREIGN_KEY)
    assert one(save(paper, item=2)) == Refused(Code.FOREIGN_KEY)
    assert AnswerEvent.objects.get().response == "B"


def test_two_papers_may_use_the_same_key(scene, save):
    a, b = scene.paper(), scene.paper()
    assert answers.perform([save(a), save(b, response="D")]) == [Saved(), Saved()]
    assert sorted(AnswerEvent.objects.values_list("response", flat=True)) == ["B", "D"]


def test_deadline_and_grace_are_inclusive_to_the_microsecond(scene, save):
    paper = scene.paper()
    last = paper.deadline_us + paper.grace_us
    assert one(save(paper, "key-late", received_us=last + 1)) == Refused(Code.LATE)
    assert one(save(paper, "key-last", received_us=last)) == Saved()


def test_what_was_saved_is_acknowledged_again_after_the_deadline_and_the_hand_in(scene, save):
    paper = scene.paper()
    op = save(paper)
    assert one(op) == Saved()
    assert isinstance(one(HandIn(paper.public_id, op.received_us)), HandedIn)
    late = save(paper, received_us=paper.deadline_us * 2)
    assert one(late) == Saved(again=True)
    assert one(save(paper, "key-new1")) == Refused(Code.CLOSED)


def test_an_old_ticket_writes_nothing(scene, save):
    paper = scene.paper()
    Paper.objects.filter(pk=paper.pk).update(epoch=3)
    assert one(save(paper)) == Refused(Code.STALE_EPOCH)
    assert one(HandIn(paper.public_id, paper.started_us, epoch=0)) == Refused(Code.STALE_EPOCH)
    assert one(save(paper, epoch=3)) == Saved()


def test_a_banned_or_renewed_entrant_writes_nothing_with_the_old_ticket(scene, save):
    paper = scene.paper()
    entrant = paper.entrant
    entrant.epoch = 1
    entrant.save()
    assert one(save(paper, entrant_epoch=0)) == Refused(Code.STALE_EPOCH)
    assert one(save(paper, entrant_epoch=1)) == Saved()
    entrant.state = EntrantState.DISQUALIFIED
    entrant.save()
    assert one(save(paper, "key-0002", entrant_epoch=1)) == Refused(Code.STALE_EPOCH)
    assert one(HandIn(paper.public_id, 1, epoch=0, entrant_epoch=1)) == Refused(Code.STALE_EPOCH)


def test_unknown_and_annulled_papers_are_refused(scene, save):
    paper = scene.paper()
    assert one(save(paper, paper="x" * 22)) == Refused(Code.UNKNOWN)
    assert one(HandIn("x" * 22, 1)) == Refused(Code.UNKNOWN)
    Paper.objects.filter(pk=paper.pk).update(state=PaperState.ANNULLED)
    assert one(save(paper)) == Refused(Code.CLOSED)
    assert one(HandIn(paper.public_id, 1)) == Refused(Code.CLOSED)


def test_a_practice_paper_needs_no_entrant(scene, save):
    paper = scene.paper()
    Paper.objects.filter(pk=paper.pk).update(entrant=None, is_practice=True)
    paper.refresh_from_db()
    assert one(save(paper)) == Saved()
    assert isinstance(one(HandIn(paper.public_id, paper.started_us, epoch=0)), HandedIn)


def test_handing_in_gives_one_receipt_for_ever(scene, save):
    paper = scene.paper()
    at = paper.started_us + 61_000_000
    answers.perform([save(paper, f"key-{n:04}", item=n, client_seq=n) for n in (1, 2, 3)])
    one(save(paper, "key-back", item=3, response="", client_seq=9))
    first = one(HandIn(paper.public_id, at, epoch=0, key="close-01"))
    assert first == HandedIn(first.receipt, at, "person", answered=2, again=False)
    assert len(first.receipt) == 10 and set(first.receipt) <= set(answers.RECEIPT_LETTERS)
    again = one(HandIn(paper.public_id, at + 5, epoch=0))
    assert again == HandedIn(first.receipt, at, "person", answered=2, again=True)
    paper.refresh_from_db()
    assert (paper.state, paper.closed_us, paper.receipt) == ("submitted", at, first.receipt)
    assert (paper.epoch, paper.close_key) == (1, "close-01")


def test_a_hand_in_within_grace_counts_as_at_the_deadline(scene):
    paper = scene.paper()
    done = one(HandIn(paper.public_id, paper.deadline_us + paper.grace_us))
    assert (done.closed_us, done.kind) == (paper.deadline_us, "person")


def test_a_late_hand_in_closes_by_time(scene):
    paper = scene.paper()
    done = one(HandIn(paper.public_id, paper.deadline_us + paper.grace_us + 1))
    assert (done.closed_us, done.kind) == (paper.deadline_us, "time")


def test_the_sweeper_waits_until_queues_have_settled(scene):
    paper = scene.paper()
    due = paper.deadline_us + paper.grace_us + answers.SETTLE_US
    early = one(HandIn(paper.public_id, due - 1, by_time=True))
    assert early == Refused(Code.NOT_DUE)
    done = one(HandIn(paper.public_id, due, by_time=True))
    assert (done.closed_us, done.kind) == (paper.deadline_us, "time")


def test_a_refused_hand_in_does_not_speak_for_those_behind_it(scene):
    paper = scene.paper()
    in_time, old = paper.started_us + 1, 7
    early = HandIn(paper.public_id, in_time, by_time=True)
    stale = HandIn(paper.public_id, in_time, epoch=old)
    good, again = (HandIn(paper.public_id, in_time, epoch=0) for _ in range(2))
    told = answers.perform([early, stale, good, again, early])
    assert told[:2] == [Refused(Code.NOT_DUE), Refused(Code.STALE_EPOCH)]
    assert [one.receipt for one in told[2:]] == [good.receipt] * 3
    assert [one.again for one in told[2:]] == [False, True, True]


def test_a_refused_answer_does_not_speak_for_those_behind_it(scene, save):
    paper = scene.paper()
    late_us = paper.deadline_us + paper.grace_us + 1
    late, good = save(paper, received_us=late_us), save(paper)
    assert answers.perform([late, late, good, late, good]) == [
        Refused(Code.LATE), Refused(Code.LATE), Saved(), Saved(again=True), Saved(again=True),
    ]  # fmt: skip


def test_a_sending_that_was_refused_first_keeps_its_place(scene, save):
    paper = scene.paper()
    late_us = paper.deadline_us + paper.grace_us + 1
    early, behind = save(paper, "key-1"), save(paper, "key-2", response="D")
    told = answers.perform([save(paper, "key-1", received_us=late_us), early, behind])
    assert told == [Refused(Code.LATE), Saved(), Saved()]
    assert current_answers(paper.pk)[1].response == "D"
