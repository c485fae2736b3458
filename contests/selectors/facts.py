"""The facts a thể lệ is printed with: the contest, its rounds, the names behind codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import AdministrativeUnit, Organisation
from contests.models import Contest, RuleVersion
from contests.rules.ruleset import RuleSet
from contests.wording.facts import ContestFacts, Names, RoundFacts, codes
from contests.wording.section import Section
from quiz.models import Bank, Topic


def contest_facts(contest: Contest, rules: RuleSet, *, site: str) -> ContestFacts:
    """The drafted contest with a name for every code in `rules`. Five queries."""
    return ContestFacts(
        title=drafted_title(contest),
        lead=contest.organisation.name,
        rounds=tuple(
            RoundFacts(
                one["name"],
                datetime.fromisoformat(one["opens_at"]),
                datetime.fromisoformat(one["closes_at"]),
            )
            for one in contest.draft_rounds
        ),
        site=site,
        cooperating=tuple(
            Organisation.objects.filter(pk__in=[pk for pk, _ in drafted_partners(contest)])
            .order_by("sort_key")
            .values_list("name", flat=True)
        ),
        names=names_of(rules),
    )


def drafted_title(contest: Contest) -> str:
    """The name as it will be published."""
    return str(contest.draft_basics.get("title", contest.title))


def drafted_partners(contest: Contest) -> list[tuple[int, list[str]]]:
    """The cooperating organisations and their rights as they will be published, in the order they
    were written."""
    if "partners" in contest.draft_basics:
        return [(pk, list(rights)) for pk, rights in contest.draft_basics["partners"]]
    rows = contest.partners.order_by("pk").values_list("organisation_id", "rights")
    return [(pk, list(rights)) for pk, rights in rows]


def names_of(rules: RuleSet) -> Names:
    """A name for every code in `rules` that has one; units with their kind in lower case."""
    wanted = codes(rules)
    return Names(
        banks=dict(Bank.objects.filter(code__in=wanted["banks"]).values_list("code", "name")),
        topics=dict(
            Topic.objects.filter(
                code__in=wanted["topics"], bank__code__in=rules.paper.banks
            ).values_list("code", "name")
        ),
        units={
            unit.code: unit.full_name[:1].lower() + unit.full_name[1:]
            for unit in AdministrativeUnit.objects.filter(code__in=wanted["units"])
        },
        organisations=dict(
            Organisation.objects.filter(code__in=wanted["organisations"]).values_list(
                "code", "name"
            )
        ),
    )


def text_json(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """A thể lệ as JSON values, as `RuleVersion.text` keeps it."""
    return [{"title": one.title, "paragraphs": list(one.paragraphs)} for one in sections]


def text_of(version: RuleVersion) -> tuple[Section, ...]:
    """The thể lệ of a version exactly as it was published."""
    return tuple(Section(one["title"], tuple(one["paragraphs"])) for one in version.text)
