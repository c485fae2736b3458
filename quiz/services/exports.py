"""A bank as a file of any format, with the list of what the format cannot hold."""

from __future__ import annotations

from functools import partial

from quiz.formats import word_exam
from quiz.formats.hold import Written
from quiz.formats.registry import BY_CODE, Writer
from quiz.models import Bank, Picture
from quiz.selectors.questions import drafts_of, newest
from quiz.services.pictures import as_png


def export_bank(*, bank: Bank, code: str, exam: word_exam.Exam | None = None) -> Written:
    """The newest revisions of `bank` as the format `code`, which must be one that we write.

    What the format has no place for is in `left`; nothing is dropped in silence. Who may have it
    is the caller's question (`banks.note_export` asks and records). `exam`: codes, seed and
    answers of a "word-exam"; no other format has them.
    """
    writer: Writer | None = BY_CODE[code].write
    if exam is not None:
        writer = partial(word_exam.write, exam=exam) if code == "word-exam" else None
    if writer is None:
        raise ValueError(code)
    drafts = [draft for _, draft in drafts_of(newest(bank))]
    named = {draft.picture for draft in drafts} | {
        one.name for draft in drafts for one in draft.pictures
    }
    found: dict[str, bytes] = {}
    for picture in Picture.objects.filter(
        public_id__in=[name.removesuffix(".webp") for name in named if name]
    ):
        try:
            with picture.file.open("rb") as file:
                found[f"{picture.public_id}.webp"] = file.read()
        except FileNotFoundError:
            continue  # the writer says that the picture is not in the file
    return writer(drafts, as_png(found) if code == "word-exam" else found)
