"""Official documents as PDF (PDF/A-2a and PDF/UA-1) by typst, beside the DOCX (pure).

The same lines in the same order as the DOCX writer, drawn with Tinos, which has the widths of
Times New Roman. The template is ours alone; a document reaches it as JSON and is never read as
code. System fonts are ignored, so the same document gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from contests.formats import layout, lines, metrics, svg
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
    Run,
    Signature,
    Table,
    Text,
    place_header,
    plain,
    printable,
    runs,
)

_TEMPLATE = Path(__file__).parent / "official.typ"
_BREAK = "\u200b"
_EPOCH = datetime(2020, 3, 5, tzinfo=UTC)
_UNITS = 4.0  # units of a chart in a millimetre

Json = dict[str, Any]


@lru_cache(maxsize=8)
def _chart_style(size: float) -> str:
    """How the classes of a chart look on paper, with type of ``size`` units."""
    colors = "".join(
        f".c{n}{{fill:#{color}}}.line.c{n}{{fill:none;stroke:#{color}}}"
        for n, color in enumerate(layout.PALETTE, 1)
    )
    dark_ink = ",".join(
        f".on-c{n}" for n, color in enumerate(layout.PALETTE, 1) if layout.is_light(color)
    )
    return (
        f"<style>text{{font-family:Tinos;font-size:{size:.2f}px;fill:#000}}"
        ".end{text-anchor:end}.mid{text-anchor:middle}"
        ".axis{stroke:#808080;stroke-width:1}.grid{stroke:#d0d0d0;stroke-width:1}"
        f".line{{stroke-width:3}}.on-bar{{fill:#fff}}{dark_ink}{{fill:#000}}{colors}</style>"
    )


def _safe(text: str, size: float, width: float) -> str:
    """``text`` as the bundled face can draw it, with places to break words that are too wide."""
    kept = "".join(
        c
        for c in printable(text)
        if unicodedata.category(c) != "Cf" and not 0xFE00 <= ord(c) <= 0xFE0F
    )
    words = []
    for word in metrics.drawable(kept).split(" "):
        if metrics.width_mm(word, size, bold=True) > width:
            step = max(1, int(len(word) * width / metrics.width_mm(word, size, bold=True)) - 1)
            word = _BREAK.join(word[i : i + step] for i in range(0, len(word), step))
        words.append(word)
    return " ".join(words)


def _line(text: str, width: float = layout.TEXT_WIDTH - layout.FIRST_LINE) -> str:
    return _safe(text, layout.BODY, width)


def _runs(text: Text, *, bold: bool = False) -> list[list[Any]]:
    return [[_line_keeping(run.text), run.bold or bold, run.italic] for run in runs(text)]


def _line_keeping(text: str) -> str:
    """Like :func:`_line`, but the blanks at the ends of a run stay."""
    core = text.strip(" ")
    if not core:
        return text
    return text[: len(text) - len(text.lstrip(" "))] + _line(core) + text[len(text.rstrip(" ")) :]


def _lead(label: str, text: Text, *, bold: bool = False) -> list[list[Any]]:
    sign = printable(label)
    return _runs((Run(f"{sign} " if sign else "", bold=bold), *runs(text)))


class _Flow:
    """Turns blocks into JSON; heading levels never skip one, as PDF/UA-1 asks."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.level = 0
        self.out: list[Json] = []
        self.new_page = False

    def add(self, kind: str, *, keep: bool = False, **values: Any) -> None:
        self.out.append({"t": kind, "keep": keep, "new-page": self.new_page, **values})
        self.new_page = False

    def text(
        self,
        pieces: list[list[Any]],
        *,
        how: str = "justify",
        indent: bool = True,
        keep: bool = False,
    ) -> None:
        if pieces:
            self.add("p", runs=pieces, how=how, indent=indent, keep=keep)

    def heading(self, level: int, pieces: list[list[Any]]) -> None:
        if not any(text.strip() for text, *_ in pieces):
            return
        self.level = min(level, self.level + 1)
        self.add("h", level=self.level, runs=pieces, keep=True)

    def blocks(self, blocks: Sequence[Block], *, keep_last: bool = False) -> list[Json]:
        for number, block in enumerate(blocks):
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            self._block(block, after)
        if keep_last and self.out:
            self.out[-1]["keep"] = True
        return self.out

    def _block(self, block: Block, after: Block | None) -> None:
        shows = isinstance(after, Dashes | Table | Chart)
        match block:
            case PageBreak():
                self.new_page = True
            case Part(label=label, title=title):
                self.add("part", label=_line(label), title=_line(printable(title).upper()))
            case Heading1(label=label, text=text):
                self.heading(1, _lead(label, printable(text).upper(), bold=True))
            case Heading2(label=label, text=text):
                self.heading(2, _lead(label, text, bold=True))
            case Heading3(label=label, text=text):
                self.text(_lead(label, text), keep=shows)
            case Article(label=label, title=title, text=text):
                if printable(title):
                    self.heading(2, _lead(label, title, bold=True))
                    self.text(_runs(text))
                else:
                    self.text(_lead(label, text, bold=True), keep=shows)
            case Paragraph(text=text, align=align, indent=indent):
                indented = indent and align in ("justify", "left")
                keep = shows and plain(text).endswith(":")
                self.text(_runs(text), how=align, indent=indented, keep=keep)
            case Dashes(items=items, sign=sign):
                for item in items:
                    if plain(item):
                        self.text(_lead(sign, item))
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)

    def _table(self, table: Table) -> None:
        total = sum(column.width for column in table.columns)
        widths = [self.width * column.width / total for column in table.columns]
        size = min(max(table.size, 9), 14)

        def cell(text: str, at: int, span: int = 1) -> str:
            return _safe(text, size, max(sum(widths[at : at + span]) - 3, 3))

        self.add(
            "table",
            widths=widths,
            align=[column.align for column in table.columns],
            size=size,
            header=[
                [
                    {
                        "text": cell(c.text, x, c.colspan),
                        "span": c.colspan,
                        "rows": c.rowspan,
                        "x": x,
                    }
                    for x, c in line
                ]
                for line in place_header(table)
            ],
            rows=[[cell(text, at) for at, text in enumerate(row)] for row in table.rows],
            total=None
            if table.total is None
            else [cell(text, at) for at, text in enumerate(table.total)],
            caption=_line(table.caption),
            note=_line(table.note),
            empty=_line(table.empty),
        )

    def _chart(self, chart: Chart) -> None:
        caption = lines.chart_caption(chart)
        if not chart.categories or not chart.series:
            self.text([[_line(lines.missing_chart(chart)), False, True]], indent=False)
            return
        points = layout.chart_size(len(chart.categories), upright=chart.kind in ("column", "line"))
        size = points * 25.4 / 72 * _UNITS
        # The unit stands in the caption, as it does in the DOCX.
        shown = Chart(
            chart.kind,
            tuple(metrics.drawable(printable(name)) for name in chart.categories),
            tuple(type(s)(metrics.drawable(printable(s.name)), s.values) for s in chart.series),
            chart.caption,
            chart.alt,
            "",
            chart.decimals,
        )
        picture = svg.chart(shown, width=self.width * _UNITS, size=size, on_paper=True)
        height = float(picture.split('viewBox="', 1)[1].split('"', 1)[0].split()[3]) / _UNITS
        most = 220.0 if self.width < 200 else 135.0
        opening, rest = picture.split(">", 1)
        self.add(
            "chart",
            svg=f"{opening}>{_chart_style(size)}{rest}",
            width=self.width,
            height=min(height, most),
            alt=_line(chart.alt) or _line(caption) or "Biểu đồ",
            caption=_line(caption),
        )


