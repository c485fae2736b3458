"""What the host's and the organizer's pages read of sessions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.rules.roles import Permission
from accounts.selectors import for_user
from contests.live.models import LivePlayer, LiveSession

PEOPLE_SHOWN = 40


def sessions_for(user: User | None) -> QuerySet[LiveSession]:
    """The sessions that `user` may prepare and host, newest first; rehearsals left out."""
    return (
        hosted_by(user)
        .filter(is_rehearsal=False)
        .annotate(segments_count=Count("segments", distinct=True))
        .order_by("-created_at", "-id")
    )


def hosted_by(user: User | None) -> QuerySet[LiveSession]:
    """Every session over whose organisation `user` holds the right to host."""
    return for_user(
        LiveSession.objects.select_related("organisation", "contest"),
        user,
        Permission.HOST_LIVE,
        path="organisation__path",
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A player as the host sees them, hidden names too."""

    id: int
    number: int
    name: str
    unit: str
    hidden: bool


def people(session: LiveSession, words: str) -> list[Person]:
    """Players whose name contains `words` or whose number it is; the first ones in order."""
    found = LivePlayer.objects.filter(session=session, is_removed=False)
    words = words.strip()
    if words.isascii() and words.isdigit():
        found = found.filter(number=int(words[:9]))
    elif words:
        found = found.filter(name__icontains=words)
    return [
        Person(one.pk, one.number, one.name, one.unit, one.name_hidden)
        for one in found.order_by("number")[:PEOPLE_SHOWN]
    ]
