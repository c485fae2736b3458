"""Keeps a file somebody sent: bound to its sender and organisation, under a name of ours."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile

from accounts.fields import new_public_id
from accounts.models import Organisation, StoredFile, User
from accounts.rules.text import clean_line


def store_file(
    *, owner: User, organisation: Organisation, name: str, data: bytes, suffix: str
) -> StoredFile:
    """Write the file, then its row. The sender's name for it is shown, never used as a path."""
    public_id = new_public_id()
    stored = StoredFile(
        public_id=public_id,
        owner=owner,
        organisation=organisation,
        name=clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "tệp",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )
    stored.file.save(f"{public_id}{suffix}", ContentFile(data), save=False)
    stored.save(force_insert=True)
    return stored
