"""A bank as a file of any format, with the list of what the format cannot hold.

The file is made by a job and waits for its owner (`quiz.services.waiting`). It holds keys: it is
given out only to who may read the bank then, and that is written down.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import IO, Any, Final

from accounts.models import Job, User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import require
from quiz.formats import word_exam
from quiz.formats.hold import Written
from quiz.formats.left import loss_to_json, summed
from quiz.formats.registry import BY_CODE, PRINTED, Writer
from quiz.models import Bank, Picture
from quiz.rules.question import Draft, picture_names
from quiz.selectors.questions import approved, drafts_of, newest
from quiz.selectors.seals import seal_of
from quiz.services import waiting
from quiz.services.banks import note_export
from quiz.services.pictures import as_png

EXPORT_JOB: Final = "quiz.export"
Progress = Callable[[int, int], None]


def export_bank(
    *,
    bank: Bank,
    code: str,
    exam: word_exam.Exam | None = None,
    only_approved: bool = False,
    on_progress: Progress = lambda done, total: None,
) -> Written:
    """The newest revisions of `bank` as the format `code`, which must be one that we write;
    `only_approved`: the revisions in use of its approved questions.

    What the format has no place for is in `left`; nothing is dropped in silence. Who may have it
    is the caller's question (`take_file` asks and records). `exam`: codes, seed and answers of a
    "word-exam"; no other format has them. `on_progress` may raise to stop.
    """
    writer: Writer | None = BY_CODE[code].write
    if exam is not None:
        writer = partial(word_exam.write, exam=exam) if code == "word-exam" else None
    if writer is None:
        raise ValueError(code)
    revisions = approved(bank) if only_approved else newest(bank)
    total = 2 * revisions.count()
    drafts = []
    for _, draft in drafts_of(revisions):
        drafts.append(draft)
        on_progress(len(drafts), total)

    def told() -> Iterator[Draft]:
        for number, draft in enumerate(drafts, start=len(drafts)):
            on_progress(number, total)
            yield draft

    found = _pictures(drafts)
    return writer(told(), as_png(found) if code in PRINTED else found)


def _pictures(drafts: list[Draft]) -> dict[str, bytes]:
    named = {name for draft in drafts for name in picture_names(draft)}
    ids = sorted(name.removesuffix(".webp") for name in named if name)
    found: dict[str, bytes] = {}
    for start in range(0, len(ids), 500):
        for picture in Picture.objects.filter(public_id__in=ids[start : start + 500]):
            try:
                with picture.file.open("rb") as file:
                    found[f"{picture.public_id}.webp"] = file.read()
            except FileNotFoundError:
                continue  # the writer says that the picture is not in the file
    return found


def start_export(
    *,
    actor: User,
    bank: Bank,
    code: str,
    exam: word_exam.Exam | None = None,
    only_approved: bool = False,
) -> Job:
    """Have the file made by a job; the same wish under way is not doubled. An exam without a seed
    gets one by chance.

    Refused: ``bank-sealed``. ValueError for a format that we do not write.
    """
    require(actor, Permission.VIEW_QUESTION, bank.organisation)
    if seal_of(bank) is not None:
        raise Refused("bank-sealed")
    if BY_CODE[code].write is None or (exam is not None) != (code in PRINTED):
        raise ValueError(code)
    chance = exam is not None and not exam.seed
    if exam is not None and chance:
        exam = replace(exam, seed=secrets.token_hex(8))
    return waiting.start(
        kind=EXPORT_JOB,
        owner=actor,
        organisation=bank.organisation,
        payload={
            "bank": bank.pk,
            "format": code,
            "only_approved": only_approved,
            "exam": asdict(exam) | {"codes": list(exam.codes)} if exam else None,
            **({"chance": True} if chance else {}),
        },
        wish=_wish,
    )


def _wish(payload: Mapping[str, Any]) -> dict[str, Any]:
    """`payload` without the seed that nobody has asked for."""
    wish = dict(payload)
    if wish.get("chance"):
        wish["exam"] = {**wish["exam"], "seed": ""}
    return wish


def make_file(*, job: Job, on_progress: Progress = lambda done, total: None) -> dict[str, Any]:
    """Make the file of an export job; the job's result. Safe to run twice.

    Refused: ``bank-sealed``, ``export-empty``.
    """
    wanted = job.payload
    bank = Bank.objects.select_related("organisation").get(pk=wanted["bank"])
    if seal_of(bank) is not None:
        raise Refused("bank-sealed")
    exam = wanted["exam"]
    counted = {"questions": 0}

    def told(done: int, total: int) -> None:
        counted["questions"] = total // 2
        on_progress(done, total)

    written = export_bank(
        bank=bank,
        code=wanted["format"],
        exam=word_exam.Exam(**{**exam, "codes": tuple(exam["codes"])}) if exam else None,
        only_approved=wanted["only_approved"],
        on_progress=told,
    )
    if not counted["questions"]:
        raise Refused("export-empty")
    waiting.keep(job, written.data)
    missing = {p.args["question"] for p in written.left if p.severity == "error"}
    return {
        **counted,
        "written": counted["questions"] - len(missing),
        "left": [loss_to_json(loss) for loss in summed(written.left)],
    }


def take_file(*, actor: User, job: Job, bank: Bank, now: datetime | None = None) -> IO[bytes]:
    """The file that an export job made; that it leaves the house is written down.

    Refused: ``bank-sealed``, ``file-not-ready``, ``file-gone``.
    """
    require(actor, Permission.VIEW_QUESTION, bank.organisation)
    if seal_of(bank) is not None:
        raise Refused("bank-sealed")
    file = waiting.give(job)
    note_export(
        actor=actor,
        bank=bank,
        questions=job.result["written"],
        code=job.payload["format"],
        now=now,
    )
    return file
