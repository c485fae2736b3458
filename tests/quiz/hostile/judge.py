"""What an upload must come to, whatever the file: the same door, and what went wrong if it did."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accounts.rules.refusal import Refused
from quiz.formats import sandbox
from quiz.formats.base import Reading, draft_from_json, draft_to_json
from quiz.rules.question import picture_names
from quiz.selectors.batches import Known
from quiz.services.pictures import redraw
from quiz.services.reading import examine, summary
from quiz.wording import problem_sentence
from tests.quiz.hostile.forks import Forks
from tests.quiz.hostile.mutations import packed, unpacked

MIB_MAX = 300
SECONDS_MAX = 30
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_FRAME = re.compile(r'File ".*?/((?:quiz|accounts)/[\w/]+\.py)", line \d+, in (\S+)')


@dataclass(frozen=True)
class Outcome:
    """What came of one file. `fault` is "" when it was answered as promised; equal faults have
    equal words."""

    fault: str
    codes: tuple[str, ...]
    questions: int
    seconds: float
    mib: float


class Door:
    """Files through the door of an upload: sandbox, examination, preview, sentences."""

    def __init__(self, folder: Path, forks: Forks, *, processor_s: int = SECONDS_MAX) -> None:
        self._path = folder / "upload"
        self._forks = forks
        self._processor_s = processor_s
        self._said: list[str] = []

    def try_file(self, content: bytes, name: str, format: str = "auto") -> Outcome:
        self._path.write_bytes(content)
        self._said.clear()
        log = logging.getLogger("quiz.formats.sandbox")
        handler = logging.Handler()
        handler.emit = lambda record: self._said.append(record.getMessage())  # type: ignore[method-assign]
        log.addHandler(handler)
        log.propagate = False
        reading = None
        try:
            with self._forks.instead():
                reading = sandbox.read_file(
                    self._path, file_name=name, format=format, processor_s=self._processor_s
                )
            fault = _unfit(reading, name)
        except Exception as error:  # that it raises is what is looked for
            fault = f"{type(error).__name__} in {_innermost(traceback.format_exc())}"
        finally:
            log.removeHandler(handler)
            log.propagate = True
        assert self._forks.last is not None
        self._forks.last.wait()
        usage = self._forks.last.usage
        assert usage is not None
        codes = tuple(problem.code for problem in reading.problems) if reading else ()
        if "FILE-UNREADABLE" in codes:
            words = " ".join(self._said).strip()
            fault = f"{words.splitlines()[-1].partition(':')[0]} in {_innermost(words)}"
        elif "FILE-SLOW" in codes or usage.seconds > SECONDS_MAX:
            fault = "slow"
        elif usage.status:
            fault = f"died: {usage.status}"
        elif usage.mib > MIB_MAX:
            fault = "fat"
        questions = len(reading.drafts) if reading else 0
        return Outcome(fault, codes, questions, usage.seconds, usage.mib)


def _innermost(words: str) -> str:
    frames: list[tuple[str, str]] = _FRAME.findall(words)
    return " ".join(frames[-1]) if frames else "?"


def _unfit(reading: Reading, name: str) -> str:
    """Why the preview page or the database could not take what was read."""
    if not reading.drafts and not reading.problems:
        return "silent"
    for problem in reading.problems:
        if not problem_sentence(problem, name).startswith(f"[{problem.code}] Tệp «"):
            return f"sentence of {problem.code}"
    for name in {name for draft in reading.drafts for name in picture_names(draft)}:
        if name in reading.pictures:
            try:
                redraw(reading.pictures[name])
            except Refused:
                pass  # it is said, and left out of its question
    report = examine(reading, Known())
    for row in report.prepared:
        if draft_from_json(json.loads(json.dumps(draft_to_json(row.draft)))) != row.draft:
            return "a draft does not come back"
    rows = [draft_to_json(row.draft) for row in report.prepared]
    kept = json.dumps([rows, summary(report)], ensure_ascii=False)
    kept.encode()  # UnicodeEncodeError for half a character
    return "NUL, which a database refuses" if _NUL.search(kept) else ""


def minimised(content: bytes, fails: Callable[[bytes], bool], tries: int = 600) -> bytes:
    """A smaller file that fails too: members of a zip and pieces of texts left out."""
    left = [tries]

    def still(candidate: bytes) -> bool:
        left[0] -= 1
        return left[0] >= 0 and fails(candidate)

    members = unpacked(content)
    if not members or not still(packed(members)):
        return _fewer(content, still)
    for name, _ in list(members):
        fewer = [one for one in members if one[0] != name]
        if fewer and still(packed(fewer)):
            members = fewer
    for at, (name, data) in enumerate(members):

        def fits(part: bytes, at: int = at, name: str = name) -> bool:
            return still(packed([*members[:at], (name, part), *members[at + 1 :]]))

        members[at] = (name, _fewer(data, fits))
    return packed(members)


def _fewer(data: bytes, still: Callable[[bytes], bool]) -> bytes:
    """Elements and words left out in halves, quarters … while it still fails."""
    pieces = re.findall(rb"<[^<>]*>|[^<>\s]+|\s+|[<>]", data)
    size = len(pieces) // 2
    while size:
        at = 0
        while at < len(pieces):
            fewer = pieces[:at] + pieces[at + size :]
            if still(b"".join(fewer)):
                pieces = fewer
            else:
                at += size
        size //= 2
    return b"".join(pieces)
