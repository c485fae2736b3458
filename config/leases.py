"""Leases: one holder at a time, across processes and machines, by conditional UPDATE."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db.models import Q

from config.models import Lease


def make_holder() -> str:
    """A name for this process that no other process has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def acquire(name: str, *, holder: str, seconds: float, now: datetime) -> bool:
    """Take or extend the lease `name` for `seconds`; False while another process holds it.

    Looks with a plain read first: a process that loses takes no write lock.
    """
    row = Lease.objects.filter(name=name).first()
    until = now + timedelta(seconds=seconds)
    if row is None:
        lease, created = Lease.objects.get_or_create(
            name=name, defaults={"holder": holder, "expires_at": until}
        )
        return created or lease.holder == holder
    if row.holder != holder and row.expires_at > now:
        return False
    return bool(
        Lease.objects.filter(name=name)
        .filter(Q(holder=holder) | Q(expires_at__lte=now))
        .update(holder=holder, expires_at=until)
    )


def renew(*, holder: str, seconds: float, now: datetime) -> int:
    """Extend every unexpired lease of `holder` in one statement; returns how many it still has."""
    return Lease.objects.filter(holder=holder, expires_at__gt=now).update(
        expires_at=now + timedelta(seconds=seconds)
    )


def release(*, holder: str, now: datetime) -> None:
    """Give up every lease of `holder`, so that the next process need not wait."""
    Lease.objects.filter(holder=holder).update(expires_at=now)
