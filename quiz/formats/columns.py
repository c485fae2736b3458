"""Finding the heading row of a question table by its words, in any order, case and spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from quiz.rules.question import LETTERS, comparable
from quiz.rules.text import clean_line

HEADING_ROWS: Final = 60
"""How many filled rows are looked at for a heading (a title and notes often stand above it)."""
HEADING_BELOW: Final = 1_000
"""A heading does not stand below this row: a sheet may have a million empty ones."""

MARK: Final = "Chỗ cần sửa"
"""Heading of the column that a corrected copy of ours has more; it is never read."""
GENERAL: Final = "Điều cần biết"
"""Name of the sheet that such a copy has more, about the file as a whole; it is never read."""
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "stem": ("câu hỏi", "nội dung câu hỏi", "nội dung", "question", "question text", "đề bài"),
    "kind": ("loại", "loại câu hỏi", "dạng", "dạng câu hỏi", "kiểu câu hỏi", "type",
             "question type"),
    "key": ("đáp án đúng", "đáp án", "phương án đúng", "câu trả lời đúng", "trả lời đúng",
            "đáp án chính xác", "lựa chọn đúng", "ý đúng", "correct answer", "correct answers",
            "correct answer(s)", "key", "answer"),
    "topic": ("lĩnh vực", "danh mục", "chủ đề", "chuyên đề", "nhóm", "nhóm câu hỏi", "topic",
              "category"),
    "difficulty": ("độ khó", "mức độ", "mức độ khó", "difficulty", "level"),
    "explanation": ("giải thích", "giải thích đáp án", "lời giải", "hướng dẫn", "explanation",
                    "answer explanation"),
    "citation": ("căn cứ", "căn cứ pháp lý", "cơ sở pháp lý", "tài liệu tham khảo", "trích dẫn",
                 "văn bản", "điều luật", "nguồn"),
    "critical": ("điểm liệt", "câu điểm liệt", "câu liệt", "critical"),
    "fixed": ("cố định", "phương án cố định", "đáp án cố định", "không đảo", "giữ nguyên vị trí"),
    "ref": ("mã câu hỏi", "mã câu", "mã", "id", "code"),
    "picture": ("hình ảnh", "hình", "ảnh", "tệp ảnh", "image", "image link", "picture"),
    "mark": (comparable(MARK),),
    "number": ("stt", "tt", "số thứ tự", "no", "no.", "#", "số tt"),
    "unused": ("thời gian", "điểm", "time", "time limit", "time in seconds", "points", "ghi chú",
               "trạng thái"),
}  # fmt: skip
_FIELD_OF: Final = {name: field for field, names in _NAMES.items() for name in names}
_OPTION: Final = re.compile(
    r"(?:đáp án|phương án|phương án trả lời|lựa chọn|câu trả lời|trả lời|ý|answer|option)?"
    r" ?([a-h]|\d{1,2})"
)
_NOISE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:]+$| - (?:max|choose) .*$")


@dataclass(frozen=True)
class Columns:
    """Which column holds what, from one heading row.

    `fields` maps a field to its column, `options` the columns of options A, B, … in order;
    `numbered` when the options are headed by numbers. `twice`, `unknown` and `unused` are
    columns to speak about, `marks` those to pass over; `headers` has every heading as written.
    `dialect` is "kahoot" or "quizizz" when the headings are those of their templates.
    """

    row: int
    headers: dict[int, str]
    fields: dict[str, int] = field(default_factory=dict)
    options: tuple[int, ...] = ()
    numbered: bool = False
    twice: tuple[tuple[int, int], ...] = ()
    unknown: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()
    dialect: str = ""

    def column_of(self, part: str, letter: str = "") -> int:
        """Column of a part of a question ("stem", "option" + letter, …); 0 when none."""
        if part == "option":
            at = LETTERS.find(letter) if letter else 0
            return self.options[at] if 0 <= at < len(self.options) else 0
        if part == "options":
            return self.options[0] if self.options else 0
        return self.fields.get(part, 0)


def heading(text: str) -> str:
    """A heading as it is compared: one line, no case, no remarks in brackets, no star."""
    return comparable(_NOISE.sub("", clean_line(text)).strip(" *:.-"))


def names_column(text: str) -> bool:
    """Whether a text by itself heads a column of a question table."""
    name = heading(text)
    return name in _FIELD_OF or bool(_OPTION.fullmatch(name))


def field_of(name: str) -> str:
    """The field that a heading (see `heading`) names, "" for options and unknown words."""
    return _FIELD_OF.get(name, "")


def find_columns(row: int, cells: dict[int, str]) -> Columns | None:
    """The columns when `cells` (column -> text) look like a heading row, else None.

    It is one when it names the question and at least two options or the key. What is then
    still missing is in `missing`.
    """
    fields: dict[str, int] = {}
    options: dict[int, int] = {}
    twice: list[tuple[int, int]] = []
    unknown: list[int] = []
    unused: list[int] = []
    marks: list[int] = []
    numbered = False
    for column, written in sorted(cells.items()):
        name = heading(written)
        option = _OPTION.fullmatch(name)
        kind = "unused" if name.startswith("time limit") else _FIELD_OF.get(name)
        if kind is None and option is not None:
            mark = option.group(1)
            place = int(mark) - 1 if mark.isdigit() else LETTERS.index(mark.upper())
            numbered = numbered or mark.isdigit()
            if place in options:
                twice.append((options[place], column))
            else:
                options[place] = column
        elif kind == "mark":
            marks.append(column)
        elif kind == "unused":
            unused.append(column)
        elif kind is None:
            unknown.append(column)
        elif kind in fields:
            twice.append((fields[kind], column))
        else:
            fields[kind] = column
    if "stem" not in fields or (len(options) < 2 and "key" not in fields):
        return None
    missing = [name for name in ("key",) if name not in fields]
    if len(options) < 2:
        missing.append("options")
    places = sorted(options)
    if places and places != list(range(len(places))):
        missing.append("options")
    names = {heading(text) for text in cells.values()}
    dialect = ""
    if numbered and any(name.startswith("time limit") for name in names):
        dialect = "kahoot"
    elif {"question text", "question type", "option 1"} <= names:
        dialect = "quizizz"
    headers = {column: clean_line(text) for column, text in cells.items()}
    return Columns(
        row=row,
        headers=headers,
        fields=fields,
        options=tuple(options[place] for place in places),
        numbered=numbered,
        twice=tuple(twice),
        unknown=tuple(unknown),
        unused=tuple(unused),
        missing=tuple(dict.fromkeys(missing)),
        marks=tuple(marks),
        dialect=dialect,
    )
