"""Item analysis of a real contest: what is counted, when it is shown, where it is read again."""

from __future__ import annotations

import gc
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from contests.clock import SYSTEM
from contests.models import AnswerEvent, Round
from contests.results.models import AttemptResult, ItemAnalysis, ItemFigure
from contests.results.selectors.sittings import sittings
from contests.results.services.analysing import analyse
from contests.results.services.marking import mark_everything
from quiz.rules.question import Kind
from quiz.selectors.uses import uses_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(closed):
    made = closed()
    mark_everything(made.scene.contest)
    return made


def test_every_valid_paper_is_counted_once_with_the_marks_that_stand(marked):
    contest = marked.scene.contest
    AttemptResult.objects.filter(pk=marked.papers[0].pk).update(is_valid=False)
    seen, right = Counter(), Counter()
    for row in AttemptResult.objects.filter(contest=contest, is_valid=True).select_related("paper"):
        for item, sign in zip(row.paper.items, row.per_item, strict=True):
            seen[item[0]] += 1
            right[item[0]] += sign == "1"
    made = analyse(contest=contest, actor=None)
    assert made.papers == len(marked.papers) - 1
    found = {row.revision_id: row.figures for row in made.items.all()}
    assert {pk: (f["answers"], f["right"]) for pk, f in found.items()} == {
        pk: (count, right[pk]) for pk, count in seen.items()
    }
    # Only those who chose the right option have it right, wherever it was displayed.
    for figures in found.values():
        chosen = sum(option["count"] for option in figures["options"] if option["right"])
        assert chosen >= figures["right"]


def test_choices_are_read_in_the_authors_order_and_times_from_the_server(marked):
    paper = marked.papers[0]
    (revision, order, _), start = paper.items[0], paper.started_us
    AnswerEvent.objects.filter(paper=paper).delete()
    for number, (item, letter, seconds) in enumerate([(1, "A", 30), (2, "B", 40), (1, "B", 70)]):
        AnswerEvent.objects.create(
            paper=paper, item=item, response=letter, client_key=f"key-{number:04d}",
            client_seq=number, received_us=start + seconds * 1_000_000, committed_us=0,
        )  # fmt: skip
    sat = next(iter(sittings(marked.scene.contest, {revision: Kind.SINGLE})))
    assert sat.choices[0] == "ABCD"[int(order[1])]  # the last choice counts
    assert sat.choices[1] == ""  # its kind was not told
    assert list(sat.took_ms[:3]) == [30_000, 10_000, None]  # the first choice ends the time


def test_a_new_analysis_replaces_the_old_one(marked):
    first = analyse(contest=marked.scene.contest, actor=None)
    second = analyse(contest=marked.scene.contest, actor=None)
    assert ItemAnalysis.objects.get() == second != first
    assert ItemFigure.objects.filter(analysis=first).count() == 0
    question = second.items.first().revision.question
    (use,) = uses_of(question)
    assert (use.title, use.at) == (marked.scene.contest.title, second.computed_at)


def test_a_stopped_analysis_leaves_nothing_behind(marked):
    def stop(done: int, total: int) -> None:
        assert not gc.isenabled()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        analyse(contest=marked.scene.contest, actor=None, progress=stop)
    assert gc.isenabled() and not ItemAnalysis.objects.exists()


def test_the_page_counts_shows_and_is_shut_while_a_round_is_open(marked):
    contest, staff = marked.scene.contest, Client()
    now = SYSTEM.now()
    contest.rounds.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=8))
    staff.force_login(marked.scene.organizer)
    address = f"/quan-ly/cuoc-thi/{contest.slug}/ket-qua/phan-tich/"
    assert "Chưa tính lần nào" in staff.get(address).content.decode()
    done = staff.post(address, follow=True)
    assert done.redirect_chain[-1][0] == address
    page = done.content.decode()
    assert f"{len(marked.papers)} lượt thi hợp lệ" in page
    assert "trả lời đúng" in page
    assert "<svg" in page
    Round.objects.filter(contest=contest).update(closes_at=now + timedelta(days=1))
    assert ItemAnalysis.objects.count() == 1
    shut = staff.get(address).content.decode()
    assert "không còn đợt thi nào đang mở" in shut
    assert "trả lời đúng" not in shut
    staff.post(address)
    assert ItemAnalysis.objects.count() == 1
