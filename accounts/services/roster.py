"""What a staff list changes of a person, and the event of its import."""

from __future__ import annotations

from accounts import audit
from accounts.models import Organisation, StoredFile, User

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
