"""The Vietnamese exam grammar in Word, one habit of its authors per test."""

import io
import unicodedata

import docx
import pytest

from quiz.formats.base import Reading
from quiz.formats.dispatch import read_here
from quiz.rules.question import Difficulty, Draft, Kind
from tests.quiz.hostile.zips import WORD, XML, docx_parts, p, pack

BOLD = "<w:rPr><w:b/></w:rPr>"
RED = '<w:rPr><w:color w:val="FF0000"/></w:rPr>'
UNDER = '<w:rPr><w:u w:val="single"/></w:rPr>'
BRIGHT = '<w:rPr><w:highlight w:val="yellow"/></w:rPr>'
SHADED = '<w:rPr><w:shd w:val="clear" w:fill="FFFF00"/></w:rPr>'
FOUR = ("A. một", "B. hai", "C. ba", "D. bốn")


def read(body: str, **parts: str) -> Reading:
    return read_here(io.BytesIO(pack(docx_parts(body, **parts))))


def only(reading: Reading) -> Draft:
    assert not [problem for problem in reading.problems if problem.severity == "error"]
    (draft,) = reading.drafts
    return draft


def texts(draft: Draft) -> list[str]:
    return [option.text for option in draft.options]


def test_a_question_with_every_field() -> None:
    body = "".join(
        p(line)
        for line in (
            "ĐỀ THI TÌM HIỂU PHÁP LUẬT",
            "Phần I. Hôn nhân và gia đình",
            "Câu 1: Ngày Pháp luật là ngày nào?",
            "(chọn một)",
            *FOUR,
            "Đáp án: b",
            "Giải thích: vì thế.",
            "Thế thôi.",
            "Căn cứ: Khoản 1 Điều 8",
            "Độ khó: Khó",
        )
    )
    draft = only(read(body))
    assert draft.stem == "Ngày Pháp luật là ngày nào?\n(chọn một)"
    assert texts(draft) == ["một", "hai", "ba", "bốn"] and draft.key == "B"
    assert draft.explanation == "vì thế.\nThế thôi."
    assert (draft.topic, draft.citation_text) == ("Hôn nhân và gia đình", "Khoản 1 Điều 8")
    assert draft.difficulty is Difficulty.HARD
    assert draft.where is not None and draft.where.row == 1


def test_letters_kept_apart_from_their_marks() -> None:
    lines = ("Câu 1. Nhà nƣớc là ai?", *FOUR, "Đáp án: C")
    draft = only(read("".join(p(unicodedata.normalize("NFD", line)) for line in lines)))
    assert (draft.stem, draft.key) == ("Nhà nước là ai?", "C")
    assert texts(draft) == ["một", "hai", "ba", "bốn"]
    # The mark in a run of its own, as after a change of colour in the middle of a letter.
    torn = "".join(f"<w:r>{RED}<w:t>{run}</w:t></w:r>" for run in ("Ca", "\u0302u 1. Ai?"))
    assert only(read(f"<w:p>{torn}</w:p>" + "".join(map(p, (*FOUR, "Đáp án: C"))))).stem == "Ai?"


@pytest.mark.parametrize(
    "lines",
    [
        ("Câu 1. Ai?", "A. một\tB. hai\tC. ba\tD. bốn", "Đáp án: C"),
        ("Câu 1. Ai?", "A. một    B. hai", "C. ba\tD. bốn", "Đáp án C"),
        ("Câu 1. Ai?", "A. một B. hai C. ba D. bốn", "Chọn C"),
        ("Câu 1. Ai? A. một B. hai C. ba D. bốn", "ĐÁP ÁN: C"),
        ("Câu 1. Ai?", "a) một", "b) hai", "c) ba", "d) bốn", "Đáp án đúng: c"),
        ("Câu hỏi 1: Ai?", *FOUR, "Đáp án đúng là C"),
        ("Question 1. Ai?", *FOUR, "Answer: C. ba"),
        ("1. Ai?", *FOUR, "Đáp án: ba"),
        ("Câu 1 Ai?", *FOUR, "HẾT", "BẢNG ĐÁP ÁN", "1-C"),
        ("Câu 1. Ai?", *FOUR, "--- HẾT ---", "1.C"),
        ("Bài 1. Ai?", *FOUR, "ĐÁP ÁN", "Câu 1: C"),
    ],
)
def test_spellings_of_the_same_question(lines: tuple[str, ...]) -> None:
    draft = only(read("".join(p(line) for line in lines)))
    assert (draft.stem, draft.key) == ("Ai?", "C")
    assert texts(draft) == ["một", "hai", "ba", "bốn"]


@pytest.mark.parametrize("mark", [BOLD, RED, UNDER, BRIGHT, SHADED])
def test_the_marked_option_is_right(mark: str) -> None:
    body = p("Câu 1. Ai?", run=BOLD) + "".join(
        p(option, run=mark if option[0] == "C" else "") for option in FOUR
    )
    assert only(read(body)).key == "C"


