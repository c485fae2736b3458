"""A printable exam in Word: one paper per mã đề, then the answers if they are asked for.

For people to print, not a way to carry a bank: the papers have no key, so the file as a whole is
not read back. The paper with answers alone (no codes) is in the grammar of `quiz.formats.word`
and its choice questions come back equal, save that the reader tells fixed options by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from quiz.formats.exam_order import Shown, arranged, as_written
from quiz.formats.excel_template import DIFFICULTIES
from quiz.formats.hold import ALL_KINDS, Holds, Pictures, Written, divide
from quiz.formats.word_art import Art, png_size
from quiz.formats.word_parts import WIDTH, line, package, run, table
from quiz.rules import markup
from quiz.rules.question import (
    CHOICE_KINDS,
    LETTERS,
    Blanks,
    Difficulty,
    Draft,
    Essay,
    Kind,
    Matching,
    Number,
    Situation,
)

CODES_MAX: Final = 24
_CODE: Final = re.compile(r"[0-9A-Z]{1,8}")
_ESSAY_LINES: Final = 12
_MATRIX: Final = 8
"""Codes side by side in one table of answers; more would not fit the page."""
_NARROW: Final = ((4, 15), (2, 34))
"""So many options stand on a line when none has more characters than that."""
_SMALL: Final = LETTERS.lower()
_Runs = dict[int, list[str]]
HOLDS: Final = Holds(
    ALL_KINDS - {Kind.PREDICTION},
    frozenset(("explanation", "topic", "difficulty", "citation", "ref", "fixed", "unit", "picture",
               "alt", "pictures")),
)  # fmt: skip
"""Points and điểm liệt have no place here. Explanations and the like stand only in the paper
with answers, and fixed options show in what is never moved. Pictures must be PNG."""


@dataclass(frozen=True, slots=True)
class Exam:
    """What is written: papers of `codes`; `answers`: the matrix and the key. Each paper is shuffled
    by `seed` and its code, or, not `shuffled`, in the order of the questions.

    Raises `ValueError` for a code that is no short word of capitals and digits or comes twice,
    for more than `CODES_MAX`, and when neither papers nor answers are wanted.
    """

    codes: tuple[str, ...] = ("101",)
    seed: str = ""
    answers: bool = False
    title: str = "ĐỀ THI TÌM HIỂU PHÁP LUẬT"
    shuffled: bool = True

    def __post_init__(self) -> None:
        if not all(map(_CODE.fullmatch, self.codes)) or len(set(self.codes)) < len(self.codes):
            raise ValueError("codes")
        if len(self.codes) > CODES_MAX or not (self.codes or self.answers):
            raise ValueError("count")


ONE: Final = Exam()
"""A single paper."""


def write(drafts: Iterable[Draft], pictures: Pictures, *, exam: Exam = ONE) -> Written:
    """The exam as a document. The same questions and `exam` give the same bytes."""
    shows = {name: data for name, data in pictures.items() if png_size(data) is not None}
    held, lost = divide(drafts, HOLDS, shows)
    art = Art(shows)
    papers = [
        (code, arranged(held, code, exam.seed) if exam.shuffled else list(map(as_written, held)))
        for code in exam.codes
    ]
    parts = [
        (_head(exam.title, code, len(shown)) + _body(shown, art, answered=False), f"Mã đề {code}")
        for code, shown in papers
    ]
    if exam.answers and papers:
        parts.append((_matrix(papers), "Bảng đáp án"))
    if exam.answers:
        head = line(run(exam.title, bold=True), align="center")
        head += line(run("Bản có đáp án", italic=True), align="center")
        shown = list(map(as_written, held))
        parts.append((head + _body(shown, art, answered=True), "Bản có đáp án"))
    return Written(package(parts, art.media), tuple(lost))


def _head(title: str, code: str, count: int) -> str:
    left = line(run("ĐƠN VỊ TỔ CHỨC", bold=True), align="center")
    left += line(run("…" * 12), align="center")
    right = line(run(title, bold=True), align="center")
    right += line(run(f"Mã đề: {code}", bold=True), align="center")
    right += line(run(f"Đề thi có {count} câu", italic=True), align="center")
    half = WIDTH // 2
    return (
        table([[left, right]], [half, half], head=False, ruled=False)
        + line(run("Họ và tên:\t"), dotted=True, before=160)
        + line(run("Đơn vị công tác hoặc nơi ở:\t"), dotted=True)
        + line(run("Ngày sinh:\t"), dotted=True)
    )


def _body(paper: Sequence[Shown], art: Art, *, answered: bool) -> str:
    asked = "".join(
        _question(f"Câu {number}. ", shown, art, answered=answered)
        for number, shown in enumerate(paper, start=1)
    )
    return asked + line(run("--- HẾT ---", bold=True), align="center", before=240)


def _matrix(papers: Sequence[tuple[str, Sequence[Shown]]]) -> str:
    body = line(run("BẢNG ĐÁP ÁN", bold=True), align="center")
    first = 900
    for begin in range(0, len(papers), _MATRIX):
        some = papers[begin : begin + _MATRIX]
        widths = [first, *[(WIDTH - first) // len(some)] * len(some)]
        names = ["Câu", *(f"Mã {code}" for code, _ in some)]
        rows = [[line(run(name, bold=True), align="center") for name in names]]
        for at in range(len(some[0][1])):
            cells = [str(at + 1), *(paper[at].answer or "Tự luận" for _, paper in some)]
            rows.append([line(run(cell), align="center") for cell in cells])
        body += line() * bool(begin) + table(rows, widths)
    return body + line()


def _question(label: str, shown: Shown, art: Art, *, answered: bool) -> str:
    """A question with what is needed to answer it, or with its answer."""
    draft = shown.draft
    pictures = _pictures(draft, art)
    choice = draft.kind in CHOICE_KINDS
    # What our reader is to take back is written as it is kept, formulas and tables included.
    stem = (
        line(run(label, bold=True), run(draft.stem), before=120, together=True)
        if answered and choice
        else _stem(label, draft)
    )
    stem += "".join(
        line(picture, align="center", together=True) for picture in pictures.get(-1, ())
    )
    if isinstance(draft.body, Situation):
        return stem + "".join(
            _question(
                f"{label.removeprefix('Câu ').strip()}{place}. ", child, art, answered=answered
            )
            for place, child in enumerate(shown.children, start=1)
        )
    if choice:
        rows = _marked(shown, pictures) if answered else _choices(shown, pictures)
    elif draft.kind is Kind.STATEMENTS:
        rows = _statements(shown, pictures, answered=answered)
    else:
        rows = _listed(shown, pictures) + ("" if answered else _room(draft))
    return stem + rows + (_key(shown) if answered else "")


def _pictures(draft: Draft, art: Art) -> _Runs:
    """The runs that show a question's pictures, by option; -1 is the stem."""
    found: _Runs = {}
    if draft.picture:
        found[-1] = [art.run(draft.picture, draft.picture_alt)]
    for one in draft.pictures:
        found.setdefault(one.option, []).append(art.run(one.name, one.alt, small=one.option >= 0))
    return found


