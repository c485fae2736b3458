"""Prizes follow rank; one person one prize, the highest; ties at the edge wait for a draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contests.results.rules.awards import CONTEST, Open, allot
from contests.results.rules.lines import Line
from contests.results.rules.ranking import Ranked, rank
from contests.rules.ruleset import (
    Prize,
    PrizeFor,
    PrizeLevel,
    Prizes,
    PrizeScope,
    Ranking,
    RuleSet,
    TieBreak,
)

ROUND = PrizeScope.ROUND


def ranking(*correct: int, failed: tuple[int, ...] = ()) -> list[Ranked]:
    lines = [
        Line(who, who, right, right * 1000, who not in failed, who, 1, 1)
        for who, right in enumerate(correct, start=1)
    ]
    return rank(lines, RuleSet(ranking=Ranking((TieBreak.CORRECT,))))


TWO_LEVELS = Prizes(
    (
        Prize(PrizeLevel.FIRST, 1, 300, scope=ROUND),
        Prize(PrizeLevel.SECOND, 2, 200, scope=ROUND),
        Prize(PrizeLevel.OTHER, 1, 900, scope=ROUND, name="Giải lan tỏa"),
        Prize(PrizeLevel.FIRST, 1, 999, PrizeFor.COMMUNE),
    )
)


def given(made: object) -> list[tuple[int, int, int]]:
    return [(p.prize, p.round_number, p.entrant_id) for p in made.proposals]  # type: ignore[attr-defined]


def test_by_rank_from_the_highest_prize_down() -> None:
    made = allot({1: ranking(7, 9, 8, 6)}, TWO_LEVELS)
    assert given(made) == [(0, 1, 2), (1, 1, 3), (1, 1, 1)]
    assert made.open == []


def test_one_prize_per_person_is_the_highest_of_all_rounds() -> None:
    rounds = {1: ranking(8, 9, 7, 6, 5), 2: ranking(9, 8, 7, 6, 5)}
    assert given(allot(rounds, TWO_LEVELS)) == [
        (0, 1, 2),
        (0, 2, 1),
        (1, 1, 3),
        (1, 1, 4),
        (1, 2, 5),
    ]
    several = replace(TWO_LEVELS, one_per_person=False)
    assert given(allot(rounds, several))[:3] == [(0, 1, 2), (0, 2, 1), (1, 1, 1)]


def test_contest_prizes_use_the_contest_ranking() -> None:
    prizes = Prizes((Prize(PrizeLevel.FIRST, 1, 500), Prize(PrizeLevel.FIRST, 1, 100, scope=ROUND)))
    made = allot({CONTEST: ranking(1, 2), 1: ranking(3, 9)}, prizes)
    assert given(made) == [(0, CONTEST, 2), (1, 1, 1)]


def test_only_who_passed_when_the_rules_say_so() -> None:
    prizes = replace(TWO_LEVELS, pass_needed=True)
    assert given(allot({1: ranking(9, 8, 7, failed=(1,))}, prizes)) == [(0, 1, 2), (1, 1, 3)]


def test_a_tie_over_the_edge_waits_for_a_draw() -> None:
    tied = {1: ranking(9, 9, 8, 7)}
    made = allot(tied, TWO_LEVELS)
    assert given(made) == []
    assert made.open == [Open(0, 1, 1, (1, 2))]
    after = allot(tied, TWO_LEVELS, draws={1: [[2, 1]]})
    assert given(after) == [(0, 1, 2), (1, 1, 1), (1, 1, 3)]


@pytest.mark.parametrize(
    ("draws", "waits"),
    [
        ({1: [[1, 2, 3]]}, ()),
        ({1: [[1, 2]]}, (1, 2, 3)),  # the third joined later
        ({1: [[1, 2, 3, 4]]}, (1, 2, 3)),  # the fourth has left the tie
        ({2: [[1, 2, 3]]}, (1, 2, 3)),  # drawn in another round
        ({1: [[1, 2], [3, 1, 2]]}, ()),
    ],
)
def test_a_draw_decides_only_between_those_who_were_drawn(
    draws: dict[int, list[list[int]]], waits: tuple[int, ...]
) -> None:
    made = allot({1: ranking(9, 9, 9, 7)}, TWO_LEVELS, draws=draws)
    assert tuple(who for one in made.open for who in one.entrants) == waits
    if not waits:
        first, *second = draws[1][-1]
        assert given(made) == [(0, 1, first), *((1, 1, who) for who in second)]
        assert made.used == [(1, tuple(draws[1][-1]))]


def test_one_draw_serves_every_prize_of_its_tie() -> None:
    ones = Prizes(
        tuple(
            Prize(level, 1, money, scope=ROUND)
            for level, money in ((PrizeLevel.FIRST, 300), (PrizeLevel.SECOND, 200))
        )
    )
    made = allot({1: ranking(9, 9, 9)}, ones, draws={1: [[3, 1, 2]]})
    assert given(made) == [(0, 1, 3), (1, 1, 1)] and made.open == []


def test_who_holds_a_prize_of_an_older_standing_gets_no_lesser_one() -> None:
    """A person keeps the first prize of the old version; the new one ranks that person second."""
    held = {3: [(0, 1)]}
    made = allot({1: ranking(9, 7, 8, 6)}, TWO_LEVELS, held=held)
    assert given(made) == [(0, 1, 1), (1, 1, 2), (1, 1, 4)]
    several = replace(TWO_LEVELS, one_per_person=False)
    assert (1, 1, 3) in given(allot({1: ranking(9, 7, 8, 6)}, several, held=held))


@pytest.mark.parametrize(
    ("held", "second_prizes"),
    [
        ({2: [(1, 1)]}, [2, 3]),  # the same prize: still theirs
        ({2: [(0, 2)]}, [3, 4]),  # a dearer one, of another round
        ({2: [(2, 1)]}, [3, 4]),  # the jury's, dearer
        ({2: [(9, 1)]}, [3, 4]),  # one that the rules no longer know
    ],
)
def test_standing_prizes_bar_only_what_is_less(
    held: dict[int, list[tuple[int, int]]], second_prizes: list[int]
) -> None:
    made = allot({1: ranking(9, 8, 7, 6)}, TWO_LEVELS, held=held)
    assert [who for prize, _, who in given(made) if prize == 1] == second_prizes


def test_who_holds_a_lesser_prize_is_still_proposed_the_greater() -> None:
    made = allot({1: ranking(9, 8, 7, 6)}, TWO_LEVELS, held={1: [(1, 1)]})
    assert given(made)[0] == (0, 1, 1)


def test_a_tie_within_one_level_needs_no_draw() -> None:
    made = allot({1: ranking(9, 8, 8, 7)}, TWO_LEVELS)
    assert given(made) == [(0, 1, 1), (1, 1, 2), (1, 1, 3)]


@pytest.mark.parametrize("one", [True, False])
def test_several_entries_of_one_person(one: bool) -> None:
    lines = [
        Line(1, 10, 9, 9000, True, 1, 1, 1, entry=1),
        Line(1, 11, 9, 9000, True, 1, 1, 1, entry=2),
        Line(2, 20, 8, 8000, True, 1, 1, 1, entry=1),
    ]
    ranked = rank(lines, RuleSet(ranking=Ranking((TieBreak.CORRECT,))))
    prizes = Prizes((Prize(PrizeLevel.FIRST, 2, 1, scope=ROUND),), one_per_person=one)
    assert [p.entrant_id for p in allot({1: ranked}, prizes).proposals] == (
        [1, 2] if one else [1, 1]
    )


def test_fewer_entrants_than_prizes() -> None:
    assert given(allot({1: ranking(9)}, TWO_LEVELS)) == [(0, 1, 1)]
    assert given(allot({1: []}, TWO_LEVELS)) == []
