"""What every reader gives and uses: a sink for questions and findings, and the whole `Reading`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


class FileError(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, code: str, *, sheet: str = "", row: int = 0, column: str = "",
                 **args: str | int) -> None:  # fmt: skip
        super().__init__(code)
        self.problem = Problem("error", code, sheet, row, column, args)


@dataclass(frozen=True)
class Reading:
    """The outcome of reading one file.

    `drafts` are the questions without an error, in file order; `questions` counts all that were
    seen. `problems` lists the first `LISTED_MAX` of each severity, `counts` has the totals.
    `readable` is false when the file as a whole was refused. `sheets` are the sheets (or one
    Word body) that hold questions; more than one and none chosen is a problem of its own.
    """

    format: str
    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    questions: int = 0
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    readable: bool = True

    @property
    def errors(self) -> int:
        """How many errors there are in all."""
        return self.counts.get("error", 0)


@dataclass
class Sink:
    """Where a reader puts what it finds, at once, so that nothing large is kept."""

    on_draft: Callable[[Draft], None]
    on_problem: Callable[[Problem], None]
    on_progress: Callable[[int, int], None] = lambda done, total: None
    questions: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    format: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    def report(self, problem: Problem) -> None:
        """Count a finding, and pass it on while the list has room."""
        self.counts[problem.severity] = self.counts.get(problem.severity, 0) + 1
        if self.counts[problem.severity] <= LISTED_MAX:
            self.on_problem(problem)

    def say(self, severity: Severity, code: str, *, sheet: str = "", row: int = 0,
            column: str = "", **args: str | int) -> None:  # fmt: skip
        """Report a finding made of its parts."""
        self.report(Problem(severity, code, sheet, row, column, args))

    def take(self, draft: Draft, problems: list[Problem]) -> None:
        """One question with all that was found about it; passed on only without an error."""
        self.questions += 1
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
    """Questions that the file had before; equal means same text, options, picture and body."""

    def __init__(self) -> None:
        self._whole: dict[int, int] = {}
        self._stems: dict[int, int] = {}

    def look(self, draft: Draft, number: int) -> list[Problem]:
        """Findings about `draft` (row or question `number`) against the earlier ones."""
        where = draft.where or Where()
        stem = hash(comparable(draft.stem))
        options = tuple(sorted(comparable(option.text) for option in draft.options))
        whole = hash((stem, options, draft.picture, draft.body))
        earlier = self._whole.setdefault(whole, number)
        if earlier != number:
            return [
                Problem(
                    "error", "DUPLICATE", where.sheet, where.row, where.column,
                    {"other": earlier, "part": "stem"},
                )
            ]  # fmt: skip
        earlier = self._stems.setdefault(stem, number)
        if earlier != number:
            return [
                Problem(
                    "note", "DUPLICATE-STEM", where.sheet, where.row, where.column,
                    {"other": earlier, "part": "stem"},
                )
            ]  # fmt: skip
        return []


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
