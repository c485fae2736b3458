"""Writes the organisation tree and its head-counts."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from accounts import audit
from accounts.models import AdministrativeUnit, HeadCount, Organisation, OrganisationKind, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.rules.text import clean_line, search_key, sort_key
from accounts.selectors import Forbidden, can, require

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
#: What `update_organisation` may change; everything else of the row is refused (promise P15).
EDITABLE = (
    "name",
    "short_name",
    "kind",
    "unit",
    "superior_name",
    "symbol",
    "place",
    "head_title",
    "head_name",
    "archive_line",
)
_TREE_LOCK = 0x7468_6900


def _lock_tree() -> None:
    """One change of the tree's shape at a time. SQLite's transactions are that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])


def _keys(organisation: Organisation) -> None:
    organisation.search_key = search_key(f"{organisation.name} {organisation.short_name}")[:260]
    organisation.sort_key = sort_key(organisation.name)[:1700]


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    clean = {
        name: clean_line(value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    if "name" in clean and not clean["name"]:
        raise Refused("organisation-name-empty", field="name")
    if "kind" in clean:
        OrganisationKind(clean["kind"])
    return clean


def create_organisation(
    *,
    actor: User | None,
    code: str,
    name: str,
    kind: str,
    parent: Organisation | None = None,
    now: datetime | None = None,
    **values: Any,
) -> Organisation:
    """Add a node. `actor` None is the installation itself (seeds); only it makes a root.

    Refused: ``organisation-code-form``, ``-code-taken``, ``-name-empty``, ``-too-deep``.
    """
    code = clean_line(code)
    if not _CODE.fullmatch(code):
        raise Refused("organisation-code-form", field="code")
    clean = _clean({"name": name, "kind": kind, **values})
    if actor is not None:
        require(actor, Permission.CHANGE_ORGANISATION, parent)
    with transaction.atomic():
        _lock_tree()
        if Organisation.objects.filter(code__iexact=code).exists():
            raise Refused("organisation-code-taken", field="code")
        above = ""
        if parent is not None:
            above = Organisation.objects.values_list("path", flat=True).get(pk=parent.pk)
        organisation = Organisation(code=code, parent=parent, **clean)
        _keys(organisation)
        organisation.save(force_insert=True)
        organisation.path = f"{above or '/'}{organisation.pk}/"
        if len(organisation.path) > 200:
            raise Refused("organisation-too-deep", field="parent")
        organisation.save(update_fields=["path"])
        audit.record(
            action="organisation.created",
            actor=actor,
            obj=organisation,
            organisation=organisation,
            data={"code": code, "parent": parent.code if parent else None},
            now=now,
        )
    return organisation


def update_organisation(
    *, actor: User | None, organisation: Organisation, now: datetime | None = None, **values: Any
) -> Organisation:
    """Change the fields of `EDITABLE`; anything else is a TypeError."""
    if actor is not None:
        require(actor, Permission.CHANGE_ORGANISATION, organisation)
    clean = _clean(values)
    changed = {name: value for name, value in clean.items() if getattr(organisation, name) != value}
    if not changed:
        return organisation
    for name, value in changed.items():
        setattr(organisation, name, value)
    _keys(organisation)
    with transaction.atomic():
        organisation.save(update_fields=[*changed, "search_key", "sort_key"])
        audit.record(
            action="organisation.changed",
            actor=actor,
            obj=organisation,
            organisation=organisation,
            data={name: str(value or "") for name, value in changed.items()},
            now=now,
        )
    return organisation


def move_organisation(
    *,
    actor: User | None,
    organisation: Organisation,
    parent: Organisation | None,
    now: datetime | None = None,
) -> Organisation:
    """Hang a node and everything below it under another one.

    The actor needs the right at both ends. Refused: ``organisation-cycle``, ``-too-deep``.
    """
    if actor is not None:
        require(actor, Permission.CHANGE_ORGANISATION, organisation)
        require(actor, Permission.CHANGE_ORGANISATION, parent)
    with transaction.atomic():
        _lock_tree()
        organisation.refresh_from_db()
        above = "/"
        if parent is not None:
            above = Organisation.objects.values_list("path", flat=True).get(pk=parent.pk)
        old, new = organisation.path, f"{above}{organisation.pk}/"
        if above.startswith(old):
            raise Refused("organisation-cycle", field="parent")
        below = Organisation.objects.filter(path__startswith=old)
        longest = max(len(path) for path in below.values_list("path", flat=True))
        if longest + len(new) - len(old) > 200:
            raise Refused("organisation-too-deep", field="parent")
        below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
        Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
        organisation.refresh_from_db()
        audit.record(
            action="organisation.moved",
            actor=actor,
            obj=organisation,
            organisation=organisation,
            data={"from": old, "to": organisation.path},
            now=now,
        )
    return organisation


def set_active(
    *, actor: User, organisation: Organisation, active: bool, now: datetime | None = None
) -> Organisation:
    """Stop or take up again an organisation. Refused: ``organisation-in-use``."""
    require(actor, Permission.CHANGE_ORGANISATION, organisation)
    with transaction.atomic():
        _lock_tree()
        if not active and organisation.children.filter(is_active=True).exists():
            raise Refused("organisation-in-use")
        organisation.is_active = active
        organisation.save(update_fields=["is_active"])
        audit.record(
            action="organisation.activated" if active else "organisation.stopped",
            actor=actor,
            obj=organisation,
            organisation=organisation,
            now=now,
        )
    return organisation


def set_head_count(
    *,
    actor: User | None,
    organisation: Organisation | None = None,
    unit: AdministrativeUnit | None = None,
    as_of: date,
    persons: int,
    note: str = "",
    now: datetime | None = None,
) -> HeadCount:
    """Declare how many persons an organisation (or a commune) had on a day.

    The count of the same day is replaced. A commune's count is declared by whoever may declare
    that of an organisation of the commune. Refused: ``head-count-future``.
    """
    if (organisation is None) == (unit is None):
        raise TypeError("a head-count belongs to one organisation or one commune")
    now = now or timezone.now()
    if as_of > timezone.localdate(now):
        raise Refused("head-count-future", field="as_of")
    if actor is not None:
        owners = [organisation] if organisation else list(Organisation.objects.filter(unit=unit))
        if not any(can(actor, Permission.CHANGE_HEAD_COUNT, owner) for owner in owners):
            raise Forbidden(Permission.CHANGE_HEAD_COUNT)
    with transaction.atomic():
        count, _ = HeadCount.objects.update_or_create(
            organisation=organisation,
            unit=unit,
            as_of=as_of,
            defaults={"persons": persons, "note": clean_line(note)[:200]},
        )
        audit.record(
            action="head_count.set",
            actor=actor,
            obj=organisation or unit,
            organisation=organisation,
            data={"as_of": as_of.isoformat(), "persons": persons},
            now=now,
        )
    return count
