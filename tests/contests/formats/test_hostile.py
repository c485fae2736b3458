"""Whatever a person types or pastes, every writer writes a file that opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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


texts = st.text(max_size=40)
runs = st.tuples(st.builds(Run, texts, st.booleans(), st.booleans()))
inline = st.one_of(texts, runs)
aligns = st.sampled_from(["left", "center", "right", "justify"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(
        st.lists(st.builds(Column, texts, st.floats(0.1, 9), aligns), min_size=1, max_size=4)
    )
    line = st.tuples(*[texts] * len(columns))
    return Table(
        tuple(columns),
        rows=tuple(draw(st.lists(line, max_size=4))),
        total=draw(st.none() | line),
        caption=draw(texts),
        note=draw(texts),
        size=draw(st.integers(6, 20)),
    )


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    names = tuple(draw(st.lists(texts, max_size=5)))
    figure = st.none() | st.integers(0, 10**9) | st.floats(0, 10**6, allow_nan=False)
    rows = draw(st.lists(st.tuples(texts, st.tuples(*[figure] * len(names))), max_size=3))
    return Chart(
        draw(st.sampled_from(["bar", "column", "stacked", "line"])),
        names,
        tuple(Series(name, values) for name, values in rows),
        draw(texts),
        draw(texts),
        draw(texts),
        draw(st.integers(0, 3)),
    )


blocks: st.SearchStrategy[Any] = st.one_of(
    st.builds(Part, texts, texts),
    st.builds(Heading1, texts, texts),
    st.builds(Heading2, texts, texts),
    st.builds(Heading3, texts, inline),
    st.builds(Article, texts, texts, inline),
    st.builds(Paragraph, inline, aligns, st.booleans()),
    st.builds(Dashes, st.tuples(inline, inline), st.sampled_from(["-", "+"])),
    st.just(PageBreak()),
    tables(),
    charts(),
)
bodies = st.lists(blocks, max_size=6).map(tuple)
names_ = st.lists(texts, max_size=3).map(tuple)
documents = st.builds(
    OfficialDocument,
    letterhead=st.builds(Letterhead, names_, names_, texts),
    number_symbol=texts,
    place=texts,
    kind_title=texts,
    subject=texts,
    body=bodies,
    signature=st.builds(Signature, names_, st.none() | texts, texts),
    number=st.none() | texts,
    date=st.none() | st.dates(min_value=date(1990, 1, 1)),
    year=st.none() | st.integers(2000, 2100),
    addressed_to=names_,
    issuing_authority=texts,
    bases=st.lists(inline, max_size=2).map(tuple),
    enacting=texts,
    opening=st.lists(inline, max_size=2).map(tuple),
    closing_words=inline,
    recipients=names_,
    annexes=st.lists(st.builds(Annex, texts, texts, bodies, st.none() | texts), max_size=2).map(
        tuple
    ),
    created=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_any_document_is_written(document: OfficialDocument) -> None:
    made = write_docx(document)
    docx.Document(BytesIO(made))
    assert made == write_docx(document)
    assert PdfReader(BytesIO(write_pdf(document))).pages
