"""Questions that were read and wait for a yes: one compressed file beside the upload.

They do not stand in the database: a row of several megabytes would hold SQLite's write lock for
longer than a contest may wait.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.rules.refusal import Refused
from quiz.formats.base import draft_from_json, draft_to_json
from quiz.models import ImportBatch
from quiz.rules.question import Draft


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with its keys. `same` is the code of the equal question in the bank, if any."""

    draft: Draft
    stem_key: str
    sha256: str
    same: str = ""


def _name(batch: ImportBatch) -> str:
    return f"imports/{batch.public_id}.jsonl.gz"


def write(batch: ImportBatch, prepared: Iterable[Prepared]) -> None:
    """Write (again) what waits for `batch`."""
    lines = (
        json.dumps(
            {**draft_to_json(row.draft), "keys": [row.stem_key, row.sha256, row.same]},
            ensure_ascii=False,
        )
        for row in prepared
    )
    data = gzip.compress("\n".join(lines).encode(), compresslevel=1)
    remove(batch)
    default_storage.save(_name(batch), ContentFile(data))


def read(batch: ImportBatch, start: int = 0) -> Iterator[Prepared]:
    """What waits for `batch` from number `start` on, without the questions the bank has.

    Refused: ``import-file-gone``.
    """
    try:
        file = default_storage.open(_name(batch), "rb")
    except FileNotFoundError as error:
        raise Refused("import-file-gone") from error
    with file, gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = (_row(json.loads(line)) for line in lines)
        yield from islice((row for row in rows if not row.same), start, None)


def _row(data: dict[str, Any]) -> Prepared:
    keys = data.pop("keys")
    return Prepared(draft_from_json(data), *keys)


def remove(batch: ImportBatch) -> None:
    """Remove what waits, if it is there."""
    if default_storage.exists(_name(batch)):
        default_storage.delete(_name(batch))
