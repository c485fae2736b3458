"""From rankings to proposed individual prizes; people decide what chance or a jury must decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from contests.results.rules.drawing import Draws, holding
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
    """Proposals in the order prizes were given, the draws that are still to be held, and the
    recorded ones that decided something, as (round number, entrants in the drawn order)."""

    proposals: list[Proposal] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    used: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)


def allot(
    rankings: Mapping[int, Sequence[Ranked]],
    prizes: Prizes,
    draws: Mapping[int, Draws] | None = None,
    held: Mapping[int, Sequence[tuple[int, int]]] | None = None,
) -> Allotment:
    """Give the individual prizes that follow rank, the dearest first, so that a person who may
    have only one gets the highest; named prizes (level OTHER) are the jury's and left out.

    `rankings`, `draws` (recorded, not annulled): by round number, `CONTEST` for the whole.
    `held`: prizes that stand, of whatever standing, as (prize, round number) of an entrant; who
    holds one and may have only one is passed over for every lesser prize. The first draw that is
    missing ends the allotment: every later prize depends on it.
    """
    made = Allotment()
    winners: set[int] = set()
    for prize, number in _in_order(rankings, prizes):
        here = _dearness(prizes, prize, number)
        barred = {
            who
            for who, own in (held or {}).items()
            if prizes.one_per_person and any(_dearness(prizes, *one) < here for one in own)
        }
        known = (draws or {}).get(number, ())
        if not _give(prize, number, rankings[number], prizes, known, winners, barred, made):
            break
    return made


def _dearness(prizes: Prizes, prize: int, number: int) -> tuple[int, int, int, int]:
    """Sorts the dearest prize first; one that the rules do not have any more before all."""
    if prize >= len(prizes.items):
        return (-(10**15), 0, prize, number)
    item = prizes.items[prize]
    return (-item.amount_vnd, list(PrizeLevel).index(item.level), prize, number)


def _in_order(rankings: Mapping[int, Sequence[Ranked]], prizes: Prizes) -> list[tuple[int, int]]:
    given = [
        _dearness(prizes, place, number)
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
    draws: Draws,
    winners: set[int],
    holders: set[int],
    made: Allotment,
) -> bool:
    left = prizes.items[prize].count
    had = {(p.entrant_id, p.entry) for p in made.proposals if p.round_number == number}
    for _, tied in groupby(ranking, key=lambda row: row.rank):
        group: list[Ranked] = []
        same_rank = list(tied)
        for row in same_rank:
            line = row.line
            barred = (prizes.pass_needed and not line.passed) or line.entrant_id in holders
            if prizes.one_per_person:
                barred = barred or line.entrant_id in winners
                barred = barred or any(other.line.entrant_id == line.entrant_id for other in group)
            if not barred and (line.entrant_id, line.entry) not in had:
                group.append(row)
        if len(group) > left > 0:
            rivals = tuple(dict.fromkeys(row.line.entrant_id for row in group))
            names = {row.line.entrant_id for row in same_rank}
            drawn = rivals if len(rivals) == 1 else holding(draws, names, rivals, winners | holders)
            if drawn is None:
                made.open.append(Open(prize, number, left, rivals))
                return False
            places = {who: place for place, who in enumerate(drawn)}
            group.sort(key=lambda row: places[row.line.entrant_id])
            made.used.append((number, tuple(drawn)))
        for row in group[:left]:
            line = row.line
            made.proposals.append(Proposal(prize, number, line.entrant_id, line.entry, row.rank))
            winners.add(line.entrant_id)
        left -= min(left, len(group))
        if left == 0:
            return True
    return True
