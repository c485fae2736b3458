"""Files that jobs made and that wait for their owner, beside the uploads, for a day.

They hold keys and are reached by no address of their own: who may have one is the caller's
question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import IO, Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, JobState, Organisation, User
from accounts.rules.refusal import Refused

KEPT: Final = timedelta(days=1)
"""How long a file waits; the pages say so."""
_FOLDER: Final = "waiting"


def start(
    *,
    kind: str,
    owner: User,
    organisation: Organisation,
    payload: Mapping[str, Any],
    wish: Callable[[Mapping[str, Any]], object] = dict,
) -> Job:
    """Have a file made; what `owner` wishes already and nobody has made yet is not made twice, not
    even after a double click. `wish`: what of a payload tells two wishes apart."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        going = Job.objects.filter(
            kind=kind, owner=owner, state__in=[JobState.WAITING, JobState.RUNNING]
        )
        same = next((job for job in going if wish(job.payload) == wish(payload)), None)
        return same or jobs.enqueue(
            kind=kind, owner=owner, organisation=organisation, payload=dict(payload)
        )


def keep(job: Job, data: bytes) -> None:
    """Keep what `job` made; a second time replaces the first."""
    name = _name(job)
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(data))


def give(job: Job) -> IO[bytes]:
    """What `job` made, open for reading. Refused: ``file-not-ready``, ``file-gone``."""
    if job.state != JobState.DONE:
        raise Refused("file-not-ready")
    try:
        file: IO[bytes] = default_storage.open(_name(job), "rb")
    except FileNotFoundError as error:
        raise Refused("file-gone") from error
    return file


def sweep(*, now: datetime | None = None) -> int:
    """Remove what has waited for longer than `KEPT`; how many there were. Periodic."""
    before = (now or timezone.now()) - KEPT
    if not default_storage.exists(_FOLDER):
        return 0
    names = [f"{_FOLDER}/{name}" for name in default_storage.listdir(_FOLDER)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < before]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _name(job: Job) -> str:
    return f"{_FOLDER}/{job.public_id}"
