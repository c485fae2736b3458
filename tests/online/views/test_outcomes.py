"""What may be shown of a handed-in paper, and when (docs: `contests.online.selectors.outcome`)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contests.clock import SYSTEM
from contests.models import KeyCorrection, Paper
from contests.online.selectors.outcome import outcome
from contests.online.services.attempts import start_practice
from contests.online.services.sitting import hand_in, save_form
from contests.rules.clock import settled_at
from contests.rules.ruleset import Disclosure, ShowKey, ShowResult
from contests.selectors.contests import published_rules
from contests.selectors.keys import paper_key
from quiz.models import RevisionKey
from tests.contests.scene import Scene, make_entrant
from tests.online.walk import open_contest


def done(scene: Scene, paper: Paper, items: int = 6) -> Paper:
    """`paper` with the right letter on the first `items` questions, handed in."""
    key = paper_key(paper)
    choices = {n: "".join(sorted(key[n - 1].right)) for n in range(1, items + 1)}
    save_form(paper=paper, choices=choices, base=0, received_us=SYSTEM.now_us())
    hand_in(paper=paper)
    paper.refresh_from_db()
    return paper


def over(scene: Scene):
    return settled_at(scene.round.closes_at, published_rules(scene.contest))


@pytest.mark.parametrize("result", ShowResult)
@pytest.mark.parametrize("key", ShowKey)
def test_nothing_before_its_time(transactional_db: None, result: ShowResult, key: ShowKey) -> None:
    scene = open_contest(disclosure=Disclosure(result=result, key=key))
    paper = done(scene, scene.paper(), 4)
    now, end = SYSTEM.now(), over(scene)
    for moment in (now, end - timedelta(microseconds=1)):
        seen = outcome(paper, moment)
        assert seen.review is None
        assert (seen.score is not None) == (result is ShowResult.IMMEDIATELY)
    seen = outcome(paper, end)
    assert seen.score is not None and seen.score.correct == 4
    assert (seen.review is None) == (key is ShowKey.NEVER)


def test_the_review_explains(transactional_db: None) -> None:
    scene = open_contest()
    RevisionKey.objects.update(explanation="Vì luật nói thế.", citation_text="Điều 8 Luật 14")
    paper = done(scene, scene.paper(), 5)
    review = outcome(paper, over(scene)).review
    assert review is not None and [one.correct for one in review] == [True] * 5 + [False]
    first = review[0]
    assert first.explanation == "Vì luật nói thế." and first.citations == ("Điều 8 Luật 14",)
    assert [one.letter for one in first.options if one.right] == [
        one.letter for one in first.options if one.chosen
    ]


def test_a_question_struck_out_counts_for_everybody(transactional_db: None) -> None:
    scene = open_contest()
    paper = done(scene, scene.paper(), 5)
    KeyCorrection.objects.create(
        contest=scene.contest,
        revision_id=paper.items[5][0],
        right=[],
        reason="sai căn cứ",
        decided_by=scene.organizer,
        decided_at=SYSTEM.now(),
    )
    seen = outcome(paper, over(scene))
    assert seen.score is not None and seen.score.correct == 6
    assert seen.review is not None and seen.review[5].void


def test_somebody_with_more_time_keeps_the_key_closed(transactional_db: None) -> None:
    scene = open_contest()
    paper = done(scene, scene.paper())
    late = scene.paper(make_entrant(scene.contest, "Người được gia hạn"))
    assert outcome(paper, over(scene)).review is None
    done(scene, late)
    assert outcome(paper, over(scene)).review is not None


def test_practice_keeps_the_key_until_the_contest_is_over(transactional_db: None) -> None:
    scene = open_contest()
    full = done(scene, start_practice(contest=scene.contest))
    part = done(scene, start_practice(contest=scene.contest), 5)
    now = SYSTEM.now()
    assert outcome(full, now).score is not None and outcome(full, now).review is None
    assert outcome(part, now).score is None, "one answer at a time would find the key"
    assert outcome(part, over(scene)).score is not None
    assert outcome(full, over(scene)).review is not None
