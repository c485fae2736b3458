"""What a thể lệ names besides the rules: the contest, its rounds, and the names behind codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from contests.rules.terms import RuleSet


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One round; instants are aware."""

    name: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Names:
    """Vietnamese names by code. `units`: communes and provinces with their kind ("xã Sơn Hà")."""

    banks: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """The contest as its thể lệ names it. `site`: the address where people sit it."""

    title: str
    lead: str
    rounds: tuple[RoundFacts, ...]
    site: str
    cooperating: tuple[str, ...] = ()
    names: Names = field(default_factory=Names)


class NameMissing(LookupError):
    """A code in the rules has no name in the facts: printing the bare code would be no sentence."""


def name(table: Mapping[str, str], code: str) -> str:
    """The name of `code`; raises `NameMissing`."""
    found = table.get(code, "").strip()
    if not found:
        raise NameMissing(code)
    return found


def codes(rules: RuleSet) -> dict[str, frozenset[str]]:
    """Codes whose names `the_le` needs, by field of `Names`: what the caller has to look up."""
    cells = rules.paper.cells
    who = rules.eligibility
    return {
        "banks": frozenset(rules.paper.banks),
        "topics": frozenset(cell.topic for cell in cells if cell.topic is not None),
        "units": frozenset(who.communes) | frozenset(who.provinces),
        "organisations": frozenset(
            group.organisation for group in rules.groups if group.organisation is not None
        ),
    }


def facts_to_json(facts: ContestFacts) -> dict[str, Any]:
    """`facts` as JSON values, to be stored beside the frozen rules; instants in UTC."""
    return {
        "title": facts.title,
        "lead": facts.lead,
        "cooperating": list(facts.cooperating),
        "site": facts.site,
        "rounds": [
            {
                "name": one.name,
                "opens_at": one.opens_at.astimezone(UTC).isoformat(),
                "closes_at": one.closes_at.astimezone(UTC).isoformat(),
            }
            for one in facts.rounds
        ],
        "names": {table: dict(getattr(facts.names, table)) for table in _TABLES},
    }


def facts_from_json(data: Mapping[str, Any]) -> ContestFacts:
    """The facts stored by `facts_to_json`. A missing field raises KeyError: it is damage."""
    return ContestFacts(
        title=data["title"],
        lead=data["lead"],
        cooperating=tuple(data["cooperating"]),
        site=data["site"],
        rounds=tuple(
            RoundFacts(
                one["name"],
                datetime.fromisoformat(one["opens_at"]),
                datetime.fromisoformat(one["closes_at"]),
            )
            for one in data["rounds"]
        ),
        names=Names(**{table: dict(data["names"][table]) for table in _TABLES}),
    )


_TABLES = ("banks", "topics", "units", "organisations")
