"""The bodies of a contest: printed in the decision, kept out of the contest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.rules.text import clean_line, search_key
from accounts.selectors.access import require
from contests.models import CommitteeMember, Contest
from contests.rules.codec import Fault
from contests.rules.ruleset import from_json, to_json
from contests.services.setup import SetupRefused

EXCLUDED = CommitteeMember.Body.EXCLUDED


@dataclass(frozen=True, slots=True)
class MemberInput:
    """One line of the editor; `body` is a value of `CommitteeMember.Body`."""

    body: str
    full_name: str
    office: str = ""
    duty: str = ""


def save_committee(*, contest: Contest, actor: User, members: Iterable[MemberInput]) -> None:
    """Put `members` in place of the present ones, in their order.

    Persons who are excluded by name are counted into the drafted rules, whose thể lệ says how
    many they are. Raises `SetupRefused` when a name stands twice in one body.
    """
    require(actor, "contest.edit", contest.organisation)
    kept = dict(
        contest.committee.filter(person__isnull=False).values_list("search_key", "person_id")
    )
    rows: list[CommitteeMember] = []
    seen: set[tuple[str, str, str]] = set()
    for place, one in enumerate(members):
        name = clean_line(one.full_name)[:120]
        row = CommitteeMember(
            contest=contest,
            body=CommitteeMember.Body(one.body),
            position=place,
            full_name=name,
            search_key=search_key(name)[:160],
            office=clean_line(one.office)[:160],
            duty=clean_line(one.duty)[:80],
        )
        row.person_id = kept.get(row.search_key)
        # Two persons of one name do occur; of one name and one office they do not.
        key = (row.body, row.search_key, search_key(row.office))
        if key in seen:
            raise SetupRefused(Fault("MEMBER-TWICE", f"members[{place}].full_name", {"name": name}))
        seen.add(key)
        rows.append(row)
    excluded = sum(row.body == EXCLUDED for row in rows)
    with transaction.atomic():
        locked = Contest.objects.select_for_update().get(pk=contest.pk)
        rules = from_json(locked.draft_rules)
        rules = replace(rules, eligibility=replace(rules.eligibility, excluded_names=excluded))
        contest.draft_rules = to_json(rules)
        contest.save(update_fields=["draft_rules"])
        contest.committee.all().delete()
        CommitteeMember.objects.bulk_create(rows)
        audit.record(
            action="contest.committee_changed",
            actor=actor,
            obj=contest,
            organisation=contest.organisation,
            data={"members": len(rows) - excluded, "excluded": excluded},
        )
