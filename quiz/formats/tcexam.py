"""The TSV of TCExam: lines that begin with M (module), S (subject), Q (question), A (answer)."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from quiz.formats.base import FileError, Sink
from quiz.formats.content import Content
from quiz.formats.delimited import FIELD_MAX
from quiz.formats.items import Item, Maker
from quiz.rules.question import Difficulty, Essay, Kind, Short

_LINE: Final = re.compile(r"^[MSQA]\t", re.MULTILINE)
_TAGS: Final = re.compile(
    r"\[/?(?:b|i|u|s|small|sub|sup|code|p|br|li|ulist|olist)\]", re.IGNORECASE
)


def sure(content: Content) -> int:
    """2 when questions and answers are marked so."""
    if content.archive is not None:
        return 0
    marks = {found[0] for found in _LINE.findall(content.text[:200_000])}
    return 2 if {"Q", "A"} <= marks else 0


def read(content: Content, sink: Sink) -> None:
    """Read every question; places are lines of the file."""
    csv.field_size_limit(FIELD_MAX)
    maker = Maker(sink)
    topic = ""
    item: Item | None = None
    rows = csv.reader(io.StringIO(content.text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            raise FileError("TEXT-FIELD-LONG", row=rows.line_num, most=FIELD_MAX) from error
        cells = [_plain(cell) for cell in row] + [""] * 8
        if row and row[0] in ("M", "S", "Q") and item is not None:
            maker.give(item)
            item = None
        if row and row[0] == "S":
            topic = cells[2]
        elif row and row[0] == "Q":
            item = _question(cells, rows.line_num, topic)
        elif row and row[0] == "A" and item is not None:
            _answer(cells, item)
    if item is not None:
        maker.give(item)


def _plain(cell: str) -> str:
    return _TAGS.sub("", cell.replace("\\n", "\n").replace("[br]", "\n"))


def _question(cells: list[str], line: int, topic: str) -> Item:
    kinds = {"S": Kind.SINGLE, "M": Kind.MULTIPLE, "T": Kind.SHORT, "O": Kind.ORDER}
    item = Item(line, kinds.get(cells[4], Kind.SINGLE), cells[2], topic=topic, by_line=True)
    item.explanation = cells[3]
    if cells[4] not in kinds:
        item.say("error", "ITEM-KIND", value=cells[4][:40])
    hard = int(cells[5]) if cells[5].isascii() and cells[5].isdigit() and len(cells[5]) < 3 else 0
    if hard:
        item.difficulty = (
            Difficulty.EASY if hard < 4 else Difficulty.MEDIUM if hard < 7 else Difficulty.HARD
        )
    item.body = Essay() if item.kind is Kind.SHORT else None
    if item.kind is Kind.SHORT:
        item.kind = Kind.ESSAY
    return item


def _answer(cells: list[str], item: Item) -> None:
    text, right = cells[2], cells[4] == "1"
    if item.kind in (Kind.ESSAY, Kind.SHORT):
        if text:
            earlier = item.body.variants if isinstance(item.body, Short) else ()
            item.kind, item.body = Kind.SHORT, Short((*earlier, text))
        return
    item.options.append((text, right and item.kind is not Kind.ORDER, None))
