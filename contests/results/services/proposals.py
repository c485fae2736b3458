"""Prizes as the rules propose them by the newest frozen standings. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contests.models import Contest, Round
from contests.results.models import Award, Draw, Standing, UnitBoard
from contests.results.rules.awards import CONTEST, Allotment, Open
from contests.results.rules.drawing import parting
from contests.results.selectors.standings import drawn_ties, latest, rests_on_annulled_draw
from contests.results.services.computing import proposed
from contests.rules.ruleset import Prize, PrizeFor, PrizeLevel, PrizeScope, RuleSet
from contests.selectors.contests import published_rules


@dataclass(frozen=True, slots=True)
class Proposed:
    """One prize for one entrant or unit, by the newest frozen standing."""

    prize: int
    item: Prize
    round: Round | None
    standing: Standing
    rank: int
    entrant_id: int | None = None
    organisation_id: int | None = None
    commune_id: str | None = None

    @property
    def key(self) -> str:
        """What the form sends back: the proposal must still be the same."""
        number = self.round.number if self.round else 0
        return f"{self.prize}-{number}-{self.winner}"

    @property
    def winner(self) -> int | str | None:
        """The row of the entrant, organisation or commune."""
        return self.entrant_id or self.organisation_id or self.commune_id


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may be given now, the draws that must be held first, the recorded draws that hold.

    `stale`: nothing is proposed, a draw was annulled and the standing is to be frozen anew.
    `blocked`: keys of proposals to somebody who holds a lesser prize, to be taken back first.
    """

    items: list[Proposed]
    draws: list[Open]
    holding: frozenset[int]
    stale: bool
    blocked: frozenset[str]

    @property
    def certain(self) -> frozenset[str]:
        """Keys of the proposals that have no alternative; the others are for people to choose."""
        per_prize = Counter((one.prize, one.round) for one in self.items)
        per_winner = Counter((one.round, one.winner) for one in self.items)
        return frozenset(
            one.key
            for one in self.items
            if one.key not in self.blocked
            and per_prize[one.prize, one.round] <= one.item.count
            and per_winner[one.round, one.winner] == 1
        )


def propose(contest: Contest) -> Proposals:
    """Prizes that the rules give by rank and nobody has been given yet."""
    rules = published_rules(contest)
    allotted, standings = proposed(contest, rules, _held(contest))
    rounds = {one.number: one for one in contest.rounds.all()}
    items = [
        Proposed(
            prize=one.prize,
            item=rules.prizes.items[one.prize],
            round=rounds.get(one.round_number),
            standing=standings[one.round_number],
            rank=one.rank,
            entrant_id=one.entrant_id,
        )
        for one in allotted.proposals
    ]
    items += _of_units(contest)
    awards = list(Award.objects.filter(contest=contest, revoked_at=None))
    given = {
        (award.prize, award.round_id, award.entrant_id, award.organisation_id, award.commune_id)
        for award in awards
    }
    units = [one for one in awards if one.entrant_id is None]
    holders = {(one.round_id, one.organisation_id, one.commune_id) for one in units}
    full = Counter((one.prize, one.round_id) for one in units)
    items = [
        one
        for one in items
        if one.entrant_id is not None
        or (
            (_round(one), one.organisation_id, one.commune_id) not in holders
            and full[one.prize, _round(one)] < one.item.count * groups_of(one)
        )
    ]
    held = _held(contest) if rules.prizes.one_per_person else {}
    return Proposals(
        [
            one
            for one in items
            if (
                one.prize,
                _round(one),
                one.entrant_id,
                one.organisation_id,
                one.commune_id,
            )
            not in given
        ],
        allotted.open,
        _holding(contest, rules, allotted, standings),
        any(rests_on_annulled_draw(one) for one in standings.values()),
        frozenset(one.key for one in items if one.entrant_id in held),
    )


def _held(contest: Contest) -> dict[int, list[tuple[int, int]]]:
    """Prizes that stand, whatever standing or round they were given by, of each entrant."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Award.objects.filter(contest=contest, revoked_at=None, entrant__isnull=False)
    for who, prize, number in rows.values_list("entrant_id", "prize", "round__number"):
        found[who].append((prize, number or CONTEST))
    return found


def _holding(
    contest: Contest, rules: RuleSet, allotted: Allotment, standings: Mapping[int, Standing]
) -> frozenset[int]:
    """The recorded draws that part a tie of the newest standing, or decided a prize."""
    found = set()
    for draw in Draw.objects.filter(contest=contest, annulled_at=None).select_related("round"):
        number = draw.round.number if draw.round else CONTEST
        standing = standings.get(number)
        if standing is None:
            continue
        ties = drawn_ties(standing, [draw.places], rules)
        if parting(ties, [draw.places]) or (number, tuple(draw.places)) in allotted.used:
            found.add(draw.pk)
    return frozenset(found)


def _round(one: Proposed) -> int | None:
    return one.round.pk if one.round else None


def _of_units(contest: Contest) -> list[Proposed]:
    """Collective prizes by the boards, dearest first. Units of one rank that would get different
    prizes, or too few, are proposed for each of these: people decide, and `give` counts."""
    rules = published_rules(contest)
    found: list[Proposed] = []
    for kind, board in (
        (PrizeFor.ORGANISATION, UnitBoard.ORGANISATION),
        (PrizeFor.COMMUNE, UnitBoard.COMMUNE),
    ):
        prizes = sorted(
            (
                (place, item)
                for place, item in enumerate(rules.prizes.items)
                if item.to is kind and item.level is not PrizeLevel.OTHER
            ),
            key=lambda pair: (-pair[1].amount_vnd, list(PrizeLevel).index(pair[1].level), pair[0]),
        )
        for scope in (PrizeScope.CONTEST, PrizeScope.ROUND):
            own = [pair for pair in prizes if pair[1].scope is scope]
            rounds: list[Round | None] = (
                [None] if scope is PrizeScope.CONTEST else list(contest.rounds.all())
            )
            for round_ in rounds if own else []:
                standing = latest(contest, round_)
                if standing is not None:
                    found += _in_order(standing, board, own, round_)
    return found


def _in_order(
    standing: Standing, board: UnitBoard, prizes: Sequence[tuple[int, Prize]], round_: Round | None
) -> list[Proposed]:
    slots = [pair for pair in prizes for _ in range(pair[1].count)]
    rows = list(
        standing.unit_rows.filter(board=board, rank__lte=len(slots)).order_by(
            "size_group", "rank", "pk"
        )
    )
    tied = Counter((row.size_group, row.rank) for row in rows)
    return [
        Proposed(
            prize=place,
            item=item,
            round=round_,
            standing=standing,
            rank=row.rank,
            organisation_id=row.organisation_id,
            commune_id=row.commune_id,
        )
        for row in rows
        for place, item in dict(
            slots[row.rank - 1 : row.rank - 1 + tied[row.size_group, row.rank]]
        ).items()
    ]


def groups_of(one: Proposed) -> int:
    """In how many size groups the prize is given; persons stand in one."""
    if one.entrant_id is not None:
        return 1
    board = UnitBoard.COMMUNE if one.commune_id else UnitBoard.ORGANISATION
    rows = one.standing.unit_rows.filter(board=board)
    return rows.values("size_group").distinct().count()
