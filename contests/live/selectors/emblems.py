"""Pictures that live sessions show on their wall."""

from __future__ import annotations

from django.db.models import QuerySet

from contests.live.models import LiveSession


def emblems() -> QuerySet[LiveSession, str]:
    """`Picture.public_id` of every session's emblem."""
    return LiveSession.objects.filter(look__has_key="emblem").values_list("look__emblem", flat=True)
