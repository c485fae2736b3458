"""The lines of contests in the matrix: the organizer's pages, and what everybody may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from contests.clock import SYSTEM
from contests.models import Contest, DocumentRole
from contests.services.documents import SignedFile, enter_document
from contests.services.publishing import publish
from tests.cast import Cast
from tests.contests.setting_up import SITE, make_draft, make_shipped_bank
from tests.matrix import PUBLIC, SIGNED_IN, Route

EDITS = frozenset({"admin", "organizer"})
SEES = EDITS | {"author", "reviewer", "presenter", "judge", "viewer"}
#: Whoever may make contests anywhere may open the page that makes one in their own tree.
MAKES = EDITS | {"stranger"}


def _published(cast: Cast) -> Contest:
    known = Contest.objects.filter(organisation=cast.department).first()
    if known is None:
        make_shipped_bank(cast)
        known = make_draft(cast)
        publish(contest=known, actor=cast.organizer, clock=SYSTEM, site=SITE)
    return known


def _contest(cast: Cast) -> dict[str, Any]:
    return {"slug": _published(cast).slug}


def _step(cast: Cast) -> dict[str, Any]:
    return {**_contest(cast), "step": "de-thi"}


def _role(cast: Cast) -> dict[str, Any]:
    return {**_contest(cast), "role": "ke-hoach"}


def _file(cast: Cast) -> dict[str, Any]:
    return {**_role(cast), "extension": "docx"}


def _signed(cast: Cast) -> dict[str, Any]:
    enter_document(
        contest=_published(cast), actor=cast.organizer, clock=SYSTEM, role=DocumentRole.KE_HOACH,
        number="1", signed_on=date(2026, 9, 1), signer="A", signer_title="B",
        file=SignedFile("a.pdf", b"%PDF-1.7\n%%EOF\n"),
    )  # fmt: skip
    return _role(cast)


ROUTES: dict[str, Route] = {
    "contest_list": Route(SIGNED_IN),
    "contest_new": Route(MAKES),
    "contest_home": Route(SEES, _contest),
    "contest_share": Route(SEES, _contest),
    "contest_setup": Route(EDITS, _step),
    "contest_summary": Route(EDITS, _contest),
    "contest_official": Route(EDITS, _contest, method="POST"),
    "contest_documents": Route(EDITS, _contest),
    "contest_document": Route(EDITS, _role),
    "contest_document_file": Route(EDITS, _file),
    "contest_committee": Route(EDITS, _contest),
    "contest_expenses": Route(EDITS, _contest),
    "contest_page": Route(PUBLIC, _contest),
    "contest_rules": Route(PUBLIC, _contest),
    "contest_qr": Route(PUBLIC, _contest),
    "contest_signed": Route(PUBLIC, _signed),
}
