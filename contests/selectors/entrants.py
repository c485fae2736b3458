"""Entrants: who is too close to the contest to be one, which organisations they may name, and
whom an official may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.fields import blind_index
from accounts.models import Organisation, Person, User
from accounts.rules import phone as phone_rules
from accounts.rules.codes import parse_code
from accounts.rules.roles import Permission
from accounts.rules.text import search_key
from accounts.selectors.access import Forbidden, can, organisations_with
from contests.models import CommitteeMember, Contest, Entrant, PoolQuestion
from contests.selectors.contests import partner_paths


@dataclass(frozen=True, slots=True)
class Known:
    """People by what tells them apart.

    A person is one of them when phone or CCCD says so, or when name and organisation are the
    same. A name alone is no proof: a province has hundreds of Nguyễn Văn An.
    """

    phones: frozenset[str] = frozenset()
    cccds: frozenset[str] = frozenset()
    names: frozenset[tuple[str, int | None]] = frozenset()

    def knows(
        self, *, phone: str, cccd: str, full_name: str, organisation: Organisation | None
    ) -> bool:
        """Whether these details belong to one of them."""
        return (
            (phone != "" and blind_index(phone, "phone") in self.phones)
            or (cccd != "" and blind_index(cccd, "cccd") in self.cccds)
            or (organisation is not None and (search_key(full_name), organisation.pk) in self.names)
        )


@dataclass(frozen=True, slots=True)
class Committee:
    """`organisers`: members of the bodies, authors and reviewers of the questions; `excluded`:
    whom the organiser named besides."""

    organisers: Known
    excluded: Known

    def has_name(self, full_name: str) -> bool:
        """Whether one of them has the same name, wherever they work: to be looked at."""
        names = self.organisers.names | self.excluded.names
        return search_key(full_name) in {name for name, _ in names}


def committee_of(contest: Contest) -> Committee:
    """The people who may not enter `contest`."""
    members = list(contest.committee.select_related("person"))
    named = [one for one in members if one.body == CommitteeMember.Body.EXCLUDED]
    bodies = [one for one in members if one.body != CommitteeMember.Body.EXCLUDED]
    writers = list(_writers(contest))
    return Committee(
        organisers=_known(contest, bodies, writers), excluded=_known(contest, named, [])
    )


def _known(contest: Contest, members: list[CommitteeMember], more: list[Person]) -> Known:
    people = [member.person for member in members if member.person] + more
    names = {(member.search_key, contest.organisation_id) for member in members}
    names |= {(person.search_key, person.organisation_id) for person in people}
    return Known(
        phones=frozenset(person.phone_index for person in people if person.phone_index),
        cccds=frozenset(person.cccd_index for person in people if person.cccd_index),
        names=frozenset(names),
    )


def _writers(contest: Contest) -> QuerySet[Person]:
    """Who wrote or approved a question of the published pool."""
    pool = PoolQuestion.objects.filter(rule_version_id=contest.current_version_id)
    authors = pool.values_list("revision__author", flat=True)
    users = authors.union(pool.values_list("revision__reviews__reviewer", flat=True))
    return Person.objects.filter(user__in=[user for user in users if user is not None])


def choosable_organisations(contest: Contest) -> QuerySet[Organisation]:
    """The organisations an entrant of `contest` may name as theirs, in Vietnamese order.

    The whole tree the organiser stands in (a department's contest is for its province), and the
    subtrees of the cooperating organisations.
    """
    return Organisation.objects.filter(_below(_choosable_tops(contest)), is_active=True)


def is_choosable(contest: Contest, organisation: Organisation) -> bool:
    """Whether `organisation` is one of `choosable_organisations`. At most one query."""
    if not organisation.is_active:
        return False
    if organisation.path.startswith(_own_tree(contest)):
        return True
    return organisation.path.startswith(tuple(_choosable_tops(contest)))


def _choosable_tops(contest: Contest) -> set[str]:
    partners = contest.partners.values_list("organisation__path", flat=True)
    return {_own_tree(contest), *partners}


def _own_tree(contest: Contest) -> str:
    return f"/{contest.organisation.path.split('/')[1]}/"


def _below(tops: Iterable[str]) -> Q:
    below = Q(pk__in=[])
    for top in tops:
        below |= Q(path__startswith=top)
    return below


# --- officials ----------------------------------------------------------------------------------


def may_over(
    user: User | None, permission: str, contest: Contest, organisation: Organisation | None
) -> bool:
    """Whether `user` may do `permission` to entrants of `contest` from `organisation`: by a role
    over the contest, or over the organisation the entrant named. An organisation of another tree
    than the contest's needs a partner's right that brings it."""
    if can(user, permission, contest.organisation):
        return True
    if organisation is None or not can(user, permission, organisation):
        return False
    return organisation.path.startswith(tuple(_tops(contest, permission)))


def _tops(contest: Contest, permission: str) -> set[str]:
    """The tops of the subtrees whose officials may do `permission` for their own people."""
    return {_own_tree(contest), *partner_paths(contest, permission)}


def require_over(
    user: User | None, permission: str, contest: Contest, organisation: Organisation | None
) -> None:
    """Raise `Forbidden` unless `may_over`."""
    if not may_over(user, permission, contest, organisation):
        raise Forbidden(str(permission))


def organisations_of_desk(user: User, contest: Contest) -> QuerySet[Organisation]:
    """The organisations whose people `user` registers in `contest`; none: not their contest."""
    choosable = choosable_organisations(contest)
    if can(user, Permission.REGISTER_ENTRANT, contest.organisation):
        return choosable
    return choosable.filter(pk__in=_mine(user, contest).values("pk"))


def _mine(user: User, contest: Contest) -> QuerySet[Organisation]:
    """Where `user` looks after entrants of `contest` without a role over the contest itself."""
    permission = Permission.REGISTER_ENTRANT
    return organisations_with(user, permission).filter(_below(_tops(contest, permission)))


def entrants_of_desk(user: User, contest: Contest, text: str = "") -> QuerySet[Entrant]:
    """The entrants of `contest` whom `user` looks after, newest first.

    `text` finds a name without regard to marks, a whole phone number or a whole mã dự thi.
    """
    found = Entrant.objects.filter(contest=contest)
    if not can(user, Permission.REGISTER_ENTRANT, contest.organisation):
        found = found.filter(organisation__in=_mine(user, contest).values("pk"))
    if text.strip():
        wanted = Q(person__search_key__contains=search_key(text))
        if phone := phone_rules.parse(text).e164:
            wanted |= Q(phone_index=blind_index(phone, "phone"))
        if code := parse_code(text):
            wanted |= Q(code_index=blind_index(code, "entrant-code"))
        found = found.filter(wanted)
    return found.select_related("organisation", "commune", "person").order_by("-registered_at")
