"""The PDF says the same as the DOCX, word for word and in the same order."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from contests.formats import pdf
from contests.formats.document import Heading2, Heading3, OfficialDocument, Paragraph
from contests.formats.docx import write_docx
from contests.formats.pdf import write_pdf
from tests.contests.formats.reading import docx_chart_words, docx_words, pdf_all_words, pdf_words
from tests.contests.formats.samples import all_samples, decision, people_table, report

SAMPLES = all_samples()


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> OfficialDocument:
    return SAMPLES[request.param]


def test_same_words_in_the_same_order(sample: OfficialDocument) -> None:
    made = write_docx(sample)
    words, charts = pdf_words(write_pdf(sample))
    assert words == docx_words(made)
    assert len(charts) == len(docx_chart_words(made))


def test_the_comparison_sees_a_changed_figure() -> None:
    changed = replace(decision(), number="113")
    assert pdf_words(write_pdf(changed))[0] != docx_words(write_docx(decision()))


def test_charts_hold_every_name_and_figure() -> None:
    document = report()
    drawn = ["".join(words) for words in pdf_words(write_pdf(document))[1]]
    shown = [b for b in (*document.body, *document.annexes[1].blocks) if hasattr(b, "series")]
    assert len(drawn) == len(shown) == 5
    for text, chart in zip(drawn, shown, strict=True):
        for name in chart.categories:
            assert name.replace(" ", "") in text
        for series in chart.series:
            for value in series.values:
                assert f"{value:,}".replace(",", ".") in text
            assert len(chart.series) == 1 or series.name.replace(" ", "") in text


def test_page_numbers_are_hidden_on_first_pages() -> None:
    pages = pdf_all_words(write_pdf(report()))
    starts = [page[0] for page in pages]
    main = starts[: starts.index("Phụ")]
    assert main[0] == "UBND" and main[1:] == [str(n) for n in range(2, len(main) + 1)]
    third = next(i for i, page in enumerate(pages) if page[:3] == ["Phụ", "lục", "III"])
    assert starts[third + 1 :] == [str(n) for n in range(2, len(starts) - third + 1)]
    assert len(starts) - third >= 3


def test_repeated_header_on_every_page() -> None:
    document = replace(report(), body=(people_table(120),), annexes=(), closing_words="Hết.")
    pages = pdf_all_words(write_pdf(document))
    assert len(pages) > 3
    for page in pages[1:-1]:
        assert page[1:4] == ["STT", "Họ", "và"]


def test_annex_in_landscape() -> None:
    reader = PdfReader(BytesIO(write_pdf(report())))
    wide = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert any(wide) and not all(wide)


def test_properties_and_standards(sample: OfficialDocument) -> None:
    made = write_pdf(sample)
    reader = PdfReader(BytesIO(made))
    assert reader.metadata is not None and reader.metadata.title
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    meta = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in meta and "<pdfaid:conformance>A<" in meta
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta


def test_same_input_same_bytes(sample: OfficialDocument) -> None:
    assert write_pdf(sample) == write_pdf(sample)


def test_headings_may_begin_anywhere() -> None:
    body = (Heading3("a)", "x"), Heading2("1.", "y"), Paragraph("z"))
    made = write_pdf(replace(report(), body=body, annexes=()))
    assert pdf_words(made)[0].count("y") == 1


def test_text_is_never_code() -> None:
    nasty = '#read("/etc/passwd") *bold* $x$ @ref <label> \\ // /* `raw` "quoted" --- ~ _i_ #pagebreak()'
    made = write_pdf(replace(report(), body=(Paragraph(nasty),), annexes=(), closing_words="Hết"))
    assert " ".join(nasty.split()) in " ".join(pdf_words(made)[0])


def test_what_the_face_lacks_is_a_box() -> None:
    document = replace(decision(), closing_words="Bà 你 Lan 😀 ký")
    words = pdf_words(write_pdf(document))[0]
    at = words.index("Lan")
    assert words[at - 1 : at + 3] == ["□", "Lan", "□", "ký./."]
    assert pdf.write_pdf(document).startswith(b"%PDF")


def test_a_letter_has_its_subject_under_the_number() -> None:
    letter = replace(
        decision(), kind_title="", subject="V/v hưởng ứng Cuộc thi", number_symbol="SKHCN-VP"
    )
    words = docx_words(write_docx(letter))
    at = words.index("112/SKHCN-VP")
    assert words[at + 1 : at + 4] == ["V/v", "hưởng", "ứng"]
    assert pdf_words(write_pdf(letter))[0] == words
