"""From an open file to the reader of its format."""

from __future__ import annotations

from typing import BinaryIO

from quiz.formats import delimited, excel, word
from quiz.formats.base import FileError, Reading, Sink
from quiz.formats.detect import FORMATS, detect
from quiz.rules.question import Draft, Problem

_ENDINGS = {"xlsx": "xlsx", "xlsm": "xlsx", "xls": "xlsx", "docx": "docx", "doc": "docx",
            "csv": "csv", "txt": "csv", "tsv": "csv"}  # fmt: skip


def read_into(
    source: BinaryIO, sink: Sink, *, format: str = "auto", sheet: str = "", file_name: str = ""
) -> None:
    """Read questions from `source` into `sink`; `sink.format` is what the file turned out to be.

    `format` other than "auto" must agree with the content. Raises `FileError` when the file as
    a whole is refused.
    """
    if format != "auto" and format not in FORMATS:
        raise FileError("FORMAT-UNKNOWN", format=format[:20])
    found, archive = detect(source)
    sink.format = found
    ending = file_name.rpartition(".")[2].lower()
    if format not in ("auto", found):
        raise FileError("FORMAT-OTHER", format=format, found=found)
    if found == "csv" and ending in ("xlsx", "xls", "xlsm", "docx", "doc"):
        raise FileError("FILE-NOT-EXCEL" if ending.startswith("x") else "FILE-NOT-WORD")
    if _ENDINGS.get(ending, found) != found:
        sink.say("warning", "FILE-ENDING", ending=ending, found=found)
    if archive is None:
        delimited.read(source, sink)
    elif found == "xlsx":
        excel.read(archive, sink, sheet=sheet)
    else:
        word.read(archive, sink)
    sink.close()


def read_here(
    source: BinaryIO, *, format: str = "auto", sheet: str = "", file_name: str = ""
) -> Reading:
    """`read_into` in this process, without limits: for tests and for files of our own."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    sink = Sink(drafts.append, problems.append)
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
    )
