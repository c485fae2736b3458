"""Papers as people lay them out in Word, LibreOffice and WPS: one layout per case, all of it read.

What is expected of every case: no error, and the questions in one line each.
"""

from __future__ import annotations

import pytest

from quiz.rules.question import Draft, Number, Short
from tests.quiz.formats.test_word import BOLD, BRIGHT, RED, UNDER, cell, grid, level, links, read
from tests.quiz.hostile.zips import WORD, XML, p

HEADING = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
STYLES = (
    f'{XML}<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="Heading1">'
    '<w:name w:val="heading 1"/></w:style></w:styles>'
)


def told(draft: Draft) -> str:
    """A draft in one line: kind, topic, stem, options with the right ones in brackets, body."""
    options = " ".join(
        f"[{option.text}]" if option.correct else option.text for option in draft.options
    )
    body = draft.body
    if isinstance(body, Short):
        options = " = ".join(body.variants)
    if isinstance(body, Number):
        options = str(body.value)
    topic = f"{draft.topic}: " if draft.topic else ""
    return f"{draft.kind} {topic}{draft.stem} {options}".replace("\n", " / ").strip()


def lines(*texts: str) -> str:
    return "".join(map(p, texts))


def marked(option: str, mark: str) -> str:
    return p(option, run=mark)


AI = ("Câu 1. Ai?", "A. x", "B. y", "C. z")
TWO = "single Ai? x [y] z", "single Gì? [u] v"
ONE = ("single Ai? x [y] z",)

CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    # how a question begins
    "capitals": (lines("CÂU HỎI 1", "Ai?", *AI[1:], "ĐÁP ÁN: B"), ONE),
    "bracket": (lines("1) Ai?", *AI[1:], "ĐA: B", "2) Gì?", "A. u", "B. v", "ĐA: A"), TWO),
    "slash": (lines("Câu 1/ Ai?", *AI[1:], "Đáp án đúng là: B"), ONE),
    "bài": (lines("Bài 1: Ai?", *AI[1:], "=> Chọn B"), ONE),
    "points": (lines("Câu 1 (0,25 điểm): Ai?", *AI[1:], "→ Đáp án: B"), ONE),
    "level": (lines("Câu 1 (NB): Ai?", *AI[1:], "Phương án đúng: B"), ONE),
    "level behind": (lines("Câu 1. [NB] Ai?", *AI[1:], "(Đáp án: B)"), ONE),
    "zero": (lines("Câu 01: Ai?", *AI[1:], "Đ/A: B"), ONE),
    "a sentence that begins like a question": (
        lines(*AI, "Đáp án: B", "Giải thích: vì thế.", "Câu 3 sai vì lẽ khác."), ONE,
    ),
    "numbers in the explanation": (
        lines("1. Ai?", *AI[1:], "Đáp án: B", "Giải thích: 1. vì", "4. Gì?", "A. u", "B. v",
              "Đáp án: A"), TWO,
    ),
    "a number with decimals is no question": (
        lines("1. Ai phạt?", "1.5 triệu đồng là của ai?", *AI[1:], "Đáp án: B"),
        ("single Ai phạt? / 1.5 triệu đồng là của ai? x [y] z",),
    ),
    # options
    "stars": (lines(AI[0], "A. x", "*B. y", "C. z"), ONE),
    "star behind the letter": (lines(AI[0], "A. x", "B*. y", "C. z"), ONE),
    "star behind": (lines(AI[0], "A. x", "B. y (*)", "C. z"), ONE),
    "hash": (lines(AI[0], "A. x", "#B. y", "C. z"), ONE),
    "boxes": (lines(AI[0], "☐ A. x", "☒ B. y", "☐ C. z"), ONE),
    "signs of a font": (
        p(AI[0]) + "".join(
            f'<w:p><w:r><w:sym w:font="Wingdings" w:char="{sign}"/><w:t> {text}</w:t></w:r></w:p>'
            for sign, text in zip(("F0A8", "F0FE", "F0A8"), AI[1:], strict=True)
        ), ONE,
    ),
    "boxes of brackets": (lines(AI[0], "[ ] A. x", "[x] B. y", "[ ] C. z"), ONE),
    "bracket behind": (lines(AI[0], "A. x", "B. y [x]", "C. z"), ONE),
    "arrow before": (lines(AI[0], "A. x", "→ B. y", "C. z"), ONE),
    "slanted": (p(AI[0]) + p("A. x") + marked("B. y", "<w:rPr><w:i/></w:rPr>") + p("C. z"), ONE),
    "slanted words beside a bold answer": (
        p(AI[0]) + p("A. x") + marked("B. y", BOLD) + marked("C. z", "<w:rPr><w:i/></w:rPr>"), ONE,
    ),
    "a shaded line": (
        lines(AI[0], "A. x") + p("B. y", '<w:pPr><w:shd w:val="clear" w:fill="FFFF00"/></w:pPr>')
        + p("C. z"), ONE,
    ),
    "a shaded cell": (
        p(AI[0]) + "<w:tbl><w:tr>" + cell("A. x")
        + f'<w:tc><w:tcPr><w:shd w:fill="92D050"/></w:tcPr>{p("B. y")}</w:tc>' + cell("C. z")
        + "</w:tr></w:tbl>", ONE,
    ),
    "two on a line by tabs": (
        lines(AI[0], "A. x\tB. y", "C. z\tD. t", "Đáp án: B"), ("single Ai? x [y] z t",)
    ),
    "red among tabs": (
        p(AI[0]) + "<w:p><w:r><w:t>A. x</w:t><w:tab/></w:r>"
        f"<w:r>{RED}<w:t>B. y</w:t></w:r><w:r><w:tab/><w:t>C. z</w:t></w:r></w:p>", ONE,
    ),
    "soft line breaks": (
        "<w:p><w:r><w:t>Câu 1. Ai?</w:t><w:br/><w:t>A. x</w:t><w:br/></w:r>"
        f"<w:r>{UNDER}<w:t>B. y</w:t></w:r><w:r><w:br/><w:t>C. z</w:t></w:r></w:p>", ONE,
    ),
    "a name with an initial": (
        lines("Câu 1. Ai?", "A. Anh B. phạm tội", "B. Chị C. phạm tội", "C. Không ai",
              "Đáp án: B"),
        ("single Ai? Anh B. phạm tội [Chị C. phạm tội] Không ai",),
    ),
    "small letters in the stem": (
        lines("Câu 1. Có mấy ý đúng?", "a) một", "b) hai", "A. 1", "B. 2", "Đáp án: B"),
        ("single Có mấy ý đúng? / a) một / b) hai 1 [2]",),
    ),
    "roman numbers in the stem": (
        lines("Câu 1. Ý nào đúng?", "I. Quyền", "II. Nghĩa vụ", "A. I", "B. II", "Đáp án: B"),
        ("single Ý nào đúng? / I. Quyền / II. Nghĩa vụ I [II]",),
    ),
    "letters in brackets": (lines(AI[0], "(A) x", "(B) y", "(C) z", "Đáp án (B)"), ONE),
    "letters in brackets on a line": (lines(AI[0], "(A) x\t(B) y\t(C) z", "Đáp án: B"), ONE),
    "numbers for letters": (lines(AI[0], "1. x", "2. y", "3. z", "Đáp án: 2"), ONE),
    "hyphens for letters": (lines(AI[0], "- x", "- y;", "- z", "Đáp án: y"),
                            ("single Ai? x [y;] z",)),
    "hyphens": (lines(AI[0], "A- x", "B- y", "C- z", "Đáp án: B"), ONE),
    # answers
    "answer behind the last option": (lines(AI[0], "A. x", "B. y", "C. z   Đáp án: B"), ONE),
    "a letter alone": (lines(*AI, "B"), ONE),
    "a letter behind an arrow": (lines(*AI, "=> B"), ONE),
    "an option named again": (lines(*AI, "→ B. y"), ONE),
    "solution that names it": (lines(*AI, "Lời giải", "Chọn B. Vì thế."), ONE),
    "solutions at the end": (
        lines(*AI, "HẾT", "HƯỚNG DẪN GIẢI CHI TIẾT", "Câu 1: Đáp án đúng là B. Vì thế."), ONE,
    ),
    "the key with its reasons": (
        lines(*AI, "ĐÁP ÁN CHI TIẾT", "Câu 1: Đáp án B", "Vì thế."), ONE,
    ),
    "the key on lines of their own": (
        lines(*AI, "Câu 2. Gì?", "A. u", "B. v", "ĐÁP ÁN", "Câu 1", "B", "Câu 2", "A"), TWO,
    ),
    "numbers and letters on lines of their own": (
        lines(*AI, "Câu 2. Gì?", "A. u", "B. v", "HẾT", "1", "B", "2", "A"), TWO,
    ),
    "the key behind its head": (
        lines(*AI, "Câu 2. Gì?", "A. u", "B. v", "Đáp án: 1B, 2A"), TWO,
    ),
    "the key behind a longer head": (
        lines(*AI, "Câu 2. Gì?", "A. u", "B. v", "BẢNG ĐÁP ÁN ĐỀ THI: 1-B 2-A"), TWO,
    ),
    "topics with a star": (
        lines("* Lĩnh vực đất đai", *AI, "Đáp án: B", "2. LĨNH VỰC HỘ TỊCH", "Câu 2. Gì?", "A. u",
              "B. v", "Đáp án: A"),
        ("single Lĩnh vực đất đai: Ai? x [y] z", "single LĨNH VỰC HỘ TỊCH: Gì? [u] v"),
    ),
    "answer with its ground": (
        lines(*AI, "Đáp án: B (Khoản 1 Điều 5 Luật X)"), ONE,
    ),
    "question and answer": (
        lines("Câu 1. Hộ tịch là gì?", "Trả lời:", "Theo luật, " + "đó là những sự kiện " * 8, "- một"),
        ("essay Hộ tịch là gì?",),
    ),
    "right option first, places fixed": (
        lines("Câu 1. Ai?", "A. x", "B. y", "#!C. cả hai", "Câu 2. Gì?", "A. u", "B. v"),
        ("single Ai? [x] y cả hai", "single Gì? [u] v"),
    ),
    "highlight": (p(AI[0]) + p("A. x") + marked("B. y", BRIGHT) + p("C. z"), ONE),
    # groups
    "roman headings": (
        lines("I/ Phần đất đai", *AI, "Đáp án: B", "II/ Phần hộ tịch", "Câu 2. Gì?", "A. u",
              "B. v", "Đáp án: A"),
        ("single đất đai: Ai? x [y] z", "single hộ tịch: Gì? [u] v"),
    ),
    "lettered parts": (
        lines("A. PHẦN TRẮC NGHIỆM (7 điểm)", *AI, "Đáp án: B", "B. PHẦN TỰ LUẬN (3 điểm)",
              "Câu 1. Viết gì?", "Hướng dẫn chấm: đủ ý"),
        ("single Ai? x [y] z", "essay Viết gì?"),
    ),
    "a heading in capitals": (
        lines(*AI, "Đáp án: B", "LUẬT HỘ TỊCH", "Câu 2. Gì?", "A. u", "B. v", "Đáp án: A"),
        ("single Ai? x [y] z", "single LUẬT HỘ TỊCH: Gì? [u] v"),
    ),
    "heads of pages between": (
        lines(AI[0], "A. x", "B. y", "C. z", "Trang 1/4 - Mã đề 101", "Đáp án: B"), ONE,
    ),
    # tables
    "a row of options": (p(AI[0]) + grid(("A. x", "B. y", "C. z")) + p("Đáp án: B"), ONE),
    "letters in cells of their own": (
        p(AI[0]) + grid(("A", "x"), ("B", "y"), ("C", "z")) + p("Đáp án: B"), ONE,
    ),
    "a table for each question": (
        grid(("Câu 1", "Ai?"), ("A.", "x"), ("B.", "y"), ("C.", "z"), ("Đáp án", "B")), ONE,
    ),
    "stem and options in one cell": (
        grid(("STT", "Nội dung câu hỏi", "Đáp án"))[:-8]
        + f"<w:tr>{cell('1')}<w:tc>{lines('Ai?', 'A. x', 'B. y', 'C. z')}</w:tc>{cell('B')}</w:tr>"
        + f"<w:tr>{cell('2')}<w:tc>{lines('Gì?', 'A. u', 'B. v')}</w:tc>{cell('A')}</w:tr></w:tbl>",
        TWO,
    ),
    "options in a column, the right one red": (
        grid(("TT", "Câu hỏi", "Phương án trả lời"))[:-8]
        + f"<w:tr>{cell('1')}{cell('Ai?')}<w:tc>{p('A. x')}{marked('B. y', RED)}{p('C. z')}</w:tc>"
        "</w:tr></w:tbl>", ONE,
    ),
    "a heading of two rows": (
        "<w:tbl><w:tr>" + cell("STT") + cell("Câu hỏi")
        + f'<w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{p("Phương án trả lời")}</w:tc>'
        + cell("Đáp án") + "</w:tr>" + grid(("", "", "A", "B", "C", ""), ("1", "Ai?", "x", "y",
        "z", "B"))[7:], ONE,
    ),
    "a column for each option, the right one bold": (
        grid(("Câu hỏi", "A", "B", "C"))[:-8]
        + f"<w:tr>{cell('Ai?')}{cell('x')}<w:tc>{marked('y', BOLD)}</w:tc>{cell('z')}</w:tr></w:tbl>",
        ONE,
    ),
    "keys in rows of ten": (
        lines(*AI, "Câu 2. Gì?", "A. u", "B. v", "BẢNG ĐÁP ÁN")
        + grid(("Câu", "1", "2"), ("Đ/A", "B", "A"), ("Câu", "3", "4"), ("Đ/A", "", "")), TWO,
    ),
    "keys of several codes": (
        lines("Mã đề 102", *AI, "Câu 2. Gì?", "A. u", "B. v", "HẾT")
        + grid(("Câu", "101", "102"), ("1", "A", "B"), ("2", "B", "A")), TWO,
    ),
    "keys before the questions": (
        grid(("1", "2", "3"), ("B", "A", "C")) + lines(*AI, "Câu 2. Gì?", "A. u", "B. v",
        "Câu 3. Nào?", "A. m", "B. n", "C. k"), (*TWO, "single Nào? m n [k]"),
    ),
    "a table to read in the stem": (
        p("Câu 1. Bảng nói gì?") + grid(("Năm", "Số vụ"), ("1", "5"), ("2", "7"))
        + lines("A. x", "B. y", "Đáp án: B"),
        ("single Bảng nói gì? / | Năm | Số vụ | / | 1 | 5 | / | 2 | 7 | x [y]",),
    ),
    "keys of one part only": (
        lines("Phần I: Trắc nghiệm", "1. Ai?", "a. x", "b. y", "Phần II: Tự luận", "1. Viết gì?",
              "Đáp án", "1-b"),
        ("single Ai? x [y]", "essay Viết gì?"),
    ),
    # the national exam of 2025
    "three parts": (
        lines("PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn. Thí sinh trả lời từ câu 1 đến 1.",
              *AI, "PHẦN II. Câu trắc nghiệm đúng sai. Trong mỗi ý a), b), c), d) thí sinh chọn "
              "đúng hoặc sai.", "Câu 1. Xét:", "a) một", "b) hai", "c) ba", "d) bốn",
              "PHẦN III. Câu trắc nghiệm trả lời ngắn.", "Câu 1. Mấy tuổi?", "HẾT", "PHẦN I")
        + grid(("Câu", "1"), ("Chọn", "B")) + p("PHẦN II")
        + grid(("Câu", "1"), ("Đáp án", "a) Đ"), ("", "b) S"), ("", "c) S"), ("", "d) Đ"))
        + p("PHẦN III") + grid(("Câu", "1"), ("Đáp án", "18")),
        ("single Ai? x [y] z", "statements Xét: [một] hai ba [bốn]", "number Mấy tuổi? 18"),
    ),
    "truths in a line": (
        lines("Câu 1. Xét:", "a) một", "b) hai", "c) ba", "d) bốn", "Đáp án: a) Đ, b) S, c) S, d) Đ"),
        ("statements Xét: [một] hai ba [bốn]",),
    ),
    "truths as a word": (
        lines("Câu 1. Xét:", "a) một", "b) hai", "c) ba", "d) bốn", "ĐÁP ÁN: ĐSSĐ"),
        ("statements Xét: [một] hai ba [bốn]",),
    ),
    "truths behind the statements": (
        lines("Câu 1. Xét:", "a) một (Đ)", "b) hai (S)", "c) ba - Sai", "d) bốn – Đúng"),
        ("statements Xét: [một] hai ba [bốn]",),
    ),
    "truths marked": (
        p("PHẦN II. Câu hỏi đúng/sai") + p("Câu 1. Xét:") + marked("a) một", UNDER)
        + lines("b) hai", "c) ba") + marked("d) bốn", UNDER),
        ("statements Xét: [một] hai ba [bốn]",),
    ),
    "truths in columns": (
        p("Câu 1. Xét:") + grid(("Ý", "Đúng", "Sai"), ("a) một", "X", ""), ("b) hai", "", "x")),
        ("statements Xét: [một] hai",),
    ),
    "true or false in words": (
        lines("Câu 1. Thật không?", "Đáp án: Sai"), ("true_false Thật không? Đúng [Sai]",)
    ),
    "short answers": (
        lines("Câu 1. Ai?", "Trả lời: Quốc hội; QH", "Câu 2. Mấy?", "Đáp án: 2,5"),
        ("short Ai? Quốc hội = QH", "number Mấy? 5/2"),
    ),
    # what other programs put between
    "smart tags, controls and links": (
        '<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:smartTag><w:r><w:t>Câu 1. </w:t></w:r></w:smartTag>'
        "<w:hyperlink><w:r><w:t>Ai?</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>"
        + lines(*AI[1:], "Đáp án: B"), ONE,
    ),
    "fields": (
        '<w:p><w:r><w:t xml:space="preserve">Câu </w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ cau </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>. Ai?</w:t></w:r></w:p>'
        + lines(*AI[1:], "Đáp án: B"), ONE,
    ),
    "runs torn anywhere": (
        "".join(
            "<w:p>" + "".join(f'<w:r><w:rPr/><w:t xml:space="preserve">{char}</w:t></w:r>'
                              for char in text) + "</w:p>"
            for text in (*AI, "Đáp án: B")
        ), ONE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_layout_is_read(name: str) -> None:
    body, wanted = CASES[name]
    reading = read(body)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert [told(draft) for draft in reading.drafts] == list(wanted), (errors, reading.problems)
    assert not errors


def test_there_are_more_than_twenty_layouts() -> None:
    assert len(CASES) >= 50


def test_what_a_paper_says_beside_its_questions() -> None:
    draft = read(lines("Câu 1 (0,25 điểm): Ai?", *AI[1:], "Đáp án: B")).drafts[0]
    assert draft.points_milli == 250
    draft = read(lines("Câu 1. (VD) Ai?", *AI[1:], "Đáp án: B")).drafts[0]
    assert (draft.stem, draft.difficulty) == ("Ai?", "hard")
    draft = read(CASES["answer with its ground"][0]).drafts[0]
    assert draft.citation_text == "Khoản 1 Điều 5 Luật X"
    draft = read(CASES["the key with its reasons"][0]).drafts[0]
    assert draft.explanation == "Đáp án B\nVì thế."
    fixed = read(CASES["right option first, places fixed"][0])
    assert [option.fixed for option in fixed.drafts[0].options] == [False, False, True]
    assert "KEY-FIRST" in {problem.code for problem in fixed.problems}


def test_a_key_of_several_codes_needs_to_know_which() -> None:
    body = lines(*AI, "HẾT") + grid(("Câu", "101", "102"), ("1", "A", "B"))
    assert {problem.code for problem in read(body).problems} == {"KEY-CODES", "KEY-NONE-MARKED"}


def numbered(number: str, at: int = 0) -> str:
    return f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'


@pytest.mark.parametrize("form", ["upperLetter", "lowerLetter"])
def test_lists_of_word_that_count_on_or_start_again(form: str) -> None:
    """Options of every question in one list that never starts again, numbers in another; a list
    that starts again; a list whose levels come from a style."""
    numbering = (
        f'{XML}<w:numbering xmlns:w="{WORD}">'
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "Câu %1:")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, form, "%1.")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="DS"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
    )
    styles = (
        f'{XML}<w:styles xmlns:w="{WORD}"><w:style w:type="numbering" w:styleId="DS"><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    body = ""
    for number in range(1, 5):
        options = "3" if number == 4 else "2"
        body += p(f"Hỏi {number}?", numbered("4" if number == 3 else "1"))
        body += "".join(
            p(text, numbered(options), BOLD if text == "y" else "") for text in ("x", "y", "z")
        )
    reading = read(
        body,
        word__numbering_dot_xml=numbering,
        word__styles_dot_xml=styles,
        word___rels__document_dot_xml_dot_rels=links(
            numbering="numbering.xml", styles="styles.xml"
        ),
    )
    assert [told(draft) for draft in reading.drafts] == [
        f"single Hỏi {number}? x [y] z" for number in range(1, 5)
    ]


def test_a_line_in_the_style_of_a_heading_is_the_topic() -> None:
    body = (
        p("ĐỀ THI", HEADING) + p("Luật Đất đai", HEADING) + lines(*AI, "Đáp án: B")
        + p("Luật Hộ tịch", HEADING) + lines("Câu 2. Gì?", "A. u", "B. v", "Đáp án: A")
    )  # fmt: skip
    reading = read(
        body,
        word__styles_dot_xml=STYLES,
        word___rels__document_dot_xml_dot_rels=links(styles="styles.xml"),
    )
    assert [told(draft) for draft in reading.drafts] == [
        "single Luật Đất đai: Ai? x [y] z",
        "single Luật Hộ tịch: Gì? [u] v",
    ]


def test_more_options_than_letters_are_said() -> None:
    body = lines("PHẦN I. Đất đai", AI[0], *(f"{letter}. ý {letter}" for letter in "ABCDEFGH"),
                 "A. x", "B. Tất cả đều đúng", "Đáp án: A")  # fmt: skip
    assert {"OPTION-FIXED", "OPTION-ORDER"} <= {problem.code for problem in read(body).problems}


def within(text: str, part: str) -> str:
    """A paragraph with `part` where `text` has an @."""
    return p(text).replace("@", f'</w:t>{part}<w:t xml:space="preserve">')


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def sign(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def power(base: str, up: str) -> str:
    return f"<m:sSup><m:e>{base}</m:e><m:sup>{up}</m:sup></m:sSup>"


def fraction(over: str, under: str, kind: str = "bar") -> str:
    properties = f'<m:fPr><m:type m:val="{kind}"/></m:fPr>'
    return f"<m:f>{properties}<m:num>{over}</m:num><m:den>{under}</m:den></m:f>"


def root(of: str, degree: str = "") -> str:
    return f"<m:rad><m:deg>{degree}</m:deg><m:e>{of}</m:e></m:rad>"


X, TWO_ = sign("x"), sign("2")
FORMULAS = {
    power(X, TWO_) + sign(" + 1"): "x² + 1",
    power(X, sign("a")): "x^a",
    power(power(X, TWO_), sign("3")): "(x²)³",
    power(sign("(x+1)"), sign("n−1")): "(x+1)ⁿ⁻¹",
    f"<m:sSub><m:e>{sign('H')}</m:e><m:sub>{TWO_}</m:sub></m:sSub>{sign('O')}": "H₂O",
    fraction(sign("a+b"), TWO_): "(a+b)/2",
    root(fraction(X, TWO_)): "√(x/2)",
    root(X, sign("3")): "∛x",
    root(X, sign("k+1")): "",  # lost
    fraction(X, TWO_, "noBar"): "",
    f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{X}</m:e></m:d>": "[x]",
    f"<m:func><m:fName>{sign('sin')}</m:fName><m:e>{power(X, TWO_)}</m:e></m:func>": "sin (x²)",
    f"<m:m><m:mr><m:e>{X}</m:e></m:mr></m:m>": "",
    "<m:e>" * 60 + X + "</m:e>" * 60: "",
}  # fmt: skip


@pytest.mark.parametrize(("formula", "text"), FORMULAS.items())
def test_a_simple_formula_is_written_out_and_any_other_named(formula: str, text: str) -> None:
    asked = within("Câu 1. Tính @ bao nhiêu?", f"</w:r>{math(formula)}<w:r>")
    reading = read(asked + lines(*AI[1:], "Đáp án: B"))
    (draft,) = reading.drafts
    assert draft.stem == f"Tính {text} bao nhiêu?".replace("  ", " ")
    (problem,) = reading.problems
    assert (problem.code, problem.args["what"]) == (
        ("WORD-READ", "equation-read") if text else ("WORD-LEFT", "equation")
    )


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        ("<w:pict><w:textbox>{}</w:textbox></w:pict>", "WORD-READ"),
        (
            "<w:AlternateContent><w:Choice><w:drawing><w:txbx>{0}</w:txbx></w:drawing>"
            "</w:Choice><w:Choice><w:pict>{0}</w:pict></w:Choice>"
            "<w:Fallback><w:pict>{0}</w:pict></w:Fallback></w:AlternateContent>",
            "WORD-READ",
        ),
        (
            "<w:drawing><w:AlternateContent><w:Choice>{0}</w:Choice><w:Fallback>{0}"
            "</w:Fallback></w:AlternateContent></w:drawing>",
            "WORD-READ",
        ),
        ("<w:rPr><w:vanish/></w:rPr><w:pict>{}</w:pict>", "WORD-LEFT"),
    ],
)
def test_the_words_of_a_text_box_are_read_once_behind_its_paragraph(drawn: str, code: str) -> None:
    box = f"<w:txbxContent>{lines('Theo luật', 'mới nhất.')}</w:txbxContent>"
    asked = within("Câu 1. Ai?@", f"</w:r><w:r>{drawn.format(box)}</w:r><w:r>")
    reading = read(asked + lines(*AI[1:], "Đáp án: B"))
    (draft,) = reading.drafts
    assert draft.stem == ("Ai?\nTheo luật\nmới nhất." if code == "WORD-READ" else "Ai?")
    assert [problem.code for problem in reading.problems] == [code]
