"""Every format in one list: how it is recognised, read and written, and what it cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from quiz.formats import (
    aiken,
    csv_write,
    delimited,
    excel,
    excel_template,
    gift,
    h5p,
    kahoot,
    moodle,
    ods,
    package,
    plain,
    qti,
    qti_write,
    tcexam,
    word,
    word_exam,
)
from quiz.formats.archive import Archive
from quiz.formats.base import FileError, Sink
from quiz.formats.content import Content
from quiz.formats.hold import Holds, Pictures, Written
from quiz.rules.question import Draft

Writer = Callable[[Iterable[Draft], Pictures], Written]


@dataclass(frozen=True)
class Format:
    """One format. `sure` gives 0 (no), 1 (may be) or 2 (it is); None stands for "cannot".

    `printed`: written for people to print, not for a machine to read.
    """

    code: str
    extensions: tuple[str, ...]
    sure: Callable[[Content], int]
    read: Callable[[Content, Sink, str], None] | None
    write: Writer | None = None
    holds: Holds = Holds()
    printed: bool = False


def _zip(content: Content) -> Archive:
    if content.archive is None:
        raise FileError("FILE-ZIP")
    return content.archive


def _has(content: Content, folder: str) -> bool:
    return content.archive is not None and any(
        name.lower().startswith(folder) for name in content.archive.names
    )


def _is_ods(content: Content) -> int:
    archive = content.archive
    if archive is None or "content.xml" not in archive or "mimetype" not in archive:
        return 0
    return 2 if b"opendocument.spreadsheet" in archive.read("mimetype", 1024) else 0


def _without_sheet(read: Callable[[Content, Sink], None]) -> Callable[[Content, Sink, str], None]:
    return lambda content, sink, sheet: read(content, sink)


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "xlsx", ("xlsx", "xlsm", "xls"), lambda content: 2 * _has(content, "xl/"),
        lambda content, sink, sheet: excel.read(_zip(content), sink, sheet=sheet),
        excel_template.write_held, excel_template.HOLDS,
    ),
    Format(
        "docx", ("docx", "doc"), lambda content: 2 * _has(content, "word/"),
        lambda content, sink, sheet: word.read(_zip(content), sink),
    ),
    Format(
        "ods", ("ods",), _is_ods,
        lambda content, sink, sheet: excel.read_book(
            ods.open_ods(_zip(content)), sink, sheet=sheet
        ),
    ),
    Format(
        "csv", ("csv", "tsv", "txt"), delimited.sure,
        lambda content, sink, sheet: delimited.read(content, sink),
        csv_write.write, excel_template.HOLDS,
    ),
    Format("text", ("txt", "text"), plain.sure, _without_sheet(plain.read)),
    Format("gift", ("gift", "txt"), gift.sure, _without_sheet(gift.read), gift.write, gift.HOLDS),
    Format("aiken", ("aiken", "txt"), aiken.sure, _without_sheet(aiken.read), aiken.write,
           aiken.HOLDS),
    Format("moodle", ("xml",), moodle.sure, _without_sheet(moodle.read), moodle.write,
           moodle.HOLDS),
    Format("qti", ("zip", "xml"), qti.sure, _without_sheet(qti.read), qti_write.write,
           qti_write.HOLDS),
    Format("h5p", ("h5p",), h5p.sure, _without_sheet(h5p.read)),
    Format("json", ("zip", "json"), package.sure, _without_sheet(package.read), package.write),
    Format("tcexam", ("tsv",), tcexam.sure, _without_sheet(tcexam.read)),
    Format("kahoot", ("xlsx",), lambda content: 0, None, kahoot.write, kahoot.HOLDS),
    Format("word-exam", ("docx",), lambda content: 0, None, word_exam.write, word_exam.HOLDS,
           printed=True),
)  # fmt: skip
BY_CODE: Final = {one.code: one for one in FORMATS}
READABLE: Final = tuple(one.code for one in FORMATS if one.read is not None)
WRITABLE: Final = tuple(one.code for one in FORMATS if one.write and not one.printed)
"""Formats that carry a bank; the printed ones are beside them."""
PRINTED: Final = tuple(one.code for one in FORMATS if one.printed)


def recognise(content: Content) -> tuple[str, ...]:
    """Codes of the formats that the content fits best: one when it is clear, none when unknown.

    A format that cannot say for broken XML or JSON lets the `FileError` through.
    """
    found = {one.code: one.sure(content) for one in FORMATS}
    best = max(found.values())
    return tuple(code for code, sure in found.items() if best and sure == best)
