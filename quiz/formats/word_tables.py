"""Tables of a Word document: rows like our template, questions in cells, layouts around lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from quiz.formats.base import Seen, Sink
from quiz.formats.cells import Finding, plain_text
from quiz.formats.columns import Columns, field_of, find_columns, heading
from quiz.formats.rows import RowReader
from quiz.formats.word_grammar import QUESTION, Parser
from quiz.formats.word_options import find_options
from quiz.formats.word_pictures import Pictures
from quiz.formats.word_raw import RawOption, common_marks, cut
from quiz.formats.word_text import Line, Run, Table
from quiz.rules.question import LETTERS, Problem
from quiz.rules.text import clean_line

_Cells = list[list[Line]]
_HEADING_ROWS: Final = 6
_BARE: Final = re.compile(r"\s*([A-Ha-h])\s*[.):/]?\s*")
_NUMBER: Final = re.compile(r"\s*(\d{1,4})\s*[.):/]?\s*")
_FIELD: Final = re.compile(r"(?:đáp án(?: đúng)?|giải thích|căn cứ(?: pháp lý)?|độ khó|mức độ"
                           r"|lĩnh vực|lời giải)", re.IGNORECASE)  # fmt: skip
_MARKED: Final = re.compile(r"\s*[xXvV✓✔☑☒√●]\s*")
_OPTIONS: Final = frozenset(
    ("phương án trả lời", "các phương án", "phương án", "các phương án trả lời", "đáp án lựa chọn",
     "phương án lựa chọn", "các đáp án", "câu trả lời", "lựa chọn")
)  # fmt: skip
_NOTES: Final = {"explanation": "Giải thích: ", "citation": "Căn cứ: ", "difficulty": "Độ khó: ",
                 "topic": "Lĩnh vực: ", "ref": "Mã câu: "}  # fmt: skip


def said(cell: list[Line]) -> str:
    """The words of a cell, drawn labels included."""
    return "\n".join(f"{line.label} {line.text}" if line.label else line.text for line in cell)


def columns_of(table: Table) -> tuple[int, Columns] | None:
    """The heading of a table that has a column for each option, and the row below it.

    A heading of two rows ("Phương án trả lời" above A, B, C, D) is read as one.
    """
    rows = [[clean_line(said(cell)) for cell in row] for row in table.rows[: _HEADING_ROWS + 1]]
    for at, row in enumerate(rows[:_HEADING_ROWS]):
        below = rows[at + 1] if at + 1 < len(rows) else []
        both = [
            (below[place] if place < len(below) else "") or text for place, text in enumerate(row)
        ]
        both += below[len(row) :]
        for texts, size in ((row, 1), (both, 2)):
            columns = find_columns(at + 1, dict(enumerate(texts, start=1)))
            if columns is None or columns.twice:
                continue
            if columns.missing == ("key",) and not columns.numbered:
                # No column for the key: the right option is marked in its cell.
                fields = {**columns.fields, "key": len(texts) + 1}
                columns = replace(columns, fields=fields, missing=())
            if not columns.missing:
                return at + size, columns
    return None


def cells_of(table: Table) -> tuple[int, dict[str, int]] | None:
    """The heading of a table with stem and options in cells of a row: "Câu hỏi | Đáp án".

    Columns by field, "options" among them; None for other tables.
    """
    for at, row in enumerate(table.rows[:_HEADING_ROWS]):
        fields: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = heading(said(cell))
            known = field_of(name)
            if name in _OPTIONS:
                fields.setdefault("options", place)
            elif re.match(r"(?:nội dung )?câu hỏi|nội dung|đề bài", name):
                fields.setdefault("stem", place)
            elif re.match(r"đáp án|phương án đúng|trả lời đúng|key\b", name):
                fields.setdefault("key", place)
            elif known:
                fields.setdefault(known, place)
        if "stem" not in fields or not {"key", "options"} & set(fields):
            continue
        below = [said(line[fields["stem"]]) for line in table.rows[at + 1 :]
                 if fields["stem"] < len(line)]  # fmt: skip
        if any(not _NUMBER.fullmatch(text) for text in below if text.strip()):
            return at + 1, fields
    return None


def question_lines(table: Table, start: int, fields: dict[str, int]) -> Iterator[Line]:
    """The rows of such a table as the lines of a paper ("Câu n. …", options, "Đáp án: …")."""
    count = 0
    for row in table.rows[start:]:

        def cell(name: str, row: _Cells = row) -> list[Line]:
            place = fields.get(name, -1)
            return row[place] if 0 <= place < len(row) else []

        stem = [line for line in cell("stem") if line.text.strip() or line.left]
        if not stem:
            continue
        printed = _NUMBER.fullmatch(said(cell("number")))
        count = int(printed.group(1)) if printed else count + 1
        if not QUESTION.match(f"{stem[0].label} {stem[0].text}"):
            label = f"Câu {count}. "
            stem[0] = replace(stem[0], label="", runs=[Run(label, frozenset()), *stem[0].runs])
        yield from stem
        yield from cell("options")
        key = cell("key")
        if any(len(find_options(line.text, "A", loose=False)) for line in key):
            yield from key  # the column "Đáp án" holds the options, the right one is marked
        elif said(key).strip():
            yield Line([Run(f"Đáp án: {said(key)}", frozenset())])
        for name, label in _NOTES.items():
            if said(cell(name)).strip():
                yield Line([Run(label + said(cell(name)), frozenset())])


def read_rows(table: Table, start: int, columns: Columns, sink: Sink, seen: Seen,
              pictures: Pictures) -> None:  # fmt: skip
    """Read a table laid out like our Excel template; places are row numbers of the table."""
    reader = RowReader(columns, "")
    for number, row in enumerate(table.rows, start=1):
        if number <= start:
            continue
        texts: dict[int, str] = {}
        findings: dict[int, Finding] = {}
        left: list[str] = []
        for column, cell in enumerate(row, start=1):
            texts[column], finding = plain_text(said(cell))
            if finding is not None:
                findings[column] = finding
            left += [what for line in cell for what in line.left]
        _mark_key(columns, row, texts)
        question = reader.read(number, texts, findings)
        if question is None:
            continue
        draft, problems = question
        draft, lost = pictures.settle(draft)
        left += ["picture"] * lost
        problems += [
            Problem(
                "warning", "WORD-LEFT", row=number, args={"what": what, "count": left.count(what)}
            )
            for what in dict.fromkeys(left)
        ]
        sink.take(draft, problems + seen.look(draft, number))


def _mark_key(columns: Columns, row: _Cells, texts: dict[int, str]) -> None:
    """Fill an empty key from the one option cell that stands out."""
    key = columns.fields["key"]
    if texts.get(key):
        return
    cells = [row[column - 1] if column <= len(row) else [] for column in columns.options]
    for mark in ("highlight", "colour", "underline", "bold", "italic", "cell"):
        marked = [
            place for place, cell in enumerate(cells)
            if mark in common_marks([run for line in cell for run in line.runs])
        ]  # fmt: skip
        if len(marked) == 1:
            texts[key] = str(marked[0] + 1) if columns.numbered else LETTERS[marked[0]]
            return


def take_layout(table: Table, parser: Parser) -> None:
    """A table around the lines of questions: cell by cell, what belongs together joined."""
    if _take_statements(table, parser):
        return
    if parser.in_stem and _says_nothing_else(table):
        parser.rows([[clean_line(said(cell)) for cell in row] for row in table.rows], table)
        return
    for row in table.rows:
        place = 0
        while place < len(row):
            cell = row[place]
            following = row[place + 1] if place + 1 < len(row) else []
            joined = _joined(cell, following, parser) if said(following).strip() else None
            if joined is not None:
                for line in joined:
                    parser.line(line)
                place += 2
                continue
            for line in cell:
                parser.line(line)
            place += 1


def _says_nothing_else(table: Table) -> bool:
    """Whether a table in a stem is one to read: no option, no question, no label in any cell."""
    cells = [said(cell).strip() for row in table.rows for cell in row]
    if len(table.rows) < 2 or max(len(row) for row in table.rows) < 2:
        return False
    return not any(
        _BARE.fullmatch(text) or find_options(text, "A", loose=True) or QUESTION.match(text)
        or _FIELD.fullmatch(text.rstrip(" :"))
        for text in cells
    )  # fmt: skip


def _joined(cell: list[Line], following: list[Line], parser: Parser) -> list[Line] | None:
    """A cell that only labels the next one, with it; None for other cells."""
    text = said(cell).strip()
    marks = common_marks([run for line in cell for run in line.runs])
    lines = [line for line in following if line.text.strip()]
    if _BARE.fullmatch(text) and not (len(lines) == 1 and _BARE.fullmatch(lines[0].text)):
        label = text if text[-1:] in ".):/" else text + "."
    elif _NUMBER.fullmatch(text) and len(said(following).strip()) > 3:
        label = f"{'Câu ' if parser.by_word else ''}{text.rstrip('.):/ ')}."
    elif _FIELD.fullmatch(text.rstrip(" :")):
        label = text.rstrip(" :") + ":"
    else:
        return None
    if not lines:
        return None
    first = replace(lines[0], label="", runs=[Run(label + " ", marks), *lines[0].runs])
    return [first, *lines[1:]]


def _take_statements(table: Table, parser: Parser) -> bool:
    """A table of statements with a column for "Đúng" and one for "Sai"; False for others."""
    question = parser.question
    if question is None or question.options:
        return False
    for at, row in enumerate(table.rows[:2]):
        names = [heading(said(cell)) for cell in row]
        if not {"đúng", "sai"} <= set(names):
            continue
        true, false = names.index("đúng"), names.index("sai")
        for line in table.rows[at + 1 :]:
            cells = [cell for place, cell in enumerate(line) if place not in (true, false)]
            whole = [part for cell in cells for part in cell if part.text.strip()]
            if whole and _BARE.fullmatch(whole[0].text) and len(whole) > 1:
                whole = whole[1:]
            runs = [run for part in whole for run in (*part.runs, Run("\n", frozenset()))]
            text = "".join(run.text for run in runs)
            label = find_options(text, chr(65 + len(question.options)), loose=False)
            body = label[0].body if label else 0
            marks = [
                bool(_MARKED.fullmatch(said(line[place]))) if place < len(line) else False
                for place in (true, false)
            ]
            if text.strip() and len(question.options) < 8:
                truth = {(True, False): "đ", (False, True): "s"}.get((marks[0], marks[1]), "")
                letter = chr(65 + len(question.options))
                option = RawOption(letter, cut(runs, body), small=True, truth=truth)
                question.options.append(option)
                question.left += [what for part in whole for what in part.left]
        question.form = "statements"
        return bool(question.options)
    return False
