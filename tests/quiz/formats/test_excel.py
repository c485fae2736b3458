"""What an Excel file says is what is read: headings, cells, sheets, and our own layout."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.formats import workbook
from quiz.formats.archive import CHUNK
from quiz.formats.base import Reading
from quiz.formats.dispatch import read_here
from quiz.formats.excel import ALL_SHEETS
from quiz.formats.excel_template import EXAMPLES, HEADINGS, SHEET, template, write
from quiz.rules.legacy import recognise
from quiz.rules.question import CHOICE_KINDS, Difficulty, Draft, Kind, Option, validate
from quiz.rules.text import clean_line, clean_text, fixed_flags
from quiz.wording import what
from tests.quiz.hostile.zips import HEAD, ROW, pack, row, sheet_xml, table, xlsx_parts
from tests.sizes import size

COLUMN = {heading: number for number, heading in enumerate(HEADINGS, 1)}
ROWS10 = [row(A=f"Câu hỏi số {n}?") for n in range(1, 11)]


def read(content: bytes, **options: str) -> Reading:
    return read_here(io.BytesIO(content), **options)


def stems(reading: Reading) -> list[str]:
    return [draft.stem for draft in reading.drafts]


@pytest.mark.parametrize("said", ["A1:B4", "A1:A11", "A1:XFD1048576", "A1", "nonsense", ""])
def test_the_dimension_of_a_sheet_is_not_believed(said: str) -> None:
    """Cases 28, 29, 30."""
    sheet = sheet_xml([HEAD, *ROWS10], before=f'<dimension ref="{said}"/>')
    reading = read(pack(xlsx_parts(sheet)))
    assert len(reading.drafts) == 10
    assert {draft.key for draft in reading.drafts} == {"A"}


def test_stock_reading_loses_rows() -> None:
    """Control: openpyxl's read-only mode without reset_dimensions() gives 3 of 10 questions."""
    sheet = sheet_xml([HEAD, *ROWS10], before='<dimension ref="A1:B4"/>')
    parts = xlsx_parts(sheet)
    del parts["xl/styles.xml"]
    parts["[Content_Types].xml"] = TYPES
    book = openpyxl.load_workbook(io.BytesIO(pack(parts)), read_only=True)
    stock = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(stock) == 4 and len(stock[1]) == 2
    book.worksheets[0].reset_dimensions()
    assert len(list(book.worksheets[0].iter_rows(values_only=True))) == 11


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\n"),
        lambda text: f"  {text} * ",
        lambda text: f"{text} (ghi rõ)",
    ],
)
def test_headings_are_found_however_they_are_written(change: object) -> None:
    """Cases 38 and 40; a title above and other columns between do not matter."""
    head = tuple(change(text) for text in reversed(HEAD))  # type: ignore[operator]
    rows = [("BỘ CÂU HỎI",), ("năm 2026",), (), head, tuple(reversed(ROW))]
    reading = read(pack(xlsx_parts(sheet_xml(rows))))
    assert stems(reading) == [ROW[0]]
    assert reading.drafts[0].key == "A"
    assert reading.drafts[0].where is not None and reading.drafts[0].where.row == 5
    assert reading.counts == {}


def test_layouts_seen_in_the_field() -> None:
    thi_online = (
        ("Câu hỏi", "Đáp án 1", "Đáp án 2", "Đáp án 3", "Đáp án đúng (A hoặc A,C)",
         "Loại (single/multiple)", "Lĩnh vực"),
        ("Ai?", "a", "b", "c", "A,C", "multiple", "Đất đai"),
        ("Gì?", "a", "b", "c", "2", "single", "Đất đai"),
    )  # fmt: skip
    reading = read(pack(xlsx_parts(sheet_xml(list(thi_online)))))
    assert [(d.kind, d.key, d.topic) for d in reading.drafts] == [
        (Kind.MULTIPLE, "AC", "Đất đai"),
        (Kind.SINGLE, "B", "Đất đai"),
    ]
    adr = (
        ("STT", "Danh mục", "Câu hỏi", "Độ khó", "Đáp án A", "Đáp án B", "Đáp án đúng",
         "Giải thích", "Tài liệu tham khảo", "Thời gian", "Điểm"),
        (1, "ADR", "Ai?", "Khó", "a", "b", "B", "vì", "Điều 8", 30, 1),
        (2, None, None, None, None, None, None, None, None, None, None),
    )  # fmt: skip
    reading = read(pack(xlsx_parts(sheet_xml(list(adr)))))
    (draft,) = reading.drafts
    assert (draft.difficulty, draft.key, draft.explanation) == (Difficulty.HARD, "B", "vì")
    assert draft.citation_text == "Điều 8"
    assert [p.code for p in reading.problems] == ["COLUMN-UNUSED", "COLUMN-UNUSED"]


