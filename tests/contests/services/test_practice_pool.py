"""What is set aside for practice never comes in the real thing (threat: practice as an oracle)."""

from __future__ import annotations

import pytest

from contests.models import Contest, PoolUse
from contests.rules.ruleset import Cell, Paper, RuleSet
from contests.selectors.contests import rules_of
from contests.selectors.pool import frozen_pool
from contests.services.papers import drawn_items, uses
from quiz.rules.drawing import PoolItem
from quiz.rules.question import Difficulty, Kind
from tests.contests.scene import make_scene


def pool(size: int) -> list[PoolItem]:
    return [
        PoolItem(number, "t", Difficulty.EASY, False, Kind.SINGLE, (False,) * 4)
        for number in range(1, size + 1)
    ]


def rules(count: int, *, practice: bool = True) -> RuleSet:
    return RuleSet(paper=Paper(cells=(Cell(count),), banks=("B",)), practice=practice)


def kinds(found: dict[int, PoolUse]) -> list[int]:
    return [list(found.values()).count(use) for use in PoolUse]


def test_one_paper_is_set_aside_when_the_rest_suffices() -> None:
    assert kinds(uses(Contest(public_id="a"), rules(10), pool(30))) == [20, 10, 0]
    assert kinds(uses(Contest(public_id="a"), rules(10), pool(20))) == [10, 10, 0]


def test_a_small_pool_shares_one_fixed_paper_with_practice() -> None:
    assert kinds(uses(Contest(public_id="a"), rules(10), pool(19))) == [9, 0, 10]


def test_without_practice_everything_is_real() -> None:
    assert kinds(uses(Contest(public_id="a"), rules(10, practice=False), pool(30))) == [30, 0, 0]


def test_the_next_version_sets_the_same_questions_aside() -> None:
    contest = Contest(public_id="a")
    assert uses(contest, rules(10), pool(30)) == uses(contest, rules(10), pool(30))
    assert uses(contest, rules(10), pool(30)) != uses(Contest(public_id="b"), rules(10), pool(30))


@pytest.mark.django_db
def test_a_law_that_ends_takes_its_questions_out_while_the_rest_is_enough() -> None:
    scene = make_scene(questions=7, entrants=0, rules=rules(4, practice=False))
    version = scene.version
    pool = [item.revision_id for item in frozen_pool(version.pk)]
    held = frozenset(pool[:3])
    for seed in range(20):
        drawn = drawn_items(rules_of(version), version.pk, bytes([seed] * 32), held=held)
        assert held.isdisjoint(item[0] for item in drawn)
    # One more and the blueprint cannot be filled: then the contest goes on with all of them.
    more = frozenset(pool[:4])
    assert len(drawn_items(rules_of(version), version.pk, bytes(32), held=more)) == 4
