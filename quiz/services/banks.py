"""Writes banks and topics."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts import audit
from accounts.models import Organisation, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line
from accounts.selectors import require
from quiz.models import Bank, Question, Topic
from quiz.rules.keys import slug

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")


def create_bank(
    *,
    actor: User | None,
    code: str,
    name: str,
    organisation: Organisation,
    note: str = "",
    is_illustrative: bool = False,
    holds_outdated: bool = True,
    now: datetime | None = None,
) -> Bank:
    """Make a bank. `actor` None is the installation itself; only it ships illustrations.

    Refused: ``bank-code-form``, ``bank-code-taken``, ``bank-name-empty``.
    """
    code, name = clean_line(code), clean_line(name)
    if not _CODE.fullmatch(code):
        raise Refused("bank-code-form", field="code")
    if not name:
        raise Refused("bank-name-empty", field="name")
    if actor is not None:
        require(actor, Permission.EDIT_QUESTION, organisation)
        is_illustrative = False
    try:
        with transaction.atomic():
            if Bank.objects.filter(code__iexact=code).exists():
                raise Refused("bank-code-taken", field="code")
            bank = Bank.objects.create(
                code=code,
                name=name[:200],
                organisation=organisation,
                note=clean_line(note)[:300],
                is_illustrative=is_illustrative,
                holds_outdated=holds_outdated,
            )
            audit.record(
                action="bank.created",
                actor=actor,
                obj=bank,
                organisation=organisation,
                data={"code": code},
                now=now,
            )
    except IntegrityError as error:
        raise Refused("bank-code-taken", field="code") from error
    return bank


def update_bank(
    *,
    actor: User,
    bank: Bank,
    name: str,
    note: str,
    holds_outdated: bool,
    now: datetime | None = None,
) -> Bank:
    """Change the name, the note, and whether questions on outdated ground are held back."""
    require(actor, Permission.EDIT_QUESTION, bank.organisation)
    name = clean_line(name)
    if not name:
        raise Refused("bank-name-empty", field="name")
    before = _told(bank)
    bank.name, bank.note = name[:200], clean_line(note)[:300]
    bank.holds_outdated = holds_outdated
    with transaction.atomic():
        bank.save(update_fields=["name", "note", "holds_outdated"])
        audit.record(
            action="bank.changed",
            actor=actor,
            obj=bank,
            organisation=bank.organisation,
            data={"before": before, "after": _told(bank)},
            now=now,
        )
    return bank


def _told(bank: Bank) -> dict[str, str | bool]:
    return {"name": bank.name, "note": bank.note, "holds_outdated": bank.holds_outdated}


def add_topic(*, actor: User, bank: Bank, name: str, now: datetime | None = None) -> Topic:
    """A new topic at the end. Refused: ``topic-name-empty``, ``topic-name-taken``."""
    require(actor, Permission.EDIT_QUESTION, bank.organisation)
    name = clean_line(name)[:200]
    if not name:
        raise Refused("topic-name-empty", field="name")
    try:
        with transaction.atomic():
            if Topic.objects.filter(bank=bank, name__iexact=name).exists():
                raise Refused("topic-name-taken", field="name")
            topic = topics_by_name(bank=bank, names=[name])[name]
            audit.record(
                action="topic.created",
                actor=actor,
                obj=topic,
                organisation=bank.organisation,
                data={"bank": bank.code},
                now=now,
            )
    except IntegrityError as error:
        raise Refused("topic-name-taken", field="name") from error
    return topic


def rename_topic(*, actor: User, topic: Topic, name: str, now: datetime | None = None) -> Topic:
    """Change the words; the code, by which rules know the topic, stays."""
    require(actor, Permission.EDIT_QUESTION, topic.bank.organisation)
    name = clean_line(name)[:200]
    if not name:
        raise Refused("topic-name-empty", field="name")
    if Topic.objects.filter(bank=topic.bank, name__iexact=name).exclude(pk=topic.pk).exists():
        raise Refused("topic-name-taken", field="name")
    before, topic.name = topic.name, name
    with transaction.atomic():
        topic.save(update_fields=["name"])
        audit.record(
            action="topic.renamed",
            actor=actor,
            obj=topic,
            organisation=topic.bank.organisation,
            data={"before": before, "after": name},
            now=now,
        )
    return topic


def remove_topic(*, actor: User, topic: Topic, now: datetime | None = None) -> None:
    """Remove a topic that no question has. Refused: ``topic-in-use``."""
    require(actor, Permission.EDIT_QUESTION, topic.bank.organisation)
    with transaction.atomic():
        if Question.objects.filter(topic=topic).exists():
            raise Refused("topic-in-use")
        audit.record(
            action="topic.removed",
            actor=actor,
            obj=topic,
            organisation=topic.bank.organisation,
            data={"bank": topic.bank.code, "name": topic.name},
            now=now,
        )
        topic.delete()


def topics_by_name(*, bank: Bank, names: list[str]) -> dict[str, Topic]:
    """The topics called `names`, made where they are missing; call it inside a transaction.

    Names are compared without regard to case and marks of spacing.
    """
    known = {clean_line(topic.name).casefold(): topic for topic in bank.topics.all()}
    codes = {topic.code for topic in known.values()}
    last = bank.topics.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    found: dict[str, Topic] = {}
    for name in names:
        key = clean_line(name).casefold()
        if key not in known:
            base = slug(name)[:50] or "linh-vuc"
            code, number = base, 2
            while code in codes:
                code, number = f"{base}-{number}", number + 1
            codes.add(code)
            known[key] = Topic.objects.create(
                bank=bank, code=code, name=clean_line(name)[:200], position=position
            )
            position += 1
        found[name] = known[key]
    return found


def note_export(
    *, actor: User, bank: Bank, questions: int, code: str, now: datetime | None = None
) -> None:
    """Write down that the bank, keys and all, has left the house as a file of format `code`."""
    require(actor, Permission.VIEW_QUESTION, bank.organisation)
    audit.record(
        action="bank.exported",
        actor=actor,
        obj=bank,
        organisation=bank.organisation,
        data={"questions": questions, "format": code},
        now=now,
    )
