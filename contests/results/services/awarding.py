"""Prizes: proposed by the rules, given by people, checked against the person, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.rules import phone as phone_rules
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from accounts.services.people import reveal
from contests.clock import SYSTEM, Clock
from contests.models import Contest, Entrant, Round
from contests.results.models import Award, Standing, UnitBoard
from contests.results.rules.awards import CONTEST, Open
from contests.results.selectors.standings import latest
from contests.results.services.computing import proposed
from contests.results.services.marking import hold
from contests.results.wording import prize_name
from contests.rules.codec import Fault
from contests.rules.ruleset import Prize, PrizeFor, PrizeLevel, PrizeScope
from contests.selectors.contests import published_rules


class CannotAward(Exception):
    """Nothing was changed; `fault` says why.

    Codes: AWARD-STALE (the proposals changed since they were shown), AWARD-TWICE, AWARD-COUNT,
    AWARD-NOT-NAMED, REASON-MISSING, AWARD-REVOKED, IDENTITY-DONE, IDENTITY-UNIT.
    """

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.fault = Fault(code, field)


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
    """What may be given now, and the draws that must be held first."""

    items: list[Proposed]
    draws: list[Open]

    @property
    def certain(self) -> frozenset[str]:
        """Keys of the proposals that have no alternative; the others are for people to choose."""
        per_prize = Counter((one.prize, one.round) for one in self.items)
        per_winner = Counter((one.round, one.winner) for one in self.items)
        return frozenset(
            one.key
            for one in self.items
            if per_prize[one.prize, one.round] <= one.item.count
            and per_winner[one.round, one.winner] == 1
        )


def propose(contest: Contest) -> Proposals:
    """Prizes that the rules give by rank and nobody has been given yet."""
    rules = published_rules(contest)
    allotted, standings = proposed(contest, rules)
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
            and full[one.prize, _round(one)] < one.item.count * _groups(one)
        )
    ]
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
    )


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


def give(
    *, contest: Contest, keys: Sequence[str], actor: User, clock: Clock = SYSTEM
) -> list[Award]:
    """Give the chosen proposals (by `Proposed.key`); a proposal that is gone refuses them all."""
    require(actor, "award.manage", contest.organisation)
    by_key = {one.key: one for one in propose(contest).items}
    missing = [key for key in keys if key not in by_key]
    if missing or not keys:
        raise CannotAward("AWARD-STALE")
    now = clock.now()
    made: list[Award] = []
    with transaction.atomic():
        hold(contest)
        for key in keys:
            one = by_key[key]
            made.append(_create(contest, one, actor, now))
    return made


def give_named(
    *,
    contest: Contest,
    prize: int,
    entrant: Entrant,
    actor: User,
    round_: Round | None = None,
    clock: Clock = SYSTEM,
) -> Award:
    """Give a named prize (level OTHER), which people decide and no rank does."""
    require(actor, "award.manage", contest.organisation)
    items = published_rules(contest).prizes.items
    if not 0 <= prize < len(items) or items[prize].level is not PrizeLevel.OTHER:
        raise CannotAward("AWARD-NOT-NAMED", "prize")
    standing = latest(contest, round_)
    item = items[prize]
    with transaction.atomic():
        hold(contest)
        given = Award.objects.filter(contest=contest, prize=prize, round=round_, revoked_at=None)
        if given.filter(entrant=entrant).exists():
            raise CannotAward("AWARD-TWICE", "entrant")
        if given.count() >= item.count:
            raise CannotAward("AWARD-COUNT", "prize")
        award = Award.objects.create(
            contest=contest,
            standing=standing,
            round=round_,
            prize=prize,
            level=prize_name(item),
            position=given.count() + 1,
            entrant=entrant,
            amount_vnd=item.amount_vnd,
            created_at=clock.now(),
            created_by=actor,
        )
        _record("award.given", award, actor, {"by": "jury"})
    return award


def _create(contest: Contest, one: Proposed, actor: User, now: datetime) -> Award:
    """The award of a proposal, not more of one prize than the rules have: what was given by an
    earlier version must be taken back first."""
    given = Award.objects.filter(
        contest=contest, prize=one.prize, round=one.round, revoked_at=None
    ).exclude(
        entrant_id=one.entrant_id, organisation_id=one.organisation_id, commune_id=one.commune_id
    )
    if given.count() >= one.item.count * _groups(one):
        raise CannotAward("AWARD-COUNT")
    award, created = Award.objects.get_or_create(
        contest=contest,
        prize=one.prize,
        round=one.round,
        entrant_id=one.entrant_id,
        organisation_id=one.organisation_id,
        commune_id=one.commune_id,
        revoked_at=None,
        defaults={
            "standing": one.standing,
            "level": prize_name(one.item),
            "position": one.rank,
            "amount_vnd": one.item.amount_vnd,
            "created_at": now,
            "created_by": actor,
        },
    )
    if created:
        _record("award.given", award, actor, {"rank": one.rank, "standing": one.standing.sha256})
    return award


def _groups(one: Proposed) -> int:
    """In how many size groups the prize is given; persons stand in one."""
    if one.entrant_id is not None:
        return 1
    board = UnitBoard.COMMUNE if one.commune_id else UnitBoard.ORGANISATION
    rows = one.standing.unit_rows.filter(board=board)
    return rows.values("size_group").distinct().count()


def show_identity(*, award: Award, actor: User, reason: str) -> dict[str, str]:
    """Telephone and identity number of a winner in full, for a reason that is logged."""
    require(actor, "award.manage", award.contest.organisation)
    if award.entrant is None:
        raise CannotAward("IDENTITY-UNIT")
    shown = reveal(
        actor=actor,
        person=award.entrant.person,
        organisation=award.contest.organisation,
        reason=reason,
    )
    if award.entrant.phone:
        shown["phone"] = phone_rules.local(award.entrant.phone)
    return shown


def confirm_identity(*, award: Award, actor: User, clock: Clock = SYSTEM) -> None:
    """The person who claims the prize is the one who took part: seen, by whom and when."""
    require(actor, "award.manage", award.contest.organisation)
    if award.revoked_at is not None:
        raise CannotAward("AWARD-REVOKED")
    with transaction.atomic():
        if not Award.objects.filter(pk=award.pk, identity_checked_at=None).update(
            identity_checked_at=clock.now(), identity_checked_by=actor
        ):
            raise CannotAward("IDENTITY-DONE")
        _record("award.identity_checked", award, actor, {})


def revoke(*, award: Award, actor: User, reason: str, clock: Clock = SYSTEM) -> None:
    """Take a prize back; the row stays with its reason."""
    require(actor, "award.manage", award.contest.organisation)
    reason = clean_line(reason)
    if not reason:
        raise CannotAward("REASON-MISSING", "reason")
    with transaction.atomic():
        if not Award.objects.filter(pk=award.pk, revoked_at=None).update(
            revoked_at=clock.now(), revoked_reason=reason[:300]
        ):
            raise CannotAward("AWARD-REVOKED")
        _record("award.revoked", award, actor, {"reason": reason})


def _record(action: str, award: Award, actor: User, data: dict[str, object]) -> None:
    audit.record(
        action=action,
        actor=actor,
        obj=award,
        organisation=award.contest.organisation,
        data={
            "contest": award.contest.public_id,
            "level": award.level,
            "entrant": award.entrant.public_id if award.entrant else None,
            "amount_vnd": award.amount_vnd,
            **data,
        },
    )


__all__ = [
    "CONTEST",
    "CannotAward",
    "Proposals",
    "Proposed",
    "confirm_identity",
    "give",
    "give_named",
    "propose",
    "revoke",
    "show_identity",
]
