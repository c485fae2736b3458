"""Letting a host in: the ticket of the console's socket."""

from __future__ import annotations

from accounts.models import SignInSession, User
from accounts.selectors.access import require
from accounts.services.sessions import session_started
from contests.clock import SYSTEM, Clock
from contests.live import tickets
from contests.live.models import LiveSession
from contests.live.services.commands import HOST


def host_ticket(
    *,
    session: LiveSession,
    by: User,
    session_key: str,
    user_agent: str = "",
    ip: str | None = None,
    clock: Clock = SYSTEM,
) -> str:
    """A ticket for `by` on the device signed in as `session_key`; it ends with that sign-in.

    Raises `Forbidden`. A sign-in that is not on the list of devices yet (made by the admin's own
    form) is put there: what is not listed could not be ended.
    """
    require(by, HOST, session.organisation)
    device = SignInSession.objects.filter(user=by, session_key=session_key).first()
    if device is None:
        device = session_started(user=by, session_key=session_key, user_agent=user_agent, ip=ip)
    return tickets.for_host(
        session=session.pk, user=by.pk, sign_in=device.pk, now_us=clock.now_us()
    )
