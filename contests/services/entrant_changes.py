"""What may happen to an entrant after registering. Each with a reason, audited."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.fields import blind_index
from accounts.models import User
from accounts.rules.codes import make_code
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line
from contests.models import Contest, Entrant, EntrantState
from contests.rules.codec import Fault
from contests.selectors.contests import published_rules
from contests.selectors.entrants import require_over
from contests.services.entrant_details import Refused


def reissue_code(*, entrant: Entrant, actor: User, seen_document: str) -> str:
    """A new mã dự thi for somebody who lost theirs; the old one and its tickets end at once.

    `seen_document`: how the focal point knew the person ("CCCD", "biết mặt"), written to the
    audit trail. Raises `Forbidden`, `Refused` (REASON-MISSING).
    """
    require_over(actor, Permission.REISSUE_CODE, entrant.contest, entrant.organisation)
    seen = _reason(seen_document)
    code = make_code(secrets.randbelow)
    with transaction.atomic():
        _write(entrant, code=code, code_index=blind_index(code, "entrant-code"))
        _record("entrant.code_reissued", entrant, actor, {"seen_document": seen})
    return code


def set_extra_time(*, entrant: Entrant, percent: int, actor: User, reason: str) -> None:
    """Extra time for one person, within what the rules allow; it holds for later attempts."""
    require_over(actor, Permission.CHANGE_ATTEMPT, entrant.contest, None)
    why = _reason(reason)
    most = published_rules(entrant.contest).timing.extra_max_percent
    if not 0 <= percent <= most:
        raise Refused(Fault("EXTRA-TIME", "percent", {"most": most}))
    with transaction.atomic():
        entrant.extra_time_percent = percent
        entrant.save(update_fields=["extra_time_percent"])
        _record("entrant.extra_time", entrant, actor, {"percent": percent, "reason": why})


def disqualify(*, entrant: Entrant, actor: User, reason: str) -> None:
    """Take an entrant out of the ranking; attempts stay, struck out. The reason is kept."""
    require_over(actor, Permission.CHANGE_ATTEMPT, entrant.contest, None)
    why = _reason(reason)
    with transaction.atomic():
        _write(entrant, state=EntrantState.DISQUALIFIED, state_reason=why)
        _record("entrant.disqualified", entrant, actor, {"reason": why})


def _reason(text: str) -> str:
    reason = clean_line(text)[:300]
    if not reason:
        raise Refused(Fault("REASON-MISSING", "reason"))
    return reason


def _write(entrant: Entrant, **values: Any) -> None:
    """Set `values` and raise the epoch from what the database holds now: every ticket ends."""
    stored = Entrant.objects.select_for_update().only("epoch").get(pk=entrant.pk)
    values["epoch"] = stored.epoch + 1
    for name, value in values.items():
        setattr(entrant, name, value)
    entrant.save(update_fields=list(values))


def _record(action: str, entrant: Entrant, actor: User, data: dict[str, Any]) -> None:
    contest: Contest = entrant.contest
    audit.record(
        action=action, actor=actor, obj=entrant, organisation=contest.organisation, data=data
    )
