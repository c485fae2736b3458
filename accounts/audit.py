"""The audit trail: who did what, when, to what, from where (design decision 13, promise A9).

`record` inserts a plain row in the transaction of the change it tells of, so nothing waits for a
chain. `seal_pending` (one holder, each second) numbers and chains what has been committed.
Data given to `record` never holds a telephone or identity number in clear: write that it
was changed or shown, not what it is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, User
from accounts.rules import audit as chain

SEAL_BATCH = 100


def record(
    *,
    action: str,
    actor: User | None,
    obj: models.Model | None = None,
    organisation: Organisation | None = None,
    data: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEvent:
    """Write one event; call it inside the transaction of the change itself.

    `action` is "noun.verb" in the past ("contest.published"). Address and request id come from
    the request being answered, if there is one (`accounts.middleware`).
    """
    context = structlog.contextvars.get_contextvars()
    return AuditEvent.objects.create(
        at=now or timezone.now(),
        action=action,
        actor=actor,
        actor_label=f"{actor.person.full_name} ({actor.username})"[:140] if actor else "Hệ thống",
        organisation=organisation,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(getattr(obj, "public_id", None) or obj.pk) if obj is not None else "",
        object_label=str(obj)[:200] if obj is not None else "",
        data=dict(data or {}),
        ip=context.get("client_ip"),
        request_id=str(context.get("request_id", ""))[:40],
    )


def facts(event: AuditEvent) -> dict[str, object]:
    """What of a row is sealed: all of it, in a spelling that both databases give back alike."""
    return {
        "id": event.pk,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": event.action,
        "actor": event.actor_id,
        "actor_label": event.actor_label,
        "organisation": event.organisation_id,
        "object": [event.object_type, event.object_id, event.object_label],
        "data": event.data,
        "ip": str(event.ip) if event.ip else None,
        "request_id": event.request_id,
    }


def head() -> chain.Anchor:
    """The newest seal: goes into reports and exports, and so out of reach of whoever rewrites."""
    last = (
        AuditEvent.objects.filter(seal_number__isnull=False)
        .order_by("-seal_number")
        .values_list("seal_number", "seal")
        .first()
    )
    return chain.Anchor(*last) if last else chain.Anchor(0, chain.GENESIS)


def seal_pending(*, most: int = 2000) -> int:
    """Number and chain up to `most` committed rows; returns how many.

    Reads and hashes without a lock, then writes slices of `SEAL_BATCH` with a rest as long as
    each. Two sealers cannot both win: numbers are unique, so the later slice fails as a whole,
    and a row that is sealed already is left alone.
    """
    total = 0
    while total < most:
        rows = list(AuditEvent.objects.filter(seal_number__isnull=True).order_by("id")[:SEAL_BATCH])
        if not rows:
            break
        last, sealed = head(), []
        for event in rows:
            last = chain.Anchor(
                last.number + 1, chain.seal(last.seal, last.number + 1, facts(event))
            )
            sealed.append((last.number, last.seal, event.pk))
        began = time.perf_counter()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    "UPDATE accounts_auditevent SET seal_number = %s, seal = %s "
                    "WHERE id = %s AND seal_number IS NULL",
                    sealed,
                )
                if cursor.rowcount != len(sealed):
                    # Another sealer was here between the look and the write: a part of the
                    # slice would leave a gap in the numbers.
                    raise IntegrityError
        except IntegrityError:
            break  # the other sealer's chain holds; what is left is sealed next time
        total += len(sealed)
        if len(rows) < SEAL_BATCH:
            break
        time.sleep(time.perf_counter() - began)
    return total


def seal_everything() -> int:
    """Seal all that is committed, batch after batch; for exports, tests and the verifier."""
    total = 0
    while sealed := seal_pending():
        total += sealed
    return total


def anchors_path() -> Path:
    """Where heads are written outside the database."""
    return Path(settings.VAR_DIR) / "audit-anchors.txt"


def write_anchor(*, now: datetime | None = None) -> chain.Anchor:
    """Append the head to the anchor file, on disk before it returns; unchanged heads are not."""
    anchor = head()
    known = read_anchors()
    if anchor.number and (not known or known[-1] != anchor):
        line = f"{(now or timezone.now()).isoformat(timespec='seconds')} "
        line += f"{anchor.number} {anchor.seal}\n"
        with anchors_path().open("a", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    return anchor


def read_anchors(path: Path | None = None) -> list[chain.Anchor]:
    """The anchors of a file, oldest first; none when there is no file.

    Raises ValueError at a line that is not "time number seal".
    """
    file = path or anchors_path()
    if not file.exists():
        return []
    anchors = []
    for line in file.read_text(encoding="ascii").splitlines():
        _, number, seal = line.split(" ")
        anchors.append(chain.Anchor(int(number), seal))
    return anchors


def sealed_rows() -> Iterator[chain.SealedRow]:
    """Every sealed row in the order of the chain, read in slices (constant memory)."""
    number = 0
    while True:
        slice_ = list(
            AuditEvent.objects.filter(seal_number__gt=number).order_by("seal_number")[:1000]
        )
        if not slice_:
            return
        for event in slice_:
            assert event.seal_number is not None
            number = event.seal_number
            yield chain.SealedRow(number, facts(event), event.seal, event.pk)


def verify(anchors: list[chain.Anchor] | None = None) -> chain.Verdict:
    """Walk the whole chain; `anchors` default to those of the anchor file."""
    return chain.verify(sealed_rows(), read_anchors() if anchors is None else anchors)
