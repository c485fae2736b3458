"""Loads what the platform ships: the bookcase and three banks, "minh họa, chưa được thẩm định".

Trials may draw these questions at once; a real contest only after a local reviewer has approved
them (`contests.selectors.pool`). Running it again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from PIL import Image

from accounts import audit
from accounts.models import Organisation
from accounts.rules.refusal import Refused
from accounts.services.tree_seed import seed_department
from quiz.models import (
    Bank,
    Citation,
    ImportBatch,
    ImportState,
    LegalDocument,
    Picture,
    Question,
    QuestionState,
    Revision,
    RevisionKey,
    Topic,
)
from quiz.rules.keys import stem_key
from quiz.rules.law_text import extract_codified
from quiz.rules.question import Difficulty, Draft, Kind, Option, body_from_json
from quiz.rules.stored import Stored, digest, split
from quiz.services.banks import create_bank
from quiz.services.documents import save_document

DATA: Final = Path(__file__).resolve().parents[1] / "data"
BANKS: Final = ("pbgdpl-2026.json", "gplx600/gplx-600.json", "question-kinds.json")
_SLICE: Final = 100


@dataclass(frozen=True)
class Seeded:
    """What one run added."""

    documents: int
    questions: int
    pictures: int


def home_organisation(code: str = "") -> Organisation:
    """The organisation called `code`, or the only root; an empty tree gets the shipped one.

    Refused: ``organisation-unknown``, ``organisation-choose``.
    """
    if code:
        found = Organisation.objects.filter(code__iexact=code).first()
        if found is None:
            raise Refused("organisation-unknown", value=code)
        return found
    roots = list(Organisation.objects.filter(parent=None).order_by("pk")[:20])
    if not roots:
        return seed_department()
    if len(roots) > 1:
        raise Refused("organisation-choose", values=", ".join(root.code for root in roots))
    return roots[0]


def seed(organisation: Organisation) -> Seeded:
    """Load everything that is not there yet; the banks belong to `organisation`."""
    documents = seed_documents()
    questions = pictures = 0
    for name in BANKS:
        added = _seed_bank(DATA / name, organisation)
        questions, pictures = questions + added[0], pictures + added[1]
    return Seeded(documents, questions, pictures)


def seed_documents() -> int:
    """Add the shipped documents that the bookcase lacks; what somebody has edited stays."""
    rows = json.loads((DATA / "documents.json").read_text(encoding="utf-8"))
    known = dict(LegalDocument.objects.values_list("number", "id"))
    added: dict[str, LegalDocument] = {}
    for row in rows:
        if row["number"] in known:
            continue
        text = ""
        if row["text_file"]:
            whole = (DATA / row["text_file"]).read_text(encoding="utf-8")
            text = extract_codified(whole, row["number"])
        added[row["number"]] = save_document(
            actor=None,
            number=row["number"],
            kind=row["kind"],
            title=row["title"],
            issuer=row["issuer"],
            issued_on=_day(row["issued_on"]),
            effective_on=_day(row["effective_on"]),
            expires_on=_day(row["expires_on"]),
            note=row["note"],
            text=text,
        )
    for row in rows:
        if row["number"] in added and row["replaced_by"]:
            later = LegalDocument.objects.filter(number=row["replaced_by"]).first()
            save_document(actor=None, document=added[row["number"]], replaced_by=later)
    return len(added)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _seed_bank(path: Path, organisation: Organisation) -> tuple[int, int]:
    """(questions, pictures) added. The file's digest tells whether it was loaded before."""
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    data: dict[str, Any] = json.loads(content)
    code = data["bank"]["code"]
    bank = Bank.objects.filter(code=code).first() or create_bank(
        actor=None,
        code=code,
        name=data["bank"]["name"],
        organisation=organisation,
        note=data["bank"]["note"],
        is_illustrative=data["bank"]["illustrative"],
    )
    batch, _ = ImportBatch.objects.get_or_create(
        bank=bank,
        sha256=sha256,
        defaults={
            "file_name": path.name,
            "format": "json",
            "state": ImportState.LOADING,
            "questions": len(data["questions"]),
            "accepted": len(data["questions"]),
        },
    )
    if batch.state == ImportState.VISIBLE:
        return 0, 0
    topics = _topics(bank, data["topics"])
    pictures, new_pictures = _pictures(path.parent / "images", data["questions"])
    documents = dict(LegalDocument.objects.values_list("number", "id"))
    there = set(Question.objects.filter(bank=bank).values_list("ref", flat=True))
    rows = [row for row in data["questions"] if row["ref"] not in there]
    for start in range(0, len(rows), _SLICE):
        _load(bank, batch, rows[start : start + _SLICE], topics, pictures, documents)
    first = Revision.objects.filter(question=OuterRef("pk"), number=1).values("id")[:1]
    with transaction.atomic():
        Question.objects.filter(batch=batch, is_visible=False).update(
            is_visible=True, current=Subquery(first)
        )
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=ImportState.VISIBLE, loaded=len(data["questions"]), finished_at=timezone.now()
        )
        audit.record(
            action="import.loaded",
            actor=None,
            obj=batch,
            organisation=bank.organisation,
            data={"bank": bank.code, "questions": len(rows), "shipped": True},
        )
    return len(rows), new_pictures


