"""The printable exam: what stands on which paper, its key, and the answers read back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from fractions import Fraction

import docx
import pytest
from docx.document import Document

from quiz.formats.dispatch import read_here
from quiz.formats.exam_order import Shown, arranged, as_written
from quiz.formats.registry import BY_CODE, PRINTED, WRITABLE
from quiz.formats.word_exam import Exam, write
from quiz.rules.question import (
    Blank,
    Blanks,
    Difficulty,
    Draft,
    Essay,
    Illustration,
    Kind,
    Matching,
    Number,
    Option,
    Prediction,
    Short,
    Situation,
    validate,
)
from quiz.wording import problem_sentence
from tests.quiz.scene import png


def options(*texts: str, right: str) -> tuple[Option, ...]:
    return tuple(Option(text, "ABCDEFGH"[n] in right, text.startswith("Cả "))
                 for n, text in enumerate(texts))  # fmt: skip


CHOICES = [
    Draft(Kind.SINGLE, "Ngày Pháp luật là ngày nào?\n(hằng năm)",
          options("02/9", "09/11", "10/12", "Cả ba ngày trên", right="B"),
          explanation="Vì luật định.\nTừ năm 2013.", topic="Phổ biến", difficulty=Difficulty.HARD,
          citation_text="Khoản 1 Điều 8", ref="PB-1"),
    Draft(Kind.MULTIPLE, "Những ai & <gì>?", options("một", "hai", "ba", right="AC")),
    Draft(Kind.TRUE_FALSE, "Có thật không?", options("Đúng", "Sai", right="B")),
    *(Draft(Kind.SINGLE, f"Câu thứ {n} hỏi gì?", options(*(f"ý {n}{m} dài" for m in "xyzt"), right=r))
      for n, r in enumerate("DACB", start=1)),
]  # fmt: skip
OTHERS = [
    Draft(Kind.STATEMENTS, "Ý nào đúng?", options("đất", "nước", right="A")),
    Draft(Kind.SHORT, "Thủ đô?", (), body=Short(("Hà Nội", "HN"))),
    Draft(Kind.NUMBER, "Tuổi?", (), body=Number(Fraction(37, 2), Fraction(1, 2), "tuổi")),
    Draft(Kind.ORDER, "Xếp?", options("một", "hai", "ba", right="")),
    Draft(Kind.MATCHING, "Nối?", options("a", "b", right=""), body=Matching(("x", "y", "z"), (2, 0))),
    Draft(Kind.BLANKS, "Điền [[1]] vào.", (), body=Blanks((Blank(("p",), ("p", "q")),))),
    Draft(Kind.SITUATION, "Chuyện ông A.", (), body=Situation((
        Draft(Kind.SINGLE, "Ai đúng?", options("ông A", "bà B", right="B")),
        Draft(Kind.SHORT, "Vì sao?", (), body=Short(("luật",))),
    ))),
    Draft(Kind.ESSAY, "Viết về:\n| Năm | Luật |\n| 2012 | PBGDPL |", (), body=Essay("ý chính", 500)),
]  # fmt: skip


def opened(exam: Exam, bank: list[Draft]) -> Document:
    return docx.Document(io.BytesIO(write(bank, {}, exam=exam).data))


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("draft", CHOICES + OTHERS)
def test_the_cases_are_good_questions(draft: Draft) -> None:
    assert not [problem for problem in validate(draft) if problem.severity == "error"]


def test_the_paper_with_answers_reads_back_equal() -> None:
    """Alone, and cut out of the file where it stands behind the papers."""
    alone = write(CHOICES, {}, exam=Exam((), answers=True))
    assert not alone.left
    reading = read_here(io.BytesIO(alone.data), format="docx")
    assert not [problem for problem in reading.problems if problem.severity == "error"]
    assert [replace(draft, where=None) for draft in reading.drafts] == CHOICES
    document = opened(Exam(("101", "102"), "s", answers=True), CHOICES)
    begin = [p.text for p in document.paragraphs].index("Bản có đáp án")
    keep = document.paragraphs[begin]._element
    for element in list(document.element.body):
        if element is keep:
            break
        document.element.body.remove(element)
    target = io.BytesIO()
    document.save(target)
    again = read_here(io.BytesIO(target.getvalue()), format="docx")
    assert [replace(draft, where=None) for draft in again.drafts] == CHOICES


def test_right_answers_are_bold_and_underlined_only_where_they_are_asked_for() -> None:
    def marked(exam: Exam) -> list[str]:
        return [run.text for paragraph in opened(exam, CHOICES).paragraphs
                for run in paragraph.runs if run.underline]  # fmt: skip

    assert marked(Exam(("101",))) == []
    assert marked(Exam((), answers=True))[:3] == ["B. 09/11", "A. một", "C. ba"]


def test_papers_without_answers_tell_nothing_but_the_questions() -> None:
    said = "\n".join(lines(opened(Exam(("101", "102")), CHOICES)))
    for secret in ("Đáp án", "luật định", "Khoản 1", "PB-1", "Bản có"):
        assert secret not in said


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    exam = Exam(("101", "102"), "7", answers=True)
    bank = CHOICES + OTHERS
    assert write(bank, {}, exam=exam).data == write(bank, {}, exam=exam).data
    assert write(bank, {}, exam=replace(exam, seed="8")).data != write(bank, {}, exam=exam).data
    assert arranged(bank, "101", "7") != arranged(bank, "102", "7")


def test_every_paper_has_every_question_and_fixed_options_stay() -> None:
    for code in map(str, range(101, 121)):
        paper = arranged(CHOICES, code, "x")
        assert sorted(shown.draft.stem for shown in paper) == sorted(d.stem for d in CHOICES)
        for shown in paper:
            assert sorted(shown.order) == list(range(len(shown.draft.options)))
            assert all(shown.order[n] == n for n, o in enumerate(shown.draft.options) if o.fixed)
            if shown.draft.kind is Kind.TRUE_FALSE:
                assert shown.order == (0, 1)


def test_the_matrix_agrees_with_what_the_papers_print() -> None:
    codes = tuple(map(str, range(101, 111)))
    document = opened(Exam(codes, "7", answers=True), CHOICES)
    texts = lines(document)
    begins = [n for n, text in enumerate(texts) if text.startswith("Họ và tên")]
    right = {d.stem: {o.text for o in d.options if o.correct} for d in CHOICES}
    matrices = [t for t in document.tables if t.cell(0, 0).text == "Câu"]
    assert len(begins) == 10 and [len(t.columns) for t in matrices] == [9, 3]
    cells = {(t.cell(0, c).text, r): t.cell(r, c).text for t in matrices
             for c in range(1, len(t.columns)) for r in range(1, len(t.rows))}  # fmt: skip
    for code, begin in zip(codes, begins, strict=True):
        asked = re.split(r"Câu (\d+)\. ", "\n".join(texts[begin:]).split("--- HẾT")[0])[1:]
        assert len(asked) == 2 * len(CHOICES)
        for number, body in zip(asked[::2], asked[1::2], strict=True):
            stem = next(stem for stem in right if body.startswith(stem))
            printed = dict(re.findall(r"([A-H])\. ([^\t\n]+)", body))
            key = cells[f"Mã {code}", int(number)].split(", ")
            assert {printed[letter] for letter in key} == right[stem]


def test_each_paper_has_its_pages_and_its_code_at_the_foot() -> None:
    document = opened(Exam(("101", "102"), answers=True), CHOICES)
    feet = [section.footer.paragraphs[0].text for section in document.sections]
    assert [foot.split(" – ")[0] for foot in feet] == [
        "Mã đề 101", "Mã đề 102", "Bảng đáp án", "Bản có đáp án"]  # fmt: skip
    for section in document.sections:
        assert "PAGE" in section.footer._element.xml
        assert 'w:start="1"' in section._sectPr.xml
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    matrix = next(t for t in document.tables if t.cell(0, 0).text == "Câu")
    assert "w:tblHeader" in matrix.rows[0]._tr.xml and "w:tblHeader" not in matrix.rows[1]._tr.xml


def test_other_kinds_have_room_to_answer_and_a_key() -> None:
    document = opened(Exam(("101",), "1"), OTHERS)
    text = "\n".join(lines(document))
    for said in ("Trả lời:\t", "………… tuổi", "Thứ tự đúng: …… – …… – ……", "Nối: 1 – ……",
                 "(1) chọn một trong: p; q", "(Không quá 500 chữ.)", "(1) ………"):  # fmt: skip
        assert said in text, said
    assert re.search(r"\n\d\.1\. Ai đúng\?", text)
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["Ý", "Đúng", "Sai"] in heads and ["Năm", "Luật"] in heads
    answered = "\n".join(lines(opened(Exam((), answers=True), OTHERS)))
    for said in ("Đáp án: a) Đ, b) S", "Đáp án: Hà Nội / HN", "Đáp án: 18,5 (± 0,5) tuổi",
                 "Đáp án: a – b – c", "Đáp án: 1–c, 2–a", "Đáp án: (1) p", "Đáp án: B",
                 "Hướng dẫn chấm: ý chính"):  # fmt: skip
        assert said in answered, said


def test_the_key_is_in_the_labels_of_the_paper() -> None:
    order, matching = OTHERS[3], OTHERS[4]
    assert Shown(order, (2, 0, 1)).answer == "b – c – a"
    assert Shown(matching, (1, 0), (2, 0, 1)).answer == "1–b, 2–a"
    assert Shown(CHOICES[1], (1, 0, 2)).answer == "B, C"
    assert as_written(OTHERS[6]).answer == "1) B; 2) luật"
    assert as_written(OTHERS[7]).answer == ""


def test_what_has_no_place_is_said() -> None:
    bank = [
        Draft(Kind.PREDICTION, "Bao nhiêu người?", (), body=Prediction("người")),
        replace(CHOICES[0], picture="a.webp", picture_alt="x", critical=True, points_milli=250),
        replace(CHOICES[1], stem="Có \x0b lạ?"),
    ]
    written = write(bank, {})
    assert [(p.code, p.row, p.args.get("part", "")) for p in written.left] == [
        ("EXPORT-KIND", 1, ""), ("EXPORT-PART", 2, "critical"), ("EXPORT-PART", 2, "points"),
        ("EXPORT-PICTURE", 2, ""),
    ]  # fmt: skip
    assert all("{" not in problem_sentence(problem, "đề") for problem in written.left)
    assert (
        sum(text.startswith("Câu ") for text in lines(docx.Document(io.BytesIO(written.data)))) == 2
    )


def test_pictures_are_printed_once_each_and_in_bounds() -> None:
    small, large = png(40, 30), png(3000, 1000)
    bank = [
        replace(CHOICES[0], picture="a.webp", picture_alt='biển "cấm"',
                pictures=(Illustration("b.webp", "dấu", 1), Illustration("a.webp", "x", 0))),
        replace(OTHERS[0], picture="b.webp"),
        replace(CHOICES[3], picture="c.webp"),
    ]  # fmt: skip
    shown = {"a.webp": small, "b.webp": large, "c.webp": b"RIFF0000WEBP"}
    exam = Exam(("101", "102"), answers=True)
    written = write(bank, shown, exam=exam)
    assert [(p.code, p.args["value"]) for p in written.left] == [("EXPORT-PICTURE", "c.webp")]
    document = docx.Document(io.BytesIO(written.data))
    sizes = {(shape.width, shape.height) for shape in document.inline_shapes}
    assert len(document.inline_shapes) == 3 * 4
    assert (40 * 9525, 30 * 9525) in sizes
    assert max(width for width, _ in sizes) <= 4_320_000 and (1_800_000, 600_000) in sizes
    media = [part for part in document.part.package.iter_parts() if "/media/" in part.partname]
    assert sorted(part.blob for part in media) == sorted([small, large])
    # The paper with answers brings them back to where they stood.
    alone = write(bank[:1], shown, exam=Exam((), answers=True))
    back = read_here(io.BytesIO(alone.data))
    draft = back.drafts[0]
    assert back.pictures[draft.picture] == small and draft.picture_alt == 'biển "cấm"'
    assert [(back.pictures[one.name], one.option) for one in draft.pictures] == [
        (small, 0), (large, 1),
    ]  # fmt: skip
    assert [option.text for option in draft.options] == [one.text for one in CHOICES[0].options]


@pytest.mark.parametrize(
    ("codes", "answers"),
    [(("101", "101"), True), (("",), True), (("10 1",), False), ((), False),
     (tuple(map(str, range(25))), False)],
)  # fmt: skip
def test_codes_that_cannot_be(codes: tuple[str, ...], answers: bool) -> None:
    with pytest.raises(ValueError, match=r"codes|count"):
        Exam(codes, answers=answers)


def test_it_is_listed_beside_the_formats_that_carry_a_bank() -> None:
    assert PRINTED == ("word-exam",) and "word-exam" not in WRITABLE
    assert BY_CODE["word-exam"].read is None and BY_CODE["word-exam"].write is write
