"""Draws: an order that anybody can repeat from a public seed, and which tie a draw parts."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from contests.results.rules.lines import Line
from contests.results.rules.ranking import rank_key
from contests.rules.terms import RuleSet

Draws = Sequence[Sequence[int]]
"""Recorded draws of one ranking that were not annulled: entrants in the drawn order."""
Parting = Mapping[tuple[str, int], int]
"""By undrawn key and entrant: the place in the draw that parts this tie."""


def order(seed: str, public_ids: Iterable[str]) -> list[str]:
    """The ids in the order of SHA-256 of "seed:id": nobody can choose the order without the seed.

    The seed must come from outside after the list was closed (a lottery result, a dice roll).
    """
    return sorted(public_ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())


def holding(
    draws: Draws, tied: Collection[int], rivals: Collection[int], winners: Collection[int] = ()
) -> Sequence[int] | None:
    """The draw that orders `rivals`, the entrants of a tie (`tied`) who compete for one thing.

    A draw holds for exactly the entrants it was held between. Only who has won meanwhile
    (`winners`) may be missing among the rivals, and then is still tied. Somebody who joins or
    leaves the tie ends it: the tie stands undrawn until another draw. None: no draw holds.
    """
    for drawn in draws:
        left = set(drawn) - set(rivals)
        if set(rivals) <= set(drawn) <= set(tied) and left <= set(winners):
            return drawn
    return None


def undrawn_key(line: Line, rules: RuleSet) -> str:
    """The rank key of the line before any draw: equal means that only a draw can part them."""
    return rank_key(replace(line, draw=0), rules)


def parting(ties: Mapping[str, Collection[int]], draws: Draws) -> dict[tuple[str, int], int]:
    """The places of the draws that hold. `ties`: every entrant with a line of that undrawn key."""
    return {
        (key, who): place
        for key, tied in ties.items()
        if (drawn := holding(draws, tied, tied)) is not None
        for place, who in enumerate(drawn, start=1)
    }


def placed(lines: Iterable[Line], rules: RuleSet, places: Parting) -> list[Line]:
    """The lines, each with its place in the draw that parts its tie; 0 where none does."""
    return [
        replace(line, draw=places.get((undrawn_key(line, rules), line.entrant_id), 0))
        for line in lines
    ]


def part(lines: Sequence[Line], rules: RuleSet, draws: Draws) -> list[Line]:
    """All lines of a ranking, parted by the recorded draws that still hold."""
    if not draws:
        return list(lines)
    ties: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        ties[undrawn_key(line, rules)].add(line.entrant_id)
    return placed(lines, rules, parting(ties, draws))
