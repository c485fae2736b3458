"""Keeps a file somebody sent: bound to its sender and organisation, under a name of ours."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile

from accounts.fields import decrypt_bytes, encrypt_bytes, new_public_id
from accounts.models import Organisation, StoredFile, User
from accounts.rules.text import clean_line


def store_file(
    *,
    owner: User,
    organisation: Organisation,
    name: str,
    data: bytes,
    suffix: str,
    personal: bool = False,
) -> StoredFile:
    """Write the file, then its row. The sender's name for it is shown, never used as a path.

    `personal`: it holds numbers of people, rests encrypted and is removed after some days
    (`roster.sweep_uploads`); read it with `read_personal`.
    """
    public_id = new_public_id()
    stored = StoredFile(
        public_id=public_id,
        owner=owner,
        organisation=organisation,
        name=clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "tệp",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        is_personal=personal,
    )
    content = encrypt_bytes(data) if personal else data
    stored.file.save(f"{public_id}{suffix}", ContentFile(content), save=False)
    stored.save(force_insert=True)
    return stored


def read_personal(stored: StoredFile) -> bytes:
    """What was stored as `personal`. Raises `cryptography.fernet.InvalidToken` when its key is gone
    (files wait for an import for minutes; keys are rotated once in years)."""
    with stored.file.open("rb") as stream:
        return decrypt_bytes(stream.read())