def _sizes() -> Json:
    return {
        "body": layout.BODY,
        "value": layout.VALUE,
        "line": layout.LINE,
        "first": layout.FIRST_LINE,
        "spacing": layout.SPACING,
        "issuer": layout.ISSUER,
        "nation": layout.NATION,
        "motto": layout.MOTTO,
        "number": layout.NUMBER,
        "title-size": layout.TITLE,
        "head-left": layout.HEAD_LEFT,
        "head-right": layout.HEAD_RIGHT,
        "sign-left": layout.SIGN_LEFT,
        "sign-right": layout.SIGN_RIGHT,
        "sign-before": layout.SIGN_BEFORE,
        "sign-room": layout.SIGN_ROOM,
        "recipients-label": layout.RECIPIENTS_LABEL,
        "recipients": layout.RECIPIENTS,
    }


def _annex(document: OfficialDocument, annex: Annex) -> Json:
    width = layout.TEXT_WIDTH_LANDSCAPE if annex.landscape else layout.TEXT_WIDTH
    attached = lines.wrapped(lines.attached_line(document, annex), layout.TITLE, width - 10)
    flow = _Flow(width)
    flow.level = 1 if printable(annex.label) else 0
    return {
        "label": _line(annex.label),
        "title": _line(printable(annex.title).upper()),
        "attached": [_line(line) for line in attached],
        "line": layout.short_line(attached, layout.TITLE),
        "landscape": annex.landscape,
        "blocks": flow.blocks(annex.blocks),
    }


