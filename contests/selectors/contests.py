"""Contests, their rules and rounds as they stand at an instant."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.selectors.access import can, organisations_with
from contests.models import (
    Contest,
    ContestPartner,
    ContestState,
    PartnerRight,
    Round,
    RuleVersion,
)
from contests.rules.ruleset import RuleSet, from_json

# What a cooperating organisation may do in somebody else's contest, and nothing more: never
# editing, publishing, or another organisation's persons.
PARTNER_PERMISSIONS: dict[str, frozenset[str]] = {
    PartnerRight.VIEW: frozenset({"contest.view"}),
    PartnerRight.ENTRANTS: frozenset({"contest.view", "entrant.register", "entrant.reissue"}),
    PartnerRight.RESULTS: frozenset({"contest.view", "result.view"}),
}


class Phase(StrEnum):
    """Where a contest stands in time."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    BETWEEN = "between"
    ENDED = "ended"
    CANCELLED = "cancelled"


@lru_cache(maxsize=512)
def _rules(version_id: int) -> RuleSet:
    return from_json(RuleVersion.objects.values_list("rules", flat=True).get(pk=version_id))


def rules_of(version: RuleVersion | int) -> RuleSet:
    """The frozen rules of a version. Versions never change: read once, kept by id."""
    return _rules(version if isinstance(version, int) else version.pk)


def published_rules(contest: Contest) -> RuleSet:
    """The rules in force. Raises ValueError for a contest that was never published."""
    if contest.current_version_id is None:
        raise ValueError("the contest has no published rules")
    return _rules(contest.current_version_id)


def phase(contest: Contest, rounds: list[Round], now: datetime) -> Phase:
    """Where the contest stands at `now`."""
    if contest.state == ContestState.CANCELLED:
        return Phase.CANCELLED
    if contest.state == ContestState.DRAFT or not rounds:
        return Phase.DRAFT
    if any(one.opens_at <= now < one.closes_at for one in rounds):
        return Phase.OPEN
    if now < min(one.opens_at for one in rounds):
        return Phase.COMING
    if now >= max(one.closes_at for one in rounds):
        return Phase.ENDED
    return Phase.BETWEEN


def open_round(contest: Contest, now: datetime) -> Round | None:
    """The round that is open at `now`; the earliest, should several overlap."""
    return contest.rounds.filter(opens_at__lte=now, closes_at__gt=now).order_by("number").first()


def public_contests() -> QuerySet[Contest]:
    """Contests anybody may see."""
    return Contest.objects.filter(state=ContestState.PUBLISHED).select_related("organisation")


def partner_contests(user: User, permission: str) -> list[int]:
    """Ids of contests in which an organisation of `user` cooperates with a right that brings
    `permission`, and in which the user's own role there brings it too."""
    rows = ContestPartner.objects.filter(
        organisation__in=organisations_with(user, permission)
    ).values_list("contest_id", "rights")
    return [
        contest
        for contest, rights in rows
        if any(permission in PARTNER_PERMISSIONS.get(right, ()) for right in rights)
    ]


def partner_paths(contest: Contest, permission: str) -> list[str]:
    """The tops of the cooperating organisations whose rights in `contest` bring `permission`."""
    return [
        path
        for path, rights in contest.partners.values_list("organisation__path", "rights")
        if any(permission in PARTNER_PERMISSIONS.get(right, ()) for right in rights)
    ]


def for_user(user: User, permission: str = "contest.view") -> QuerySet[Contest]:
    """Contests of the subtrees in which `user` holds `permission`, and those they cooperate in
    with a right that brings it."""
    organisations = organisations_with(user, permission)
    return Contest.objects.filter(
        Q(organisation__in=organisations) | Q(pk__in=partner_contests(user, permission))
    ).select_related("organisation")


def may(user: User, permission: str, contest: Contest) -> bool:
    """Whether `user` holds `permission` over `contest`, by a role or by a partner's right."""
    if can(user, permission, contest.organisation):
        return True
    return contest.pk in partner_contests(user, permission)
