"""From an open file to the reader of its format."""

from __future__ import annotations

from typing import BinaryIO

from quiz.formats.base import FileError, Reading, Sink
from quiz.formats.content import Content
from quiz.formats.detect import detect
from quiz.formats.registry import BY_CODE, READABLE, Format, recognise
from quiz.rules.question import Draft, Problem

_OFFICE = ("xlsx", "xls", "xlsm", "docx", "doc")


def read_into(
    source: BinaryIO, sink: Sink, *, format: str = "auto", sheet: str = "", file_name: str = ""
) -> None:
    """Read questions from `source` into `sink`; `sink.format` is what the file turned out to be.

    The content decides; the name is only compared. A `format` other than "auto" is taken when the
    content can be read as it at all. When two formats fit equally nothing is read:
    `sink.candidates` names them. Raises `FileError` when the file as a whole is refused.
    """
    if format != "auto" and format not in READABLE:
        raise FileError("FORMAT-UNKNOWN", format=format[:20], known=", ".join(READABLE))
    content = detect(source)
    ending = file_name.rpartition(".")[2].lower()
    if format != "auto":
        fits = recognise(content)
        is_zip = content.archive is not None
        wanted = BY_CODE[format]
        if format not in fits and not wanted.sure(content) and (
            is_zip or format in _PACKED or content.is_xml != (format in _XML)
        ):  # fmt: skip
            raise FileError("FORMAT-OTHER", format=format, found=fits[0] if fits else "unknown")
    else:
        wanted = _recognised(content, sink, ending)
    sink.format = wanted.code
    if format == "auto" and ending and ending not in wanted.extensions:
        sink.say("warning", "FILE-ENDING", ending=ending[:10], found=wanted.code)
    if wanted.read is not None:
        wanted.read(content, sink, sheet)
    sink.close()


_XML = ("moodle", "qti")
_PACKED = ("xlsx", "docx", "ods", "h5p")


def _recognised(content: Content, sink: Sink, ending: str) -> Format:
    fits = recognise(content)
    if len(fits) > 1:
        sink.candidates = fits
        raise FileError("FORMAT-CHOOSE", first=fits[0], second=fits[1])
    packed = content.archive is not None
    if fits and (packed or ending not in _OFFICE or BY_CODE[fits[0]].sure(content) > 1):
        return BY_CODE[fits[0]]
    if ending in _OFFICE and content.archive is None:
        sink.format = "csv"
        raise FileError("FILE-NOT-EXCEL" if ending.startswith("x") else "FILE-NOT-WORD")
    if content.archive is not None:
        raise FileError("FILE-ZIP")
    if content.is_xml:
        raise FileError("FILE-XML")
    if content.json is not None:
        raise FileError("FORMAT-UNSEEN")
    if fits or "\n" not in content.text.strip():
        return BY_CODE["csv"]
    raise FileError("FORMAT-UNSEEN")


def read_here(
    source: BinaryIO, *, format: str = "auto", sheet: str = "", file_name: str = ""
) -> Reading:
    """`read_into` in this process, without limits: for tests and for files of our own."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    pictures: dict[str, bytes] = {}
    sink = Sink(drafts.append, problems.append, on_picture=pictures.__setitem__)
    readable = True
    try:
        read_into(source, sink, format=format, sheet=sheet, file_name=file_name)
    except FileError as error:
        sink.report(error.problem)
        drafts, readable = [], False
    return Reading(
        format=sink.format or format,
        drafts=tuple(drafts),
        problems=tuple(problems),
        counts=dict(sink.counts),
        questions=sink.questions,
        sheets=sink.sheets,
        sheet=sink.sheet,
        readable=readable,
        candidates=sink.candidates,
        pictures=pictures if readable else {},
    )
