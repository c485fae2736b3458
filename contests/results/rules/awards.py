"""From rankings to proposed individual prizes; people decide what chance or a jury must decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from contests.results.rules.ranking import Ranked
from contests.rules.choices import PrizeFor, PrizeLevel, PrizeScope
from contests.rules.terms import Prizes

CONTEST = 0
"""Key of the ranking of the whole contest; rounds have their numbers, from 1."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One prize (index in `Prizes.items`) for one entry of a ranking."""

    prize: int
    round_number: int
    entrant_id: int
    entry: int
    rank: int


@dataclass(frozen=True, slots=True)
class Open:
    """Fewer prizes than tied entrants: `count` of `entrants`, to be drawn in public."""

    prize: int
    round_number: int
    count: int
    entrants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Allotment:
    """Proposals in the order prizes were given, and the draws that are still to be held."""

    proposals: list[Proposal] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)


def allot(
    rankings: Mapping[int, Sequence[Ranked]],
    prizes: Prizes,
    drawn: Mapping[int, int] | None = None,
) -> Allotment:
    """Give the individual prizes that follow rank, the dearest first, so that a person who may
    have only one gets the highest; named prizes (level OTHER) are the jury's and left out.

    `rankings`: by round number, `CONTEST` for the whole. `drawn`: entrant to place in the recorded
    draws. The first draw that is missing ends the allotment: every later prize depends on it.
    """
    made = Allotment()
    winners: set[int] = set()
    for prize, number in _in_order(rankings, prizes):
        if not _give(prize, number, rankings[number], prizes, drawn or {}, winners, made):
            break
    return made


def _in_order(rankings: Mapping[int, Sequence[Ranked]], prizes: Prizes) -> list[tuple[int, int]]:
    given = [
        (-item.amount_vnd, list(PrizeLevel).index(item.level), place, number)
        for place, item in enumerate(prizes.items)
        if item.to is PrizeFor.INDIVIDUAL and item.level is not PrizeLevel.OTHER
        for number in rankings
        if (number == CONTEST) is (item.scope is PrizeScope.CONTEST)
    ]
    return [(place, number) for _, _, place, number in sorted(given)]


def _give(
    prize: int,
    number: int,
    ranking: Sequence[Ranked],
    prizes: Prizes,
    drawn: Mapping[int, int],
    winners: set[int],
    made: Allotment,
) -> bool:
    left = prizes.items[prize].count
    had = {(p.entrant_id, p.entry) for p in made.proposals if p.round_number == number}
    for _, tied in groupby(ranking, key=lambda row: row.rank):
        group: list[Ranked] = []
        for row in tied:
            line = row.line
            barred = prizes.pass_needed and not line.passed
            if prizes.one_per_person:
                barred = barred or line.entrant_id in winners
                barred = barred or any(other.line.entrant_id == line.entrant_id for other in group)
            if not barred and (line.entrant_id, line.entry) not in had:
                group.append(row)
        if len(group) > left > 0:
            if any(row.line.entrant_id not in drawn for row in group):
                names = tuple(row.line.entrant_id for row in group)
                made.open.append(Open(prize, number, left, names))
                return False
            group.sort(key=lambda row: drawn[row.line.entrant_id])
        for row in group[:left]:
            line = row.line
            made.proposals.append(Proposal(prize, number, line.entrant_id, line.entry, row.rank))
            winners.add(line.entrant_id)
        left -= min(left, len(group))
        if left == 0:
            return True
    return True
