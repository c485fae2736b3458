"""Writes requests about one's own data."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import DataRequest, DataRequestKind, Organisation, Person, User
from accounts.rules import requests
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import require


def make_request(
    *,
    person: Person,
    kind: str,
    note: str = "",
    actor: User | None = None,
    now: datetime | None = None,
) -> DataRequest:
    """Take a request in; its days count from today in Vietnam.

    Refused: ``request-kind-unknown``.
    """
    now = now or timezone.now()
    if kind not in DataRequestKind.values:
        raise Refused("request-kind-unknown", field="kind")
    clock = requests.clock(kind, timezone.localdate(now))
    with transaction.atomic():
        made = DataRequest.objects.create(
            person=person,
            kind=kind,
            note=note.strip()[:2000],
            made_at=now,
            acknowledge_by=clock.acknowledge_by,
            answer_by=clock.answer_by,
        )
        audit.record(
            action="data_request.made", actor=actor, obj=made, data={"kind": kind}, now=now
        )
    return made


def answer_request(
    *,
    actor: User,
    organisation: Organisation,
    request: DataRequest,
    answer: str,
    now: datetime | None = None,
) -> DataRequest:
    """Answer a request (an answer also acknowledges it)."""
    require(actor, Permission.MANAGE_MEMBERS, organisation)
    now = now or timezone.now()
    with transaction.atomic():
        request.answer = answer.strip()[:4000]
        request.answered_at = now
        request.acknowledged_at = request.acknowledged_at or now
        request.answered_by = actor
        request.save(update_fields=["answer", "answered_at", "acknowledged_at", "answered_by"])
        audit.record(
            action="data_request.answered",
            actor=actor,
            obj=request,
            organisation=organisation,
            now=now,
        )
    return request
