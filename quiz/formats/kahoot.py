"""The spreadsheet that Kahoot imports; it is read as every table is (`columns`: dialect)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Final

from quiz.formats.excel_template import BOOK
from quiz.formats.hold import CHOICES, Holds, Pictures, Written, divide
from quiz.rules.question import LETTERS, Draft, Kind

HEADINGS: Final = (
    "Question - max 120 characters",
    *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
_FIRST: Final = 8
_SECONDS: Final = 30


def _unfit(draft: Draft) -> str:
    if draft.kind is Kind.MULTIPLE and len(draft.key) == 1:
        return "one-right"
    if len(draft.options) > 4:
        return "options-4"
    if len(draft.stem) > 120 or any(len(option.text) > 75 for option in draft.options):
        return "kahoot-long"
    return ""


HOLDS: Final = Holds(CHOICES, frozenset(), _unfit)


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """Kahoot's own layout: headings in row 8, numbers in column A."""
    import xlsxwriter  # here: the limited reader loads the registry and never writes

    held, lost = divide(drafts, HOLDS)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, BOOK)
    cell = book.add_format({"text_wrap": True, "num_format": "@"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_string(1, 1, "Quiz template", cell)
    for column, text in enumerate(HEADINGS, start=1):
        sheet.write_string(_FIRST - 1, column, text, cell)
    for row, draft in enumerate(held, start=_FIRST):
        sheet.write_number(row, 0, row - _FIRST + 1)
        texts = [draft.stem, *(option.text for option in draft.options)]
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text, cell)
        sheet.write_number(row, 6, _SECONDS)
        right = ",".join(str(LETTERS.index(letter) + 1) for letter in draft.key)
        sheet.write_string(row, 7, right, cell)
    book.close()
    return Written(target.getvalue(), tuple(lost))
