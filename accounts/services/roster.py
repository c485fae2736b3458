"""What a staff list changes of a person, the event of its import, and the end of its file."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Job, JobState, Organisation, StoredFile, User

KINDS = ("roster.preview", "roster.import")
KEPT = timedelta(days=7)
"""How long an uploaded list of people stays; the pages and docs/operations.md say so."""

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


def sweep_uploads(*, now: datetime | None = None, most: int = 100) -> int:
    """Remove lists of people that were uploaded `KEPT` ago: the file, its row, and what previews
    showed of it. Counts and the event of the import stay. How many files there were. Periodic.

    A list whose job still waits or runs is left until the next time.
    """
    before = (now or timezone.now()) - KEPT
    old = StoredFile.objects.filter(is_personal=True, created_at__lt=before).order_by("created_at")
    removed = 0
    for file in old[:most]:
        with transaction.atomic():
            jobs = Job.objects.filter(kind__in=KINDS, payload__file=file.public_id)
            if jobs.filter(state__in=[JobState.WAITING, JobState.RUNNING]).exists():
                continue
            for job in jobs.select_for_update():
                shown = {"sample", "problems"}
                job.result = {k: v for k, v in job.result.items() if k not in shown}
                job.result["removed"] = True
                job.save(update_fields=["result"])
            # Before its row: a crash in between leaves a row without a file, which comes again.
            file.file.delete(save=False)
            audit.record(
                action="roster.upload_removed",
                actor=None,
                obj=file,
                organisation=file.organisation,
                data={"sha256": file.sha256},
            )
            file.delete()
        removed += 1
    return removed
