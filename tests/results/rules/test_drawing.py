"""A draw holds for exactly the entrants it was held between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.results.rules.drawing import holding, part
from contests.results.rules.lines import Line
from contests.results.rules.ranking import rank
from contests.rules.ruleset import Ranking, RuleSet, TieBreak

RULES = RuleSet(ranking=Ranking((TieBreak.CORRECT, TieBreak.DRAW)))


def lines(*correct: int) -> list[Line]:
    return [
        Line(who, who, right, right * 1000, True, who, 1, 1)
        for who, right in enumerate(correct, start=1)
    ]


def ranks(made: list[Line]) -> dict[int, int]:
    return {row.line.entrant_id: row.rank for row in rank(made, RULES)}


@pytest.mark.parametrize(
    ("correct", "draws", "expected"),
    [
        # Drawn between all the tied.
        ((9, 9, 8), [[2, 1]], {2: 1, 1: 2, 3: 3}),
        # The third joined the tie later: nobody is parted, and nobody comes first undrawn.
        ((9, 9, 9), [[2, 1]], {1: 1, 2: 1, 3: 1}),
        # The third left it.
        ((9, 9, 8), [[3, 2, 1]], {1: 1, 2: 1, 3: 3}),
        # Drawn again between all of them: the new draw holds.
        ((9, 9, 9), [[2, 1], [3, 1, 2]], {3: 1, 1: 2, 2: 3}),
        # Two ties, one of them drawn.
        ((9, 9, 8, 8), [[4, 3]], {1: 1, 2: 1, 4: 3, 3: 4}),
        # The tie has moved as a whole: still the same entrants.
        ((4, 4, 9), [[2, 1]], {3: 1, 2: 2, 1: 3}),
        ((9, 9), [], {1: 1, 2: 1}),
    ],
)
def test_which_tie_is_parted(
    correct: tuple[int, ...], draws: list[list[int]], expected: dict[int, int]
) -> None:
    assert ranks(part(lines(*correct), RULES, draws)) == expected


@given(
    st.lists(st.integers(0, 2), min_size=6, max_size=6),
    st.permutations(range(1, 7)),
    st.integers(0, 6),
)
def test_a_draw_changes_no_order_but_inside_its_own_tie(
    correct: list[int], order: list[int], size: int
) -> None:
    everybody, drawn = range(1, 7), order[:size]
    before, after = ranks(lines(*correct)), ranks(part(lines(*correct), RULES, [drawn]))
    tie = {who for who in everybody if drawn and before[who] == before[drawn[0]]}
    for who in everybody:
        if set(drawn) == tie and who in tie:
            assert after[who] == before[who] + drawn.index(who)
        else:
            assert after[who] == before[who]


@pytest.mark.parametrize(
    ("tied", "rivals", "winners", "holds"),
    [
        ({1, 2, 3}, {1, 2, 3}, (), True),
        ({1, 2, 3}, {1, 2}, {3}, True),  # the third has won meanwhile
        ({1, 2, 3}, {1, 2}, (), False),  # the third may not compete, for another reason
        ({1, 2}, {1, 2}, {3}, False),  # has won, and is of this tie no more
        ({1, 2, 3, 4}, {1, 2, 3, 4}, {3}, False),
        ({1, 2, 3, 4}, {1, 2, 3}, (), True),  # the fourth could not get the prize then either
    ],
)
def test_between_rivals_for_a_prize(
    tied: set[int], rivals: set[int], winners: set[int], holds: bool
) -> None:
    assert (holding([[1, 2, 3]], tied, rivals, winners) is not None) is holds
