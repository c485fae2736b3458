"""Handlers of the long jobs of accounts: looking at a staff list, and writing it."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.utils import timezone

from accounts.formats.sheet import Table, read_table
from accounts.jobs import JobRefused, Run, handler
from accounts.models import StoredFile
from accounts.resources import RosterResource
from accounts.rules import cccd, phone, roster
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import require
from accounts.services.files import read_personal
from accounts.services.roster import note_import
from accounts.wording import say, say_refused

SHOWN_PROBLEMS = 200
SHOWN_ROWS = 10


def _open(run: Run) -> tuple[StoredFile, Table]:
    """The job's file, if it is this organisation's and the owner may still import here."""
    job = run.job
    require(job.owner, Permission.IMPORT_ROSTER, job.organisation)
    file = StoredFile.objects.filter(
        public_id=run.payload["file"], organisation=job.organisation, owner=job.owner
    ).first()
    if file is None:
        raise JobRefused("Tệp này đã xóa sau 7 ngày. Hãy nhập lại tệp từ đầu.")
    try:
        return file, read_table(read_personal(file), roster.HEADERS, roster.REQUIRED)
    except InvalidToken as gone:
        raise JobRefused("Khóa của tệp này đã được thay. Hãy nhập lại tệp từ đầu.") from gone
    except Refused as refused:
        raise JobRefused(say_refused(refused)) from refused


def _read(run: Run, table: Table) -> RosterResource:
    assert run.job.organisation is not None
    rows = len(table.rows)
    phase = {"base": 0}

    def tick(done: int) -> None:
        run.progress(phase["base"] + done, 2 * rows)

    resource = RosterResource(
        organisation=run.job.organisation,
        today=timezone.localdate(),
        repair_cccd=bool(run.payload.get("repair_cccd")),
        tick=tick,
    )
    resource.read(table)
    phase["base"] = rows
    return resource


def _problems(
    resource: RosterResource, table: Table
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The first problems in words, and how many there are of each severity and repair."""
    shown: list[dict[str, Any]] = []
    totals = {"error": 0, "warning": 0, "eleven": 0}
    for number, reading in zip(resource.numbers, resource.readings, strict=True):
        for problem in reading.problems:
            totals[problem.severity] += 1
            totals["eleven"] += problem.code == "cccd-eleven-digits"
            if len(shown) >= SHOWN_PROBLEMS:
                continue
            letter = table.letters.get(problem.column, "")
            shown.append(
                {
                    "severity": problem.severity,
                    "code": problem.code,
                    "sheet": table.sheet,
                    "row": number,
                    "column": letter,
                    "header": roster.HEADERS[problem.column][0],
                    "message": say(problem.code, **problem.facts),
                }
            )
    return shown, totals


def _sample(resource: RosterResource) -> list[dict[str, str]]:
    """The first good rows as they will be stored, numbers masked."""
    rows = []
    for number, reading in zip(resource.numbers, resource.readings, strict=True):
        if not reading.ok:
            continue
        values = reading.values
        birth = values["birth_date"]
        rows.append(
            {
                "row": str(number),
                "full_name": str(values["full_name"]),
                "birth": birth.strftime("%d/%m/%Y")  # type: ignore[attr-defined]
                if birth
                else str(values["birth_year"] or ""),
                "phone": phone.mask(str(values["phone"])),
                "cccd": cccd.mask(str(values["cccd"])),
                "position": str(values["position"]),
            }
        )
        if len(rows) == SHOWN_ROWS:
            break
    return rows


@handler("roster.preview")
def preview_roster(run: Run) -> dict[str, Any]:
    """Look at a staff list; writes nothing but its own job row."""
    file, table = _open(run)
    resource = _read(run, table)
    counts = resource.run(dry_run=True)
    problems, totals = _problems(resource, table)
    return {
        "file": file.public_id,
        "name": file.name,
        "sheet": table.sheet,
        "unknown_columns": table.unknown[:20],
        "rows": counts["rows"],
        "new": counts["new"],
        "changed": counts["changed"],
        "same": counts["same"],
        "errors": counts["errors"],
        "problems": problems,
        "problem_count": totals["error"] + totals["warning"],
        "eleven_digit_cccd": totals["eleven"],
        "sample": _sample(resource),
    }


@handler("roster.import")
def import_roster(run: Run) -> dict[str, Any]:
    """Write a staff list that was looked at; running it again changes nothing more.

    Rows with errors are left out only when the person chose so ("only_good").
    """
    file, table = _open(run)
    resource = _read(run, table)
    if any(not reading.ok for reading in resource.readings) and not run.payload.get("only_good"):
        raise JobRefused("Tệp còn dòng lỗi. Hãy sửa tệp, hoặc chọn chỉ nhập các dòng đúng.")
    counts = resource.run(dry_run=False)
    assert run.job.organisation is not None
    note_import(
        actor=run.job.owner,
        organisation=run.job.organisation,
        file=file,
        new=counts["new"],
        changed=counts["changed"],
    )
    return {
        "file": file.public_id,
        "name": file.name,
        "new": counts["new"],
        "changed": counts["changed"],
        "same": counts["same"],
        "left_out": counts["errors"],
        "longest_write_ms": round(resource.writer.longest_s * 1000),
    }