def far_down(number: int) -> bytes:
    """A table whose heading stands in the row `number`, with empty rows above it."""
    sheet = sheet_xml([HEAD, ROW])
    for old in (2, 1):
        sheet = re.sub(rf'(r="[A-F]?){old}"', rf'\g<1>{number + old - 1}"', sheet)
    return pack(xlsx_parts(sheet.replace("<sheetData>", '<sheetData><row r="1"/><row r="2"/>')))


def test_a_heading_is_looked_for_in_the_first_thousand_rows() -> None:
    assert len(read(far_down(1_000)).drafts) == 1
    lost = read(far_down(1_001))
    assert [(p.code, p.row) for p in lost.problems] == [("HEADING-MISSING", 1)]


def test_a_sheet_of_empty_rows_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 33: neither the search for a heading nor that for rows below it runs to the end."""
    empty = "".join(f'<row r="{n}" s="1"/>' for n in range(3, 60_003))
    sheet = sheet_xml([HEAD, ROW]).replace("</sheetData>", empty + "</sheetData>")
    parsed: list[int] = []
    feed = workbook._feed

    def counted(parser: Any, chunk: bytes, part: str, *, last: bool = False) -> None:
        parsed.append(len(chunk) * part.endswith("sheet1.xml"))
        feed(parser, chunk, part, last=last)

    monkeypatch.setattr(workbook, "_feed", counted)
    assert len(read(pack(xlsx_parts(sheet))).drafts) == 1
    whole = len(sheet.encode())
    assert whole <= sum(parsed) <= whole + CHUNK


def test_text_that_looks_like_code_stays_text() -> None:
    """Case 69, and a repealed number (73) is free text."""
    hostile = ["<script>alert(1)</script>", "{{ 7*7 }}", "${x}", "%s", "{0.__class__}", "=1+1",
               "@SUM(A1)", "+84 912", "-1", "Luật 86/2015/QH13"]  # fmt: skip
    reading = read(table(*[row(A=text) for text in hostile]))
    assert stems(reading) == hostile


def test_values_typed_by_excel_become_what_is_seen() -> None:
    cells = {
        "B": 2013,
        "C": 0.5,
        "D": '<c r="@" t="b"><v>1</v></c>',
        "E": '<c r="@" s="3"><v>0.05</v></c>',
    }
    (draft,) = read(table(row(**cells))).drafts
    assert [option.text for option in draft.options] == ["2013", "0,5", "TRUE", "5%"]


def test_formula_with_a_stored_value_is_its_value() -> None:
    cell = '<c r="@" t="str"><f>A1</f><v>kết quả</v></c>'
    assert read(table(row(B=cell))).drafts[0].options[0].text == "kết quả"


def test_true_false_needs_no_options() -> None:
    head = (*HEAD, "Loại")
    reading = read(table(("Đúng không?", None, None, None, None, "Sai", "Đúng/Sai"), head=head))
    (draft,) = reading.drafts
    assert draft.kind is Kind.TRUE_FALSE and draft.key == "B"
    assert [option.text for option in draft.options] == ["Đúng", "Sai"]


def test_a_topic_merged_downwards_counts_for_every_row() -> None:
    rows = [(*HEAD, "Lĩnh vực"), (*ROW, "Đất đai"), (*row(A="Hai?"), None), (*row(A="Ba?"), None)]
    after = '<mergeCells count="1"><mergeCell ref="G2:G3"/></mergeCells>'
    reading = read(pack(xlsx_parts(sheet_xml(list(rows), after=after))))
    assert [draft.topic for draft in reading.drafts] == ["Đất đai", "Đất đai", ""]


def test_a_sheet_can_be_chosen() -> None:
    parts = xlsx_parts(
        sheet_xml([HEAD, ROW]), sheet_xml([HEAD, row(A="Hai?")]), names=("Một", "Hai")
    )
    content = pack(parts)
    assert read(content).sheets == ("Một", "Hai") and not read(content).readable
    assert stems(read(content, sheet="hai")) == ["Hai?"]
    assert [p.code for p in read(content, sheet="Ba").problems] == ["SHEET-UNKNOWN"]


def test_all_sheets_can_be_read_at_once() -> None:
    names = ("Một", "Hai", "Ba")
    asked = [row(A="Hai?", B="hai"), ROW]
    parts = xlsx_parts(
        sheet_xml([HEAD, ROW]),
        sheet_xml([HEAD, asked[0]]),
        sheet_xml([HEAD, asked[1]]),
        names=names,
    )
    reading = read(pack(parts), sheet=ALL_SHEETS)
    assert stems(reading) == [ROW[0], "Hai?"] and (reading.sheets, reading.sheet) == (names, "")
    (problem,) = reading.problems  # of the same row in another sheet
    assert (problem.code, problem.sheet, problem.row) == ("DUPLICATE", "Ba", 2)
    assert "trùng hoàn toàn với dòng 2 của trang «Một»" in what(problem)


def test_the_only_question_sheet_is_read_wherever_it_is() -> None:
    """Case 26: the active sheet is another one."""
    notes = sheet_xml([("Ghi chú",), ("không có câu hỏi",)])
    parts = xlsx_parts(sheet_xml([HEAD, ROW]), notes, names=("Câu hỏi", "Ghi chú"))
    assert stems(read(pack(parts))) == [ROW[0]]


def test_limits_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 74 at a small size; 50 001 rows are read in the benchmark."""
    monkeypatch.setattr("quiz.formats.base.ROWS_MAX", 9)
    monkeypatch.setattr("quiz.formats.excel.ROWS_MAX", 9)
    reading = read(table(*ROWS10))
    assert reading.drafts == () and not reading.readable
    (problem,) = reading.problems
    assert (problem.code, problem.args["count"], problem.args["most"]) == ("ROWS-MANY", 10, 9)
    assert len(read(table(*ROWS10[:9])).drafts) == 9


