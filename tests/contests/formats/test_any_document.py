"""Any document that can be made of the model is written, and reads the same in both files."""

from __future__ import annotations

from datetime import UTC, date
from io import BytesIO
from typing import Any

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

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
)
from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from tests.contests.formats.reading import docx_words, pdf_words

Texts = st.SearchStrategy[str]


@st.composite
def tables(draw: st.DrawFn, texts: Texts) -> Table:
    """Tables of one to four columns."""
    aligns = st.sampled_from(["left", "center", "right", "justify"])
    column = st.builds(Column, texts, st.floats(0.5, 9), aligns)
    columns = draw(st.lists(column, min_size=1, max_size=4))
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
def charts(draw: st.DrawFn, texts: Texts) -> Chart:
    """Charts of every kind, empty ones too."""
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


def documents(texts: Texts) -> st.SearchStrategy[OfficialDocument]:
    """Whole documents with ``texts`` in every place."""
    inline = texts | st.tuples(st.builds(Run, texts, st.booleans(), st.booleans()))
    aligns = st.sampled_from(["left", "center", "right", "justify"])
    blocks: st.SearchStrategy[Any] = st.one_of(
        st.builds(Part, texts, texts),
        st.builds(Heading1, texts, texts),
        st.builds(Heading2, texts, texts),
        st.builds(Heading3, texts, inline),
        st.builds(Article, texts, texts, inline),
        st.builds(Paragraph, inline, aligns, st.booleans()),
        st.builds(Dashes, st.tuples(inline, inline), st.sampled_from(["-", "+"])),
        st.just(PageBreak()),
        tables(texts),
        charts(texts),
    )
    bodies = st.lists(blocks, max_size=6).map(tuple)
    lines = st.lists(texts, max_size=3).map(tuple)
    annex = st.builds(Annex, texts, texts, bodies, st.none() | texts, st.booleans())
    return st.builds(
        OfficialDocument,
        letterhead=st.builds(Letterhead, lines, lines, texts),
        number_symbol=texts,
        place=texts,
        kind_title=texts,
        subject=texts,
        body=bodies,
        signature=st.builds(Signature, lines, st.none() | texts, texts),
        number=st.none() | texts,
        date=st.none() | st.dates(min_value=date(1990, 1, 1)),
        year=st.none() | st.integers(2000, 2100),
        addressed_to=lines,
        issuing_authority=texts,
        bases=st.lists(inline, max_size=2).map(tuple),
        enacting=texts,
        opening=st.lists(inline, max_size=2).map(tuple),
        closing_words=inline,
        recipients=lines,
        annexes=st.lists(annex, max_size=2).map(tuple),
        created=st.none() | st.datetimes(timezones=st.just(UTC)),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(st.text(max_size=40)))
def test_is_written(document: OfficialDocument) -> None:
    made = write_docx(document)
    docx.Document(BytesIO(made))
    assert made == write_docx(document)
    assert PdfReader(BytesIO(write_pdf(document))).pages


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(st.text("aăđêơưỵỀ1 .,(/)-", max_size=30)))
def test_reads_the_same(document: OfficialDocument) -> None:
    # Without blanks: a word without end is broken across lines in the PDF.
    assert "".join(pdf_words(write_pdf(document))[0]) == "".join(docx_words(write_docx(document)))
