"""Who may come through which door: lobbies by their six digits, people and codes by theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.fields import blind_index
from accounts.rules.codes import parse_code
from contests.live.models import LiveCode, LiveSession
from contests.models import Entrant, EntrantState

CODE_PURPOSE = "live-code"


@dataclass(frozen=True, slots=True)
class Door:
    """A lobby as the join route sees it. `teams`: names one may choose from, empty when none."""

    session: int
    public_id: str
    title: str
    entry: str
    contest: int | None
    is_joinable: bool
    teams: tuple[str, ...]
    chooses_team: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever a personal code belongs to."""

    name: str
    unit: str
    organisation: int | None
    entrant: int | None
    code: int | None


def door(code: str) -> Door | None:
    """The open lobby with these six digits. One query."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    return _door(LiveSession.objects.filter(code=code))


def door_of(public_id: str) -> Door | None:
    """The room at this public address while it is played. One query."""
    return _door(
        LiveSession.objects.filter(public_id=public_id).exclude(phase__in=("draft", "ended"))
    )


def _door(sessions: QuerySet[LiveSession]) -> Door | None:
    row = sessions.values_list(
        "id", "public_id", "title", "entry", "contest_id", "is_joinable", "plan__teams"
    ).first()
    if row is None:
        return None
    *front, teams = row
    teams = teams or {}
    names = tuple(str(name) for name in teams.get("names", ()))
    return Door(*front, teams=names, chooses_team=teams.get("by") == "chosen")


def guest(at: Door, typed: str) -> Guest | None:
    """Whose personal code `typed` is in this room: a one-time code, or a registered entrant's."""
    code = parse_code(typed)
    if not code:
        return None
    once = (
        LiveCode.objects.filter(session_id=at.session, code_index=blind_index(code, CODE_PURPOSE))
        .values_list("label", "unit", "organisation_id", "entrant_id", "id")
        .first()
    )
    if once is not None:
        return Guest(*once)
    if at.contest is None:
        return None
    entrant = (
        Entrant.objects.filter(
            contest_id=at.contest,
            code_index=blind_index(code, "entrant-code"),
            state=EntrantState.ACTIVE,
        )
        .values_list("display_name", "organisation__name", "organisation_id", "id")
        .first()
    )
    if entrant is None:
        return None
    name, unit, organisation, pk = entrant
    return Guest(name, unit or "", organisation, pk, None)
