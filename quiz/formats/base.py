"""What every reader gives and uses: a sink for questions and findings, and the whole `Reading`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from quiz.rules.question import (
    Difficulty,
    Draft,
    Illustration,
    Kind,
    Option,
    Problem,
    Severity,
    Where,
    body_from_json,
    body_to_json,
    comparable,
)

ROWS_MAX: Final = 50_000
"""Questions in one file."""
LISTED_MAX: Final = 200
"""Findings listed per severity; the rest are counted."""
NOTES_MAX: Final = 20
"""Notes of one code that are listed: what needs no mending must not hide what does."""
PICTURE_BYTES_MAX: Final = 8 * 2**20
PICTURES_BYTES_MAX: Final = 60 * 2**20
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""NUL and half characters, which no database takes, and the other control characters."""
_SAFE_NAME: Final = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.(?:png|jpe?g|gif|webp)", re.IGNORECASE
)


class FileError(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, code: str, *, sheet: str = "", row: int = 0, column: str = "",
                 **args: str | int) -> None:  # fmt: skip
        super().__init__(code)
        self.problem = Problem("error", code, sheet, row, column, args)


@dataclass(frozen=True)
class Copy:
    """What a corrected copy is made of: the rows of a table as they are written, by number, and the
    number of the heading row; without a table, every question, right or wrong, with its findings.
    """

    rows: tuple[tuple[int, Mapping[int, str]], ...] = ()
    heading: int = 0
    questions: tuple[tuple[Draft, tuple[Problem, ...]], ...] = ()


@dataclass(frozen=True)
class Reading:
    """The outcome of reading one file.

    `drafts` are the questions without an error, in file order; `questions` counts all that were
    seen. `problems` lists the first `LISTED_MAX` of each severity (`NOTES_MAX` notes of one code),
    `counts` has the totals.
    `readable` is false when the file as a whole was refused. `sheets` are the sheets (or one
    Word body) that hold questions; more than one and none chosen is a problem of its own.
    `candidates` are the formats to choose from when the content fits two. `copy` is there when it
    was asked for. `pictures` are those
    that the file brought, by the name that drafts call them; bytes of strangers, not looked at.
    """

    format: str
    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    questions: int = 0
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    readable: bool = True
    candidates: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    copy: Copy | None = None

    @property
    def errors(self) -> int:
        """How many errors there are in all."""
        return self.counts.get("error", 0)


