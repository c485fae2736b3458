"""The entrant's own sign-in: a signed cookie, bound to the entrant and their epoch.

It is not Django's user session: an entrant has no account. A re-issued code or a ban raises the
epoch and so ends every cookie given out before.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from contests.models import Contest, Entrant, EntrantState

COOKIE = "du_thi"
_SALT = "contests.online.entrant"
LIFE = timedelta(days=45)
_LONGEST = 200


def issue(entrant: Entrant) -> str:
    """The cookie's value for `entrant` as they stand."""
    return signing.TimestampSigner(salt=_SALT).sign(f"{entrant.public_id}.{entrant.epoch}")


def entrant_of(text: str, contest: Contest) -> Entrant | None:
    """The entrant of `contest` behind a cookie; None for anything forged, expired, of another
    contest or of before a re-issue. One query."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        plain = signing.TimestampSigner(salt=_SALT).unsign(text, max_age=LIFE)
    except signing.BadSignature:
        return None
    public_id, _, epoch = plain.rpartition(".")
    if not epoch.isdigit():
        return None
    return (
        Entrant.objects.filter(contest=contest, public_id=public_id, epoch=int(epoch))
        .exclude(state=EntrantState.WITHDRAWN)
        .select_related("organisation", "commune")
        .first()
    )
