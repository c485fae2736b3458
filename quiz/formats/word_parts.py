"""The parts of a Word document that we write: lines, tables, pages, and the package around them.

Written by hand, part by part, so that the same content gives the same bytes: A4, Times New Roman
in every font slot, Vietnamese as its language, and no field but PAGE.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from quiz.formats.xmltree import escape

_XML: Final = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMES: Final = (
    f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'
)
WIDTH: Final = 9_638
"""Width of the text in twentieths of a point: A4 less 2 cm on each side."""
_STYLES: Final = (
    f"{_XML}<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" '
    'w:eastAsia="Times New Roman"/><w:sz w:val="26"/><w:szCs w:val="26"/>'
    '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="40" w:line="264" w:lineRule="auto"/>'
    '</w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" '
    'w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style></w:styles>'
)


def run(text: str, *, bold: bool = False, under: bool = False, italic: bool = False) -> str:
    """Characters in one look; line breaks and tabs are kept."""
    if not text:
        return ""
    look = "<w:b/>" * bold + "<w:i/>" * italic + '<w:u w:val="single"/>' * under
    said = escape(text)
    said = said.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    said = said.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'


def line(
    *runs: str,
    align: str = "",
    indent: int = 0,
    tabs: Sequence[int] = (),
    dotted: bool = False,
    before: int = 0,
    together: bool = False,
) -> str:
    """A paragraph. `together` keeps it on the page of the next one; `dotted` fills what is left of
    the line with dots to write on (its text ends with a tab)."""
    stops = "".join(f'<w:tab w:val="left" w:pos="{place}"/>' for place in tabs)
    if dotted:
        stops += f'<w:tab w:val="right" w:leader="dot" w:pos="{WIDTH}"/>'
    look = "<w:keepNext/>" * together + "<w:keepLines/>"
    look += f"<w:tabs>{stops}</w:tabs>" if stops else ""
    look += f'<w:spacing w:before="{before}"/>' if before else ""
    look += f'<w:ind w:left="{indent}"/>' if indent else ""
    look += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def table(
    rows: Sequence[Sequence[str]], widths: Sequence[int], *, head: bool = True, ruled: bool = True
) -> str:
    """A table of cells, each made of lines; `head` repeats the first row on every page."""
    edge = "single" if ruled else "none"
    edges = "".join(
        f'<w:{side} w:val="{edge}" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * (head and at == 0)}</w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        + "</w:tr>"
        for at, row in enumerate(rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def package(parts: Sequence[tuple[str, str]], media: Mapping[str, bytes] | None = None) -> bytes:
    """A document of `parts` (body, name for the foot), each on pages of its own from 1.

    `media`: the PNGs that the parts show (see `word_art.Art`).
    """
    media = media or {}
    last = len(parts) - 1
    body = ""
    for number, (content, _) in enumerate(parts):
        pages = _section(number)
        # The last section belongs to the body, the others to the line that ends them.
        body += content + (pages if number == last else f"<w:p><w:pPr>{pages}</w:pPr></w:p>")
    feet = {f"word/footer{number}.xml": _foot(name) for number, (_, name) in enumerate(parts)}
    files = {
        "[Content_Types].xml": _types(list(feet)),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"{_XML}<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _relations(
            [*(("footer", name.removeprefix("word/")) for name in feet), ("styles", "styles.xml")],
            [(f"rIdP{place}", "image", f"media/{place}.png") for place in media],
        ),
        **feet,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
        for place, data in media.items():
            packed.writestr(zipfile.ZipInfo(f"word/media/{place}.png"), data, zipfile.ZIP_STORED)
    return target.getvalue()


def _section(number: int) -> str:
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId{number}"/>'
        '<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
        'w:footer="567" w:gutter="0"/><w:pgNumType w:start="1"/></w:sectPr>'
    )


def _foot(name: str) -> str:
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        'PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1'
        '</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return f"{_XML}<w:ftr {_NAMES}>{line(run(f'{name} – Trang '), page, align='center')}</w:ftr>"


def _relations(
    entries: Sequence[tuple[str, str]], named: Sequence[tuple[str, str, str]] = ()
) -> str:
    listed = [(f"rId{number}", *entry) for number, entry in enumerate(entries)]
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in [*listed, *named]
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _types(feet: Sequence[str]) -> str:
    kinds = {"word/document.xml": "document.main", "word/styles.xml": "styles"}
    kinds |= dict.fromkeys(feet, "footer")
    rows = "".join(
        f'<Override PartName="/{name}" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{rows}</Types>'
    )
