"""The blocks of a document as WordprocessingML paragraphs and tables (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from contests.formats import layout, metrics
from contests.formats.document import (
    MOTTO,
    NATION,
    Annex,
    Article,
    Block,
    Chart,
    Dashes,
    Heading1,
    Heading2,
    Heading3,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Part,
    Signature,
    Table,
    plain,
    printable,
)
from contests.formats.docx_chart import chart_drawing, drawable
from contests.formats.docx_xml import (
    BREAK,
    bounds,
    data_table,
    drawn_line,
    grid,
    inline,
    lead,
    lined,
    paragraph,
    run,
)
from contests.formats.lines import (
    addressee_lines,
    attached_line,
    authority_lines,
    base_lines,
    chart_caption,
    date_line,
    finished_body,
    is_blank,
    issuer_lines,
    missing_chart,
    number_line,
    office_lines,
    recipient_lines,
    subject_lines,
    title_lines,
    wrapped,
)


class BlockWriter:
    """Turns blocks into XML and collects the charts, which become parts of their own."""

    def __init__(self) -> None:
        self.charts: list[Chart] = []
        self._drawings = 0

    def _next(self) -> int:
        self._drawings += 1
        return self._drawings

    # --- page 1 ---------------------------------------------------------------------------

    def head(self, document: OfficialDocument) -> str:
        """Issuer and Quốc hiệu, number and date, in a table without borders."""
        superior = issuer_lines(document.letterhead.superior, bold=False)
        issuer = issuer_lines(document.letterhead.issuer, bold=True)
        left = "".join(
            paragraph(run(line, size=layout.ISSUER), align="center", after=0, single=True)
            for line in superior
        ) + lined(
            issuer,
            size=layout.ISSUER,
            number=self._next(),
            width=layout.short_line(issuer, layout.ISSUER),
            after=8,
        )
        right = paragraph(
            run(NATION, bold=True, size=layout.NATION), align="center", after=0, single=True
        ) + lined(
            (MOTTO,),
            size=layout.MOTTO,
            number=self._next(),
            width=layout.motto_line(MOTTO),
            after=8,
        )
        number = paragraph(
            run(number_line(document), size=layout.NUMBER), align="center", after=0, single=True
        )
        if not title_lines(document)[0] and (subject := subject_lines(document)):
            content = BREAK.join(run(line, size=12) for line in subject)
            number += paragraph(content, align="center", before=6, after=0, single=True)
        when = paragraph(
            run(date_line(document), italic=True, size=layout.VALUE),
            align="center",
            after=0,
            single=True,
        )
        return grid(((left, right), (number, when)), (layout.HEAD_LEFT, layout.HEAD_RIGHT))

    def titles(self, document: OfficialDocument) -> str:
        """Kind and subject with a drawn line, or nothing in a công văn; then Kính gửi."""
        kind, subject = title_lines(document)
        out = []
        if kind:
            out.append(
                paragraph(
                    run(kind, bold=True, size=layout.TITLE),
                    style="Title",
                    before=16,
                    after=0 if subject else 12,
                )
            )
            if lines := subject_lines(document):
                out.append(
                    lined(
                        lines,
                        size=layout.TITLE,
                        number=self._next(),
                        width=layout.short_line(lines, layout.TITLE),
                        after=16,
                    )
                )
        addressees = addressee_lines(document)
        if len(addressees) == 1:
            out.append(paragraph(run(addressees[0]), align="center", before=6, after=12))
        for number, line in enumerate(addressees if len(addressees) > 1 else (), 1):
            out.append(
                paragraph(
                    run(line),
                    align="left",
                    first_line=40 if number == 1 else 55,
                    after=12 if number == len(addressees) else 3,
                )
            )
        return "".join(out)

    def preamble(self, document: OfficialDocument) -> str:
        """Authority, căn cứ, opening, and "QUYẾT ĐỊNH:"."""
        out = []
        if authority := printable(document.issuing_authority).upper():
            out.append(paragraph(run(authority, bold=True), align="center", after=10))
        out += [paragraph(inline(line), style="BodyText") for line in base_lines(document)]
        out += [
            paragraph(inline(text), style="BodyText") for text in document.opening if plain(text)
        ]
        if enacting := printable(document.enacting).upper():
            out.append(
                paragraph(
                    run(enacting, bold=True), align="center", before=6, after=10, keep_next=True
                )
            )
        return "".join(out)

    def signature(self, document: OfficialDocument) -> str:
        """Nơi nhận and signature side by side, in one row that is never split; under minutes the
        secretary's and the chair's, and Nơi nhận in a row below."""
        names = recipient_lines(document)
        recipients = paragraph(
            run("Nơi nhận:", bold=True, italic=True, size=layout.RECIPIENTS_LABEL),
            align="left",
            before=layout.SIGN_BEFORE,
            after=0,
            single=True,
        ) + "".join(
            paragraph(run(line, size=layout.RECIPIENTS), align="left", after=0, single=True)
            for line in names
        )
        if not names:
            recipients = paragraph("", align="left", after=0, single=True)
        right = self._signed(document.signature)
        widths = (layout.SIGN_LEFT, layout.SIGN_RIGHT)
        if document.secretary is None:
            return grid(((recipients, right),), widths)
        blank = paragraph("", align="left", after=0, single=True)
        return grid(((self._signed(document.secretary), right), (recipients, blank)), widths)

    def _signed(self, signed: Signature) -> str:
        """Lines of authority, room, name."""
        name = printable(signed.name or "")
        above = [run(line, bold=True) for line in authority_lines(signed)]
        above += [run(line) for line in office_lines(signed)]
        # The room below belongs to the last line, so that no empty paragraph makes it.
        made = "".join(
            paragraph(
                content,
                align="center",
                before=layout.SIGN_BEFORE if number == 1 else 0,
                after=layout.SIGN_ROOM if number == len(above) else 0,
                single=True,
            )
            for number, content in enumerate(above, 1)
        )
        if name or not made:
            made += paragraph(
                run(name, bold=True) if name else "", align="center", after=0, single=True
            )
        return made

    def main(self, document: OfficialDocument) -> str:
        """Everything up to the signature."""
        body = finished_body(document)
        return (
            self.head(document)
            + self.titles(document)
            + self.preamble(document)
            + self.blocks(body, layout.TEXT_WIDTH, keep_last=True)
            + self.signature(document)
        )

    def annex(self, document: OfficialDocument, annex: Annex) -> str:
        """Label, title and "(Kèm theo …)" over the blocks."""
        width = bounds(annex.landscape)
        attached = attached_line(document, annex)
        out = [paragraph(run(printable(annex.label), bold=True), style="Phuluc", keep_next=True)]
        if title := printable(annex.title).upper():
            out.append(
                paragraph(
                    run(title, bold=True), align="center", after=0, single=True, keep_next=True
                )
            )
        if attached:
            lines = wrapped(attached, layout.TITLE, width - 10)
            down = len(lines) * layout.TITLE * metrics.LINE_HEIGHT + 3.5
            content = BREAK.join(run(line, italic=True) for line in lines)
            out.append(
                paragraph(
                    drawn_line(self._next(), layout.short_line(lines, layout.TITLE), down)
                    + content,
                    align="center",
                    before=0,
                    after=14,
                    single=True,
                    keep_next=True,
                )
            )
        return "".join(out) + self.blocks(annex.blocks, width)

    # --- blocks ---------------------------------------------------------------------------

    def blocks(self, blocks: Sequence[Block], width: float, *, keep_last: bool = False) -> str:
        """The blocks in order; ``keep_last`` binds the end of them to what follows."""
        out = []
        broken = False
        shown = [block for block in blocks if not isinstance(block, PageBreak)]
        last = shown[-1] if shown else None
        before: Block | None = None
        for number, block in enumerate(blocks):
            if isinstance(block, PageBreak):
                broken = True
                continue
            after = next((b for b in blocks[number + 1 :] if not isinstance(b, PageBreak)), None)
            keep = keep_last and (
                block is last or isinstance(block, Table) and _is_mark(after, last)
            )
            if isinstance(before, Table) and not before.note and _begins_bare(block):
                # Two tables that touch become one in Word.
                out.append(paragraph("", style="Ngan", page_break=broken))
                broken = False
            out.append(self._block(block, width, keep=keep, introduces=after, broken=broken))
            broken = False
            before = block
        return "".join(out)

    def _block(
        self, block: Block, width: float, *, keep: bool, introduces: Block | None, broken: bool
    ) -> str:
        keep = keep or isinstance(introduces, Dashes) and _ends_with_colon(block)
        if is_blank(block):
            return ""
        # A table without a caption needs air above it.
        bare = isinstance(introduces, Table) and not printable(introduces.caption)
        gap = 6.0 if bare else None
        match block:
            case Part(label=label, title=title):
                first = run(printable(label), bold=True)
                second = run(printable(title).upper(), bold=True)
                return paragraph(
                    first, align="center", before=12, after=0, keep_next=True, page_break=broken
                ) + paragraph(second, align="center", after=8, keep_next=True)
            case Heading1(label=label, text=text):
                content = inline(lead(label, printable(text).upper()))
                return paragraph(content, style="Heading1", page_break=broken, after=gap)
            case Heading2(label=label, text=text):
                return paragraph(
                    inline(lead(label, text)), style="Heading2", page_break=broken, after=gap
                )
            case Heading3(label=label, text=text):
                content = inline(lead(label, text))
                keep = keep or isinstance(introduces, Dashes | Table | Chart)
                return paragraph(
                    content, style="Diem", keep_next=keep, page_break=broken, after=gap
                )
            case Article(label=label, title=title, text=text):
                if printable(title):
                    first = inline(lead(label, title, bold=True), bold=True)
                    first = paragraph(
                        first, style="Dieu", keep_next=True, page_break=broken, after=gap
                    )
                    return first + self._block(
                        Paragraph(text), width, keep=keep, introduces=introduces, broken=False
                    )
                content = inline(lead(label, text, bold=True))
                return paragraph(
                    content, style="Dieu", keep_next=keep, page_break=broken, after=gap
                )
            case Paragraph(text=text, align=align, indent=indent):
                keep = keep or isinstance(introduces, Table | Chart) and _ends_with_colon(block)
                return paragraph(
                    inline(text),
                    style="BodyText",
                    align=None if align == "justify" else align,
                    first_line=None if indent and align in ("justify", "left") else 0,
                    keep_next=keep,
                    page_break=broken,
                    after=gap,
                )
            case Dashes(items=items, sign=sign):
                kept = [item for item in items if plain(item)]
                return "".join(
                    paragraph(
                        inline(lead(sign, item)),
                        style="Gach",
                        keep_next=keep and number == len(kept),
                        page_break=broken and number == 1,
                    )
                    for number, item in enumerate(kept, 1)
                )
            case Table():
                return self._table(block, width, keep=keep, broken=broken)
            case Chart():
                return self._chart(block, width, keep=keep, broken=broken)
            case PageBreak():
                return ""

    def _table(self, table: Table, width: float, *, keep: bool, broken: bool) -> str:
        out = ""
        if caption := printable(table.caption):
            out = paragraph(
                run(caption, bold=True),
                style="Caption",
                before=6,
                keep_next=True,
                page_break=broken,
            )
        elif broken:
            out = paragraph("", style="Ngan", page_break=True)
        note = printable(table.note)
        out += data_table(table, width, keep_last=keep or bool(note))
        if note:
            out += paragraph(run(note, italic=True), style="Ghichu", keep_next=keep)
        return out

    def _chart(self, chart: Chart, width: float, *, keep: bool, broken: bool) -> str:
        caption = chart_caption(chart)
        if not drawable(chart):
            content = run(missing_chart(chart), italic=True)
            return paragraph(content, style="Ghichu", keep_next=keep, page_break=broken)
        self.charts.append(chart)
        relation = f"rIdChart{len(self.charts)}"
        out = paragraph(
            chart_drawing(chart, relation, self._next(), width),
            style="Caption",
            before=6,
            keep_next=keep or bool(caption),
            page_break=broken,
        )
        if caption:
            out += paragraph(run(caption, bold=True), style="Caption", after=10, keep_next=keep)
        return out


def _ends_with_colon(block: Block) -> bool:
    match block:
        case Paragraph(text=text) | Heading3(text=text) | Article(text=text):
            return plain(text).endswith(":")
        case _:
            return False


def _begins_bare(block: Block) -> bool:
    """Whether nothing but a table stands at the beginning of ``block``."""
    return isinstance(block, Table) and not printable(block.caption)


def _is_mark(block: Block | None, last: Block | None) -> bool:
    """Whether ``block`` is the "./." that stands alone after a table."""
    return block is not None and block is last and isinstance(block, Paragraph)
