"""Questions from a Word document in the Vietnamese exam grammar (see `word_grammar`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quiz.formats.archive import Archive
from quiz.formats.base import Seen, Sink
from quiz.formats.cells import Finding, plain_text
from quiz.formats.columns import find_columns
from quiz.formats.ooxml import outside_parts
from quiz.formats.rows import RowReader, difficulty_of
from quiz.formats.word_grammar import (
    QUESTION,
    Paper,
    Parser,
    RawOption,
    RawQuestion,
    common_marks,
    text_of,
)
from quiz.formats.word_text import Document, Line, Table
from quiz.rules.question import (
    LETTERS,
    Difficulty,
    Draft,
    Kind,
    Option,
    Problem,
    Severity,
    Where,
    comparable,
    validate,
)
from quiz.rules.text import clean_line, clean_text, fixed_flags, parse_key


def read(archive: Archive, sink: Sink) -> None:
    """Read the questions of a document into `sink`; places are printed question numbers."""
    document = Document(archive)
    blocks: list[Line | Table] = []
    total = max(archive.size("word/document.xml"), 1) if "word/document.xml" in archive else 1
    percent = -1
    for block, done in document.blocks():
        blocks.append(block)
        if done * 100 // total > percent:
            percent = done * 100 // total
            sink.on_progress(min(percent, 100), 100)
    _say_outside(archive, document, sink)
    read_blocks(blocks, sink)


def _say_outside(archive: Archive, document: Document, sink: Sink) -> None:
    for code in [*outside_parts(archive), *(["field"] if document.fields else [])]:
        sink.say("warning", "FILE-OUTSIDE", what=code)


def read_blocks(blocks: Sequence[Line | Table], sink: Sink) -> None:
    """Read the questions of lines and tables, wherever they come from."""
    by_word = any(QUESTION.match(f"{line.label} {line.text}") for line in _all_lines(blocks))
    parser = Parser(by_word=by_word)
    for block in blocks:
        if isinstance(block, Table):
            parser.table(block)
        else:
            parser.line(block)
    paper = parser.paper
    seen = Seen()
    for what in dict.fromkeys(paper.preamble_left):
        sink.say("warning", "WORD-LEFT", what=what, count=paper.preamble_left.count(what))
    if not paper.questions:
        for table in paper.loose_tables:
            _read_table(table, sink, seen)
        return
    keys = _keys_by_place(paper, sink)
    _say_numbers(paper, sink)
    for place, question in enumerate(paper.questions):
        draft, problems = _Reading(question, keys.get(place), paper.notes).result()
        sink.take(draft, problems + _numbered(seen.look(draft, question.number), question))


def _all_lines(blocks: Sequence[Line | Table]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
        else:
            lines += [line for row in block.rows for cell in row for line in cell]
    return lines


def _numbered(problems: list[Problem], question: RawQuestion) -> list[Problem]:
    return [
        replace(problem, args={**problem.args, "question": question.number}) for problem in problems
    ]


def _say_numbers(paper: Paper, sink: Sink) -> None:
    """Numbers that come twice or are missing within one group or the whole paper."""
    seen: dict[tuple[int, int], bool] = {}
    previous = RawQuestion(0, "", -1)
    for question in paper.questions:
        number, group = question.number, question.group_index
        if (group, number) in seen:
            sink.say("warning", "QUESTION-TWICE", row=number, question=number)
        elif number > previous.number + 1 and previous.number:
            missing = previous.number + 1
            upto = number - 1
            sink.say("warning", "QUESTION-GAP", row=number, question=number, first=missing,
                     last=upto)  # fmt: skip
        seen[group, number] = True
        previous = question


def _keys_by_place(paper: Paper, sink: Sink) -> dict[int, str]:
    """The key at the end, by place of the question in the paper."""
    numbers = [question.number for question in paper.questions]
    if [number for number, _ in paper.keys] == numbers:
        return {place: letters for place, (_, letters) in enumerate(paper.keys)}
    found: dict[int, str] = {}
    said: dict[int, str] = {}
    for number, letters in paper.keys:
        places = [place for place, other in enumerate(numbers) if other == number]
        if not places:
            sink.say("warning", "KEY-NO-QUESTION", row=number, question=number, key=letters)
        elif len(places) > 1:
            sink.say("error", "KEY-AMBIGUOUS", row=number, question=number, key=letters)
        elif said.setdefault(number, letters) != letters:
            sink.say("error", "KEY-DISAGREE", row=number, question=number, first=said[number],
                     second=letters)  # fmt: skip
        else:
            found[places[0]] = letters
    return found


class _Reading:
    """One raw question on its way to a draft."""

    def __init__(self, raw: RawQuestion, table_key: str | None, notes: dict[int, str]) -> None:
        self._raw = raw
        self._table_key = table_key
        self._note = notes.get(raw.number, "")
        self._found: list[Problem] = []

    def _say(self, severity: Severity, code: str, **args: str | int) -> None:
        number = self._raw.number
        self._found.append(Problem(severity, code, "", number, "", {"question": number, **args}))

    def _clean(self, raw: str, part: str) -> str:
        text, finding = plain_text(raw)
        if finding is not None:
            self._say(finding.severity, finding.code, part=part, **dict(finding.args))
        return text

    def result(self) -> tuple[Draft, list[Problem]]:
        """The draft and everything that was found about it."""
        raw = self._raw
        for what in dict.fromkeys(raw.left):
            self._say("warning", "WORD-LEFT", what=what, count=raw.left.count(what))
        if raw.converted:
            self._say("note", "LEGACY-CONVERTED", encoding="TCVN3/VNI")
        stem = self._clean(text_of(raw.stem), "stem")
        options = self._options()
        texts = [self._clean(text_of(option.runs), f"option {option.letter}") for option in options]
        key, explicit = self._key(options, texts)
        kind = Kind.SINGLE
        if [comparable(text) for text in texts] == ["đúng", "sai"]:
            kind = Kind.TRUE_FALSE
        elif len(key) > 1 and explicit:
            kind = Kind.MULTIPLE
            self._say("warning", "KIND-GUESSED", key=key)
        flags = (False,) * len(texts) if kind is Kind.TRUE_FALSE else fixed_flags(texts)
        if any(flags):
            at = len(flags) - 1 if all(flags) else flags.index(True)
            letters = ", ".join(LETTERS[n] for n, flag in enumerate(flags) if flag)
            self._say("warning", "OPTION-FIXED", value=texts[at][:60], letters=letters)
        fields = raw.fields
        draft = Draft(
            kind=kind,
            stem=stem,
            options=tuple(
                Option(text, option.letter in key, fixed)
                for text, option, fixed in zip(texts, options, flags, strict=True)
            ),
            explanation=self._clean(fields.get("explanation", "") or self._note, "explanation"),
            topic=clean_line(fields.get("topic", "") or raw.group),
            difficulty=self._difficulty(fields.get("difficulty", "")),
            citation_text=self._clean(fields.get("citation", ""), "citation"),
            ref=clean_line(fields.get("ref", "")),
            where=Where("", raw.number, ""),
        )
        said = {problem.code for problem in self._found if problem.severity == "error"}
        for problem in validate(draft):
            if problem.code.startswith("KEY-") and any(code.startswith("KEY-") for code in said):
                continue
            if said & {"LEGACY-FONT", "OPTION-ORDER"} and problem.code != "TEXT-LONG":
                continue
            self._found += _numbered([problem], raw)
        return draft, self._found

    def _options(self) -> list[RawOption]:
        options = self._raw.options
        letters = "".join(option.letter for option in options)
        if letters != LETTERS[: len(letters)]:
            self._say("error", "OPTION-ORDER", letters=", ".join(letters))
        return options

    def _difficulty(self, text: str) -> Difficulty:
        found = difficulty_of(text)
        if found is None:
            self._say("error", "DIFFICULTY-UNKNOWN", value=clean_text(text)[:60])
        return found or Difficulty.MEDIUM

    def _key(self, options: list[RawOption], texts: list[str]) -> tuple[str, bool]:
        """Right letters, and whether they were written out (a line or the table)."""
        line = self._line_key(texts)
        table = self._table_key
        marked = marked_letters(options)
        table = "".join(sorted(set(table) & set(LETTERS))) if table else None
        if line is not None and table is not None and line != table:
            self._say("error", "KEY-DISAGREE", first=line, second=table)
            return "", True
        written = line if line is not None else table
        if written is not None:
            outside = [letter for letter in written if letter not in LETTERS[: len(options)]]
            if outside:
                self._say("error", "KEY-OUTSIDE", value=written, count=len(options))
                return "", True
            if len(marked) == 1 and len(written) == 1 and marked != {written}:
                self._say("error", "KEY-DISAGREE", first=written, second="".join(marked))
                return "", True
            return written, True
        if "key" in self._raw.fields:
            return "", True
        if len(marked) > 1:
            self._say("error", "KEY-TWO-MARKED", letters=", ".join(sorted(marked)))
            return "", False
        if not marked and options:
            self._say("error", "KEY-NONE-MARKED")
        return "".join(marked), False

    def _line_key(self, texts: list[str]) -> str | None:
        said = self._raw.fields.get("key")
        if said is None:
            return None
        first, _, rest = clean_text(said).partition("\n")
        if not first:  # "Đáp án:" left blank is no statement; marks may still tell
            del self._raw.fields["key"]
            return None
        if rest and not self._raw.fields.get("explanation"):
            self._raw.fields["explanation"] = rest
        same = [LETTERS[n] for n, text in enumerate(texts) if comparable(text) == comparable(first)]
        if len(same) == 1:
            return same[0]
        key = parse_key(first)
        if key is None or key.isdigit():
            head = first.split(".", 1)[0].split(" ", 1)[0].strip(" .:)")
            key = head.upper() if len(head) == 1 and head.upper() in LETTERS else None
        if key is None:
            self._say("error", "KEY-UNKNOWN", value=first[:60])
        return key


def marked_letters(options: list[RawOption]) -> set[str]:
    """Letters that stand out by highlight, colour, underline or bold, on the label or the text.

    A mark that all options carry tells nothing. When several marks tell, they must agree; what
    they disagree on is all returned, so that the caller sees more than one.
    """
    found: set[str] = set()
    for mark in ("star", "highlight", "colour", "underline", "bold"):
        for marks in (
            [common_marks(option.runs) for option in options],
            [option.label_marks for option in options],
        ):
            letters = {
                option.letter
                for option, carried in zip(options, marks, strict=True)
                if mark in carried
            }
            if letters and len(letters) < len(options):
                found |= letters
    return found


def _read_table(table: Table, sink: Sink, seen: Seen) -> None:
    """A table laid out like our Excel template; places are row numbers of the table."""
    reader: RowReader | None = None
    for number, row in enumerate(table.rows, start=1):
        texts: dict[int, str] = {}
        findings: dict[int, Finding] = {}
        for column, cell in enumerate(row, start=1):
            raw = "\n".join(line.text for line in cell)
            texts[column], finding = plain_text(raw)
            if finding is not None:
                findings[column] = finding
        if reader is None:
            columns = find_columns(number, texts)
            if columns is not None and not columns.missing and not columns.twice:
                reader = RowReader(columns, "")
            continue
        question = reader.read(number, texts, findings)
        if question is not None:
            draft, problems = question
            sink.take(draft, problems + seen.look(draft, number))
