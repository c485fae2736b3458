"""The frozen plan of a session: segments, questions with their keys, teams."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question as it will be asked, with what must stay on the server until its reveal."""

    ref: str
    revision_id: int
    kind: str
    stem: str
    options: tuple[str, ...]
    right: str
    seconds: int = 20
    max_milli: int = 1_000_000
    floor_milli: int = 500_000
    explanation: str = ""
    citation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the programme."""

    title: str
    mode: str
    questions: tuple[PlanQuestion, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a session asks, in order."""

    title: str
    segments: tuple[Segment, ...]
    teams: dict[str, Any] = field(default_factory=dict)


def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values."""
    return asdict(plan)


def from_json(value: dict[str, Any]) -> Plan:
    """The plan behind `to_json`."""
    return Plan(
        value["title"],
        tuple(
            Segment(
                s["title"],
                s["mode"],
                tuple(
                    PlanQuestion(**{**q, "options": tuple(q["options"])}) for q in s["questions"]
                ),
            )
            for s in value["segments"]
        ),
        value.get("teams") or {},
    )
