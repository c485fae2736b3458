"""The seal of a stored standing, and whether anything was decided since it was frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import fields

from django.db.models import Q

from accounts.models import AuditEvent
from contests.models import Contest, Entrant, KeyCorrection, Paper
from contests.results.models import Draw, Standing, StandingRow
from contests.results.rules.lines import Line as RuleLine
from contests.results.rules.verify import Difference

Tell = Callable[[Difference[str]], None]

_CHANGES = (
    "attempt.annulled",
    "attempt.reopened",
    "attempt.extended",
    "entrant.disqualified",
)

SHARED = (
    "correct",
    "points_milli",
    "passed",
    "duration_ms",
    "attempts",
    "prediction_distance",
    "draw",
)
"""Fields that a stored row and a comparable line call by the same name."""


def check_seal(standing: Standing, tell: Tell) -> None:
    """Order, places and seal of the stored rows, read as a stream, and what the trail says."""

    def say(key: str, field: str, stored: object, recomputed: object) -> None:
        tell(Difference(key, field, stored, recomputed))

    seal = hashlib.sha256(b"[")
    before: StandingRow | None = None
    place = 0
    rows = StandingRow.objects.filter(standing=standing).order_by("position").iterator(2000)
    for count, (row, follows) in enumerate(_with_next(rows), start=1):
        if before is None or before.rank_key != row.rank_key:
            place = count
        tied = place < count or (follows is not None and follows.rank_key == row.rank_key)
        if before is not None and before.rank_key > row.rank_key:
            say(f"standing {standing.pk} position {row.position}", "order", 1, 0)
        for name, right in (("position", count), ("rank", place), ("is_tied", tied)):
            if getattr(row, name) != right:
                key = f"standing {standing.pk} position {row.position}"
                say(key, name, getattr(row, name), right)
        seal.update((b"," if count > 1 else b"") + _sealed(row))
        before = row
    seal.update(b"]")
    if seal.hexdigest() != standing.sha256:
        say(f"standing {standing.pk}", "sha256", standing.sha256, seal.hexdigest())
    told = (
        AuditEvent.objects.filter(
            action="standing.frozen",
            object_type="results.standing",
            object_id=str(standing.pk),
        )
        .values_list("data", flat=True)
        .first()
    )
    if told is None or told.get("sha256") != standing.sha256:
        said = told.get("sha256") if told else None
        say(f"standing {standing.pk}", "audit", standing.sha256, said)


def _with_next(rows: Iterator[StandingRow]) -> Iterator[tuple[StandingRow, StandingRow | None]]:
    before: StandingRow | None = None
    for row in rows:
        if before is not None:
            yield before, row
        before = row
    if before is not None:
        yield before, None


def _sealed(row: StandingRow) -> bytes:
    line = {
        "entrant_id": row.entrant_id,
        "attempt_id": row.paper_id,
        "submitted_at_us": row.submitted_us,
        "entry": row.entry,
        **{name: getattr(row, name) for name in SHARED},
    }
    assert set(line) == {part.name for part in fields(RuleLine)}
    sealed = {"rank": row.rank, "tied": row.is_tied, "key": row.rank_key} | line
    return json.dumps(sealed, sort_keys=True, separators=(",", ":")).encode()


def changed_since(contest: Contest, when: object) -> bool:
    """Whether anything that changes results was decided after `when`."""
    if KeyCorrection.objects.filter(contest=contest, decided_at__gt=when).exists():
        return True
    draws = Draw.objects.filter(contest=contest)
    if draws.filter(Q(drawn_at__gt=when) | Q(annulled_at__gt=when)).exists():
        return True
    told = AuditEvent.objects.filter(
        action__in=_CHANGES, at__gt=when, organisation=contest.organisation
    ).values_list("object_id", flat=True)
    return any(
        Paper.objects.filter(contest=contest, public_id=public_id).exists()
        or Entrant.objects.filter(contest=contest, public_id=public_id).exists()
        for public_id in told.iterator()
    )


def is_stale(standing: Standing) -> bool:
    """Whether something was decided after it was frozen: then only its own seal is compared."""
    version = standing.contest.current_version
    return changed_since(standing.contest, standing.frozen_at) or (
        version is not None and version.number != standing.rule_version_number
    )
