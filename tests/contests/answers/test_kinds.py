"""Every kind on a paper: drawn, frozen, judged by its ticket, kept in the ledger, marked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from contests import answers, tickets
from contests.answers import SaveAnswer, Saved, perform
from contests.clock import SYSTEM
from contests.results.services.marking import ledger_answers
from contests.rules.ruleset import Cell, Partial, RuleSet, Scheme
from contests.rules.ruleset import Paper as PaperRules
from contests.rules.scoring import score_attempt
from contests.selectors.contests import rules_of
from contests.selectors.keys import paper_key
from contests.selectors.papers import is_unchanged, paper_items, shape_of
from contests.selectors.spoken import key_words, response_words
from quiz.models import Picture, Revision
from quiz.rules.displayed import right_response
from quiz.rules.marking import Rows
from quiz.rules.question import Kind
from quiz.rules.responses import fits
from tests.contests.scene import KINDS, Scene, forget_kept, make_scene

ALL = ("single", "multiple", "true_false", *KINDS)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    rules = RuleSet(
        paper=PaperRules(
            cells=(Cell(count=len(ALL)),),
            banks=("bank",),
            marking=Scheme(Partial.EXAM_2025, penalty_percent=50),
        )
    )
    return make_scene(questions=len(ALL), kinds=ALL, entrants=2, rules=rules)


def right_of(paper) -> dict[int, str]:
    found = {}
    for number, one in enumerate(paper_key(paper), start=1):
        found[number] = (
            right_response(one.key) if one.key is not None else "".join(sorted(one.right))
        )
    return found


def save(paper, given: dict[int, str]) -> list[object]:
    ticket = tickets.for_paper(paper)
    return perform(
        [
            SaveAnswer(
                paper=paper.public_id, epoch=ticket.paper_epoch,
                entrant_epoch=ticket.entrant_epoch, item=item, response=response,
                client_key=f"key-{item:08d}", client_seq=item, received_us=SYSTEM.now_us(),
            )
            for item, response in given.items()
        ]
    )  # fmt: skip


def test_the_right_answers_travel_the_whole_way(scene: Scene) -> None:
    paper = scene.paper()
    ticket = tickets.parse(tickets.issue(tickets.for_paper(paper)), SYSTEM.now_us())
    right = right_of(paper)
    assert {item.kind.value for item in paper_items(paper)} == set(ALL)
    assert [item for item, text in right.items() if not ticket.takes(item, text)] == []
    assert not any(ticket.takes(item, "\x00") for item in right)
    assert all(isinstance(one, Saved) for one in save(paper, right))
    kept = ledger_answers([paper.pk])[paper.pk]
    assert kept == right
    score = score_attempt(kept, paper_key(paper), rules_of(paper.rule_version_id))
    assert (score.correct, score.per_item) == (len(ALL), "1" * len(ALL))
    assert score.points_milli == 1000 * len(ALL)
    assert is_unchanged(paper)
    assert answers.drain(10)


def test_parts_and_penalties_follow_the_rules(scene: Scene) -> None:
    paper = scene.paper()
    items = {item.kind: item for item in paper_items(paper)}
    key = paper_key(paper)
    statements = items[Kind.STATEMENTS].number
    own = key[statements - 1].key
    assert isinstance(own, Rows)
    wrong = {"T": "F", "F": "T"}
    given = {
        statements: own.signs[0] + wrong[own.signs[1]] + "".join(own.signs[2:]),
        items[Kind.NUMBER].number: "19",
    }
    rules = rules_of(paper.rule_version_id)
    score = score_attempt(given, key, rules)
    assert score.points_milli == 500 - 500 and score.correct == 0
    assert sorted(score.per_item)[-2:] == ["0", "~"] or "~" in score.per_item
    whole = replace(rules, paper=replace(rules.paper, marking=Scheme()))
    assert score_attempt(given, key, whole).points_milli == 0
    assert Fraction(score_attempt({}, key, rules).points_milli) == 0


def test_steps_and_choices_are_shuffled_whatever_the_rules_say(transactional_db) -> None:
    rules = RuleSet(
        paper=PaperRules(
            cells=(Cell(count=2),), banks=("bank",), shuffle_questions=False, shuffle_options=False
        )
    )
    scene = make_scene(questions=2, kinds=("order", "matching"), rules=rules)
    papers = [scene.paper(seed=bytes([number]) * 32) for number in range(12)]
    assert len({paper.items[0][1] for paper in papers}) > 2
    assert len({paper.items[1][1].partition("/")[2] for paper in papers}) > 2
    assert {paper.items[1][1].partition("/")[0] for paper in papers} == {"01"}
    assert len({paper.sha256 for paper in papers}) > 2


def test_a_response_is_told_in_words(scene: Scene) -> None:
    paper = scene.paper()
    right = right_of(paper)
    for item, key in zip(paper_items(paper), paper_key(paper), strict=True):
        words = response_words(item, right[item.number])
        assert words and words == key_words(item, key)
        assert not {"\x1e", "\x1f"} & set(words)
        assert response_words(item, "") == ""
        assert fits(shape_of(item), right[item.number])


def test_further_pictures_stand_at_their_place_and_in_the_digest(scene: Scene) -> None:
    revision = Revision.objects.get(kind="single")
    pictures = [
        Picture.objects.create(sha256=f"{n}" * 64, width=40, height=30, file=f"questions/{n}.webp")
        for n in (1, 2)
    ]
    before = scene.paper(seed=b"1" * 32)
    Revision.objects.filter(pk=revision.pk).update(
        body={
            "pictures": [
                [f"{pictures[0].public_id}.webp", "Biển cấm", -1],
                [f"{pictures[1].public_id}.webp", "Biển báo", 2],
                ["gone.webp", "", -1],
            ]
        }
    )
    forget_kept()
    after = scene.paper(seed=b"1" * 32)
    assert before.items == after.items and before.sha256 != after.sha256
    item = next(one for one in paper_items(after) if one.kind is Kind.SINGLE)
    assert [one.alt for one in item.pictures] == ["Biển cấm"]
    assert [one.picture.alt for one in item.options if one.picture] == ["Biển báo"]
    shown = next(one for one in item.options if one.picture)
    assert shown.text == revision.options[2]["text"]
