"""What a hub reads of its rooms: a few statements, each of all rooms or all waiting people at once.

Plain cursors where ten thousand rows are read: a model object for each would cost more than the
query.
"""

# ruff: noqa: S608 (only placeholders are joined)

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import SignInSession, User
from accounts.selectors.access import can
from contests.live.models import LiveAnswer, LiveCommand, LivePlayer, LiveSession

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a hub sees that a room has news."""

    version: int
    players_count: int
    roster: int


@dataclass(frozen=True, slots=True)
class PlayerRow:
    """A player as the room needs them; `name` is what may be shown."""

    id: int
    number: int
    name: str
    unit: str
    organisation: int | None
    epoch: int
    removed: bool
    changed: int


def versions(sessions: Sequence[int]) -> dict[int, Stamp]:
    """The stamps of all open rooms: one query, every second."""
    rows = LiveSession.objects.filter(id__in=sessions).values_list(
        "id", "version", "players_count", "roster"
    )
    return {pk: Stamp(*stamp) for pk, *stamp in rows}


def session_row(session: int) -> dict[str, Any] | None:
    """The row of a session without its plan, or None."""
    return (
        LiveSession.objects.filter(id=session)
        .values(
            "id", "public_id", "title", "code", "phase", "run", "opens_us", "closes_us", "version",
            "players_count", "roster", "state", "look", "is_joinable", "is_rehearsal", "entry",
            "gap_from_us", "gap_to_us", "contest_id",
        )
        .first()
    )  # fmt: skip


def plan_json(session: int) -> dict[str, Any]:
    """The frozen plan: it never changes, so a hub reads it once."""
    plan: dict[str, Any] = LiveSession.objects.values_list("plan", flat=True).get(id=session)
    return plan


def commands_after(session: int, version: int, upto: int) -> list[LiveCommand]:
    """The log from `version` (exclusive) to `upto` (inclusive), in order."""
    return list(
        LiveCommand.objects.filter(session_id=session, version__gt=version, version__lte=upto)
        .order_by("version")
        .select_related("by")
        .only("version", "name", "args", "facts", "at_us", "by__username")
    )


def players_after(session: int, number: int) -> list[PlayerRow]:
    """Players with a greater number, in order: numbers are given under a lock, none is missed."""
    return _players("number > %s ORDER BY number", [session, number])


def players_changed(session: int, roster: int) -> list[PlayerRow]:
    """Players who changed after the roster stood at `roster`."""
    return _players("changed > %s ORDER BY changed", [session, roster])


def _players(where: str, values: list[int]) -> list[PlayerRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number, CASE WHEN name_hidden THEN '' ELSE name END, unit,"
            " organisation_id, epoch, is_removed, changed FROM live_liveplayer"
            f" WHERE session_id = %s AND {where}",
            values,
        )
        return [
            PlayerRow(pk, number, name, unit, organisation, epoch, bool(removed), changed)
            for pk, number, name, unit, organisation, epoch, removed, changed in cursor.fetchall()
        ]


def answers_of(session: int, run: int) -> list[tuple[int, str, int]]:
    """Every answer of a run as (player, response, received), in the order of their receipt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT player_id, response, received_us FROM live_liveanswer WHERE session_id = %s"
            " AND run = %s AND buzz_us = 0 ORDER BY received_us, player_id",
            [session, run],
        )
        return cursor.fetchall()


def presses_of(session: int, run: int) -> list[tuple[int, int]]:
    """Every press of a run as (player, received), in the order of their receipt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT player_id, buzz_us FROM live_liveanswer WHERE session_id = %s"
            " AND run = %s AND buzz_us > 0 ORDER BY buzz_us, player_id",
            [session, run],
        )
        return cursor.fetchall()


def answered(session: int, run: int) -> int:
    """How many have answered a run."""
    return LiveAnswer.objects.filter(session_id=session, run=run, buzz_us=0).count()


def own_answers(session: int, run: int, players: Iterable[int]) -> dict[int, str]:
    """What `players` answered to a run."""
    wanted = list(players)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        found.update(
            LiveAnswer.objects.filter(
                session_id=session,
                run=run,
                buzz_us=0,
                player_id__in=wanted[start : start + _CHUNK],
            ).values_list("player_id", "response")
        )
    return found


def rightful_hosts(asked: Collection[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    """Those of (session, user, signed-in device) who may host now: the account is active, holds
    the right over the session's organisation, and the device is still signed in."""
    users = {user.pk: user for user in User.objects.filter(id__in={u for _, u, _ in asked})}
    devices = dict(
        SignInSession.objects.filter(id__in={s for _, _, s in asked}).values_list(
            "id", "session_key"
        )
    )
    alive = set(
        Session.objects.filter(
            session_key__in=devices.values(), expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    sessions = {
        one.pk: one
        for one in LiveSession.objects.filter(id__in={s for s, _, _ in asked})
        .select_related("organisation")
        .only("id", "organisation")
    }
    return {
        (session, user, device)
        for session, user, device in asked
        if session in sessions
        and devices.get(device) in alive
        and can(users.get(user), "live.host", sessions[session].organisation)
    }


def is_signed_in(device: int) -> bool:
    """Whether this device has not been signed out meanwhile."""
    keys = SignInSession.objects.filter(id=device).values("session_key")
    return Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).exists()


def struck_players(sessions: Sequence[int]) -> list[tuple[int, int]]:
    """(session, player) of entrants who were taken out of their contest."""
    return list(
        LivePlayer.objects.filter(session_id__in=sessions, entrant__isnull=False)
        .exclude(entrant__state="active")
        .values_list("session_id", "id")
    )