def picture_ending(data: bytes) -> str:
    """Ending for the kind of picture that `data` begins like, "" for none that we show."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return ""


@dataclass
class Sink:
    """Where a reader puts what it finds, at once, so that nothing large is kept.

    `on_question` hears of questions with errors too; readers of tables pass their rows to `on_row`,
    where somebody listens, before the question of that row.
    """

    on_draft: Callable[[Draft], None]
    on_problem: Callable[[Problem], None]
    on_progress: Callable[[int, int], None] = lambda done, total: None
    on_picture: Callable[[str, bytes], None] = lambda name, data: None
    on_question: Callable[[Draft, list[Problem]], None] | None = None
    on_row: Callable[[int, Mapping[int, str]], None] | None = None
    listed: int = LISTED_MAX
    heading: int = 0
    questions: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    format: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    candidates: tuple[str, ...] = ()
    _brought: dict[str, int] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _notes: dict[str, int] = field(default_factory=dict)

    def bring(self, name: str, data: bytes) -> str:
        """Pass a picture on; the name to call it by, "" when it is no picture we can show.

        The same bytes are passed once. `name` is kept when it is safe and nobody else's.
        """
        ending = picture_ending(data)
        if not ending or len(data) > PICTURE_BYTES_MAX:
            return ""
        size = sum(self._brought.values())
        if size + len(data) > PICTURES_BYTES_MAX:
            return ""
        digest = hashlib.sha256(data).hexdigest()
        known = f"{digest[:20]}.{ending}"
        safe = bool(_SAFE_NAME.fullmatch(name))
        if not safe or self._names.setdefault(name, digest) != digest:
            name = known
        if name not in self._brought:
            self._brought[name] = len(data)
            self.on_picture(name, data)
        return name

    def report(self, problem: Problem) -> None:
        """Count a finding, and pass it on while the list has room.

        What it quotes of the file is made fit to be stored and shown.
        """
        self.counts[problem.severity] = self.counts.get(problem.severity, 0) + 1
        if problem.severity == "note":
            self._notes[problem.code] = self._notes.get(problem.code, 0) + 1
            if self._notes[problem.code] > NOTES_MAX:
                return
        if self.counts[problem.severity] <= self.listed:
            if any(isinstance(said, str) and _UNFIT.search(said) for said in problem.args.values()):
                quoted = {
                    name: _UNFIT.sub("\ufffd", said) if isinstance(said, str) else said
                    for name, said in problem.args.items()
                }
                problem = replace(problem, args=quoted)
            self.on_problem(problem)

    def say(self, severity: Severity, code: str, *, sheet: str = "", row: int = 0,
            column: str = "", **args: str | int) -> None:  # fmt: skip
        """Report a finding made of its parts."""
        self.report(Problem(severity, code, sheet, row, column, args))

    def take(self, draft: Draft, problems: list[Problem]) -> None:
        """One question with all that was found about it; passed on only without an error."""
        self.questions += 1
        if self.on_question is not None:
            self.on_question(draft, problems)
        for problem in problems:
            self.report(problem)
        if self.questions <= ROWS_MAX and not any(p.severity == "error" for p in problems):
            self.on_draft(draft)

    def close(self) -> None:
        """What can be said only at the end: no question at all, or too many."""
        if self.questions > ROWS_MAX:
            raise FileError("ROWS-MANY", sheet=self.sheet, count=self.questions, most=ROWS_MAX)
        if self.questions == 0 and not self.counts.get("error"):
            self.say("error", "NO-QUESTIONS", sheet=self.sheet)


class Seen:
    """Questions that the file had before; equal means same text, options, pictures and body."""

    def __init__(self) -> None:
        self._whole: dict[int, tuple[str, int]] = {}
        self._stems: dict[int, tuple[str, int]] = {}

    def look(self, draft: Draft, number: int) -> list[Problem]:
        """Findings about `draft` (row or question `number`) against the earlier ones."""
        where = draft.where or Where()
        stem = hash(comparable(draft.stem))
        options = tuple(sorted(comparable(option.text) for option in draft.options))
        whole = hash((stem, options, draft.picture, draft.pictures, draft.body))
        place = (where.sheet, number)
        found: tuple[Severity, str] = ("error", "DUPLICATE")
        earlier = self._whole.setdefault(whole, place)
        if earlier == place:
            found = ("note", "DUPLICATE-STEM")
            earlier = self._stems.setdefault(stem, place)
        if earlier == place:
            return []
        args: dict[str, Any] = {"other": earlier[1], "part": "stem"}
        if earlier[0] != where.sheet:
            args["other_sheet"] = earlier[0]
        return [Problem(*found, where.sheet, where.row, where.column, args)]


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """`draft` as JSON values."""
    where = draft.where
    return {
        "kind": draft.kind,
        "stem": draft.stem,
        "options": [
            {"text": option.text, "correct": option.correct, "fixed": option.fixed}
            for option in draft.options
        ],
        "explanation": draft.explanation,
        "topic": draft.topic,
        "difficulty": draft.difficulty,
        "citation_text": draft.citation_text,
        "critical": draft.critical,
        "picture": draft.picture,
        "ref": draft.ref,
        "where": where and {"sheet": where.sheet, "row": where.row, "column": where.column},
        "picture_alt": draft.picture_alt,
        "pictures": [[one.name, one.alt, one.option] for one in draft.pictures],
        "points_milli": draft.points_milli,
        "body": body_to_json(draft.body),
    }


def draft_from_json(data: Mapping[str, Any]) -> Draft:
    """The draft that `draft_to_json` gave."""
    where = data["where"]
    return Draft(
        **{
            **data,
            "kind": Kind(data["kind"]),
            "difficulty": Difficulty(data["difficulty"]),
            "options": tuple(Option(**option) for option in data["options"]),
            "where": Where(**where) if where is not None else None,
            "pictures": tuple(Illustration(*one) for one in data.get("pictures", ())),
            "body": body_from_json(data.get("body")),
        }
    )


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """`problem` as JSON values."""
    return {
        "severity": problem.severity,
        "code": problem.code,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "args": dict(problem.args),
    }


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """The problem that `problem_to_json` gave."""
    return Problem(**data)
