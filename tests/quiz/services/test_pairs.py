"""Pairs of questions: found once, decided once, asked again when a question says something else."""

from dataclasses import replace

import pytest

from accounts.models import AuditEvent
from accounts.rules.refusal import Refused
from quiz.models import PairDecision, Question, QuestionPair
from quiz.rules.duplicates import Likeness
from quiz.selectors.pairs import open_pairs
from quiz.services import pairs, questions
from tests.quiz import scene

pytestmark = pytest.mark.django_db


def test_a_contradiction_is_found_and_a_second_search_finds_nothing_new(cast):
    pair = scene.make_pair(cast)
    assert pair.likeness == Likeness.CONTRADICTION
    assert pairs.search(actor=cast.author) == 1
    assert list(open_pairs(cast.reviewer)) == [pair]
    assert not open_pairs(cast.stranger).exists()
    assert not open_pairs(cast.newcomer).exists()


def test_keeping_both_is_asked_once_until_a_question_changes(cast):
    pair = scene.make_pair(cast)
    pairs.keep_both(actor=cast.author, pair=pair)
    assert AuditEvent.objects.filter(action="question.pair_decided").count() == 1
    with pytest.raises(Refused, match="pair-decided"):
        pairs.keep_both(actor=cast.author, pair=pair)
    pairs.search(actor=cast.author)
    assert not open_pairs(cast.author).exists()
    questions.revise_question(
        actor=cast.author,
        question=pair.second,
        seen=1,
        draft=replace(scene.DRAFT, explanation="Khoản 1 Điều 8."),
        topic=None,
        picture=None,
    )
    pairs.search(actor=cast.author)
    asked_again = open_pairs(cast.author).get()
    assert (asked_again.pk, asked_again.likeness) == (pair.pk, Likeness.SAME)


def test_one_is_retired_or_neither(cast):
    pair = scene.make_pair(cast)
    with pytest.raises(ValueError, match="none of the pair"):
        pairs.retire_one(actor=cast.author, pair=pair, question=Question(pk=-1))
    pairs.retire_one(actor=cast.author, pair=pair, question=pair.second)
    assert Question.objects.get(pk=pair.second_id).state == "retired"
    assert QuestionPair.objects.get().decision == PairDecision.RETIRED
    pairs.search(actor=cast.author)
    assert not open_pairs(cast.author).exists()


def test_a_refused_retirement_leaves_the_pair_open(cast):
    pair = scene.make_pair(cast)
    questions.retire_question(actor=cast.author, question=pair.first)
    with pytest.raises(Refused, match="question-retired"):
        pairs.retire_one(actor=cast.author, pair=pair, question=pair.first)
    assert QuestionPair.objects.get().decision == PairDecision.OPEN


def test_what_is_no_longer_alike_is_dropped(cast):
    pair = scene.make_pair(cast)
    questions.revise_question(
        actor=cast.author,
        question=pair.second,
        seen=1,
        draft=replace(scene.DRAFT, stem="Ai quản lý nhà nước về phổ biến, giáo dục pháp luật?"),
        topic=None,
        picture=None,
    )
    assert pairs.search(actor=cast.author) == 0
    assert not QuestionPair.objects.exists()
