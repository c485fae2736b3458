"""The four files of a report, from frozen figures and words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Organisation
from contests.formats import issuers
from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from contests.formats.xlsx import write_tables
from contests.models import Contest
from contests.reports.rules.figures import FigureSet, digest, to_json
from contests.reports.wording.report import ReportFacts, board_of, document, subject
from contests.reports.wording.sentences import day
from contests.reports.wording.sheets import sheets
from contests.selectors.issuers import issuer_of


@dataclass(frozen=True, slots=True)
class Files:
    """A report in its forms; DOCX is the master."""

    docx: bytes
    pdf: bytes
    xlsx: bytes


def facts_of(
    organisation: Organisation,
    contest: Contest | None,
    figures: FigureSet,
    narrative: dict[str, str],
) -> ReportFacts:
    """What the documents are written from; a contest's report is issued by its Ban Tổ chức."""
    issuer = issuer_of(organisation)
    title = contest.title if contest is not None else ""
    return ReportFacts(board_of(issuer, title) if title else issuer, figures, narrative, title)


def write_files(facts: ReportFacts) -> Files:
    """DOCX, PDF with the same words, and the annexes as XLSX; same facts, same bytes."""
    paper = document(facts)
    first = date.fromisoformat(facts.figures.first)
    notes = (
        subject(facts),
        issuers.full_name(facts.issuer),
        f"Số liệu từ {day(first)} đến {day(facts.last)}.",
    )
    book = write_tables(sheets(facts.figures, facts.narrative, notes), created=paper.created)
    return Files(write_docx(paper), write_pdf(paper), book)


def edition_json(
    figures: FigureSet, narrative: dict[str, str], *, audit_head: str, **more: Any
) -> bytes:
    """The edition as JSON: every figure with its query and window, the words, their checksum."""
    data = {
        "kind": "ngay-phap-luat",
        **more,
        "figures": to_json(figures),
        "narrative": narrative,
        "sha256": digest(figures, narrative),
        "audit_head": audit_head,
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()
