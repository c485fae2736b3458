"""Questions from a Word document in the Vietnamese exam grammar (see `word_grammar`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from quiz.formats.archive import Archive
from quiz.formats.base import Seen, Sink
from quiz.formats.cells import say_old
from quiz.formats.columns import Columns
from quiz.formats.ooxml import outside_parts
from quiz.formats.word_draft import Reading, is_fixing
from quiz.formats.word_grammar import NUMBERED, QUESTION, Parser
from quiz.formats.word_keys import table_pairs
from quiz.formats.word_marks import marked_letters
from quiz.formats.word_options import find_options
from quiz.formats.word_pictures import Pictures
from quiz.formats.word_raw import Pair, Paper, RawQuestion, text_of
from quiz.formats.word_tables import cells_of, columns_of, question_lines, read_rows, take_layout
from quiz.formats.word_text import Document, Line, Table
from quiz.rules.legacy import is_modern, modernised, prevailing
from quiz.rules.question import LETTERS, Problem
from quiz.rules.text import latin_labels

Block = Line | Table
_LONG: Final = 2_000
_BLANK: Final = re.compile(r"[ \u00a0]{9,}")


def read(archive: Archive, sink: Sink) -> None:
    """Read the questions of a document into `sink`; places are printed question numbers."""
    document = Document(archive)
    blocks: list[Block] = []
    total = max(archive.size("word/document.xml"), 1) if "word/document.xml" in archive else 1
    percent = -1
    for block, done in document.blocks():
        blocks.append(block)
        if done * 100 // total > percent:
            percent = done * 100 // total
            sink.on_progress(min(percent, 100), 100)
    for code in [*outside_parts(archive), *(["field"] if document.fields else [])]:
        sink.say("warning", "FILE-OUTSIDE", what=code)
    pictures = Pictures(document.pictures, archive, sink)
    read_blocks(blocks, sink, pictures)
    if pictures.left:
        sink.say("warning", "WORD-LEFT", what="picture", count=pictures.left)


def read_blocks(blocks: Sequence[Block], sink: Sink, pictures: Pictures | None = None) -> None:
    """Read the questions of lines and tables, wherever they come from."""
    pictures = pictures or Pictures({}, None, sink)
    blocks, rows = _unfolded(blocks)
    lines = _all_lines(blocks)
    _modernise(lines, sink)
    parser = Parser(by_word=_by_word(lines))
    _look_ahead(lines)
    for block in blocks:
        if isinstance(block, Line):
            parser.line(block)
        elif not parser.keys_of(block):
            take_layout(block, parser)
    paper = parser.paper
    seen = Seen()
    for what in dict.fromkeys(paper.preamble_left):
        code = "WORD-READ" if what.endswith("-read") else "WORD-LEFT"
        sink.say("warning", code, what=what, count=paper.preamble_left.count(what))
    keys = _keys_by_place(paper, sink)
    if paper.codes and not keys:
        sink.say("warning", "KEY-CODES")
    _say_numbers(paper, sink)
    first = _right_is_first(paper, keys)
    if first:
        sink.say("warning", "KEY-FIRST")
    for place, question in enumerate(paper.questions):
        note = paper.notes.get(question.number, "")
        reading = Reading(question, keys.get(place), note, pictures, first=first)
        draft, problems = reading.result()
        sink.take(draft, problems + _numbered(seen.look(draft, question.number), question))
    for table, start, columns in rows:
        read_rows(table, start, columns, sink, seen, pictures)


def _modernise(lines: Sequence[Line], sink: Sink) -> None:
    """Give labels their Latin letters, and read lines in an old encoding that no font tells; a
    single one is refused elsewhere."""
    for line in lines:
        if len(line.text) > _LONG:  # what looks for signs behind blanks must not look for ever
            line.runs = [run._replace(text=_BLANK.sub(" " * 8, run.text)) for run in line.runs]
        if not line.text.isascii():
            line.runs = [run._replace(text=latin_labels(run.text)) for run in line.runs]
    texts = [line.text for line in lines if line.converted is None]
    old = prevailing(texts)
    if old is None:
        return
    say_old(sink, texts, old)
    for line in lines:
        if line.converted is None and not is_modern(line.text):
            line.runs = [run._replace(text=modernised(run.text, old)) for run in line.runs]


def _unfolded(blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[Table, int, Columns]]]:
    """Blocks with the tables that hold a question per row taken apart: those with a column per
    option for themselves, those with stem and options in cells as lines."""
    found: list[Block] = []
    rows: list[tuple[Table, int, Columns]] = []
    for block in blocks:
        if isinstance(block, Line):
            found.append(block)
        elif (ours := columns_of(block)) is not None:
            rows.append((block, *ours))
        elif not table_pairs(block, code="", wordy=lambda number: False) and (
            (cells := cells_of(block)) is not None
        ):  # fmt: skip
            found += question_lines(block, *cells)
        else:
            found.append(block)
    return found, rows


def _all_lines(blocks: Sequence[Block]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
        else:
            lines += [line for row in block.rows for cell in row for line in cell]
    return lines


def _by_word(lines: Sequence[Line]) -> bool:
    """Whether questions begin with "Câu n": more of such lines than of bare numbers lead to
    options. "Câu 3 sai vì …" in an explanation does not make a paper of the other kind."""
    counts = {True: 0, False: 0}
    last: bool | None = None
    words = False
    for line in lines:
        text = f"{line.label} {line.text}" if line.label else line.text
        if QUESTION.match(text):
            last = words = True
        elif NUMBERED.match(text):
            last = False
        if last is not None and _holds_first_option(line, text):
            counts[last] += 1
            last = None
    return counts[True] >= counts[False] if any(counts.values()) else words


def _holds_first_option(line: Line, text: str) -> bool:
    if line.lettered:
        return True
    found = find_options(text, "A", loose=False)
    if found:
        return found[0].letter == "A"
    return len(find_options(text, "A", loose=True)) > 1


def _look_ahead(lines: Sequence[Line]) -> None:
    """Tell every line whether options come before the next number."""
    asks = False
    for line in reversed(lines):
        text = f"{line.label} {line.text}" if line.label else line.text
        asks = asks or _holds_first_option(line, text)
        line.asks = asks
        if NUMBERED.match(text) or QUESTION.match(text):
            asks = False


def _numbered(problems: list[Problem], question: RawQuestion) -> list[Problem]:
    return [
        replace(problem, args={**problem.args, "question": question.number}) for problem in problems
    ]


def _right_is_first(paper: Paper, keys: dict[int, str]) -> bool:
    """Whether the paper writes the right option first: it fixes places by "#!" or "#$" and marks
    no option anywhere."""
    fixing = any(
        is_fixing(text_of(part))
        for question in paper.questions
        for part in (question.stem, *(option.runs for option in question.options))
    )
    return fixing and not keys and not any(
        "key" in question.fields or marked_letters(question.options)
        for question in paper.questions
    )  # fmt: skip


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
    """The keys of the paper, by place of the question in it."""
    numbers = [question.number for question in paper.questions]
    if [pair.number for pair in paper.keys] == numbers:
        return {place: pair.answer for place, pair in enumerate(paper.keys)}
    found: dict[int, str] = {}
    for places, pairs in _scopes(paper):
        for number, answer in dict(_agreeing(pairs, sink)).items():
            mine = [place for place in places if numbers[place] == number]
            if len(mine) > 1 and set(answer) <= set(LETTERS):
                mine = [place for place in mine if paper.questions[place].options]
            if not mine:
                sink.say("warning", "KEY-NO-QUESTION", row=number, question=number, key=answer)
            elif len(mine) > 1:
                sink.say("error", "KEY-AMBIGUOUS", row=number, question=number, key=answer)
            else:
                found[mine[0]] = answer
    return found


def _agreeing(pairs: Sequence[Pair], sink: Sink) -> Iterator[tuple[int, str]]:
    said: dict[int, str] = {}
    for pair in pairs:
        number, answer = pair.number, pair.answer
        if said.setdefault(number, answer) != answer:
            sink.say("error", "KEY-DISAGREE", row=number, question=number, first=said[number],
                     second=answer)  # fmt: skip
        else:
            yield number, answer


def _scopes(paper: Paper) -> Iterator[tuple[list[int], list[Pair]]]:
    """Which questions a part of the key speaks of: its group when it stands in one, the group of
    the same rank when the key at the end has as many headings as the paper has groups, else all."""
    groups = list(dict.fromkeys(question.group_index for question in paper.questions))
    everywhere = list(range(len(paper.questions)))
    own: dict[int, list[Pair]] = {}
    rest: list[Pair] = []
    for pair in paper.keys:
        if pair.group >= 0 and pair.part == 0:
            own.setdefault(pair.group, []).append(pair)
        else:
            rest.append(pair)
    for group, pairs in own.items():
        yield [n for n in everywhere if paper.questions[n].group_index == group], pairs
    parts = list(dict.fromkeys(pair.part for pair in rest))
    if len(groups) > 1 and len(parts) == len(groups):
        for part, group in zip(parts, groups, strict=True):
            yield (
                [n for n in everywhere if paper.questions[n].group_index == group],
                [pair for pair in rest if pair.part == part],
            )
    elif rest:
        yield everywhere, rest
