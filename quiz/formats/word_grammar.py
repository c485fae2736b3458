"""The grammar of Vietnamese exam papers in Word: lines in, raw questions out.

Phần I. Hôn nhân và gia đình                  a group: the topic of what follows
PHẦN II. Câu trắc nghiệm đúng sai …           the form of what follows, no topic
Câu 1. Nội dung câu hỏi?                      or "1." when no line begins with "Câu"
A. …        B. …                              one or several options on a line
Đáp án: B                                     also "Giải thích:", "Căn cứ:", "Độ khó:" …
HẾT
BẢNG ĐÁP ÁN    1-A  2.B  3C                   lines or a table
LỜI GIẢI CHI TIẾT    Câu 1: …
"""

from __future__ import annotations

import re
from typing import Final

from quiz.formats.word_heads import (
    END,
    FIELDS,
    KEYS_BEGIN,
    KEYS_HEAD,
    NOTES_HEAD,
    Group,
    group_of,
    running_head,
)
from quiz.formats.word_keys import key_pairs, table_pairs, words_pair
from quiz.formats.word_options import STAR, STAR_AFTER, Found, find_options
from quiz.formats.word_raw import (
    Paper,
    RawOption,
    RawQuestion,
    common_marks,
    cut,
    only_pictures,
    text_of,
)
from quiz.formats.word_text import Line, Run, Table

QUESTION: Final = re.compile(
    r"\s*(?:câu hỏi|câu|bài|question)\s*(?:số\s*)?(\d{1,5})\s*(?:[(\[]([^)\]]{1,20})[)\]]\s*)?"
    r"([.:)/\-–]|(?=\s|$))\s*", re.IGNORECASE
)  # fmt: skip
QUESTION_SIGN: Final = re.compile(r"\s*[^\W\d]+(?: [^\W\d]+)?\s*\d{1,5}\s*(?:\([^)]*\)\s*)?[.:)/]")
NUMBERED: Final = re.compile(r"\s*(\d{1,5})\s*(?:\)|[.:/](?!\d))\s*(?=\S)")
_TAIL_KEY: Final = re.compile(
    r"(?:\t|\s{2,}|(?<=[.;?])\s+|\s*[\[(])\s*(?:đáp án(?: đúng)?|đ/a|đa)\s*[:=]\s*"
    r"([A-H](?:\s*[,;]\s*[A-H])*)\s*[\])]?\s*\.?\s*$",
    re.IGNORECASE,
)
_ARROW: Final = re.compile(r"\s*(?:=>|→|⇒|➔)\s*([A-H])\s*[.):]")
_LETTER: Final = re.compile(r"[\s=>→⇒➔]*([A-H](?:\s*[,;]\s*[A-H])*)\s*\.?\s*")
_CODE: Final = re.compile(r"mã\s*đề(?:\s*thi)?\s*[:.]?\s*(\d{3,4})\b", re.IGNORECASE)


