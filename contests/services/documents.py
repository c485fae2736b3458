"""Entering what was signed: number, date, signer and the signed PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from accounts.services.files import store_file
from contests.clock import Clock
from contests.models import Contest, DocumentRole, IssuedDocument
from contests.rules.clock import local_day
from contests.rules.codec import Fault
from contests.services.setup import SetupRefused

PDF_MEGABYTES = 20
_MAGIC, _END = b"%PDF-", b"%%EOF"


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file as it was sent."""

    name: str
    data: bytes


def pdf_fault(data: bytes) -> Fault | None:
    """Why `data` is not a usable PDF: empty, too large, or without a PDF's head and tail."""
    if not data:
        return Fault("FILE-EMPTY", "file")
    if len(data) > PDF_MEGABYTES * 1024 * 1024:
        return Fault("FILE-LARGE", "file", {"most": PDF_MEGABYTES})
    # Scanners put a few bytes before the head and after the tail.
    if _MAGIC not in data[:1024] or _END not in data[-2048:]:
        return Fault("FILE-NOT-PDF", "file")
    return None


def enter_document(
    *,
    contest: Contest,
    actor: User,
    clock: Clock,
    role: DocumentRole,
    number: str,
    signed_on: date,
    signer: str,
    signer_title: str,
    file: SignedFile | None = None,
) -> IssuedDocument:
    """Enter or correct a signed document; without `file` the one that is there stays.

    Raises `SetupRefused` for a date in the future or a file that is no PDF; nothing is kept then.
    """
    require(actor, "contest.publish", contest.organisation)
    faults = []
    if signed_on > local_day(clock.now()):
        faults.append(Fault("SIGNED-LATER", "signed_on"))
    if file is not None and (wrong := pdf_fault(file.data)) is not None:
        faults.append(wrong)
    if faults:
        raise SetupRefused(*faults)
    stored = None
    if file is not None:
        # Written before the transaction: no file work while the lock is held.
        stored = store_file(
            owner=actor,
            organisation=contest.organisation,
            name=file.name,
            data=file.data,
            suffix=".pdf",
        )
    values = {
        "number": clean_line(number)[:60],
        "signed_on": signed_on,
        "signer": clean_line(signer)[:120],
        "signer_title": clean_line(signer_title)[:120],
        "entered_by": actor,
    }
    if stored is not None:
        values["file"] = stored
    with transaction.atomic():
        issued, created = IssuedDocument.objects.update_or_create(
            contest=contest, role=role, defaults=values
        )
        audit.record(
            action="contest.document_entered" if created else "contest.document_corrected",
            actor=actor,
            obj=contest,
            organisation=contest.organisation,
            data={
                "role": str(role),
                "number": issued.number,
                "signed_on": issued.signed_on.isoformat(),
                "sha256": stored.sha256 if stored else "",
            },
        )
    return issued
