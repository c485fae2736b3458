"""The one-time codes of a session, readable: for the desk that hands them out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.rules.codes import show_code
from contests.live.models import LivePlayer, LiveSession


@dataclass(frozen=True, slots=True)
class CodeRow:
    """Whose code it is, whom they play for, the code in groups, whether somebody came in by it."""

    id: int
    name: str
    unit: str
    code: str
    is_used: bool


def codes_of(session: LiveSession) -> list[CodeRow]:
    """All of them in the order in which they were made."""
    used = Exists(LivePlayer.objects.filter(session=session, code=OuterRef("pk")))
    return [
        CodeRow(one.pk, one.label, one.unit, show_code(one.code), one.used)
        for one in session.codes.annotate(used=used).order_by("id")
    ]
