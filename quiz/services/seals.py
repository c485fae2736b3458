"""Sealing a bank, and opening it before its time: two persons, each on the record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line
from accounts.selectors import can, require
from quiz.models import Bank, BankSeal
from quiz.selectors.seals import opened_early, seal_of

TOLD_EVERY = timedelta(hours=1)


def seal_bank(
    *, actor: User, bank: Bank, until: datetime, reason: str, now: datetime | None = None
) -> BankSeal:
    """Nobody reads `bank` until `until`.

    Refused: ``seal-past``, ``seal-reason``, ``bank-sealed``.
    """
    now = now or timezone.now()
    require(actor, Permission.APPROVE_QUESTION, bank.organisation)
    reason = clean_line(reason)[:300]
    if not reason:
        raise Refused("seal-reason", field="reason")
    if until <= now:
        raise Refused("seal-past", field="until")
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        if seal_of(bank, now) is not None:
            raise Refused("bank-sealed")
        seal = BankSeal.objects.create(
            bank=bank, until=until, reason=reason, sealed_by=actor, sealed_at=now
        )
        _tell("bank.sealed", actor, bank, now, until=until.isoformat(), reason=reason)
    return seal


def ask_opening(*, actor: User, bank: Bank, reason: str, now: datetime | None = None) -> BankSeal:
    """The first of two persons asks to open `bank` before its time.

    Refused: ``seal-reason``, ``bank-not-sealed``.
    """
    now = now or timezone.now()
    _require_keeper(actor, bank)
    reason = clean_line(reason)[:300]
    if not reason:
        raise Refused("seal-reason", field="reason")
    with transaction.atomic():
        seal = _held(bank, now)
        seal.asked_by, seal.asked_at, seal.ask_reason = actor, now, reason
        seal.save(update_fields=["asked_by", "asked_at", "ask_reason"])
        _tell("bank.opening_asked", actor, bank, now, reason=reason)
    return seal


def open_bank(*, actor: User, bank: Bank, now: datetime | None = None) -> BankSeal:
    """The second person opens it. Refused: ``bank-not-sealed``, ``seal-not-asked``,
    ``seal-same-person``."""
    now = now or timezone.now()
    require(actor, Permission.APPROVE_QUESTION, bank.organisation)
    with transaction.atomic():
        seal = _held(bank, now)
        if seal.asked_by is None:
            raise Refused("seal-not-asked")
        if seal.asked_by_id == actor.pk:
            raise Refused("seal-same-person")
        seal.opened_by, seal.opened_at = actor, now
        seal.save(update_fields=["opened_by", "opened_at"])
        asked_by = str(seal.asked_by)
        _tell("bank.opened", actor, bank, now, asked_by=asked_by, reason=seal.ask_reason)
    return seal


def note_reading(*, actor: User, bank: Bank, now: datetime | None = None) -> None:
    """Record who reads a bank that was opened before its time; once an hour for each person."""
    now = now or timezone.now()
    if opened_early(bank, now) is None:
        return
    known = AuditEvent.objects.filter(
        action="bank.read_early", actor=actor, object_id=str(bank.pk), at__gt=now - TOLD_EVERY
    )
    if not known.exists():
        _tell("bank.read_early", actor, bank, now)


def _require_keeper(actor: User, bank: Bank) -> None:
    if not can(actor, Permission.EDIT_QUESTION, bank.organisation):
        require(actor, Permission.APPROVE_QUESTION, bank.organisation)


def _held(bank: Bank, now: datetime) -> BankSeal:
    seal = seal_of(bank, now)
    if seal is None:
        raise Refused("bank-not-sealed")
    return (
        BankSeal.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=seal.pk)
    )


def _tell(action: str, actor: User, bank: Bank, now: datetime, **data: Any) -> None:
    audit.record(
        action=action,
        actor=actor,
        obj=bank,
        organisation=bank.organisation,
        data={"code": bank.code, **data},
        now=now,
    )
