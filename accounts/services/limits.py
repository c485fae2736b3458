"""How often something may be tried: counters in the database, exact under concurrency.

One statement counts and decides, so a thousand requests at once pass exactly the limit
(promise P23). A key that is already over its limit is refused by a plain read, so that a flood
costs no write.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.fields import blind_index
from accounts.models import RateCounter

_COUNT = """
INSERT INTO accounts_ratecounter (key, count, expires_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN accounts_ratecounter.expires_at <= %s
          THEN 1 ELSE accounts_ratecounter.count + 1 END,
  expires_at = CASE WHEN accounts_ratecounter.expires_at <= %s
               THEN excluded.expires_at ELSE accounts_ratecounter.expires_at END
WHERE accounts_ratecounter.expires_at <= %s OR accounts_ratecounter.count < %s
RETURNING count
"""


@dataclass(frozen=True)
class Limit:
    """At most `times` in each `window`, counted from the first try."""

    times: int
    window: timedelta


@dataclass(frozen=True)
class Verdict:
    """`retry_after_s` is 0 exactly when the try is allowed."""

    allowed: bool
    retry_after_s: int = 0


def _key(scope: str, who: str) -> str:
    return blind_index(who or "-", f"limit:{scope}")


def source(ip: str | None) -> str:
    """What an address is counted as: IPv4 itself, of IPv6 the /64 that one subscriber has whole."""
    address = ipaddress.ip_address(ip) if ip else None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return ip or "-"


def check(*, scope: str, who: str, limit: Limit, now: datetime | None = None) -> Verdict:
    """Whether one more try would be allowed; counts nothing."""
    now = now or timezone.now()
    row = RateCounter.objects.filter(
        key=_key(scope, who), expires_at__gt=now, count__gte=limit.times
    ).first()
    if row is None:
        return Verdict(True)
    return Verdict(False, max(1, int((row.expires_at - now).total_seconds() + 0.999)))


def hit(*, scope: str, who: str, limit: Limit, now: datetime | None = None) -> Verdict:
    """Count one try of `who` (an address, an account; stored only as a keyed hash)."""
    now = now or timezone.now()
    verdict = check(scope=scope, who=who, limit=limit, now=now)
    if not verdict.allowed:
        return verdict
    adapt = connection.ops.adapt_datetimefield_value
    stored_now = adapt(now)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            [
                _key(scope, who),
                adapt(now + limit.window),
                stored_now,
                stored_now,
                stored_now,
                limit.times,
            ],
        )
        if cursor.fetchone() is not None:
            return Verdict(True)
    return check(scope=scope, who=who, limit=limit, now=now)


def forget(*, scope: str, who: str) -> None:
    """Start again from zero (after a right password)."""
    RateCounter.objects.filter(key=_key(scope, who)).delete()


def sweep(*, now: datetime | None = None, most: int = 500) -> int:
    """Remove counters whose window has passed; returns how many."""
    old = RateCounter.objects.filter(expires_at__lt=now or timezone.now())
    keys = list(old.values_list("key", flat=True)[:most])
    if not keys:
        return 0
    return old.filter(key__in=keys).delete()[0]
