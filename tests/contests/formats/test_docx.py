"""The checklist of clerks (Phụ lục I NĐ 30/2020/NĐ-CP) asserted on the XML of the DOCX."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from io import BytesIO

import docx
import openpyxl
import pytest
from lxml import etree

from contests.formats import metrics
from contests.formats.document import OfficialDocument, PageBreak, Paragraph, Table
from contests.formats.docx import write_docx
from tests.contests.formats.reading import W, names, paragraphs, part, text_of
from tests.contests.formats.samples import all_samples, commune_table, people_table, plan, report

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SAMPLES = all_samples()


def value(node: etree._Element, path: str, key: str = "val") -> str | None:
    """An attribute of the first element at ``path``."""
    found = node.find(path.replace("w:", W))
    return None if found is None else found.get(f"{W}{key}")


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> OfficialDocument:
    return SAMPLES[request.param]


def test_opens_in_python_docx(sample: OfficialDocument) -> None:
    opened = docx.Document(BytesIO(write_docx(sample)))
    assert opened.core_properties.title
    assert opened.core_properties.language == "vi-VN"


def test_page_is_a4_with_margins(sample: OfficialDocument) -> None:
    body = part(write_docx(sample), "word/document.xml")
    sections = list(body.iter(f"{W}sectPr"))
    assert len(sections) == 1 + len(sample.annexes)
    turned = [False, *(annex.landscape for annex in sample.annexes)]
    for section, landscape in zip(sections, turned, strict=True):
        size = section.find(f"{W}pgSz")
        assert size is not None
        wide, high = int(size.get(f"{W}w", 0)), int(size.get(f"{W}h", 0))
        assert (wide, high) == ((16838, 11906) if landscape else (11906, 16838))
        margins = section.find(f"{W}pgMar")
        assert margins is not None
        mm = {k: int(margins.get(f"{W}{k}", 0)) * 25.4 / 1440 for k in ("top", "bottom", "left")}
        assert 20 <= round(mm["top"]) <= 25 and 20 <= round(mm["bottom"]) <= 25
        assert 30 <= round(mm["left"]) <= 35
        assert 15 <= round(int(margins.get(f"{W}right", 0)) * 25.4 / 1440) <= 20


def test_page_number_is_a_centred_field_hidden_on_the_first_page(sample: OfficialDocument) -> None:
    made = write_docx(sample)
    body = part(made, "word/document.xml")
    for section in body.iter(f"{W}sectPr"):
        assert section.find(f"{W}titlePg") is not None
        assert value(section, "w:pgNumType", "start") == "1"
    shown = part(made, "word/header1.xml")
    assert [node.text for node in shown.iter(f"{W}instrText")] == [" PAGE "]
    assert text_of(part(made, "word/header2.xml")) == ""
    style = next(
        s
        for s in part(made, "word/styles.xml").iter(f"{W}style")
        if s.get(f"{W}styleId") == "Header"
    )
    assert value(style, "w:pPr/w:jc") == "center"
    assert value(style, "w:rPr/w:sz") == "26"
    # No other field anywhere.
    assert not list(body.iter(f"{W}instrText")) and not list(body.iter(f"{W}fldSimple"))


def test_one_face_in_four_slots_and_vietnamese(sample: OfficialDocument) -> None:
    made = write_docx(sample)
    styles = part(made, "word/styles.xml")
    fonts = list(styles.iter(f"{W}rFonts"))
    assert len(fonts) == 1
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        assert fonts[0].get(f"{W}{slot}") == "Times New Roman"
    assert value(styles, ".//w:lang") == "vi-VN"
    assert not list(part(made, "word/document.xml").iter(f"{W}rFonts"))


def test_no_empty_paragraph_makes_room(sample: OfficialDocument) -> None:
    for paragraph in paragraphs(write_docx(sample)):
        if text_of(paragraph).strip() or list(paragraph.iter(f"{WP}inline")):
            continue
        in_cell = paragraph.getparent().tag == f"{W}tc"
        assert in_cell or value(paragraph, "w:pPr/w:pStyle") == "Ngan"
    ends = [p for p in paragraphs(write_docx(sample)) if value(p, "w:pPr/w:pStyle") == "Ngan"]
    assert len(ends) == 1 + len(sample.annexes)


def test_no_double_blank(sample: OfficialDocument) -> None:
    for paragraph in paragraphs(write_docx(sample)):
        assert "  " not in text_of(paragraph)


def test_head_and_drawn_lines(sample: OfficialDocument) -> None:
    made = write_docx(sample)
    body = part(made, "word/document.xml")
    head = body.find(f".//{W}tbl")
    assert head is not None and head.find(f".//{W}tblBorders") is None
    texts = [text_of(p) for p in head.iter(f"{W}p")]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts
    assert "Độc lập - Tự do - Hạnh phúc" in texts
    lines = []
    for paragraph in body.iter(f"{W}p"):
        extent = paragraph.find(f".//{WP}anchor/{WP}extent")
        if extent is not None:
            lines.append((text_of(paragraph), int(extent.get("cx", 0)) / 36000))
    # Under Tiêu ngữ as long as the text; under the others a third to a half of it.
    motto = "Độc lập - Tự do - Hạnh phúc"
    assert dict(lines)[motto] == pytest.approx(metrics.width_mm(motto, 13, bold=True), abs=0.1)
    assert len(lines) == 3 + len(sample.annexes)
    for text, width in lines:
        if text != motto and not text.startswith("(Kèm theo"):
            longest = metrics.width_mm(text, 12 if text.isupper() else 14, bold=True)
            assert width <= longest / 2 + 0.1
    assert not list(body.iter(f"{W}u"))


def test_sizes_and_weights_of_the_head() -> None:
    body = part(write_docx(report()), "word/document.xml")

    def look(text: str) -> tuple[str | None, bool, bool]:
        paragraph = next(p for p in body.iter(f"{W}p") if text_of(p) == text)
        run = next(r for r in paragraph.iter(f"{W}r") if r.find(f"{W}t") is not None)
        bold, italic = (run.find(f"{W}rPr/{W}{tag}") is not None for tag in "bi")
        return value(run, "w:rPr/w:sz"), bold, italic

    assert look("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == ("24", True, False)
    assert look("Độc lập - Tự do - Hạnh phúc") == ("26", True, False)
    assert look("UBND TỈNH QUẢNG NGÃI") == ("24", False, False)
    assert look("SỞ KHOA HỌC VÀ CÔNG NGHỆ") == ("24", True, False)
    assert look("Số: 05/BC-SKHCN") == ("26", False, False)
    assert look("Quảng Ngãi, ngày 05 tháng 02 năm 2026") == ("26", False, True)
    assert look("BÁO CÁO") == ("28", True, False)
    assert look("Nơi nhận:") == ("24", True, True)
    assert look("- Sở Tư pháp;") == ("22", False, False)
    assert look("Trần Văn Hải") == (None, True, False)  # the size of the body, 14


def test_unsigned_leaves_room() -> None:
    texts = [text_of(p) for p in paragraphs(write_docx(plan()))]
    assert any(re.fullmatch("Số: \u00a0{6}/KH-UBND", text) for text in texts)
    assert any(re.search("ngày\u00a0{4}tháng\u00a0{4}năm 2026$", text) for text in texts)


def test_signature_stays_with_the_last_paragraph(sample: OfficialDocument) -> None:
    body = part(write_docx(sample), "word/document.xml").find(f"{W}body")
    assert body is not None
    at = next(i for i, node in enumerate(body) if "Nơi nhận:" in "".join(node.itertext()))
    row = body[at].find(f"{W}tr")
    assert row is not None and row.find(f"{W}trPr/{W}cantSplit") is not None
    before = body[at - 1]
    assert before.tag == f"{W}p" and before.find(f"{W}pPr/{W}keepNext") is not None
    assert text_of(before).endswith("./.")


def test_tables_repeat_their_header_and_keep_rows_whole() -> None:
    made = write_docx(replace(report(), annexes=(), body=(commune_table(),)))
    table = list(part(made, "word/document.xml").iter(f"{W}tbl"))[1]
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:3]] == [
        True,
        True,
        False,
    ]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    cells = rows[2].findall(f"{W}tc")
    assert [value(cell, "w:p/w:pPr/w:jc") for cell in cells] == ["center", None, *["right"] * 4]
    assert all(r.find(f"{W}rPr/{W}b") is not None for r in rows[-1].iter(f"{W}r"))
    grid = [int(column.get(f"{W}w", 0)) for column in table.iter(f"{W}gridCol")]
    assert sum(grid) == round(160 * 1440 / 25.4)


def test_letters_are_literal() -> None:
    made = write_docx(plan())
    texts = [text_of(p) for p in paragraphs(made)]
    labels = [text[:2] for text in texts if re.match(r"\w\) ", text)]
    assert labels == ["a)", "b)", "c)", "d)", "đ)", "e)"]
    assert not list(part(made, "word/document.xml").iter(f"{W}numPr"))


def test_charts_are_native_and_carry_their_workbook() -> None:
    made = write_docx(report())
    assert sum(name.startswith("word/charts/chart") for name in names(made)) == 5
    from zipfile import ZipFile

    with ZipFile(BytesIO(made)) as archive:
        book = openpyxl.load_workbook(
            BytesIO(archive.read("word/embeddings/Microsoft_Excel_Worksheet2.xlsx"))
        )
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == (None, "Năm 2025", "Năm 2026")
    assert rows[1] == ("0 - 4", 40, 22)
    described = [node.get("descr") for node in part(made, "word/document.xml").iter(f"{WP}docPr")]
    assert "Phần lớn lượt thi đúng từ 13 đến 16 câu." in described
    ids = [node.get("id") for node in part(made, "word/document.xml").iter(f"{WP}docPr")]
    assert len(ids) == len(set(ids))


def test_annexes_say_what_they_belong_to() -> None:
    texts = [text_of(p) for p in paragraphs(write_docx(report()))]
    at = texts.index("Phụ lục I")
    assert texts[at + 1] == "BẢNG TỔNG HỢP SỐ LIỆU"
    assert texts[at + 2].startswith("(Kèm theo Báo cáo số 05/BC-SKHCN ngày 05 tháng 02 năm 2026")


def test_tables_that_touch_stay_two() -> None:
    bare = replace(commune_table(), caption="", note="")
    made = write_docx(replace(report(), annexes=(), body=(bare, bare, PageBreak(), bare)))
    body = part(made, "word/document.xml").find(f"{W}body")
    assert body is not None
    tags = [node.tag for node in body]
    assert all(a != f"{W}tbl" or b != f"{W}tbl" for a, b in zip(tags, tags[1:], strict=False))


def test_page_break_begins_a_page() -> None:
    made = write_docx(replace(report(), body=(Paragraph("Một."), PageBreak(), Paragraph("Hai."))))
    broken = [p for p in paragraphs(made) if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert [text_of(p) for p in broken] == ["Hai."]


def test_same_input_same_bytes(sample: OfficialDocument) -> None:
    assert write_docx(sample) == write_docx(sample)


def test_500_rows_are_written_within_a_second() -> None:
    table: Table = people_table(500)
    began = time.process_time()
    made = write_docx(replace(report(), body=(table,), annexes=()))
    assert time.process_time() - began < 1.0
    rows = list(part(made, "word/document.xml").iter(f"{W}tblHeader"))
    assert len(rows) == 1
