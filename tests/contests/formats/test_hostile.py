"""Whatever a person types or pastes, every writer writes a file that opens."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import openpyxl
import pytest
from lxml import etree
from pypdf import PdfReader

from contests.formats import svg
from contests.formats.document import (
    Annex,
    Article,
    Chart,
    Column,
    Dashes,
    Heading1,
    Heading2,
    Heading3,
    Letterhead,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Part,
    Run,
    Series,
    Signature,
    Table,
    printable,
)
from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from contests.formats.xlsx import Field, Sheet, write_tables
from tests.contests.formats.reading import docx_words

HOSTILE = (
    '<b>Lê & "Bình"</b> \']]>',
    "dòng\x0bdọc\x00rỗng\x1b",
    "\u202eđảo chiều\u202c אבג عربي",
    "👩‍👩‍👧 😀 你好",
    "=1+1",
    "+84901234567",
    "@SUM(A1)",
    "Ngh" + "ê" * 300,
    "e\u0302\u0301" * 20,
    "\ud800 lẻ \udfff \ufffe",
    "",
    "   ",
    "{{ 7*7 }} {% x %} #eval(1)",
)


def wrecked(text: str) -> OfficialDocument:
    """A document with ``text`` in every place that takes one."""
    table = Table(
        (Column(text, 0.1), Column(text, 3, "right")),
        rows=((text, text),) * 2,
        total=(text, text),
        caption=text,
        note=text,
    )
    chart = Chart("bar", (text, text), (Series(text, (1, None)), Series(text, (0, 2))), text, text)
    blocks = (
        Part(text, text),
        Heading1(text, text),
        Heading2(text, text),
        Heading3(text, (Run(text, bold=True), Run(text, italic=True))),
        Article(text, text, text),
        Article(text, text=text),
        Paragraph(text),
        Paragraph(text, align="right"),
        Dashes((text, text), "+"),
        table,
        table,
        chart,
        replace(chart, kind="line", unit=text),
        replace(chart, kind="stacked"),
        replace(chart, kind="column"),
        Chart("bar", (), (), text, text),
        PageBreak(),
    )
    return OfficialDocument(
        letterhead=Letterhead((text,), (text, text), text),
        number_symbol=text,
        number=text,
        place=text,
        kind_title=text,
        subject=text,
        body=blocks,
        signature=Signature((text,), text, text),
        secretary=Signature((text,), text, text),
        addressed_to=(text, text),
        issuing_authority=text,
        bases=(text, text),
        enacting=text,
        opening=(text,),
        closing_words=text,
        recipients=(text, text),
        annexes=(Annex(text, text, blocks, landscape=True), Annex(text, text, (), text)),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_documents(text: str) -> None:
    document = wrecked(text)
    made = write_docx(document)
    docx.Document(BytesIO(made))
    words = set(printable(text).split())
    assert words <= set(" ".join(docx_words(made)).split()) | {printable(text).upper()}
    assert PdfReader(BytesIO(write_pdf(document))).pages


@pytest.mark.parametrize("text", HOSTILE)
def test_spreadsheets_hold_text_as_text(text: str) -> None:
    sheet = Sheet(text, (Field(text), Field("Số", form="integer")), [(text, 5)], text, (text,))
    book = openpyxl.load_workbook(BytesIO(write_tables([sheet, sheet])))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line if cell.value]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    shown = printable(text)
    assert sum(cell.value == shown for cell in cells) == (4 if shown else 0)
    assert [cell.value for cell in cells if cell.data_type == "n"] == [5]


@pytest.mark.parametrize("text", HOSTILE)
def test_pictures_are_xml_without_style(text: str) -> None:
    pictures = (
        svg.bar(text, text, [(text, 1), (text, 20)]),
        svg.histogram(text, text, [(text, 1)] * 5),
        svg.stacked_bar(text, text, [text], [Series(text, (3,)), Series(text, (4,))]),
        svg.line(text, text, [text] * 30, [Series(text, (3,) * 30)]),
        svg.donut(text, text, [(text, 3), (text, 5)]),
        svg.heat_grid(text, text, [text], [text, text], [[1, None]]),
    )
    for picture in pictures:
        root = etree.fromstring(picture)
        assert root.get("role") == "img"
        for node in root.iter():
            assert not {"style", "onload", "href"} & set(node.attrib)
            assert etree.QName(node).localname not in ("style", "script", "a", "image")
