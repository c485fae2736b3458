"""The facts a thể lệ is printed with: the contest, its rounds, the names behind codes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from accounts.models import AdministrativeUnit, Organisation
from contests.models import Contest
from contests.rules.ruleset import RuleSet
from contests.wording.facts import ContestFacts, Names, RoundFacts, codes
from quiz.models import Bank, Topic


def contest_facts(contest: Contest, rules: RuleSet, *, site: str) -> ContestFacts:
    """The drafted contest with a name for every code in `rules`. Five queries."""
    wanted = codes(rules)
    return ContestFacts(
        title=contest.title,
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
            contest.partners.order_by("organisation__sort_key").values_list(
                "organisation__name", flat=True
            )
        ),
        names=Names(
            banks=dict(Bank.objects.filter(code__in=wanted["banks"]).values_list("code", "name")),
            topics=dict(
                Topic.objects.filter(
                    code__in=wanted["topics"], bank__code__in=rules.paper.banks
                ).values_list("code", "name")
            ),
            units={
                unit.code: unit.full_name
                for unit in AdministrativeUnit.objects.filter(code__in=wanted["units"])
            },
            organisations=dict(
                Organisation.objects.filter(code__in=wanted["organisations"]).values_list(
                    "code", "name"
                )
            ),
        ),
    )


def facts_json(facts: ContestFacts) -> dict[str, Any]:
    """`facts` as JSON values, for the frozen version."""
    data = asdict(facts)
    data["rounds"] = [
        {
            "name": one.name,
            "opens_at": one.opens_at.isoformat(),
            "closes_at": one.closes_at.isoformat(),
        }
        for one in facts.rounds
    ]
    data["cooperating"] = list(facts.cooperating)
    data["names"] = {name: dict(table) for name, table in data["names"].items()}
    return data