def _data(document: OfficialDocument) -> Json:
    head = document.letterhead
    kind, subject = lines.title_lines(document)
    issuer = lines.issuer_lines(head.issuer, bold=True)
    subject_lines = lines.subject_lines(document)
    created = document.created or (
        datetime.combine(document.date, time(), UTC) if document.date else _EPOCH
    )
    created = created.astimezone(UTC)
    preamble = [*lines.base_lines(document), *(text for text in document.opening if plain(text))]
    return {
        "sizes": _sizes(),
        "title": _line(lines.properties_title(document)) or "Văn bản",
        "author": _line(head.name or " ".join(head.issuer)),
        "created": [
            created.year,
            created.month,
            created.day,
            created.hour,
            created.minute,
            created.second,
        ],
        "superior": [_line(line) for line in lines.issuer_lines(head.superior, bold=False)],
        "issuer": [_safe(line, layout.ISSUER, layout.HEAD_LEFT - 2) for line in issuer],
        "issuer-line": layout.short_line(issuer, layout.ISSUER),
        "nation": NATION,
        "motto": MOTTO,
        "motto-line": layout.motto_line(MOTTO),
        "number": _safe(lines.number_line(document), layout.NUMBER, layout.HEAD_LEFT),
        "date": _safe(lines.date_line(document), layout.VALUE, layout.HEAD_RIGHT),
        "kind": _line(kind),
        "subject": [_line(line) for line in subject_lines],
        "subject-line": layout.short_line(subject_lines, layout.TITLE),
        "addressees": [_line(line, 100) for line in lines.addressee_lines(document)],
        "authority": _line(printable(document.issuing_authority).upper()),
        "preamble": [_runs(text) for text in preamble],
        "enacting": _line(printable(document.enacting).upper()),
        "body": _Flow(layout.TEXT_WIDTH).blocks(lines.finished_body(document), keep_last=True),
        "recipients": [
            _safe(line, layout.RECIPIENTS, layout.SIGN_LEFT)
            for line in lines.recipient_lines(document)
        ],
        "signed": _signed(document.signature, layout.SIGN_RIGHT - 4),
        "secretary": _signed(document.secretary, layout.SIGN_LEFT - 4)
        if document.secretary is not None
        else None,
        "annexes": [_annex(document, annex) for annex in document.annexes],
    }


def _signed(signed: Signature, width: float) -> Json:
    """Lines of authority, office and name of one who signs, within ``width`` mm."""
    return {
        "signing": [_line(line, width) for line in lines.authority_lines(signed)],
        "office": [_line(line, width) for line in lines.office_lines(signed)],
        "signer": _line(signed.name or "", width),
    }


def write_pdf(document: OfficialDocument) -> bytes:
    """``document`` as the bytes of a PDF file; the same input gives the same bytes.

    A character that the bundled face lacks is printed as "□"; nothing a person typed makes it
    raise.
    """
    produced = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=[str(metrics.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(document), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
    )
    if not isinstance(produced, bytes):
        raise TypeError("typst gave pages instead of one file")
    return produced
