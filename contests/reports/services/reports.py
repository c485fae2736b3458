"""The only writers of reports and editions: drafting, building, submitting, signing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import audit, jobs
from accounts.models import Job, Organisation, User
from accounts.rules.text import clean_line
from accounts.selectors.access import require
from accounts.services.files import store_file
from contests.clock import Clock
from contests.models import Contest
from contests.reports.models import Edition, EditionState, Report
from contests.reports.rules.figures import digest, to_json
from contests.reports.selectors import figures as figure_selectors
from contests.reports.selectors.reports import latest_edition, previous_report, scope_of
from contests.reports.services.files import facts_of, write_files
from contests.reports.wording.fields import CAPACITIES, FIELDS, NUMBERS
from contests.rules.clock import local_day
from contests.services.documents import SignedFile, pdf_fault
from quiz.rules.text import clean_text

BUILD = "report.build"
LONGEST_DAYS = 731
LONGEST_TEXT = 8_000
_NUMBER = re.compile(r"[0-9]{1,12}")

Tell = Callable[[int, int], None]


class ReportRefused(Exception):
    """Refused, with codes of `contests.reports.wording.refusals` by field ("" the whole)."""

    def __init__(self, **codes: str) -> None:
        super().__init__(codes)
        self.codes = codes


def create_report(
    *,
    actor: User | None,
    organisation: Organisation,
    first: date,
    last: date,
    contest: Contest | None = None,
) -> Report:
    """A report over `first` to `last`, both included, with the words of the one before; with its
    numbers only where the two speak of the same days, so that nobody signs last year's counts.

    `actor` None is the system itself. Raises `ReportRefused` for a window that cannot be.
    """
    if actor is not None:
        require(actor, "report.edit", organisation)
        if contest is not None:
            require(actor, "report.edit", contest.organisation)
    if last < first:
        raise ReportRefused(window_to="WINDOW-ORDER")
    if (last - first).days >= LONGEST_DAYS:
        raise ReportRefused(window_to="WINDOW-LONG")
    before = previous_report(organisation, contest is not None, last)
    words = dict(before.narrative) if before is not None else {}
    if before is not None and before.window_to < first:
        words = {code: text for code, text in words.items() if code not in NUMBERS}
    with transaction.atomic():
        report = Report.objects.create(
            organisation=organisation,
            contest=contest,
            window_from=first,
            window_to=last,
            narrative=words,
            created_by=actor,
        )
        audit.record(
            action="report.created",
            actor=actor,
            obj=report,
            organisation=organisation,
            data={"from": first.isoformat(), "to": last.isoformat()},
        )
    return report


def clean_narrative(values: Mapping[str, str]) -> dict[str, str]:
    """Known fields of `values`, cleaned. Raises `ReportRefused` by field."""
    found: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for code, raw in values.items():
        field = FIELDS.get(code)
        if field is None:
            continue
        text = clean_line(raw) if field.kind in ("line", "number", "capacity") else clean_text(raw)
        text = text.strip()
        if field.kind == "number":
            text = text.replace(".", "").replace(" ", "")
            if text and not _NUMBER.fullmatch(text):
                wrong[code] = "NUMBER-WRONG"
        elif field.kind == "capacity" and text and text not in dict(CAPACITIES):
            wrong[code] = "CAPACITY-WRONG"
        elif len(text) > LONGEST_TEXT:
            wrong[code] = "TEXT-LONG"
        found[code] = str(int(text)) if field.kind == "number" and text.isdigit() else text
    if wrong:
        raise ReportRefused(**wrong)
    return found


def save_narrative(*, actor: User | None, report: Report, values: Mapping[str, str]) -> None:
    """Keep what the clerk wrote; fields that are not in `values` stay. Editions do not change."""
    if actor is not None:
        require(actor, "report.edit", report.organisation)
    found = clean_narrative(values)
    with transaction.atomic():
        fresh = Report.objects.select_for_update().get(pk=report.pk)
        fresh.narrative = {**fresh.narrative, **found}
        fresh.save(update_fields=["narrative"])
        audit.record(
            action="report.narrative_saved",
            actor=actor,
            obj=report,
            organisation=report.organisation,
            data={"fields": sorted(found)},
        )
    report.narrative = fresh.narrative


def check_build(report: Report, reason: str) -> None:
    """Raise `ReportRefused` when no edition may be built now."""
    last = latest_edition(report)
    if last is None or last.state == EditionState.DRAFT:
        return
    if last.state == EditionState.SUBMITTED:
        raise ReportRefused(reason="EDITION-SUBMITTED")
    if not reason.strip():
        raise ReportRefused(reason="REASON-MISSING")


def start_build(*, actor: User, report: Report, reason: str = "") -> Job:
    """Hand the building to a worker; the page shows how far it is."""
    require(actor, "report.edit", report.organisation)
    check_build(report, reason)
    return jobs.enqueue(
        kind=BUILD,
        owner=actor,
        organisation=report.organisation,
        payload={"report": report.public_id, "reason": clean_line(reason)[:400]},
    )


def build_edition(
    *,
    actor: User | None,
    report: Report,
    clock: Clock,
    reason: str = "",
    tell: Tell | None = None,
) -> Edition:
    """Count, freeze, write the files. A draft is built again in place; a signed edition is
    followed by a new one with a reason, itself never touched. Raises `ReportRefused`."""
    if actor is not None:
        require(actor, "report.edit", report.organisation)
    check_build(report, reason)
    said = tell or (lambda done, total: None)
    total = figure_selectors.STEPS + 2
    now = clock.now()
    figures = figure_selectors.build(
        scope_of(report), now=now, tell=lambda done, _: said(done, total)
    )
    narrative = {code: text for code, text in report.narrative.items() if code in FIELDS}
    files = write_files(facts_of(report.organisation, report.contest, figures, narrative))
    said(total - 1, total)
    last = latest_edition(report)
    redone = last is not None and last.state == EditionState.DRAFT
    number = 1 if last is None else last.number if redone else last.number + 1
    edition = Edition(
        report=report,
        number=number,
        figures=to_json(figures),
        narrative=narrative,
        sha256=digest(figures, narrative),
        audit_head=audit.head().seal,
        reason=last.reason if last is not None and redone else clean_line(reason)[:400],
        built_by=actor,
        built_at=now,
    )
    # Written before the transaction: no file work while the lock is held.
    stem = f"{report.public_id}-{number}-{edition.sha256[:12]}"
    for field, data in (("docx", files.docx), ("pdf", files.pdf), ("xlsx", files.xlsx)):
        getattr(edition, field).save(f"{stem}.{field}", ContentFile(data), save=False)
    kept = _keep(edition, last.pk if last is not None and redone else None, actor)
    if last is not None and redone:
        for old in (last.docx, last.pdf, last.xlsx):
            if old:
                old.storage.delete(old.name)
    said(total, total)
    return kept


def _keep(edition: Edition, draft: int | None, actor: User | None) -> Edition:
    """Write the row, unless somebody submitted the draft meanwhile; then its new files go."""
    try:
        with transaction.atomic():
            if draft is not None:
                gone = Edition.objects.filter(
                    pk=draft, state=EditionState.DRAFT, document_number=""
                ).delete()[0]
                if not gone:
                    raise ReportRefused(reason="EDITION-SUBMITTED")
            edition.save(force_insert=True)
            audit.record(
                action="report.built",
                actor=actor,
                obj=edition.report,
                organisation=edition.report.organisation,
                data={"edition": edition.number, "sha256": edition.sha256},
            )
    except Exception:  # whatever it was goes on up; only the files without a row must not stay
        for file in (edition.docx, edition.pdf, edition.xlsx):
            file.storage.delete(file.name)
        raise
    return edition


def submit(*, actor: User, edition: Edition, clock: Clock) -> None:
    """Trình ký: from now on this edition is not built again."""
    require(actor, "report.edit", edition.report.organisation)
    _move(
        edition,
        actor,
        EditionState.DRAFT,
        "report.submitted",
        state=EditionState.SUBMITTED,
        submitted_at=clock.now(),
    )


def withdraw(*, actor: User, edition: Edition) -> None:
    """Take a submitted edition back to be worked on."""
    require(actor, "report.edit", edition.report.organisation)
    _move(
        edition,
        actor,
        EditionState.SUBMITTED,
        "report.withdrawn",
        state=EditionState.DRAFT,
        submitted_at=None,
    )


def sign(
    *,
    actor: User,
    edition: Edition,
    clock: Clock,
    number: str,
    signed_on: date,
    signer: str,
    file: SignedFile | None = None,
) -> None:
    """Enter what the signed paper says, with its PDF if there is one. Once; then it stands.

    Raises `ReportRefused` by field; nothing is kept then.
    """
    report = edition.report
    require(actor, "report.sign", report.organisation)
    number, signer = clean_line(number)[:40], clean_line(signer)[:120]
    wrong: dict[str, str] = {}
    if not number:
        wrong["number"] = "NUMBER-MISSING"
    if not signer:
        wrong["signer"] = "SIGNER-MISSING"
    if signed_on > local_day(clock.now()):
        wrong["signed_on"] = "SIGNED-LATER"
    elif signed_on < report.window_to:
        wrong["signed_on"] = "SIGNED-EARLY"
    if file is not None and (fault := pdf_fault(file.data)) is not None:
        wrong["file"] = fault.code
    if edition.state != EditionState.SUBMITTED:
        wrong["state"] = "STATE-WRONG"
    if wrong:
        raise ReportRefused(**wrong)
    stored = None
    if file is not None:
        stored = store_file(
            owner=actor,
            organisation=report.organisation,
            name=file.name,
            data=file.data,
            suffix=".pdf",
        )
    _move(
        edition,
        actor,
        EditionState.SUBMITTED,
        "report.signed",
        state=EditionState.SIGNED,
        document_number=number,
        document_date=signed_on,
        signer=signer,
        signed_file=stored,
        signed_at=clock.now(),
    )


def _move(edition: Edition, actor: User, seen: EditionState, action: str, **values: object) -> None:
    """Change an edition only from the state that was seen."""
    with transaction.atomic():
        if not Edition.objects.filter(pk=edition.pk, state=seen).update(**values):
            raise ReportRefused(state="STATE-WRONG")
        edition.refresh_from_db()
        audit.record(
            action=action,
            actor=actor,
            obj=edition.report,
            organisation=edition.report.organisation,
            data={
                "edition": edition.number,
                "number": edition.document_number,
                "file": edition.signed_file.sha256 if edition.signed_file else "",
            },
        )
