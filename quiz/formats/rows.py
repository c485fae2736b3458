"""One row of a question table to a draft and findings; for every table-like format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from quiz.formats.cells import Finding
from quiz.formats.columns import Columns, heading
from quiz.formats.excel_template import OTHER_KINDS
from quiz.formats.workbook import column_letters
from quiz.rules.answer_lines import LineError, read_answers
from quiz.rules.question import (
    CHOICE_KINDS,
    LETTERS,
    OPTIONS_MAX,
    Body,
    Difficulty,
    Draft,
    Essay,
    Kind,
    Option,
    Problem,
    Severity,
    Short,
    Where,
    comparable,
    validate,
)
from quiz.rules.text import clean_line, clean_text, fixed_flags, parse_key

EXAMPLE_REF: Final = "VÍ DỤ"

_CHOICES: Final = {
    **dict.fromkeys(
        ("một đáp án", "1 đáp án", "một lựa chọn", "single", "trắc nghiệm", "một",
         "single choice", "đơn", "multiple choice", "một đáp án đúng"),
        Kind.SINGLE,
    ),
    **dict.fromkeys(
        ("nhiều đáp án", "nhiều lựa chọn", "multiple", "nhiều", "checkbox", "nhiều đáp án đúng"),
        Kind.MULTIPLE,
    ),
    **dict.fromkeys(
        ("đúng/sai", "đúng sai", "đúng - sai", "đúng hoặc sai", "true/false", "true_false",
         "true false"),
        Kind.TRUE_FALSE,
    ),
}  # fmt: skip
_KINDS: Final = _CHOICES | {comparable(name): kind for kind, name in OTHER_KINDS.items()}
_QUIZIZZ: Final = {
    "fill-in-the-blank": Kind.SHORT,
    "fill in the blank": Kind.SHORT,
    "open-ended": Kind.ESSAY,
    "open ended": Kind.ESSAY,
}
_UNASKED: Final = frozenset(("poll", "draw"))
_KAHOOT_SECONDS: Final = frozenset(("5", "10", "20", "30", "60", "90", "120", "240"))
_DIFFICULTIES: Final = {
    **dict.fromkeys(("dễ", "nhận biết", "easy", "1", "thấp"), Difficulty.EASY),
    **dict.fromkeys(("trung bình", "tb", "vừa", "thông hiểu", "medium", "2"), Difficulty.MEDIUM),
    **dict.fromkeys(("khó", "vận dụng", "vận dụng cao", "hard", "3", "cao"), Difficulty.HARD),
}
_YES: Final = frozenset(("x", "có", "1", "true", "yes", "đúng", "v", "✓", "✔"))
_NO: Final = frozenset(("", "không", "0", "false", "no", "sai", "-"))
_TRUE_FALSE: Final = ("Đúng", "Sai")
_TRUTH: Final = {"đúng": "A", "true": "A", "sai": "B", "false": "B"}


@dataclass
class RowReader:
    """Reads the rows of one table; knows the columns and the name of the sheet."""

    columns: Columns
    sheet: str

    def problem(self, severity: Severity, code: str, row: int, column: int,
                **args: str | int) -> Problem:  # fmt: skip
        """A finding at a cell, with the heading of its column."""
        header = self.columns.headers.get(column, "")
        if header:
            args = {**args, "header": header}
        letters = column_letters(column)
        return Problem(severity, code, self.sheet, row, letters, args)

    def read(
        self, row: int, texts: Mapping[int, str], findings: Mapping[int, Finding]
    ) -> tuple[Draft, list[Problem]] | None:
        """The question of a row; None for a row without one (empty, or only a number).

        `texts` are clean and by column, `findings` what was found in single cells.
        """
        at = self.columns
        main = [at.fields["stem"], *at.options, at.fields.get("key", 0)]
        if not any(texts.get(column) or column in findings for column in main if column):
            return None
        if at.dialect == "quizizz" and row == at.row + 1:
            said = comparable(texts.get(at.fields.get("kind", 0), ""))
            if said and said not in _KINDS and said not in _QUIZIZZ and said not in _UNASKED:
                return None  # the row under the headings that describes them
        faults = _Faults(self, row)
        if at.dialect == "kahoot":
            self._kahoot(texts, faults)
        known = {*at.fields.values(), *at.options}
        for column, finding in findings.items():
            if column in known:
                faults.add(finding.severity, finding.code, column, **dict(finding.args))
        draft = self._draft(row, texts, faults)
        broken = {problem.column for problem in faults.found if problem.severity == "error"}
        for problem in validate(draft):
            part, letter = str(problem.args["part"]), str(problem.args.get("letter", ""))
            column = at.column_of(part, letter) or at.fields["stem"]
            if column_letters(column) in broken or (part in ("options", "key") and broken):
                continue  # a consequence of what was already said
            args = {**problem.args, "header": at.headers.get(column, "")}
            faults.found.append(replace(problem, column=column_letters(column), args=args))
        return draft, faults.found

    def _kahoot(self, texts: Mapping[int, str], faults: _Faults) -> None:
        """What Kahoot itself would not take; for us it is only worth a look."""
        at = self.columns
        for column in at.unused:
            said = texts.get(column, "").removesuffix(".0")
            if heading(at.headers[column]).startswith("time limit") and said and (
                said not in _KAHOOT_SECONDS
            ):  # fmt: skip
                faults.add("warning", "KAHOOT-TIME", column, value=said[:20])
        for column, most in [(at.fields["stem"], 120), *((one, 75) for one in at.options)]:
            if len(texts.get(column, "")) > most:
                length = len(texts[column])
                faults.add("warning", "KAHOOT-LONG", column, length=length, most=most)

    def _draft(self, row: int, texts: Mapping[int, str], faults: _Faults) -> Draft:
        at = self.columns

        def text(name: str) -> str:
            return texts.get(at.fields.get(name, 0), "")

        options = [texts.get(column, "") for column in at.options]
        gaps = [
            column
            for place, column in enumerate(at.options)
            if not options[place] and any(options[place:])
        ]
        while options and not options[-1]:
            options.pop()
        kind = self._kind(text("kind"), faults)
        if kind is not None and kind not in CHOICE_KINDS:
            return self._other(kind, row, texts, text, faults)
        if not options and kind is not Kind.MULTIPLE and _truth(text("key")):
            kind = Kind.TRUE_FALSE
        if not options and kind is Kind.TRUE_FALSE:
            options = list(_TRUE_FALSE)
        if len(options) > OPTIONS_MAX:
            faults.add("error", "OPTIONS-MANY", at.options[OPTIONS_MAX], count=len(options),
                       most=OPTIONS_MAX)  # fmt: skip
            options = options[:OPTIONS_MAX]
        key = self._key(text("key"), options, gaps, faults)
        if at.dialect == "quizizz" and kind is Kind.SINGLE and len(key) > 1:
            kind = Kind.MULTIPLE
        if kind is None and at.dialect and [comparable(o) for o in options] == ["đúng", "sai"]:
            kind = Kind.TRUE_FALSE
        if kind is None:
            kind = Kind.MULTIPLE if len(key) > 1 else Kind.SINGLE
            if len(key) > 1 and not at.dialect:
                column = at.fields.get("kind") or at.fields.get("key", 0)
                faults.add("warning", "KIND-GUESSED", column, key=key)
        fixed = self._fixed(text("fixed"), options, faults, explicit="fixed" in at.fields)
        if kind is Kind.TRUE_FALSE:
            fixed = [False] * len(options)
        return Draft(
            kind=kind,
            stem=text("stem"),
            options=tuple(
                Option(option, LETTERS[place] in key, fixed[place])
                for place, option in enumerate(options)
            ),
            explanation=text("explanation"),
            topic=clean_line(text("topic")),
            difficulty=self._difficulty(text("difficulty"), faults),
            citation_text=clean_text(text("citation")),
            critical=self._yes(text("critical"), faults),
            picture=clean_line(text("picture")),
            ref=clean_line(text("ref")),
            where=Where(self.sheet, row, column_letters(at.fields["stem"])),
        )

    def _other(
        self,
        kind: Kind,
        row: int,
        texts: Mapping[int, str],
        text: Callable[[str], str],
        faults: _Faults,
    ) -> Draft:
        """A question that is no choice: its answers stand as lines in the key's column."""
        at = self.columns
        options: tuple[Option, ...] = ()
        body: Body | None = None
        if at.dialect == "quizizz":
            filled = [texts[column] for column in at.options if texts.get(column)]
            body = Short(tuple(dict.fromkeys(filled))) if kind is Kind.SHORT else Essay()
        else:
            try:
                options, body = read_answers(kind, text("key"))
            except LineError as error:
                faults.add("error", error.code, at.fields.get("key", 0), value=error.value)
        return Draft(
            kind=kind,
            stem=text("stem"),
            options=options,
            explanation=text("explanation"),
            topic=clean_line(text("topic")),
            difficulty=self._difficulty(text("difficulty"), faults),
            citation_text=clean_text(text("citation")),
            critical=self._yes(text("critical"), faults),
            picture=clean_line(text("picture")),
            ref=clean_line(text("ref")),
            where=Where(self.sheet, row, column_letters(at.fields["stem"])),
            body=body,
        )

    def _kind(self, text: str, faults: _Faults) -> Kind | None:
        name = comparable(text)
        if not name:
            return None
        if self.columns.dialect == "quizizz" and name in _QUIZIZZ:
            return _QUIZIZZ[name]
        if name in _UNASKED or name == comparable(OTHER_KINDS[Kind.SITUATION]):
            faults.add("error", "ITEM-KIND", self.columns.fields["kind"], value=text[:40])
            return None
        if name not in _KINDS:
            faults.add("error", "KIND-UNKNOWN", self.columns.fields["kind"], value=text[:60])
        return _KINDS.get(name)

    def _difficulty(self, text: str, faults: _Faults) -> Difficulty:
        name = comparable(text)
        if name and name not in _DIFFICULTIES:
            column = self.columns.fields["difficulty"]
            faults.add("error", "DIFFICULTY-UNKNOWN", column, value=text[:60])
        return _DIFFICULTIES.get(name, Difficulty.MEDIUM)

    def _yes(self, text: str, faults: _Faults) -> bool:
        name = comparable(text)
        if name not in _YES and name not in _NO:
            faults.add("error", "YES-UNKNOWN", self.columns.fields["critical"], value=text[:60])
        return name in _YES

    def _key(self, text: str, options: list[str], gaps: list[int], faults: _Faults) -> str:
        column = self.columns.fields.get("key", 0)
        if not text or not options:
            return ""
        if self.columns.dialect:
            text = re.sub(r"(\d)\.0\b", r"\1", text)
        key = parse_key(text)
        wanted = comparable(text)
        if wanted in _TRUTH and [comparable(option) for option in options] == ["đúng", "sai"]:
            return _TRUTH[wanted]
        same = [place for place, option in enumerate(options) if comparable(option) == wanted]
        if len(same) == 1 and (key is None or len(wanted) > 1):
            faults.add("note", "KEY-BY-TEXT", column, value=text[:60], key=LETTERS[same[0]])
            return LETTERS[same[0]]
        if key is None:
            faults.add("error", "KEY-UNKNOWN", column, value=text[:60])
            return ""
        if key.isdigit():
            if not self.columns.numbered:
                letters = "".join(LETTERS[int(d) - 1] for d in key if d in "12345678")
                faults.add("error", "KEY-NUMBER", column, value=text[:60], key=letters or "A")
                return ""
            if any(digit in "09" for digit in key):
                faults.add("error", "KEY-OUTSIDE", column, value=text[:60], count=len(options))
                return ""
            key = "".join(LETTERS[int(digit) - 1] for digit in key)
        outside = [
            letter
            for letter in key
            if letter not in LETTERS
            or LETTERS.index(letter) >= len(options)
            or not options[LETTERS.index(letter)]
        ]
        if outside:
            if not gaps or any(letter not in LETTERS for letter in outside):
                faults.add("error", "KEY-OUTSIDE", column, value=text[:60], count=len(options))
            return ""
        if re.sub("[, ]", "", text) != key and not self.columns.dialect:
            faults.add("note", "KEY-TIDIED", column, value=text[:60], key=key)
        return key

    def _fixed(
        self, text: str, options: list[str], faults: _Faults, *, explicit: bool
    ) -> list[bool]:
        name = comparable(text)
        if explicit and name in ("có", "tất cả", "x", "true", "yes"):
            return [True] * len(options)
        if explicit and name in ("không", "no", "false"):
            return [False] * len(options)
        if explicit and name:
            letters = parse_key(text)
            if letters is None or any(
                letter not in LETTERS or LETTERS.index(letter) >= len(options) for letter in letters
            ):
                column = self.columns.fields["fixed"]
                faults.add("error", "FIXED-UNKNOWN", column, value=text[:60])
                return [False] * len(options)
            return [LETTERS[place] in letters for place in range(len(options))]
        flags = list(fixed_flags(options))
        if any(flags):
            at = len(flags) - 1 if all(flags) else flags.index(True)
            column = self.columns.column_of("option", LETTERS[at])
            letters = ", ".join(LETTERS[place] for place, flag in enumerate(flags) if flag)
            faults.add("warning", "OPTION-FIXED", column, value=options[at][:60], letters=letters)
        return flags


def difficulty_of(text: str) -> Difficulty | None:
    """Difficulty that a word names; medium for none, None for an unknown word."""
    name = comparable(text)
    return _DIFFICULTIES.get(name) if name else Difficulty.MEDIUM


def _truth(text: str) -> bool:
    return comparable(text) in _TRUTH


class _Faults:
    """Findings of one row while it is read."""

    def __init__(self, reader: RowReader, row: int) -> None:
        self.found: list[Problem] = []
        self._reader = reader
        self._row = row

    def add(self, severity: Severity, code: str, column: int, **args: str | int) -> None:
        self.found.append(self._reader.problem(severity, code, self._row, column, **args))
