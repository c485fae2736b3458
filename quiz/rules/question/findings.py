"""Findings about a file or a question: codes with values; their sentences are in `wording`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, as its owner sees it.

    Spreadsheets: sheet name, row number of Excel (from 1), column letter.
    Word: no sheet, `row` is the printed question number, column empty.
    Files without places: ("", 0, "").
    """

    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a file or a draft.

    `error` keeps the question (or the file) out, `warning` lets it in and wants a look, `note`
    says what was changed on the way in. `args` are the values of the sentence: JSON scalars.
    `args["header"]`, when there, is the heading of `column`.
    """

    severity: Severity
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    args: Mapping[str, str | int] = field(default_factory=dict, hash=False)
