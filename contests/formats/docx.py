"""Official documents as DOCX in the form of Phụ lục I NĐ 30/2020/NĐ-CP (pure).

The package is written by hand, part by part, so that it holds nothing else than what the form
asks for: one face in all four font slots, Vietnamese as its language, lines that are drawn,
literal labels, charts that Word can edit, and no field but PAGE. The same document gives the
same bytes.
"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, time
from io import BytesIO

from contests.formats import layout
from contests.formats.document import Annex, Chart, OfficialDocument
from contests.formats.docx_blocks import BlockWriter
from contests.formats.docx_chart import chart_workbook, chart_xml
from contests.formats.docx_styles import SETTINGS, font_table, styles
from contests.formats.docx_xml import esc, twips
from contests.formats.lines import properties_title

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMESPACES = (
    f'{_W} xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}/main" xmlns:c="{_DRAWING}/chart" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_EPOCH = datetime(2020, 3, 5, tzinfo=UTC)  # the day of the decree, when nothing better is known


def _created(document: OfficialDocument) -> datetime:
    """The instant for the file's properties: as given, else the date of the document."""
    if document.created is not None:
        return document.created.astimezone(UTC).replace(microsecond=0)
    if document.date is not None:
        return datetime.combine(document.date, time(), UTC)
    return _EPOCH


def _section(landscape: bool) -> str:
    """Page size, margins and a page number that starts at 1 and is hidden on the first page."""
    width, height = layout.PAGE[::-1] if landscape else layout.PAGE
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
        '<w:headerReference w:type="first" r:id="rIdFirst"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(layout.MARGIN_TOP)}" w:right="{twips(layout.MARGIN_RIGHT)}" '
        f'w:bottom="{twips(layout.MARGIN_BOTTOM)}" w:left="{twips(layout.MARGIN_LEFT)}" '
        f'w:header="{twips(10)}" w:footer="{twips(10)}" w:gutter="0"/>'
        '<w:pgNumType w:fmt="decimal" w:start="1"/><w:titlePg/></w:sectPr>'
    )


def _document_xml(document: OfficialDocument, writer: BlockWriter) -> str:
    # A table or a section may not be the last thing in a body: a line of one point ends it.
    end = '<w:p><w:pPr><w:pStyle w:val="Ngan"/>{}</w:pPr></w:p>'
    parts = [writer.main(document)]
    before: Annex | None = None
    for annex in document.annexes:
        parts.append(end.format(_section(bool(before and before.landscape))))
        parts.append(writer.annex(document, annex))
        before = annex
    parts.append(end.format("") + _section(bool(before and before.landscape)))
    return f"{_XML}<w:document {_NAMESPACES}><w:body>{''.join(parts)}</w:body></w:document>"


def _header(first: bool) -> str:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'{_XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        f"{'' if first else field}</w:p></w:hdr>"
    )


def _relations(entries: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, kind, target in entries
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _content_types(charts: int) -> str:
    parts = [
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD}.styles+xml"),
        ("/word/settings.xml", f"{_WORD}.settings+xml"),
        ("/word/fontTable.xml", f"{_WORD}.fontTable+xml"),
        ("/word/header1.xml", f"{_WORD}.header+xml"),
        ("/word/header2.xml", f"{_WORD}.header+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        (
            "/docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        ),
        *(
            (
                f"/word/charts/chart{n}.xml",
                "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
            )
            for n in range(1, charts + 1)
        ),
    ]
    overrides = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in parts)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="xlsx" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
        f"{overrides}</Types>"
    )


def _core(document: OfficialDocument) -> str:
    when = f"{_created(document):%Y-%m-%dT%H:%M:%SZ}"
    author = esc(document.letterhead.name or " ".join(document.letterhead.issuer))
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{esc(properties_title(document))}</dc:title><dc:creator>{author}</dc:creator>"
        f"<dc:language>vi-VN</dc:language><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _app(document: OfficialDocument) -> str:
    company = esc(document.letterhead.name or " ".join(document.letterhead.issuer))
    return (
        f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'extended-properties"><Company>{company}</Company></Properties>'
    )


def _chart_parts(charts: list[Chart], created: datetime) -> list[tuple[str, bytes | str]]:
    parts: list[tuple[str, bytes | str]] = []
    for number, chart in enumerate(charts, 1):
        parts.append((f"word/charts/chart{number}.xml", chart_xml(chart)))
        target = f"../embeddings/Microsoft_Excel_Worksheet{number}.xlsx"
        parts.append(
            (
                f"word/charts/_rels/chart{number}.xml.rels",
                _relations([("rId1", f"{_OFFICE}/package", target)]),
            )
        )
        parts.append(
            (
                f"word/embeddings/Microsoft_Excel_Worksheet{number}.xlsx",
                chart_workbook(chart, created),
            )
        )
    return parts


def write_docx(document: OfficialDocument) -> bytes:
    """``document`` as the bytes of a DOCX file; the same input gives the same bytes.

    Raises nothing for any text: what cannot stand in a file is left out.
    """
    writer = BlockWriter()
    body = _document_xml(document, writer)
    charts = writer.charts
    relations = [
        ("rIdStyles", f"{_OFFICE}/styles", "styles.xml"),
        ("rIdSettings", f"{_OFFICE}/settings", "settings.xml"),
        ("rIdFonts", f"{_OFFICE}/fontTable", "fontTable.xml"),
        ("rIdHeader", f"{_OFFICE}/header", "header1.xml"),
        ("rIdFirst", f"{_OFFICE}/header", "header2.xml"),
        *(
            (f"rIdChart{n}", f"{_OFFICE}/chart", f"charts/chart{n}.xml")
            for n in range(1, len(charts) + 1)
        ),
    ]
    root = [
        ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
    ]
    parts: list[tuple[str, bytes | str]] = [
        ("[Content_Types].xml", _content_types(len(charts))),
        ("_rels/.rels", _relations(root)),
        ("word/document.xml", body),
        ("word/_rels/document.xml.rels", _relations(relations)),
        ("word/styles.xml", styles()),
        ("word/settings.xml", SETTINGS),
        ("word/fontTable.xml", font_table()),
        ("word/header1.xml", _header(first=False)),
        ("word/header2.xml", _header(first=True)),
        ("docProps/core.xml", _core(document)),
        ("docProps/app.xml", _app(document)),
        *_chart_parts(charts, _created(document)),
    ]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return buffer.getvalue()
