"""Files that people send: hashed, bounded, named by us, bound to sender and organisation."""

from __future__ import annotations

import hashlib
import os
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from accounts.models import Organisation, StoredFile, User
from accounts.rules.refusal import Refused
from quiz.formats.archive import FILE_MAX
from quiz.formats.registry import FORMATS
from quiz.rules.text import display_name

_ENDINGS: Final = frozenset(
    f".{one}" for known in FORMATS if known.read is not None for one in known.extensions
)


def digest_of(file: UploadedFile) -> str:
    """SHA-256 of an uploaded file. Refused: ``upload-big``."""
    if (file.size or 0) > FILE_MAX:
        raise Refused(
            "upload-big",
            field="file",
            size=f"{(file.size or 0) / 2**20:.0f} MB",
            limit=f"{FILE_MAX // 2**20} MB",
        )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def keep_file(
    *, actor: User, organisation: Organisation, file: UploadedFile, sha256: str
) -> StoredFile:
    """Write the file under a name of ours; its own name is kept for messages only."""
    name = display_name(file.name or "")
    ending = os.path.splitext(name)[1].lower()
    stored = StoredFile(
        owner=actor,
        organisation=organisation,
        name=name,
        sha256=sha256,
        size=file.size or 0,
    )
    file.seek(0)
    stored.file.save(
        f"{stored.public_id}{ending if ending in _ENDINGS else '.bin'}", file, save=False
    )
    stored.save(force_insert=True)
    return stored