def test_a_mark_on_the_letter_alone_counts() -> None:
    label = f'<w:r>{UNDER}<w:t>B</w:t></w:r><w:r><w:t xml:space="preserve">. hai</w:t></w:r>'
    body = p("Câu 1. Ai?") + p("A. một") + f"<w:p>{label}</w:p>" + p("C. ba")
    assert only(read(body)).key == "B"


def test_a_mark_that_all_options_carry_tells_nothing() -> None:
    style = (
        f'{XML}<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="Dap">'
        '<w:basedOn w:val="Goc"/></w:style><w:style w:type="paragraph" w:styleId="Goc">'
        "<w:rPr><w:b/></w:rPr></w:style></w:styles>"
    )
    rels = links(styles="styles.xml")
    in_style = '<w:pPr><w:pStyle w:val="Dap"/></w:pPr>'
    body = p("Câu 1. Ai?") + "".join(
        p(option, in_style, UNDER if option[0] == "D" else "") for option in FOUR
    )
    parts = {"word__styles_dot_xml": style, "word___rels__document_dot_xml_dot_rels": rels}
    assert only(read(body, **parts)).key == "D"
    plain = '<w:rPr><w:b w:val="0"/></w:rPr>'
    body = p("Câu 1. Ai?") + "".join(
        p(option, in_style, plain if option[0] != "D" else "") for option in FOUR
    )
    assert only(read(body, **parts)).key == "D"