def _shown_with(pictures: _Runs, index: int) -> list[str]:
    """The pictures of an option, behind a blank."""
    return [run(" ") + picture for picture in pictures.get(index, ()) if picture]


def _stem(label: str, draft: Draft) -> str:
    first = run(label, bold=True)
    found = ""
    for block in markup.read(draft.stem):
        if isinstance(block, markup.Table):
            rows = [[line(run(_said(cell))) for cell in row] for row in (block.head, *block.rows)]
            found += line(first, together=True) if first else ""
            found += table(rows, [WIDTH // len(block.head)] * len(block.head)) + line()
        else:
            found += line(first, run(_said(block)), before=120 * bool(first), together=True)
        first = ""
    if draft.kind is Kind.MULTIPLE:
        found += line(run("(Chọn tất cả đáp án đúng.)", italic=True), together=True)
    return found


def _said(paragraph: markup.Paragraph) -> str:
    """A paragraph as it is printed: formulas in one line, gaps as numbered dots."""
    words = []
    for part in paragraph.parts:
        if isinstance(part, markup.Gap):
            words.append(f"({part.number}) {'…' * 8}")
        else:
            words.append(part.text if isinstance(part, markup.Text) else part.plain)
    return "".join(words)


def _choices(shown: Shown, pictures: _Runs) -> str:
    texts = [markup.plain(option.text) for option in shown.options]
    longest = max((len(text) for text in texts if "\n" not in text), default=0)
    broken = any("\n" in text for text in texts)
    broken = broken or any(place >= 0 for place in pictures)
    across = next((n for n, most in _NARROW if longest <= most and not broken), 1)
    rows = ""
    for begin in range(0, len(texts), across):
        runs = []
        for at in range(begin, min(begin + across, len(texts))):
            runs += [run("\t" * (at > begin) + f"{LETTERS[at]}. ", bold=True), run(texts[at])]
            runs += _shown_with(pictures, shown.order[at])
        tabs = [280 + n * (WIDTH - 280) // across for n in range(1, across)]
        rows += line(*runs, indent=280, tabs=tabs, together=begin + across < len(texts))
    return rows


def _marked(shown: Shown, pictures: _Runs) -> str:
    """One option per line, the right ones bold and underlined."""
    return "".join(
        line(run(f"{letter}. {one.text}", bold=one.correct, under=one.correct),
             *_shown_with(pictures, index), indent=280, together=True)
        for letter, one, index in zip(LETTERS, shown.options, shown.order, strict=False)
    )  # fmt: skip


def _statements(shown: Shown, pictures: _Runs, *, answered: bool) -> str:
    box = 1_000
    rows = [[line(run(name, bold=True), align="center") for name in ("Ý", "Đúng", "Sai")]]
    for letter, one, index in zip(_SMALL, shown.options, shown.order, strict=False):
        marks = ["X" * (answered and one.correct), "X" * (answered and not one.correct)]
        said = line(run(f"{letter}) {markup.plain(one.text)}"), *_shown_with(pictures, index))
        rows.append([said, *(line(run(mark, bold=True), align="center") for mark in marks)])
    return table(rows, [WIDTH - 2 * box, box, box]) + line()


def _listed(shown: Shown, pictures: _Runs) -> str:
    """Steps to put in order, sides to match, words to choose for a gap."""
    draft = shown.draft
    texts = [markup.plain(option.text) for option in shown.options]
    match draft.body:
        case Matching(choices):
            left = "".join(
                line(run(f"{n}. {text}"), *_shown_with(pictures, index))
                for n, (text, index) in enumerate(zip(texts, shown.order, strict=True), start=1)
            )
            right = "".join(
                line(run(f"{letter}. {markup.plain(choices[index])}"))
                for letter, index in zip(_SMALL, shown.choices, strict=False)
            )
            return table([[left, right]], [WIDTH // 2] * 2, head=False) + line()
        case Blanks(blanks):
            return "".join(
                line(run(f"({n}) chọn một trong: {'; '.join(blank.choices)}"), indent=280)
                for n, blank in enumerate(blanks, start=1)
                if blank.choices
            )
    return "".join(
        line(run(f"{letter}) {text}"), *_shown_with(pictures, index), indent=280, together=True)
        for letter, text, index in zip(_SMALL, texts, shown.order, strict=False)
    )


def _room(draft: Draft) -> str:
    """Where the answer is written by hand."""
    match draft.body:
        case Blanks():
            return ""
        case Essay(words=words):
            most = line(run(f"(Không quá {words} chữ.)", italic=True), together=True)
            return most * bool(words) + line(run("\t"), dotted=True) * _ESSAY_LINES
        case Matching(right=right):
            places = "     ".join(f"{n} – ……" for n in range(1, len(right) + 1))
            return line(run(f"Nối: {places}"))
        case Number(unit=unit) if unit:
            return line(run(f"Trả lời: {'…' * 12} {unit}"))
    if draft.kind is Kind.ORDER:
        return line(run("Thứ tự đúng: " + " – ".join(["……"] * len(draft.options))))
    return line(run("Trả lời:\t"), dotted=True)


def _key(shown: Shown) -> str:
    """The answer and what the author said about it, one line each, as the reader knows them."""
    draft = shown.draft
    said = [("Đáp án", shown.answer)]
    if isinstance(draft.body, Essay):
        said = [("Hướng dẫn chấm", draft.body.guide)]
    said += [
        ("Giải thích", draft.explanation),
        ("Căn cứ", draft.citation_text),
        ("Lĩnh vực", draft.topic),
        ("Độ khó", "" if draft.difficulty is Difficulty.MEDIUM else DIFFICULTIES[draft.difficulty]),
        ("Mã câu", draft.ref),
    ]
    return "".join(
        line(run(f"{name}: ", bold=True), run(text), indent=280) for name, text in said if text
    )
