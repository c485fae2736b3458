"""The grammar of Vietnamese exam papers in Word: lines in, raw questions out.

Phần I. Hôn nhân và gia đình                  a group: the topic of what follows
Câu 1. Nội dung câu hỏi?                      or "1." when no line begins with "Câu"
A. …        B. …                              one or several options on a line
Đáp án: B                                     also "Giải thích:", "Căn cứ:", "Độ khó:" …
HẾT
BẢNG ĐÁP ÁN    1-A  2.B  3C                   lines or a table
LỜI GIẢI CHI TIẾT    Câu 1: …
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from quiz.formats.word_text import Line, Run, Table

QUESTION: Final = re.compile(
    r"\s*(?:câu hỏi|câu|bài|question)\s*(?:số\s*)?(\d{1,5})\s*(?:\([^)]{1,20}\)\s*)?"
    r"([.:)/\-–]|(?=\s|$))\s*", re.IGNORECASE
)  # fmt: skip
NUMBERED: Final = re.compile(r"\s*(\d{1,5})\s*[.):/]\s*(?=\S)")
_GROUP: Final = re.compile(
    r"\s*(?:phần|chương|nhóm|part|mục|chuyên đề|chủ đề)\s+"
    r"(?:[ivxlc]+|\d{1,3}|[a-h]|thứ (?:nhất|hai|ba|tư|năm))"
    r"(?:\s*[.:)\-–]\s*|\s+|$)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_ROMAN_GROUP: Final = re.compile(
    r"\s*(?:I{1,3}|IV|VI{0,3}|IX|X{1,3}I{0,3})\s*[.)\-–]\s*(\S.*)", re.DOTALL
)
_STAR: Final = r"(?:\(\*\)|[*✓✔☑√])"
_OPTION: Final = re.compile(
    rf"\s*(?:{_STAR}\s*)?([A-Ha-h])\s*(?:{_STAR}\s*)?[.):/](?!\.)\s*(?:{_STAR}\s*(?=\S))?"
)
_STAR_AFTER: Final = re.compile(rf"\s*{_STAR}\s*$")
_FIELDS: Final = (
    ("key", re.compile(r"\s*(?:đáp án đúng|đáp án|đ/a|đa|trả lời đúng|phương án đúng|answer|key)"
                       r"\s*(?:là\s*)?[:.\-–]\s*", re.IGNORECASE)),
    ("key", re.compile(r"\s*(?i:đáp án đúng|đáp án|chọn)(?: là)?\s+(?=[A-H](?:\s*$|[.,;\s]))")),
    ("explanation", re.compile(r"\s*(?:giải thích|lời giải|hướng dẫn giải|hướng dẫn|giải chi tiết"
                               r"|giải thích chi tiết)\s*[:.]\s*", re.IGNORECASE)),
    ("citation", re.compile(r"\s*(?:căn cứ pháp lý|căn cứ|cơ sở pháp lý|trích dẫn|tham khảo"
                            r"|tài liệu tham khảo)\s*:\s*", re.IGNORECASE)),
    ("difficulty", re.compile(r"\s*(?:độ khó|mức độ)\s*:\s*", re.IGNORECASE)),
    ("topic", re.compile(r"\s*(?:lĩnh vực|chủ đề)\s*:\s*", re.IGNORECASE)),
    ("ref", re.compile(r"\s*mã câu(?: hỏi)?\s*:\s*", re.IGNORECASE)),
)  # fmt: skip
_END: Final = re.compile(r"[\s\-–—_.*=]*HẾT[\s\-–—_.*=]*", re.IGNORECASE)
_KEYS_HEAD: Final = re.compile(
    r"\s*(?i:bảng\s+(?:đáp\s+án|trả\s+lời)(?:\s+[\wÀ-ỹ]+){0,4}\s*[:.]?)\s*"
    r"|\s*ĐÁP\s+ÁN(?:\s+[A-ZÀ-Ỹ]{2,}){0,4}\s*:?\s*|\s*Đáp án\s*"
)
_NOTES_HEAD: Final = re.compile(
    r"\s*(?:lời giải|hướng dẫn giải|hướng dẫn|giải thích)(?:\s+chi\s+tiết)?\s*[:.]?\s*",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(
    r"(?:câu\s*)?(\d{1,5})\s*[-–.:)/\s]?\s*([A-H](?:\s?[,;+]\s?[A-H])*)(?![\wÀ-ỹ])", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"[\s,;|.]*")


@dataclass
class RawOption:
    """An option as it stands in the paper."""

    letter: str
    runs: list[Run]
    label_marks: frozenset[str] = frozenset()


@dataclass
class RawQuestion:
    """A question as it stands in the paper; `number` is the printed one."""

    number: int
    group: str
    group_index: int
    stem: list[Run] = field(default_factory=list)
    options: list[RawOption] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    converted: bool = False


@dataclass
class Paper:
    """A whole paper: questions in order, and the pairs of its key at the end."""

    questions: list[RawQuestion] = field(default_factory=list)
    keys: list[tuple[int, str]] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    preamble_left: list[str] = field(default_factory=list)
    loose_tables: list[Table] = field(default_factory=list)


def cut(runs: list[Run], start: int, end: int | None = None) -> list[Run]:
    """The runs of `start`–`end` of a text made of runs."""
    found: list[Run] = []
    at = 0
    for run in runs:
        first, last = max(start - at, 0), len(run.text) if end is None else end - at
        at += len(run.text)
        piece = run.text[first : max(last, 0)]
        if piece:
            found.append(Run(piece, run.marks))
    return found


def common_marks(runs: list[Run]) -> frozenset[str]:
    """Marks that at least half of the visible characters carry."""
    total = 0
    counts: dict[str, int] = {}
    for run in runs:
        size = sum(not char.isspace() for char in run.text)
        total += size
        for mark in run.marks:
            counts[mark] = counts.get(mark, 0) + size
    return frozenset(mark for mark, count in counts.items() if count * 2 >= total > 0)


def text_of(runs: list[Run]) -> str:
    """The text of runs."""
    return "".join(run.text for run in runs)


def key_pairs(text: str) -> list[tuple[int, str]]:
    """Pairs of a key line such as "1-A 2.B Câu 3: C"; empty when anything else is in it."""
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(text):
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if at == len(text):
            break
        pair = _PAIR.match(text, at)
        if pair is None:
            return []
        found.append((int(pair.group(1)), pair.group(2).upper()))
        at = pair.end()
    return found


def table_pairs(table: Table) -> list[tuple[int, str]]:
    """Pairs of a key table: cells "1-A", or numbers above (or beside) letters."""
    grid = [[" ".join(line.text for line in cell).strip() for cell in row] for row in table.rows]
    found: list[tuple[int, str]] = []
    letters = re.compile(r"[A-Ha-h](?:\s?[,;]\s?[A-Ha-h])*")
    number = re.compile(r"(?:câu\s*)?(\d{1,5})[.:)]?", re.IGNORECASE)
    for at, row in enumerate(grid):
        below = grid[at + 1] if at + 1 < len(grid) else []
        for place, cell in enumerate(row):
            said = number.fullmatch(cell)
            if said is None:
                found += key_pairs(cell)
                continue
            down = below[place] if place < len(below) else ""
            right = row[place + 1] if place + 1 < len(row) else ""
            answer = down if letters.fullmatch(down) else right
            if letters.fullmatch(answer):
                found.append((int(said.group(1)), answer.upper()))
    return found


def find_options(text: str, first: str, *, loose: bool) -> list[tuple[str, int, int]]:
    """Options in a line as (letter, start of label, start of text).

    The line must begin with a label; after it the next letters are looked for in order, behind
    a tab, two blanks or — a pair of options written with one blank — any blank.
    `loose` lets the first label stand inside the line ("Câu 1. Có? A. … B. …").
    """
    found: list[tuple[str, int, int]] = []
    start = _OPTION.match(text)
    if start is None:
        if not loose:
            return []
        inside = re.search(r"(?:\t|\s)(?=A\s*[.):/]\s*\S.*\sB\s*[.):/])", text, re.DOTALL)
        start = _OPTION.match(text, inside.end()) if inside else None
        if start is None:
            return []
    letter = start.group(1)
    upper = letter.isupper()
    if first and letter.upper() != first and not upper:
        return []
    found.append((letter.upper(), start.start(), start.end()))
    while True:
        following = chr(ord(letter) + 1)
        if following.upper() > "H":
            break
        blank = r"\s" if upper else r"(?:\t|\s{2,})"
        wanted = re.compile(
            rf"{blank}\s*(?:{_STAR}\s*)?({following})\s*[.):/](?!\.)\s*(?:{_STAR}\s*(?=\S))?"
        )
        step = wanted.search(text, found[-1][2] - 1)
        if step is None:
            break
        letter = following
        label = step.start(1)
        before = re.search(rf"{_STAR}\s*$", text[:label])
        found.append((letter.upper(), before.start() if before else label, step.end()))
    return found


class Parser:
    """Takes the lines and tables of a document in order."""

    def __init__(self, *, by_word: bool) -> None:
        """`by_word`: questions begin with "Câu n"; else with a bare number."""
        self.paper = Paper()
        self._start = QUESTION if by_word else NUMBERED
        self._group = ""
        self._group_index = 0
        self._question: RawQuestion | None = None
        self._field = ""
        self._section = "questions"
        self._note = 0

    def table(self, table: Table) -> None:
        """A table: a key at the end, or a layout around lines."""
        pairs = table_pairs(table)
        if len(pairs) >= 1 and self.paper.questions:
            self.paper.keys += pairs
            return
        self.paper.loose_tables.append(table)
        for row in table.rows:
            for cell in row:
                for line in cell:
                    self.line(line)

    def line(self, line: Line) -> None:
        """One line of the document."""
        label = line.label + " " if line.label else ""
        text = label + line.text
        holder = self._question.left if self._question else self.paper.preamble_left
        if not text.strip():
            holder += line.left
            return
        runs = [Run(label, common_marks(line.runs)), *line.runs] if label else line.runs
        if self._heading(text):
            holder += line.left
            return
        if self._section == "keys":
            pairs = key_pairs(text)
            self.paper.keys += pairs
            if pairs or self._start.match(text) is None:
                return
            self._section = "questions"  # another paper follows: nothing may be lost unseen
        if self._section == "notes":
            self._take_note(text)
            return
        self._take(text, runs, line)
        if self._question is not None:
            self._question.left += line.left
            self._question.converted |= line.converted is not None
        else:
            self.paper.preamble_left += line.left

    def _heading(self, text: str) -> bool:
        """Whether the line turns to another section, a group, or is a bare key line."""
        if not self.paper.questions:
            return self._take_group(text)
        if _END.fullmatch(text):
            self._section = "keys"
            return True
        if _NOTES_HEAD.fullmatch(text) and (self._section != "questions" or text.strip().isupper()):
            self._section = "notes"
            return True
        if _KEYS_HEAD.fullmatch(text) and not _FIELDS[1][1].match(text):
            self._section = "keys"
            return True
        pairs = key_pairs(text)
        if len(pairs) > 1 or (pairs and self._section == "keys"):
            self.paper.keys += pairs
            return True
        return self._section == "questions" and self._take_group(text)

    def _take_group(self, text: str) -> bool:
        found = _GROUP.fullmatch(text) or _ROMAN_GROUP.fullmatch(text)
        if found is None or len(text) > 200:
            return False
        self._group = found.group(1).strip(" .:") or text.strip()
        self._group_index += 1
        self._question = None
        return True

    def _take_note(self, text: str) -> None:
        begin = QUESTION.match(text) or NUMBERED.match(text)
        if begin is not None:
            self._note = int(begin.group(1))
            text = text[begin.end() :]
        if self._note and text.strip():
            earlier = self.paper.notes.get(self._note, "")
            self.paper.notes[self._note] = f"{earlier}\n{text}" if earlier else text

    def _take(self, text: str, runs: list[Run], line: Line) -> None:
        begin = self._start.match(text)
        if begin is not None and self._begins(int(begin.group(1))):
            self._question = RawQuestion(int(begin.group(1)), self._group, self._group_index)
            self.paper.questions.append(self._question)
            self._field = ""
            self._split(text, runs, begin.end())
            return
        question = self._question
        if question is None:
            return
        for name, pattern in _FIELDS:
            found = pattern.match(text)
            if found is not None:
                self._field = name
                self._extend(text[found.end() :])
                return
        last = question.options[-1].letter if question.options else "@"
        options = find_options(text, chr(ord(last) + 1), loose=False)
        if options and not self._field:
            if line.label and len(options) == 1:  # Word may have counted on from another question
                letter = chr(ord(last) + 1)
                options = [(letter, options[0][1], options[0][2])]
            self._add_options(options, runs)
        elif self._field:
            self._extend("\n" + text)
        elif question.options:
            question.options[-1].runs += [Run("\n", frozenset()), *runs]
        else:
            question.stem += [Run("\n", frozenset())] if question.stem else []
            self._split(text, runs, 0)

    def _begins(self, number: int) -> bool:
        """Whether a numbered line is a new question: a bare number may be a list in one."""
        question = self._question
        if self._start is QUESTION or question is None or number == question.number + 1:
            return True
        return bool(question.options) and not self._field

    def _split(self, text: str, runs: list[Run], start: int) -> None:
        """Stem text from `start`, with options that may follow on the same line."""
        question = self._question
        if question is None:
            return
        options = find_options(text[start:], "A", loose=True)
        if not options or options[0][1] == 0 or len(options) < 2:
            question.stem += cut(runs, start)
            return
        options = [(letter, start + label, start + body) for letter, label, body in options]
        question.stem += cut(runs, start, options[0][1])
        self._add_options(options, runs)

    def _add_options(self, options: list[tuple[str, int, int]], runs: list[Run]) -> None:
        question = self._question
        if question is None:
            return
        for at, (letter, label, body) in enumerate(options):
            end = options[at + 1][1] if at + 1 < len(options) else None
            marks = common_marks(cut(runs, label, body))
            inside = cut(runs, body, end)
            text = text_of(inside)
            after = _STAR_AFTER.search(text)
            if after is not None:
                inside = cut(inside, 0, after.start())
            if after is not None or re.search(_STAR, text_of(cut(runs, label, body))):
                marks |= {"star"}
            question.options.append(RawOption(letter, inside, marks))

    def _extend(self, text: str) -> None:
        if self._question is not None:
            fields = self._question.fields
            fields[self._field] = fields.get(self._field, "") + text
