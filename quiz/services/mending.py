"""A corrected copy of a file: every problem beside its row, to mend there and send again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import IO, Any, Final

from accounts import audit
from accounts.models import Job, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import require
from quiz.formats import mended, sandbox
from quiz.formats.base import Reading, problem_to_json
from quiz.formats.workbook import column_number
from quiz.models import ImportBatch, ImportState
from quiz.rules.question import Problem
from quiz.services import waiting
from quiz.services.reading import MENDED
from quiz.wording import what
from quiz.wording.mending import COPY_LEADS, note_line, place_words

COPY_JOB: Final = "quiz.import.copy"


def start_copy(*, actor: User, batch: ImportBatch) -> Job:
    """Have the copy of a file that was read made by a job; one under way is not doubled.

    Refused: ``import-not-ready``, ``import-file-gone``, ``copy-nothing``.
    """
    require(actor, Permission.EDIT_QUESTION, batch.bank.organisation)
    if batch.state not in (ImportState.PREVIEW, ImportState.VISIBLE):
        raise Refused("import-not-ready")
    if batch.file is None:
        raise Refused("import-file-gone")
    if not has_copy(batch):
        raise Refused("copy-nothing")
    return waiting.start(
        kind=COPY_JOB,
        owner=actor,
        organisation=batch.bank.organisation,
        payload={"batch": batch.pk},
    )


def has_copy(batch: ImportBatch) -> bool:
    """Whether anything is to be mended in a file that could be read. What only the bank knows (a
    question that it has) is not in the copy: the file is right. A copy is of one sheet."""
    if of_many_sheets(batch):
        return False
    return bool(batch.reading.get("to_mend") and batch.questions and batch.file is not None)


def of_many_sheets(batch: ImportBatch) -> bool:
    """Whether several sheets were read at once."""
    reading = batch.reading
    return bool(batch.questions and len(reading.get("sheets", ())) > 1 and not reading.get("sheet"))


def make_copy(
    *,
    job: Job,
    batch: ImportBatch,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Read the file once more and keep its copy; the job's result. Safe to run twice.

    Refused: ``import-file-gone`` and those of `copy_of`. Raises `sandbox.Cancelled`.
    """
    if batch.file is None:
        raise Refused("import-file-gone")
    reading = sandbox.read_file(
        batch.file.file.path,
        file_name=batch.file_name,
        format=str(batch.reading.get("as", "auto")),
        sheet=str(batch.reading.get("sheet", "")),
        copy=True,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    waiting.keep(job, copy_of(reading))
    return {"name": batch.file_name, "errors": reading.errors}


def copy_of(reading: Reading) -> bytes:
    """The workbook for a reading that was asked for its copy.

    Refused: ``copy-unread``, ``copy-nothing``, ``copy-long``.
    """
    if not reading.readable:
        raise Refused("copy-unread", why=what(reading.problems[-1]))
    if reading.copy is None or not reading.questions:
        raise Refused("copy-nothing")
    rows, heading = mended.table_of(reading.copy)
    beside: dict[int, list[Problem]] = {}
    rest: list[Problem] = []
    if reading.copy.rows:
        inside = {number for number, _ in rows if number > heading}
        for problem in reading.problems:
            known = problem.row in inside and problem.sheet == reading.sheet
            (beside.setdefault(problem.row, []) if known else rest).append(problem)
    else:
        told: Counter[str] = Counter()
        places: dict[int, int] = {}
        # In our template: the columns of the file, in a Word table say, are others.
        for number, (draft, problems) in enumerate(reading.copy.questions, start=2):
            beside[number] = [replace(one, column="") for one in problems]
            told.update(map(_key, problems))
            if draft.where is not None:
                places[draft.where.row] = number
        for problem in reading.problems:
            if told[_key(problem)]:
                told[_key(problem)] -= 1
            else:
                (beside[places[problem.row]] if problem.row in places else rest).append(problem)
    general = [(place_words(one), note_line(one)) for one in rest if one.severity in MENDED]
    lead = [("", line) for line in COPY_LEADS]
    try:
        return mended.write(
            rows,
            heading,
            {number: _note(problems) for number, problems in beside.items()},
            [*lead, *general],
            sheet=reading.sheet if reading.copy.rows else "",
        )
    except ValueError as error:
        raise Refused("copy-long") from error


def _note(problems: list[Problem]) -> mended.Note:
    said = sorted(
        (one for one in problems if one.severity in MENDED),
        key=lambda one: MENDED.index(one.severity),
    )
    return mended.Note(
        lines=[note_line(one) for one in said],
        columns={column_number(one.column) for one in said if one.column},
        wrong=any(one.severity == "error" for one in said),
    )


def _key(problem: Problem) -> str:
    return json.dumps(problem_to_json(problem), sort_keys=True)


def take_copy(
    *, actor: User, job: Job, batch: ImportBatch, now: datetime | None = None
) -> IO[bytes]:
    """The copy that a job made; that it leaves the house is written down.

    Refused: ``file-not-ready``, ``file-gone``.
    """
    require(actor, Permission.EDIT_QUESTION, batch.bank.organisation)
    file = waiting.give(job)
    audit.record(
        action="import.copied",
        actor=actor,
        obj=batch,
        organisation=batch.bank.organisation,
        data={"bank": batch.bank.code},
        now=now,
    )
    return file
