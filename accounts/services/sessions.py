"""Signing in and out: limits, the list of signed-in devices, revoking them."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import SignInSession, User
from accounts.rules import phone as phone_rules
from accounts.rules.refusal import Refused
from accounts.rules.text import clean_line
from accounts.services import limits
from accounts.services.people import phone_index
from accounts.wording import wait_words

#: Wrong passwords: few for one account from one address, more for the account from everywhere
#: (nobody may lock somebody else out for good), many for an address (a school is behind one).
SAME_PLACE = limits.Limit(5, timedelta(minutes=15))
ACCOUNT = limits.Limit(30, timedelta(minutes=15))
ADDRESS = limits.Limit(200, timedelta(minutes=15))

TOUCH_EVERY = timedelta(minutes=5)


def find_user(login: str) -> User | None:
    """The account of a user name, an e-mail address or a telephone number in any spelling."""
    login = clean_line(login).lower()[:200]
    phone = phone_rules.parse(login)
    wanted = Q(username=login)
    if "@" in login:
        wanted = Q(email=login)
    elif phone.e164:
        wanted = Q(phone_index=phone_index(phone.e164))
    return User.objects.select_related("person").filter(wanted).first()


def check_sign_in(
    *, login: str, password: str, ip: str | None, now: datetime | None = None
) -> User:
    """The user of a right login and password; never says which of the two was wrong.

    Unknown, stopped and wrong-password accounts get the same refusal after the same work
    (ASVS 6.3.8). The try is counted before the password is looked at, so that parallel guesses
    pass exactly the limit. Refused: ``sign-in-wrong``, ``sign-in-locked``.
    """
    who = clean_line(login).lower()[:200]
    user = find_user(login)
    # One account has several names; its tries are counted together.
    account = f"#{user.pk}" if user else who
    place = limits.source(ip)
    counters = [
        ("sign-in.place", f"{account}|{place}", SAME_PLACE),
        ("sign-in.account", account, ACCOUNT),
        ("sign-in.address", place, ADDRESS),
    ]
    for scope, key, limit in counters:
        verdict = limits.hit(scope=scope, who=key, limit=limit, now=now)
        if not verdict.allowed:
            raise Refused("sign-in-locked", wait=wait_words(verdict.retry_after_s))
    if user is None or not user.has_usable_password():
        make_password(password)  # the time a known user takes
        right = False
    else:
        right = user.check_password(password)
    if user is None or not right or not user.is_active:
        audit.record(
            action="sign_in.failed", actor=None, obj=user if user else None, data={}, now=now
        )
        raise Refused("sign-in-wrong")
    limits.forget(scope="sign-in.place", who=f"{account}|{place}")
    limits.forget(scope="sign-in.account", who=account)
    return user


def session_started(
    *,
    user: User,
    session_key: str,
    user_agent: str,
    ip: str | None,
    now: datetime | None = None,
) -> SignInSession:
    """Note a device that has just signed in."""
    now = now or timezone.now()
    session, _ = SignInSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "user_agent": clean_line(user_agent)[:300],
            "ip": ip,
            "last_seen_at": now,
        },
    )
    audit.record(action="sign_in.succeeded", actor=user, obj=user, now=now)
    return session


def session_seen(*, session_key: str, now: datetime | None = None) -> None:
    """Note that a device is still used; writes at most once in `TOUCH_EVERY`."""
    now = now or timezone.now()
    stale = SignInSession.objects.filter(
        session_key=session_key, last_seen_at__lt=now - TOUCH_EVERY
    )
    if stale.exists():
        stale.update(last_seen_at=now)


def session_renamed(*, old: str, new: str) -> None:
    """A password change gives the same device a new session key."""
    SignInSession.objects.filter(session_key=old).update(session_key=new)


def session_ended(*, user: User | None, session_key: str) -> None:
    """Note that a device has signed out by itself."""
    SignInSession.objects.filter(session_key=session_key).delete()
    if user is not None:
        audit.record(action="sign_in.ended", actor=user, obj=user)


def end_session(*, user: User, session: SignInSession, now: datetime | None = None) -> None:
    """Sign one of the user's own devices out."""
    if session.user_id != user.pk:
        raise Refused("sign-in-wrong")
    _delete(session.session_key)
    session.delete()
    audit.record(action="sign_in.revoked", actor=user, obj=user, now=now)


def end_all_sessions(*, user: User, keep: str = "") -> int:
    """Sign every device of a user out, but `keep`; returns how many."""
    ended = 0
    for session in SignInSession.objects.filter(user=user).exclude(session_key=keep):
        _delete(session.session_key)
        session.delete()
        ended += 1
    return ended


def _delete(session_key: str) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(session_key).delete()