def test_the_template_reads_back_empty_and_its_examples_are_good() -> None:
    assert [p.code for p in read(template()).problems] == ["NO-QUESTIONS"]
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == [SHEET, "Hướng dẫn", "Ví dụ"]
    assert [cell.value for cell in book[SHEET][1]] == list(HEADINGS)
    assert len(book[SHEET].data_validations.dataValidation) == 4
    assert book[SHEET].column_dimensions["A"].width > 50
    book["Ví dụ"].title = "Thử"
    target = io.BytesIO()
    book.save(target)
    reading = read(target.getvalue())
    assert len(reading.drafts) == 3 and reading.counts == {}


def plain(most: int) -> st.SearchStrategy[str]:
    """Clean text as a bank holds it, formula starts and Vietnamese letters included."""
    letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
    hard = st.sampled_from(["=", "+", "-", "@", "＝1", "ư", "Ộ", "đ", "\n", "a", " ", '"', "😀"])
    text = st.lists(st.one_of(letters, hard), min_size=1, max_size=most).map("".join)
    # A text that reads as TCVN3 or VNI is refused on the way in, on purpose.
    return text.map(clean_text).filter(lambda text: recognise(text) is None)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    kind = draw(st.sampled_from(sorted(CHOICE_KINDS)))
    if kind is Kind.TRUE_FALSE:
        right = draw(st.integers(0, 1))
        options = tuple(Option(text, n == right) for n, text in enumerate(("Đúng", "Sai")))
    else:
        count = draw(st.integers(2, 8))
        texts = [f"{draw(plain(8))} {n}".strip() for n in range(count)]
        if draw(st.booleans()):
            texts[-1] = "Cả ba ý trên"
        most = 1 if kind is Kind.SINGLE else count - 1
        right_set = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=most))
        flags = draw(
            st.one_of(
                st.lists(st.booleans(), min_size=count, max_size=count),
                st.just(list(fixed_flags(texts))),
            )
        )
        options = tuple(Option(t, n in right_set, flags[n]) for n, t in enumerate(texts))
    return Draft(
        kind=kind,
        stem=(draw(plain(30)) + " hỏi?").strip(),
        options=options,
        explanation=draw(plain(20)),
        topic=clean_line(draw(plain(10))),
        difficulty=draw(st.sampled_from(Difficulty)),
        citation_text=draw(plain(10)),
        critical=draw(st.booleans()),
        picture=draw(st.sampled_from(["", "q1.webp"])),
        ref=clean_line(draw(st.sampled_from(["", "GPLX-001", "12", "007"]))),
    )


def same(draft: Draft) -> Draft:
    return Draft(**{name: getattr(draft, name) for name in draft.__slots__ if name != "where"},
                 where=None)  # fmt: skip


BANKS = size(40, 2_000)