def _topics(bank: Bank, rows: list[dict[str, str]]) -> dict[str, Topic]:
    for position, row in enumerate(rows):
        Topic.objects.get_or_create(
            bank=bank, code=row["code"], defaults={"name": row["name"], "position": position}
        )
    return {topic.code: topic for topic in bank.topics.all()}


def _pictures(folder: Path, rows: list[dict[str, Any]]) -> tuple[dict[str, Picture], int]:
    """The pictures that `rows` name, by file name, and how many are new.

    They are ours and already drawn as WebP, so their bytes are kept as they are.
    """
    names = {row["picture"] for row in rows if row["picture"]}
    content = {name: (folder / name).read_bytes() for name in sorted(names)}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    known = {
        picture.sha256: picture
        for picture in Picture.objects.filter(sha256__in=set(digests.values()))
    }
    made: list[Picture] = []
    for name, data in content.items():
        if digests[name] in known:
            continue
        with Image.open(folder / name) as image:
            width, height = image.size
        picture = Picture(sha256=digests[name], width=width, height=height, alt="Hình kèm câu hỏi")
        picture.file.save(f"{picture.public_id}.webp", ContentFile(data), save=False)
        known[picture.sha256] = picture
        made.append(picture)
    Picture.objects.bulk_create(made, batch_size=_SLICE)
    return {name: known[digest] for name, digest in digests.items()}, len(made)


def _load(
    bank: Bank,
    batch: ImportBatch,
    rows: list[dict[str, Any]],
    topics: dict[str, Topic],
    pictures: dict[str, Picture],
    documents: dict[str, int],
) -> None:
    questions = [
        Question(
            bank=bank,
            batch=batch,
            ref=row["ref"],
            topic=topics[row["topic"]],
            state=QuestionState.PENDING,
            submitted=1,
            is_visible=False,
        )
        for row in rows
    ]
    with transaction.atomic():
        Question.objects.bulk_create(questions)
        parts = [split(draft_of(row)) for row in rows]
        revisions = [
            _revision(question, row, part, pictures.get(row["picture"] or ""))
            for question, row, part in zip(questions, rows, parts, strict=True)
        ]
        Revision.objects.bulk_create(revisions)
        RevisionKey.objects.bulk_create(
            RevisionKey(
                revision=revision,
                right=part.right,
                body=part.key_body,
                explanation=row["explanation"],
                citation_text=row.get("source", ""),
            )
            for revision, row, part in zip(revisions, rows, parts, strict=True)
        )
        Citation.objects.bulk_create(_citations(revisions, rows, documents))


def draft_of(row: dict[str, Any]) -> Draft:
    """A question of a shipped bank."""
    return Draft(
        kind=Kind(row["kind"]),
        stem=row["stem"],
        options=tuple(
            Option(option["text"], option["correct"], option["fixed"]) for option in row["options"]
        ),
        explanation=row["explanation"],
        difficulty=Difficulty(row["difficulty"]),
        critical=row["critical"],
        picture=row["picture"] or "",
        ref=row["ref"],
        body=body_from_json(row.get("body")),
    )


def _revision(
    question: Question, row: dict[str, Any], stored: Stored, picture: Picture | None
) -> Revision:
    return Revision(
        question=question,
        kind=row["kind"],
        difficulty=row["difficulty"],
        critical=row["critical"],
        stem=row["stem"],
        options=stored.options,
        body=stored.body,
        picture=picture,
        stem_key=stem_key(row["stem"]),
        sha256=digest(draft_of(row), stored, picture.sha256 if picture else ""),
    )


def _citations(
    revisions: list[Revision], rows: list[dict[str, Any]], documents: dict[str, int]
) -> Iterator[Citation]:
    for revision, row in zip(revisions, rows, strict=True):
        for citation in row["citations"]:
            yield Citation(
                revision=revision,
                document_id=documents[citation["document"]],
                article=citation["article"],
                clause=citation["clause"],
                point=citation["point"],
                quote=citation["quote"],
                checked_on=_day(row["checked_on"]),
            )
