"""Questions that were read and wait for a yes: one compressed file beside the upload.

They do not stand in the database: a row of several megabytes would hold SQLite's write lock for
longer than a contest may wait. Their new pictures wait in a second file, already drawn anew.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.rules.refusal import Refused
from quiz.formats.base import draft_from_json, draft_to_json
from quiz.models import ImportBatch
from quiz.rules.question import Draft
from quiz.services.brought import Drawn

_LIST = "list.json"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with its keys. `same` is the code of the equal question in the bank, if any."""

    draft: Draft
    stem_key: str
    sha256: str
    same: str = ""


def _name(batch: ImportBatch) -> str:
    return f"imports/{batch.public_id}.jsonl.gz"


def _pictures_name(batch: ImportBatch) -> str:
    return f"imports/{batch.public_id}.pictures.zip"


def write(
    batch: ImportBatch, prepared: Iterable[Prepared], drawn: Mapping[str, Drawn] | None = None
) -> None:
    """Write (again) what waits for `batch`: its questions, and the new pictures they name."""
    lines = (
        json.dumps(
            {**draft_to_json(row.draft), "keys": [row.stem_key, row.sha256, row.same]},
            ensure_ascii=False,
        )
        for row in prepared
    )
    data = gzip.compress("\n".join(lines).encode(), compresslevel=1)
    remove(batch)
    if drawn:
        default_storage.save(_pictures_name(batch), ContentFile(_packed(drawn)))
    default_storage.save(_name(batch), ContentFile(data))


def _packed(drawn: Mapping[str, Drawn]) -> bytes:
    target = io.BytesIO()
    sizes = [[name, one.width, one.height] for name, one in drawn.items()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(_LIST, json.dumps(sizes))
        for place, one in enumerate(drawn.values()):
            packed.writestr(f"{place}.webp", one.data)
    return target.getvalue()


def pictures(batch: ImportBatch) -> dict[str, Drawn]:
    """The new pictures that wait for `batch`, by the names that its questions call them."""
    if not default_storage.exists(_pictures_name(batch)):
        return {}
    with default_storage.open(_pictures_name(batch), "rb") as file, zipfile.ZipFile(file) as packed:
        return {
            name: Drawn(packed.read(f"{place}.webp"), width, height)
            for place, (name, width, height) in enumerate(json.loads(packed.read(_LIST)))
        }


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
    for name in (_name(batch), _pictures_name(batch)):
        if default_storage.exists(name):
            default_storage.delete(name)
