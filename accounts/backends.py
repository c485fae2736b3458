"""How Django asks for a user: one backend for our sign-in page and the admin's."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.middleware import client_ip
from accounts.models import User
from accounts.rules.refusal import Refused
from accounts.services import sessions


class SignInBackend(ModelBackend):
    """User name, e-mail or telephone number with one password; limited and logged.

    What was refused is left on the request (`request.sign_in_refused`) for the page to say.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        ip = client_ip(request) if request is not None else None
        try:
            return sessions.check_sign_in(login=username, password=password, ip=ip)
        except Refused as refused:
            if request is not None:
                request.sign_in_refused = refused  # type: ignore[attr-defined]
            return None

    async def aauthenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        return await sync_to_async(self.authenticate)(request, username, password, **kwargs)


def note_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of `user_logged_in`: the device joins its owner's list."""
    session_key = request.session.session_key
    if session_key is not None:
        sessions.session_started(
            user=user,
            session_key=session_key,
            user_agent=request.headers.get("User-Agent", ""),
            ip=client_ip(request),
        )


def note_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Receiver of `user_logged_out`."""
    if request.session.session_key is not None:
        sessions.session_ended(user=user, session_key=request.session.session_key)
