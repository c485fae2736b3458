"""Writes a staff list in short transactions with rests between (design decision 12)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from django.db import transaction

from accounts import audit
from accounts.fields import seal
from accounts.models import Organisation, Person, StoredFile, User

#: The longest a write lock is held, and so the rest after it, in seconds.
TARGET_S = 0.012
_SMALLEST, _LARGEST = 40, 400

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


class SliceWriter:
    """Writes persons slice by slice: each its own transaction, sized by the clock, then a rest.

    `longest_s` is the longest transaction so far, for whoever measures.
    """

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.size = 50
        self.longest_s = 0.0
        self._sleep = sleep

    def write(self, persons: Sequence[Person], *, new: bool) -> None:
        at = 0
        while at < len(persons):
            slice_ = list(persons[at : at + self.size])
            at += len(slice_)
            for person in slice_:
                # Encrypting is the slow part: done before the lock is taken.
                person.phone, person.cccd = seal(person.phone), seal(person.cccd)
            began = time.perf_counter()
            with transaction.atomic():
                if new:
                    Person.objects.bulk_create(slice_)
                else:
                    Person.objects.bulk_update(slice_, UPDATED)
            took = time.perf_counter() - began
            self.longest_s = max(self.longest_s, took)
            if took > TARGET_S:
                self.size = max(_SMALLEST, int(self.size * TARGET_S / took))
            elif len(slice_) == self.size:
                self.size = min(_LARGEST, self.size * 5 // 4)
            self._sleep(took)


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