@settings(max_examples=BANKS, deadline=None)
@given(st.lists(drafts(), min_size=1, max_size=6, unique_by=lambda draft: draft.stem.casefold()))
def comes_back_the_same(bank: list[Draft]) -> None:
    """Order kept, every field equal, nothing becomes a formula."""
    bank = [d for d in bank if not any(p.severity == "error" for p in validate(d))]
    content = write(bank)
    reading = read(content)
    assert [same(draft) for draft in reading.drafts] == bank
    assert not [p for p in reading.problems if p.severity == "error" and p.code != "NO-QUESTIONS"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    types = {cell.data_type for line in book[SHEET].iter_rows() for cell in line}
    assert "f" not in types


DAMAGES: dict[str, Callable[[Any], object]] = {
    "a row lost": lambda sheet: sheet.delete_rows(3),
    "two rows swapped": lambda sheet: (sheet.move_range("A2:R2", 8), sheet.move_range("A3:R3", -1)),
    "another key": lambda sheet: sheet.cell(2, COLUMN["Đáp án đúng"], "A"),
    "no explanation": lambda sheet: sheet.cell(2, COLUMN["Giải thích"], " "),
    "another difficulty": lambda sheet: sheet.cell(2, COLUMN["Độ khó"], "Khó"),
    "an option less": lambda sheet: sheet.cell(2, COLUMN["Đáp án C"], " "),
    "one accent": lambda sheet: sheet.cell(2, 1, str(sheet.cell(2, 1).value).replace("ậ", "â")),
}


@pytest.mark.promise(30)
def test_writing_and_reading_gives_the_same_bank(record_promise: Callable[..., None]) -> None:
    """P30. The control: the same comparison sees every kind of loss."""
    comes_back_the_same()
    noticed = 0
    for damage in (lambda sheet: None, *DAMAGES.values()):
        book = openpyxl.load_workbook(io.BytesIO(write(EXAMPLES)))
        damage(book[SHEET])
        changed = io.BytesIO()
        book.save(changed)
        noticed += [same(draft) for draft in read(changed.getvalue()).drafts] != list(EXAMPLES)
    record_promise(
        "P30",
        figure=f"{BANKS} of {BANKS} banks equal after writing and reading",
        trials=BANKS,
        control=f"{noticed} of {len(DAMAGES)} planted losses noticed",
    )
    assert noticed == len(DAMAGES)


@pytest.mark.promise(28)
@settings(max_examples=size(80, 2_000), deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(), st.text(max_size=12), st.integers(), st.booleans(),
                st.floats(allow_nan=False, allow_infinity=False), st.dates(),
                st.sampled_from([*HEAD, "A", "b.", "A,C", "=1+1", "#N/A"]),
            ),
            max_size=9,
        ),
        max_size=8,
    )
)  # fmt: skip
def test_any_workbook_that_openpyxl_writes_is_answered(rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for line in rows:
        try:
            sheet.append(line)
        except (openpyxl.utils.exceptions.IllegalCharacterError, ValueError):
            continue  # the writer refuses control characters and lone surrogates
    target = io.BytesIO()
    try:
        book.save(target)
    except UnicodeEncodeError:
        return
    reading = read(target.getvalue())
    assert reading.format == "xlsx"
    assert reading.drafts or reading.problems


@settings(max_examples=40, deadline=None)
@given(st.lists(plain(30).filter(bool), min_size=1, max_size=8, unique_by=str.casefold))
def test_our_reader_sees_what_openpyxl_sees(questions: list[str]) -> None:
    """Two independent readers of the same file, with shared and with inline strings."""
    for content in (
        table(*[row(A=text) for text in questions]),
        write(
            [
                Draft(Kind.SINGLE, text, (Option("a", True), Option("b", False)))
                for text in questions
            ]
        ),
    ):
        book = openpyxl.load_workbook(io.BytesIO(styled(content)), read_only=True)
        book.worksheets[0].reset_dimensions()
        values = [line[0] for line in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
        reading = read(content)
        assert stems(reading) == [clean_text(str(value)) for value in values if value]


def styled(content: bytes) -> bytes:
    """The bare test package with the content types and without the styles openpyxl refuses."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    if b"Override" not in parts["[Content_Types].xml"]:  # type: ignore[operator]
        del parts["xl/styles.xml"]
        parts["[Content_Types].xml"] = TYPES
    return pack(parts)


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def test_prefixed_and_strict_files_are_read() -> None:
    """Some programs write <x:row>; strict files have other namespaces."""
    parts = xlsx_parts(sheet_xml([HEAD, ROW]))
    sheet = str(parts["xl/worksheets/sheet1.xml"])
    prefixed = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet).replace("xmlns=", "xmlns:x=")
    strict = sheet.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml")
    for changed in (prefixed, strict):
        assert stems(read(pack(parts | {"xl/worksheets/sheet1.xml": changed}))) == [ROW[0]]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def anchor(column: int, row: int, link: str, alt: str = "") -> str:
    return (
        f"<twoCellAnchor><from><col>{column}</col><row>{row}</row></from>"
        f'<pic><cNvPr name="Picture 1" descr="{alt}"/><blip embed="{link}"/></pic></twoCellAnchor>'
    )


def links(*targets: str) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="x/{target.rpartition("/")[0].rstrip("s") or "image"}" '
        f'Target="../{target}"/>' for n, target in enumerate(targets)
    )  # fmt: skip
    return f"<Relationships>{rows}</Relationships>"


def test_pictures_over_cells_and_in_cells_come_along() -> None:
    """Over the stem and over an option as Excel has them, in a cell as WPS has them; one beside
    no question is named."""
    sheet = sheet_xml([HEAD, row(B=None), row(A="Hai?", C='=DISPIMG("ID_7",1)')])
    parts = xlsx_parts(sheet)
    parts |= {
        "xl/worksheets/_rels/sheet1.xml.rels": links("drawings/drawing1.xml"),
        "xl/drawings/drawing1.xml": "<wsDr>" + anchor(0, 1, "r0", "Biển cấm rẽ")
        + anchor(1, 1, "r1") + anchor(0, 9, "r0") + "</wsDr>",
        "xl/drawings/_rels/drawing1.xml.rels": links("media/a.png", "media/b.png"),
        "xl/cellimages.xml": '<cellImages><cellImage><pic><cNvPr name="ID_7" descr="dấu"/>'
        '<blip embed="r0"/></pic></cellImage></cellImages>',
        "xl/_rels/cellimages.xml.rels": '<Relationships><Relationship Id="r0" Type="x/image" '
        'Target="media/c.png"/></Relationships>',
        **{f"xl/media/{name}.png": PNG + name.encode() for name in "abc"},
    }  # fmt: skip
    reading = read_here(io.BytesIO(pack(parts)))
    first, second = reading.drafts
    assert (first.picture, first.picture_alt) == ("a.png", "Biển cấm rẽ")
    assert first.options[0].text == "Hình 1"
    assert [(one.name, one.option) for one in first.pictures] == [("b.png", 0)]
    assert (second.picture, second.options[1].text) == ("", "Hình 2")
    assert [(one.name, one.alt, one.option) for one in second.pictures] == [("c.png", "dấu", 1)]
    left = [(p.row, p.args["count"]) for p in reading.problems if p.code == "PICTURES-LEFT"]
    assert left == [(10, 1)] and len(reading.pictures) == 3


def test_a_picture_over_the_explanation_stays_out_and_other_sheets_keep_theirs() -> None:
    explained = HEAD.index("Giải thích") if "Giải thích" in HEAD else len(HEAD)
    head = HEAD if explained < len(HEAD) else [*HEAD, "Giải thích"]
    sheet = sheet_xml([head, row()])
    parts = xlsx_parts(sheet, sheet_xml([["Ghi chú"]]), names=("Câu hỏi", "Hướng dẫn"))
    parts |= {
        "xl/worksheets/_rels/sheet1.xml.rels": links("drawings/drawing1.xml"),
        "xl/drawings/drawing1.xml": "<wsDr>" + anchor(explained, 1, "r0", "vì thế") + "</wsDr>",
        "xl/drawings/_rels/drawing1.xml.rels": links("media/a.png"),
        "xl/worksheets/_rels/sheet2.xml.rels": links("drawings/drawing2.xml"),
        "xl/drawings/drawing2.xml": "<wsDr>" + anchor(0, 1, "r0", "biểu trưng") + "</wsDr>",
        "xl/drawings/_rels/drawing2.xml.rels": links("media/b.png"),
        **{f"xl/media/{name}.png": PNG + name.encode() for name in "ab"},
    }
    reading = read_here(io.BytesIO(pack(parts)))
    (draft,) = reading.drafts
    assert (draft.picture, draft.pictures) == ("", ()), "it would tell the answer"
    said = [(p.code, p.row) for p in reading.problems if p.code.startswith("PICTURE")]
    assert said == [("PICTURE-EXPLAINS", 2)]
