"""Prizes: proposed by the rules, given by people, checked against the person, taken back."""

from __future__ import annotations

from collections.abc import Sequence
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
from contests.results.models import Award
from contests.results.rules.awards import CONTEST
from contests.results.selectors.standings import latest
from contests.results.services.marking import hold
from contests.results.services.proposals import Proposals, Proposed, groups_of, propose
from contests.results.wording import prize_name
from contests.rules.codec import Fault
from contests.rules.ruleset import PrizeLevel, RuleSet
from contests.selectors.contests import published_rules


class CannotAward(Exception):
    """Nothing was changed; `fault` says why.

    Codes: AWARD-STALE (the proposals changed since they were shown), AWARD-TWICE, AWARD-COUNT,
    AWARD-ONE (holds a prize that stands), AWARD-NOT-NAMED, REASON-MISSING, AWARD-REVOKED,
    IDENTITY-DONE, IDENTITY-UNIT.
    """

    def __init__(self, code: str, field: str = "", **args: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(code, field, args)


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
    rules = published_rules(contest)
    made: list[Award] = []
    with transaction.atomic():
        hold(contest)
        for key in keys:
            one = by_key[key]
            made.append(_create(contest, one, actor, now, rules))
    return made


def _check_one(contest: Contest, entrant_id: int, rules: RuleSet) -> None:
    """Raise AWARD-ONE while the person holds a prize and may have only one: the prize to keep is
    the highest, so people take the other back first, with a reason."""
    if not rules.prizes.one_per_person:
        return
    own = Award.objects.filter(contest=contest, entrant_id=entrant_id, revoked_at=None)
    if (held := own.select_related("round").first()) is not None:
        where = held.round.name if held.round else "cả cuộc thi"
        raise CannotAward("AWARD-ONE", level=held.level, round=where)


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
        _check_one(contest, entrant.pk, published_rules(contest))
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


def _create(contest: Contest, one: Proposed, actor: User, now: datetime, rules: RuleSet) -> Award:
    """The award of a proposal, not more of one prize than the rules have: what was given by an
    earlier version must be taken back first."""
    given = Award.objects.filter(
        contest=contest, prize=one.prize, round=one.round, revoked_at=None
    ).exclude(
        entrant_id=one.entrant_id, organisation_id=one.organisation_id, commune_id=one.commune_id
    )
    if given.count() >= one.item.count * groups_of(one):
        raise CannotAward("AWARD-COUNT")
    own = Award.objects.filter(
        contest=contest,
        prize=one.prize,
        round=one.round,
        entrant_id=one.entrant_id,
        organisation_id=one.organisation_id,
        commune_id=one.commune_id,
        revoked_at=None,
    )
    if (known := own.first()) is not None:
        return known
    if one.entrant_id is not None:
        _check_one(contest, one.entrant_id, rules)
    award = Award.objects.create(
        contest=contest,
        prize=one.prize,
        round=one.round,
        entrant_id=one.entrant_id,
        organisation_id=one.organisation_id,
        commune_id=one.commune_id,
        standing=one.standing,
        level=prize_name(one.item),
        position=one.rank,
        amount_vnd=one.item.amount_vnd,
        created_at=now,
        created_by=actor,
    )
    _record("award.given", award, actor, {"rank": one.rank, "standing": one.standing.sha256})
    return award


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