class Parser:
    """Takes the lines and tables of a document in order."""

    def __init__(self, *, by_word: bool) -> None:
        """`by_word`: questions begin with "Câu n"; else with a bare number."""
        self.paper = Paper()
        self._start = QUESTION if by_word else NUMBERED
        self._group = Group()
        self._group_index = 0
        self._question: RawQuestion | None = None
        self._field = ""
        self._section = "questions"
        self._part = 0
        self._note = 0
        self._code = ""
        self._waiting = ""

    @property
    def by_word(self) -> bool:
        """Whether questions begin with "Câu n"."""
        return self._start is QUESTION

    @property
    def question(self) -> RawQuestion | None:
        """The question that is being read."""
        return self._question

    @property
    def in_stem(self) -> bool:
        """Whether the text of a question is being read."""
        question = self._question
        return question is not None and not question.options and not self._field and (
            self._section == "questions"
        )  # fmt: skip

    def rows(self, rows: list[list[str]], table: Table) -> None:
        """A table within the stem, as lines of our markup."""
        question = self._question
        if question is None:
            return
        wide = max(map(len, rows))
        for row in rows:
            cells = (cell.replace("|", "\\|") or " " for cell in [*row, *[""] * (wide - len(row))])
            line = f"| {' | '.join(cells)} |"
            question.stem.append(Run("\n" * bool(question.stem) + line, frozenset()))
        question.left += [
            what for row in table.rows for cell in row for line in cell for what in line.left
        ]

    def keys_of(self, table: Table) -> bool:
        """Take a table as a key; whether it was one."""
        question = self._question
        if self._section == "questions" and question and not (question.options or self._field):
            return False  # within a stem it is a table of something else
        apart = self._section != "questions"
        pairs = table_pairs(
            table, code=self._code, wordy=lambda number: apart and self._in_words(number)
        )
        if pairs is None:
            self.paper.codes = True
            return True
        if not pairs or (not self.paper.questions and len(pairs) < 3):
            return False
        here = {one.number for one in self.paper.questions if one.group_index == self._group_index}
        own = self._section == "questions" and {pair.number for pair in pairs} <= here
        group = self._group_index if own else -1
        self.paper.keys += [pair._replace(part=self._part, group=group) for pair in pairs]
        return True

    def _in_words(self, number: int) -> bool:
        """Whether a question of this number has no options to choose from."""
        return any(not one.options for one in self.paper.questions if one.number == number)

    def line(self, line: Line) -> None:
        """One line of the document."""
        label = line.label + " " if line.label else ""
        text = label + line.text
        holder = self._question.left if self._question else self.paper.preamble_left
        if not text.strip():
            holder += line.left
            return
        if (code := _CODE.search(text)) and not self._code:
            self._code = code.group(1)
        runs = [Run(label, common_marks(line.runs)), *line.runs] if label else line.runs
        if running_head(text) or self._heading(text, line):
            holder += line.left
            return
        if self._section == "keys" and self._take_key(text, line):
            return
        if self._section == "notes":
            self._take_note(text)
            return
        self._take(text, runs, line)
        if self._question is not None:
            self._question.left += line.left
            self._question.converted |= line.converted is not None
        else:
            self.paper.preamble_left += line.left

    def _heading(self, text: str, line: Line) -> bool:
        """Whether the line turns to another section, a group, or is a bare key line."""
        if not self.paper.questions:
            return self._take_group(text, line)
        if END.fullmatch(text):
            self._section, self._part = "keys", 0
            return True
        if NOTES_HEAD.fullmatch(text) and (self._section != "questions" or text.strip().isupper()):
            self._section = "notes"
            return True
        if KEYS_HEAD.fullmatch(text) and not FIELDS[1][1].match(text):
            self._section = "keys"
            return True
        begin = KEYS_BEGIN.match(text)
        pairs = key_pairs(text[begin.end() :] if begin else text)
        if len(pairs) > 1 or (pairs and self._section == "keys"):
            self.paper.keys += [pair._replace(part=self._part) for pair in pairs]
            return True
        if self._section == "keys" and group_of(text) is not None:
            self._part += 1
            return True
        return self._section == "questions" and self._take_group(text, line)

    def _take_key(self, text: str, line: Line) -> bool:
        """A line of the key that is no pair of letters; False when a question begins.

        "Câu 1: Chọn B, vì …" of a question that was there begins the solutions.
        """
        if self._waiting and _LETTER.fullmatch(text):
            pairs = key_pairs(f"{self._waiting}. {text.strip(' .=>→')}")
            self.paper.keys += [pair._replace(part=self._part) for pair in pairs]
            self._waiting = ""
            return True
        self._waiting = text.strip(" .") if text.strip(" .").isdigit() else ""
        pair = words_pair(text)
        if pair is not None and self._in_words(pair.number):
            self.paper.keys.append(pair._replace(part=self._part))
            return True
        begin = self._start.match(text)
        if begin is None:
            return True
        known = {question.number for question in self.paper.questions}
        if not line.asks and int(begin.group(1)) in known:
            self._section = "notes"
            self._take_note(text)
            return True
        self._section = "questions"  # another paper follows: nothing may be lost unseen
        return False

    def _take_group(self, text: str, line: Line) -> bool:
        if line.lettered or self._start.match(text):
            return False
        question = self._question
        done = question is None or len(question.options) > 1 or bool(self._field)
        field = any(pattern.match(text) for _, pattern in FIELDS)
        between = done and question is not None and not field
        group = group_of(
            text, heading=line.heading and done and not field, between=between,
            alone=question is None and not field,
        )  # fmt: skip
        wordy = self._group.form in ("short", "essay")
        if group is None or (group.roman and not done and not wordy):
            return False
        self._group = group
        self._group_index += 1
        self._question = None
        self._field = ""
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
        if begin is not None and self._begins(int(begin.group(1)), line):
            said = begin.group(2) or "" if self.by_word else ""
            self._question = RawQuestion(
                int(begin.group(1)), self._group.name, self._group_index,
                form=self._group.form, said=said,
            )  # fmt: skip
            self.paper.questions.append(self._question)
            self._field = ""
            self._split(text, runs, begin.end())
            return
        question = self._question
        if question is None:
            return
        for name, pattern in FIELDS:
            found = pattern.match(text)
            if found is not None:
                self._field = name
                self._extend(text[found.end() :])
                return
        again = _ARROW.match(text)
        if again is not None and any(one.letter == again.group(1) for one in question.options):
            self._field = "key"  # "=> B. y" below the options names one of them
            self._extend(again.group(1))
            return
        last = question.options[-1].letter if question.options else "@"
        following = chr(ord(last) + 1)
        options = find_options(text, following, loose=False)
        if line.lettered and len(options) < 2 and following <= "H":
            # A list of Word's own may have counted on from another question.
            size = len(line.label) + 1
            options = [Found(following, 0, size, small=line.label[:1].islower())]
        if options and not self._field:
            self._add_options(options, runs)
        elif self._field:
            self._extend("\n" + text)
        elif len(question.options) > 1 and (letter := _LETTER.fullmatch(text)) is not None:
            self._field = "key"
            self._extend(letter.group(1))
        elif question.options and not (only_pictures(text) and text_of(question.options[-1].runs)):
            question.options[-1].runs += [Run("\n", frozenset()), *runs]
        else:
            question.stem += [Run("\n", frozenset())] if question.stem else []
            self._split(text, runs, 0)

    def _begins(self, number: int, line: Line) -> bool:
        """Whether a numbered line is a new question: a bare number may be a list in one."""
        question = self._question
        if question is None or number == question.number + 1:
            return True
        if self.by_word:  # "Câu 3 sai vì …" within an explanation is no question
            return self._field != "explanation" or bool(QUESTION_SIGN.match(line.text))
        if self._field == "key" or (self._field and line.asks):
            return True
        return bool(question.options) and not self._field

    def _split(self, text: str, runs: list[Run], start: int) -> None:
        """Stem text from `start`, with options that may follow on the same line."""
        question = self._question
        if question is None:
            return
        tail = _TAIL_KEY.search(text, start)
        if tail is not None:
            question.fields.setdefault("key", tail.group(1))
            runs, text = cut(runs, 0, tail.start()), text[: tail.start()]
        options = find_options(text[start:], "A", loose=True)
        if not options or options[0].label == 0 or len(options) < 2:
            question.stem += cut(runs, start)
            return
        options = [one._replace(label=start + one.label, body=start + one.body) for one in options]
        question.stem += cut(runs, start, options[0].label)
        self._add_options(options, runs)

    def _add_options(self, options: list[Found], runs: list[Run]) -> None:
        question = self._question
        if question is None:
            return
        self._give_back(question, options[0])
        tail = _TAIL_KEY.search(text_of(runs), options[-1].body)
        for at, (letter, label, body, weak, small) in enumerate(options):
            end = options[at + 1].label if at + 1 < len(options) else None
            if tail is not None and end is None:
                end = tail.start()
                question.fields.setdefault("key", tail.group(1))
            marks = common_marks(cut(runs, label, body))
            sign = text_of(cut(runs, label, body))
            inside = cut(runs, body, end)
            if "#!" in sign or "#$" in sign:
                inside.insert(0, Run("#!", frozenset()))
            text = text_of(inside)
            after = STAR_AFTER.search(text)
            if after is not None:
                inside = cut(inside, 0, after.start())
            if after is not None or re.search(STAR, sign):
                marks |= {"star"}
            whole = cut(runs, label, end)
            question.options.append(RawOption(letter, inside, marks, whole, weak, small))

    @staticmethod
    def _give_back(question: RawQuestion, first: Found) -> None:
        """Undo options that were none, now that `first` follows.

        "A. Anh B. phạm tội" holds no option B when a line begins with one; and "a) … b) …" was
        a list in the stem when "A. …" comes after it.
        """
        options = question.options
        letters = [one.letter for one in options]
        if first.letter in letters and options[letters.index(first.letter)].weak:
            at = letters.index(first.letter)
            before = options[at - 1].runs if at else question.stem
            for one in options[at:]:
                before += [Run(" ", frozenset()), *one.whole]
            del options[at:]
        elif first.letter == "A" and not first.small and options and all(
            one.small for one in options
        ):  # fmt: skip
            for one in options:
                label = text_of(one.whole)[: -len(text_of(one.runs))] if one.runs else ""
                question.stem += [Run("\n" + (label or f"{one.letter.lower()}) "), frozenset())]
                question.stem += one.runs
            options.clear()

    def _extend(self, text: str) -> None:
        if self._question is not None:
            fields = self._question.fields
            fields[self._field] = fields.get(self._field, "") + text