def links(**targets: str) -> str:
    listed = "".join(
        f'<Relationship Id="{kind}" Type="x/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f"<Relationships>{listed}</Relationships>"


def level(at: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_numbers_drawn_by_word_lists_through_the_style_chain() -> None:
    numbering = (
        f'{XML}<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">'
        f"{level(0, 'decimal', 'Câu %1.')}{level(1, 'upperLetter', '%2.')}</w:abstractNum>"
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styles = (
        f'{XML}<w:styles xmlns:w="{WORD}">'
        '<w:style w:type="paragraph" w:styleId="Hoi"><w:pPr><w:numPr><w:numId w:val="5"/>'
        "</w:numPr></w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="HoiCon"><w:basedOn w:val="Hoi"/></w:style>'
        "</w:styles>"
    )
    ask = '<w:pPr><w:pStyle w:val="HoiCon"/></w:pPr>'
    option = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr></w:pPr>'
    body = ""
    for name, right in (("Ai?", 1), ("Gì?", 0)):
        body += p(name, ask) + "".join(
            p(text, option, BOLD if n == right else "") for n, text in enumerate(("x", "y", "z"))
        )
    reading = read(
        body,
        word__numbering_dot_xml=numbering,
        word__styles_dot_xml=styles,
        word___rels__document_dot_xml_dot_rels=links(
            numbering="numbering.xml", styles="styles.xml"
        ),
    )
    assert [(d.stem, d.key, texts(d)) for d in reading.drafts] == [
        ("Ai?", "B", ["x", "y", "z"]),
        ("Gì?", "A", ["x", "y", "z"]),
    ]
    assert [d.where.row for d in reading.drafts if d.where] == [1, 2]


def cell(text: str) -> str:
    return f"<w:tc>{p(text)}</w:tc>"


def grid(*rows: tuple[str, ...]) -> str:
    body = "".join("<w:tr>" + "".join(map(cell, line)) + "</w:tr>" for line in rows)
    return f"<w:tbl>{body}</w:tbl>"


@pytest.mark.parametrize(
    "table",
    [
        grid(("Câu", "1", "2"), ("Đáp án", "B", "A")),
        grid(("Câu", "Đáp án"), ("1", "B"), ("2", "A")),
        grid(("1-B", "2-A")),
        grid(("1.B", "2.A")),
    ],
)
def test_a_key_table_at_the_end(table: str) -> None:
    questions = p("Câu 1. Ai?") + p("A. x") + p("B. y") + p("Câu 2. Gì?") + p("A. x") + p("B. y")
    reading = read(questions + p("HẾT") + table)
    assert [draft.key for draft in reading.drafts] == ["B", "A"]


def test_numbering_that_starts_again_in_each_part_with_its_own_key() -> None:
    body = ""
    for part in ("Phần I. Đất đai", "Phần II. Hộ tịch"):
        body += p(part) + p(f"Câu 1. {part}?") + p("A. x") + p("B. y")
    reading = read(body + p("HẾT") + p("1-A 1-B"))
    assert [(d.topic, d.key) for d in reading.drafts] == [("Đất đai", "A"), ("Hộ tịch", "B")]
    assert reading.counts == {}


def test_options_laid_out_in_a_table() -> None:
    body = p("Câu 1. Ai?") + grid(("A. một", "B. hai"), ("C. ba", "D. bốn")) + p("Đáp án: D")
    assert texts(only(read(body))) == ["một", "hai", "ba", "bốn"]


def test_a_word_table_in_the_layout_of_our_template() -> None:
    body = grid(
        ("STT", "Câu hỏi", "Đáp án A", "Đáp án B", "Đáp án đúng"), ("1", "Ai?", "x", "y", "B")
    )
    assert only(read(body)).key == "B"


def test_deleted_text_does_not_come_back_and_inserted_text_stays() -> None:
    """Case 91, with a comment and a move."""
    body = (
        "<w:p><w:r><w:t>Câu 1. Ai </w:t></w:r><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>dời</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>mới?</w:t></w:r></w:ins><w:r><w:commentReference/></w:r></w:p>"
        + p("A. x") + p("B. y") + p("Đáp án: A")
    )  # fmt: skip
    assert only(read(body)).stem == "Ai mới?"


def test_typographic_signs_and_invisible_ones() -> None:
    """Case 94."""
    body = (
        p("Câu\u00a01. “Ai”\u00ad là\u200b\u00a0ai?") + p("A.\u00a0x") + p("B. y") + p("Đáp án: A")
    )
    assert only(read(body)).stem == "“Ai” là ai?"


def test_old_fonts_are_converted_run_by_run() -> None:
    old = '<w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
    body = p("Câu 1. ") .replace("</w:p>", f"<w:r>{old}<w:t>LuËt ®Êt ®ai</w:t></w:r></w:p>")  # fmt: skip
    reading = read(body + p("A. x") + p("B. y") + p("Đáp án: A"))
    assert only(reading).stem == "Luật đất đai"
    assert [p.code for p in reading.problems] == ["LEGACY-CONVERTED"]


def test_a_numbered_list_inside_a_question_is_part_of_it() -> None:
    lines = ("1. Ai?", "A. x", "B. y", "Đáp án: A", "2. Gồm:", "1. một", "2. hai", "A. x", "B. y",
             "Đáp án: B", "Giải thích:", "1. vì", "3. Gì?", "A. x", "B. y", "Đáp án: A")  # fmt: skip
    reading = read("".join(p(line) for line in lines))
    assert [(d.stem, d.key) for d in reading.drafts] == [
        ("Ai?", "A"),
        ("Gồm:\n1. một\n2. hai", "B"),
        ("Gì?", "A"),
    ]
    assert reading.drafts[1].explanation == "1. vì"


def test_an_answer_line_left_blank_is_no_answer() -> None:
    body = p("Câu 1. Ai?") + p("A. x") + p("B. y", run=BOLD) + p("Đáp án:")
    assert only(read(body)).key == "B"
    reading = read(p("Câu 1. Ai?") + p("A. x") + p("B. y") + p("Đáp án:"))
    assert [problem.code for problem in reading.problems] == ["KEY-NONE-MARKED"]


def test_what_stands_behind_the_body_is_not_read() -> None:
    # Found by fuzzing: no Word writes it.
    inside = p("Câu 1. Ai?") + "".join(map(p, FOUR)) + p("Đáp án: B")
    (draft,) = read(f"{inside}</w:body>{p('Câu 2. Gì?')}<w:body>").drafts
    assert (draft.stem, draft.key) == ("Ai?", "B")


def test_several_answers_and_true_false() -> None:
    body = (
        p("Câu 1. Ai?") + "".join(map(p, FOUR)) + p("Đáp án: A, C")
        + p("Câu 2. Thật không?") + p("A. Đúng") + p("B. Sai") + p("Đáp án: Sai")
    )  # fmt: skip
    reading = read(body)
    assert [(d.kind, d.key) for d in reading.drafts] == [
        (Kind.MULTIPLE, "AC"),
        (Kind.TRUE_FALSE, "B"),
    ]


def test_explanations_at_the_end() -> None:
    body = p("Câu 1. Ai?") + p("A. x") + p("B. y") + p("HẾT") + p("1-A")
    body += p("LỜI GIẢI CHI TIẾT") + p("Câu 1: vì thế") + p("nên A")
    assert only(read(body)).explanation == "vì thế\nnên A"


def test_what_python_docx_writes_is_read() -> None:
    document = docx.Document()
    document.add_heading("Đề thi", 0)
    for number in range(1, 31):
        document.add_paragraph(f"Câu {number}. Câu hỏi thứ {number} là gì?")
        for letter in "ABCD":
            run = document.add_paragraph().add_run(f"{letter}. ý {letter} của {number}")
            run.bold = letter == "ABCD"[number % 4]
    target = io.BytesIO()
    document.save(target)
    reading = read_here(target)
    assert [draft.key for draft in reading.drafts] == ["ABCD"[n % 4] for n in range(1, 31)]
    assert reading.counts == {}
