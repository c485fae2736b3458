"""Reading a stranger's file in a limited child process.

The child gets the open file and its options, no environment of ours (no secrets, no database
address), bounded memory and processor time; it is killed on cancel. Whatever it does, the caller
gets a `Reading`.

Whether a file takes too long is told by the processor time it needs, which is the same on a busy
server: the child gives way to everybody, so the clock on the wall says how busy the others are.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from quiz.formats.base import Copy, Reading, draft_from_json, problem_from_json
from quiz.rules.question import Draft, Problem
from quiz.rules.text import display_name

OUTPUT_MAX: Final = 400 * 2**20
"""Bytes a child may send; 50 000 of the longest questions stay below."""
COMPLAINT_MAX: Final = 8_192
"""Bytes of a child's last words that are kept for the log."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_log: Final = logging.getLogger(__name__)


class Cancelled(Exception):
    """The caller asked to stop; the child is gone."""


@dataclass
class _Answer:
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    rows: list[tuple[int, dict[int, str]]] = field(default_factory=list)
    questions: list[tuple[Draft, tuple[Problem, ...]]] = field(default_factory=list)
    end: dict[str, Any] | None = None
    complaint: bytes = b""


def read_file(
    path: str | os.PathLike[str],
    *,
    format: str = "auto",
    sheet: str = "",
    file_name: str = "",
    processor_s: int = 30,
    patience_s: float = 600,
    memory_mib: int = 300,
    copy: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reading:
    """Read the questions of the file at `path`.

    `file_name` is the name its owner knows (default: that of `path`); `sheet` chooses one of
    several sheets; `copy` asks for what a corrected copy needs, with every finding, instead of
    drafts and pictures. A file that needs more than `processor_s` seconds of a processor is refused
    (FILE-SLOW); after `patience_s` seconds of waiting the reading ends too, and the server is
    blamed for it (FILE-BUSY). `on_progress(done, total)` is called about a hundred times,
    `cancelled()` about five times a second: once it is true the child is killed and `Cancelled` is
    raised. Bad files never raise: they give a `Reading` with `readable=False`. `OSError` when
    `path` cannot be opened.
    """
    options = {
        "format": format,
        "sheet": sheet,
        "file_name": display_name(file_name or os.path.basename(os.fspath(path))),
        "memory": memory_mib * 2**20,
        "seconds": processor_s,
        "copy": copy,
    }
    environment = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "MALLOC_ARENA_MAX": "1",
    }
    with open(path, "rb") as source:
        child = subprocess.Popen(
            [sys.executable, "-m", "quiz.formats.child", json.dumps(options)],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_ROOT,
            env=environment,
        )
        try:
            code, answer = _listen(child, patience_s, on_progress, cancelled)
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            for stream in (child.stdout, child.stderr):
                if stream is not None:
                    stream.close()
    if answer.complaint:
        _log.error(
            "reading %s: %s", options["file_name"], answer.complaint.decode("utf-8", "replace")
        )
    return _reading(answer, code, format, processor_s)


def _listen(
    child: subprocess.Popen[bytes],
    patience_s: float,
    on_progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[str, _Answer]:
    """Take the child's lines until it ends; ("" | problem code, answer)."""
    answer = _Answer()
    deadline = time.monotonic() + patience_s
    if child.stdout is None or child.stderr is None:
        raise RuntimeError("the child has no output pipes")
    rest = b""
    received = 0
    next_question = 0.0
    with selectors.DefaultSelector() as selector:
        # Last words come by a pipe as well: the child may write to no file.
        selector.register(child.stderr, selectors.EVENT_READ)
        selector.register(child.stdout, selectors.EVENT_READ)
        while selector.get_map():
            now = time.monotonic()
            if cancelled is not None and now >= next_question:
                next_question = now + 0.2
                if cancelled():
                    raise Cancelled
            if now >= deadline:
                return "FILE-BUSY", answer
            for key, _ in selector.select(min(deadline - now, 0.2)):
                chunk = os.read(key.fd, 2**18)
                if not chunk:
                    selector.unregister(key.fileobj)
                if key.fileobj is child.stderr:
                    answer.complaint = (answer.complaint + chunk)[-COMPLAINT_MAX:]
                    continue
                received += len(chunk)
                if received > OUTPUT_MAX:
                    return "FILE-HEAVY", answer
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    try:
                        message = json.loads(line)
                        _take(message, answer)
                    except (ValueError, KeyError, TypeError):
                        _log.exception("the child spoke nonsense")
                        return "FILE-UNREADABLE", answer
                    if "progress" in message and on_progress is not None:
                        done, total = message["progress"]
                        on_progress(int(done), int(total))
    if answer.end is not None:
        return "", answer
    # No last word: stopped by the system for processor time or memory, or crashed.
    try:
        status = child.wait(timeout=max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "FILE-BUSY", answer
    return ("FILE-SLOW" if status == -signal.SIGXCPU else "FILE-HEAVY"), answer


def _take(line: dict[str, Any], answer: _Answer) -> None:
    if "draft" in line:
        answer.drafts.append(draft_from_json(line["draft"]))
    elif "problem" in line:
        answer.problems.append(problem_from_json(line["problem"]))
    elif "row" in line:
        texts = {int(column): str(text) for column, text in line["texts"].items()}
        answer.rows.append((int(line["row"]), texts))
    elif "question" in line:
        found = tuple(map(problem_from_json, line["problems"]))
        answer.questions.append((draft_from_json(line["question"]), found))
    elif "picture" in line:
        answer.pictures[line["picture"]] = base64.b64decode(line["data"])
    elif "end" in line:
        answer.end = line["end"]


def _reading(answer: _Answer, code: str, format: str, processor_s: int) -> Reading:
    if answer.end is None:
        args: dict[str, str | int] = {"seconds": processor_s} if code == "FILE-SLOW" else {}
        answer.problems.append(Problem("error", code, args=args))
        counts: dict[str, int] = {}
        for problem in answer.problems:
            counts[problem.severity] = counts.get(problem.severity, 0) + 1
        return Reading(
            format=format, problems=tuple(answer.problems), counts=counts, readable=False
        )
    end = answer.end
    return Reading(
        format=end["format"],
        drafts=tuple(answer.drafts) if end["readable"] else (),
        problems=tuple(answer.problems),
        counts=end["counts"],
        questions=end["questions"],
        sheets=tuple(end["sheets"]),
        sheet=end["sheet"],
        readable=end["readable"],
        candidates=tuple(end["candidates"]),
        pictures=answer.pictures if end["readable"] else {},
        copy=Copy(tuple(answer.rows), int(end["heading"]), tuple(answer.questions)),
    )
