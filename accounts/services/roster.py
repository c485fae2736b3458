"""Writes a staff list in short transactions with rests between (design decision 12)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from django.db import connection, transaction

from accounts import audit
from accounts.models import Organisation, Person, StoredFile, User

#: How long a slice goes on taking rows; the commit follows. Then a rest at least as long.
TARGET_S = 0.008
#: Rows between two looks at the clock.
_GROUP = 20

UPDATED = (
    "full_name",
    "search_key",
    "sort_key",
    "birth_date",
    "birth_year",
    "sex",
    "phone",
    "phone_index",
    "cccd",
    "cccd_index",
    "email",
    "ethnic_group",
    "position",
    "organisation",
    "roster_code",
)
_NEW = [field for field in Person._meta.concrete_fields if not field.primary_key]
_CHANGED = [Person._meta.get_field(name) for name in UPDATED]


class SliceWriter:
    """Writes persons slice by slice: each its own transaction, ended by the clock, then a rest.

    Plain statements instead of models: of 10,000 rows a tenth of the time, and everything that can
    be made before (encrypting above all) is made before the lock is taken. Ids of new persons are
    not read back. `longest_s` is the longest that the lock was held so far, for whoever measures.
    """

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.longest_s = 0.0
        self._sleep = sleep
        self._rest_until = 0.0

    def write(self, persons: Sequence[Person], *, new: bool) -> None:
        statement = _insert() if new else _update()
        fields = _NEW if new else _CHANGED
        rows = []
        for person in persons:
            row = [
                field.get_db_prep_save(field.pre_save(person, new), connection) for field in fields
            ]
            rows.append(row if new else [*row, person.pk])
        at = 0
        while at < len(rows):
            if (pause := self._rest_until - time.perf_counter()) > 0:
                self._sleep(pause)
            with transaction.atomic(), connection.cursor() as cursor:
                began = time.perf_counter()
                while at < len(rows) and time.perf_counter() - began < TARGET_S:
                    cursor.executemany(statement, rows[at : at + _GROUP])
                    at += _GROUP
            ended = time.perf_counter()
            self.longest_s = max(self.longest_s, ended - began)
            self._rest_until = ended + (ended - began)


def _insert() -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in _NEW)
    marks = ", ".join(["%s"] * len(_NEW))
    return f"INSERT INTO {quote(Person._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608


def _update() -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in _CHANGED)
    return f"UPDATE {quote(Person._meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608


def note_import(
    *,
    actor: User | None,
    organisation: Organisation,
    file: StoredFile,
    new: int,
    changed: int,
) -> None:
    """One event for a whole list."""
    audit.record(
        action="roster.imported",
        actor=actor,
        obj=file,
        organisation=organisation,
        data={"new": new, "changed": changed, "sha256": file.sha256},
    )
