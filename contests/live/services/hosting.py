"""Letting people in: the host's console by its ticket, a player on another device by a code."""

from __future__ import annotations

import secrets

from django.db import transaction

from accounts import audit
from accounts.fields import blind_index
from accounts.models import SignInSession, User
from accounts.rules.codes import make_code
from accounts.selectors.access import require
from accounts.services.sessions import session_started
from contests.clock import SYSTEM, Clock
from contests.live import tickets
from contests.live.models import LiveCode, LivePlayer, LiveSession
from contests.live.rules.step import Refusal
from contests.live.selectors.doors import CODE_PURPOSE
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


def way_back(*, session: LiveSession, number: int, by: User) -> str:
    """The personal code with which player `number` comes back on another device, made at the first
    asking. For those who came by a nickname: the host knows whom they have before them.

    Raises `Forbidden`; `Refusal`: "unknown_player", "ended".
    """
    require(by, HOST, session.organisation)
    with transaction.atomic():
        row = LiveSession.objects.select_for_update().get(pk=session.pk)
        if row.phase in ("draft", "ended"):
            raise Refusal("ended")
        found = LivePlayer.objects.filter(session=row, number=number, is_removed=False)
        player = found.select_related("code").first()
        if player is None:
            raise Refusal("unknown_player")
        if player.code is None:
            code = make_code(secrets.randbelow)
            player.code = LiveCode.objects.create(
                session=row,
                code=code,
                code_index=blind_index(code, CODE_PURPOSE),
                label=player.name,
                unit=player.unit,
                organisation=player.organisation,
            )
            player.save(update_fields=["code"])
        audit.record(
            action="live.way_back_given",
            actor=by,
            obj=row,
            organisation=row.organisation,
            data={"player": number},
        )
    text: str = player.code.code
    return text
