"""Our table as CSV: UTF-8 with a mark and ";", which Excel in Vietnamese opens by itself.

A text that a spreadsheet would take for a formula gets an apostrophe in front of it (the sign by
which spreadsheets mark text); the reader takes it off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from quiz.formats.excel_template import HEADINGS, HOLDS, cells_of
from quiz.formats.hold import Pictures, Written, divide
from quiz.rules.question import Draft

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def guarded(text: str) -> str:
    """`text` so that no spreadsheet calculates it."""
    return "'" + text if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """The columns of the template, one question per row."""
    held, lost = divide(drafts, HOLDS)
    target = io.StringIO(newline="")
    table = csv.writer(target, delimiter=";", lineterminator="\r\n")
    table.writerow(HEADINGS)
    for draft in held:
        table.writerow([guarded(text) for text in cells_of(draft)])
    return Written(b"\xef\xbb\xbf" + target.getvalue().encode("utf-8", "replace"), tuple(lost))
