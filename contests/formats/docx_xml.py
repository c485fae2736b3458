"""WordprocessingML as strings: runs, paragraphs, drawn lines and tables (pure).

Strings rather than a tree: a table of 500 rows is written in tens of milliseconds. Every text
passes :func:`esc`, so that nothing a person typed can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from contests.formats import layout, metrics
from contests.formats.document import (
    Align,
    Run,
    Table,
    Text,
    place_header,
    printable,
    runs,
)

BREAK = "<w:r><w:br/></w:r>"
JC = {"left": "left", "center": "center", "right": "right", "justify": "both"}


def esc(text: str) -> str:
    """``text`` printable and safe inside an element."""
    return escape(printable(text))


def attr(text: str) -> str:
    """``text`` printable, quoted and safe as an attribute."""
    return quoteattr(printable(text))


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * 1440 / 25.4)


def emu(mm: float) -> int:
    """Millimetres in English Metric Units."""
    return round(mm * 36000)


def run(text: str, *, bold: bool = False, italic: bool = False, size: float | None = None) -> str:
    """One run; ``text`` must be printable already, its outer blanks are kept."""
    style = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    if size is not None:
        style += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def inline(text: Text, *, bold: bool = False, size: float | None = None) -> str:
    """The runs of ``text``; ``bold`` makes all of them bold."""
    return "".join(
        run(piece.text, bold=piece.bold or bold, italic=piece.italic, size=size)
        for piece in runs(text)
    )


def lead(label: str, text: Text, *, bold: bool = False) -> tuple[Run, ...]:
    """``text`` after ``label`` and a blank, as runs."""
    sign = printable(label)
    return runs((Run(f"{sign} " if sign else "", bold=bold), *runs(text)))


def paragraph(
    content: str,
    *,
    style: str = "",
    align: Align | None = None,
    first_line: float | None = None,
    before: float | None = None,
    after: float | None = None,
    single: bool = False,
    keep_next: bool = False,
    page_break: bool = False,
) -> str:
    """A paragraph; lengths in millimetres, spacing in points."""
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner += "<w:keepNext/>" if keep_next else ""
    inner += "<w:pageBreakBefore/>" if page_break else ""
    if single and before is None:
        before = 0
    spacing = "".join(
        f' w:{name}="{round(value * 20)}"'
        for name, value in (("before", before), ("after", after))
        if value is not None
    )
    spacing += ' w:line="240" w:lineRule="auto"' if single else ""
    inner += f"<w:spacing{spacing}/>" if spacing else ""
    if first_line is not None:
        inner += f'<w:ind w:left="0" w:right="0" w:firstLine="{twips(first_line)}"/>'
    inner += f'<w:jc w:val="{JC[align]}"/>' if align else ""
    return f"<w:p>{f'<w:pPr>{inner}</w:pPr>' if inner else ''}{content}</w:p>"


def drawn_line(number: int, width: float, down: float) -> str:
    """A drawn line of ``width`` mm, centred in its column, ``down`` points below the paragraph.

    The paragraph it is anchored in has no space before, so that every word processor counts
    from the same place.
    """
    cx, y = emu(width), round(down * 12700)
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{251658240 + number}" behindDoc="0" locked="0" layoutInCell="1" '
        'allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:align>center</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{cx}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="Đường kẻ {number}" descr="Đường kẻ"/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{cx}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "<mc:Fallback/></mc:AlternateContent></w:r>"
    )


def lined(
    lines: tuple[str, ...],
    *,
    size: float,
    number: int,
    width: float,
    after: float,
    bold: bool = True,
) -> str:
    """``lines`` centred in one paragraph with a drawn line under the last."""
    text = BREAK.join(run(line, bold=bold, size=size) for line in lines)
    down = len(lines) * size * metrics.LINE_HEIGHT + 3.5
    return paragraph(
        drawn_line(number, width, down) + text,
        align="center",
        before=0,
        after=after,
        single=True,
        keep_next=True,
    )


def grid(rows: Iterable[tuple[str, str]], widths: tuple[float, float]) -> str:
    """A table of two columns without borders; each cell is ready paragraphs."""
    left, right = (twips(width) for width in widths)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in ((left, row[0]), (right, row[1]))
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{left + right}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>{body}</w:tbl>'
    )


def column_widths(table: Table, width: float) -> list[int]:
    """The widths of the columns in twips; they add up to ``width`` mm."""
    whole = twips(width)
    total = sum(column.width for column in table.columns)
    edges = [0]
    so_far = 0.0
    for column in table.columns:
        so_far += column.width
        edges.append(round(whole * so_far / total))
    return [right - left for left, right in zip(edges, edges[1:], strict=False)]


def data_table(table: Table, width: float, *, keep_last: bool = False) -> str:
    """A table with borders: repeated header, rows that are not split, total row in bold.

    ``keep_last`` keeps the last row on the page of what follows.
    """
    widths = column_widths(table, width)
    style = f"Bang{min(max(table.size, 9), 14)}"

    def cell(
        text: str, at: int, span: int, align: Align, bold: bool, extra: str, keep: bool
    ) -> str:
        body = printable(text)
        inner = (
            f'<w:pStyle w:val="{style}"/>'
            + ("<w:keepNext/>" if keep else "")
            + (f'<w:jc w:val="{JC[align]}"/>' if align != "left" else "")
        )
        content = run(body, bold=bold) if body else ""
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[at : at + span])}" w:type="dxa"/>'
            f'{spanned}{extra}<w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p><w:pPr>{inner}</w:pPr>{content}</w:p></w:tc>"
        )

    def line(cells: str, *, header: bool = False) -> str:
        repeat = "<w:tblHeader/>" if header else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>"

    out = []
    open_cells: dict[int, tuple[int, int]] = {}  # column -> (span, rows still to cover)
    for placed in place_header(table):
        cells: dict[int, str] = {}
        for at, (span, left) in list(open_cells.items()):
            cells[at] = cell("", at, span, "center", True, "<w:vMerge/>", True)
            if left == 1:
                del open_cells[at]
            else:
                open_cells[at] = (span, left - 1)
        for at, head in placed:
            merge = '<w:vMerge w:val="restart"/>' if head.rowspan > 1 else ""
            cells[at] = cell(head.text, at, head.colspan, "center", True, merge, True)
            if head.rowspan > 1:
                open_cells[at] = (head.colspan, head.rowspan - 1)
        out.append(line("".join(cells[at] for at in sorted(cells)), header=True))
    rows = [(values, False) for values in table.rows]
    if table.total is not None:
        rows.append((table.total, True))
    for number, (values, bold) in enumerate(rows, 1):
        keep = keep_last and number == len(rows) or number == len(rows) - 1 and rows[-1][1]
        out.append(
            line(
                "".join(
                    cell(value, at, 1, table.columns[at].align, bold, "", keep)
                    for at, value in enumerate(values)
                )
            )
        )
    if not rows:
        out.append(line(cell(table.empty, 0, len(widths), "center", False, "", keep_last)))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{value}"/>' for value in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(out)}</w:tbl>"
    )


def bounds(landscape: bool) -> float:
    """The width of the text in millimetres."""
    return layout.TEXT_WIDTH_LANDSCAPE if landscape else layout.TEXT_WIDTH
