"""The limited child process that reads one file: `python -m quiz.formats.child` .

The file is standard input, already open; options come as one JSON argument. Answers are JSON
lines on standard output: {"progress": [done, total]}, {"draft": …}, {"problem": …},
{"picture": …} and at last {"end": …}; for a corrected copy {"row": …} or {"question": …} instead of
drafts and pictures. Nothing else of the system is used: no database, no
settings, no network.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import sys
import traceback
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

from quiz.formats.base import FileError, Sink, draft_to_json, problem_to_json
from quiz.rules.question import Draft, Problem

COPIED_MAX: Final = 200_000
"""Findings of one severity in a corrected copy."""


def _send(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


def limit(memory_bytes: int, seconds: int) -> None:
    """Bound this process for good: address space, processor time, no files, no dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(options: dict[str, Any], source: BinaryIO) -> None:
    """Read `source` and send what is found."""
    limit(options["memory"], options["seconds"])
    os.nice(10)  # answers go first; the reader holds no lock that somebody could wait for
    sink = _copying() if options["copy"] else _plain()
    readable = True
    try:
        from quiz.formats.dispatch import read_into  # the parsers load under the limits too

        read_into(
            source,
            sink,
            format=options["format"],
            sheet=options["sheet"],
            file_name=options["file_name"],
        )
    except FileError as error:
        sink.report(error.problem)
        readable = False
    except MemoryError:
        sink.report(Problem("error", "FILE-HEAVY", sink.sheet))
        readable = False
    except Exception:  # a fault of ours or a file nobody thought of: the person gets a sentence
        traceback.print_exc()
        sink.report(Problem("error", "FILE-UNREADABLE", sink.sheet))
        readable = False
    end = {
        "format": sink.format or options["format"],
        "counts": sink.counts,
        "questions": sink.questions,
        "sheets": list(sink.sheets),
        "sheet": sink.sheet,
        "readable": readable,
        "candidates": list(sink.candidates),
        "heading": sink.heading,
    }
    _send({"end": end})
    sys.stdout.flush()


def _plain() -> Sink:
    return Sink(
        on_draft=lambda draft: _send({"draft": draft_to_json(draft)}),
        on_problem=_problem,
        on_progress=_progress,
        on_picture=lambda name, data: _send(
            {"picture": name, "data": base64.b64encode(data).decode()}
        ),
    )


def _copying() -> Sink:
    """Rows where the file is a table, else questions; every finding."""
    rows = False

    def row(number: int, texts: Mapping[int, str]) -> None:
        nonlocal rows
        rows = True
        _send({"row": number, "texts": texts})

    def question(draft: Draft, problems: list[Problem]) -> None:
        if not rows:
            found = [problem_to_json(problem) for problem in problems]
            _send({"question": draft_to_json(draft), "problems": found})

    return Sink(
        on_draft=lambda draft: None,
        on_problem=_problem,
        on_progress=_progress,
        on_question=question,
        on_row=row,
        listed=COPIED_MAX,
    )


def _problem(problem: Problem) -> None:
    _send({"problem": problem_to_json(problem)})


def _progress(done: int, total: int) -> None:
    _send({"progress": [done, total]})
    sys.stdout.flush()


if __name__ == "__main__":
    with open(0, "rb", closefd=False) as standard_input:
        main(json.loads(sys.argv[1]), standard_input)
