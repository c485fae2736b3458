"""Entrants, and who is too close to the contest to be one."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.fields import blind_index
from accounts.models import Organisation, Person
from accounts.rules.text import search_key
from contests.models import Contest, PoolQuestion


@dataclass(frozen=True, slots=True)
class Committee:
    """Members of the bodies of a contest, and authors and reviewers of its questions.

    A person is one of them when phone or CCCD says so, or when name and organisation are the
    same. A name alone is no proof (a province has hundreds of Nguyễn Văn An): it is flagged.
    """

    phones: frozenset[str]
    cccds: frozenset[str]
    names: frozenset[tuple[str, int | None]]

    def is_member(
        self, *, phone: str, cccd: str, full_name: str, organisation: Organisation | None
    ) -> bool:
        """Whether these details belong to a member."""
        return (
            (phone != "" and blind_index(phone, "phone") in self.phones)
            or (cccd != "" and blind_index(cccd, "cccd") in self.cccds)
            or (organisation is not None and (search_key(full_name), organisation.pk) in self.names)
        )

    def has_name(self, full_name: str) -> bool:
        """Whether a member has the same name, wherever they work."""
        return search_key(full_name) in {name for name, _ in self.names}


def committee_of(contest: Contest) -> Committee:
    """The people who may not enter `contest`."""
    members = list(contest.committee.select_related("person"))
    people = [member.person for member in members if member.person]
    writers = Person.objects.filter(user__in=_writers(contest))
    people.extend(writers)
    names = {(member.search_key, contest.organisation_id) for member in members}
    names |= {(person.search_key, person.organisation_id) for person in people}
    return Committee(
        phones=frozenset(person.phone_index for person in people if person.phone_index),
        cccds=frozenset(person.cccd_index for person in people if person.cccd_index),
        names=frozenset(names),
    )


def _writers(contest: Contest) -> set[int]:
    """Users who wrote or approved a question of the published pool."""
    if contest.current_version_id is None:
        return set()
    pool = PoolQuestion.objects.filter(rule_version_id=contest.current_version_id)
    users = set(pool.values_list("revision__author", flat=True).distinct())
    users |= set(pool.values_list("revision__reviews__reviewer", flat=True).distinct())
    return {user for user in users if user is not None}
