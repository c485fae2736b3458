"""The lines of a document that every writer prints, so that they print the same (pure).

Marks at the end of lines, room for what is not known yet, and "./." after the last sentence are
decided here once, for the DOCX and the PDF alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contests.formats import layout, metrics, vn
from contests.formats.document import (
    END_MARK,
    Annex,
    Article,
    Block,
    Chart,
    Dashes,
    Heading1,
    Heading2,
    Heading3,
    OfficialDocument,
    Paragraph,
    Run,
    Signature,
    Text,
    plain,
    printable,
    runs,
)

NO_FIGURES = "Không có số liệu để vẽ biểu đồ."


def number_line(document: OfficialDocument) -> str:
    """ "Số: 05/BC-SKHCN"; room for the number when it is not given."""
    symbol = printable(document.number_symbol).lstrip("/")
    return f"Số: {vn.document_number(printable(document.number or ''))}/{symbol}"


def date_line(document: OfficialDocument) -> str:
    """ "Quảng Ngãi, ngày 05 tháng 02 năm 2026", with room for what is not given."""
    return f"{printable(document.place)}, {vn.long_date(document.date, document.year)}"


def title_lines(document: OfficialDocument) -> tuple[str, str]:
    """The kind in capitals and the subject; the kind is empty in a công văn."""
    return printable(document.kind_title).upper(), printable(document.subject)


def properties_title(document: OfficialDocument) -> str:
    """The title for the file's properties."""
    kind, subject = title_lines(document)
    return f"{kind.capitalize()} {subject}".strip()


def attached_line(document: OfficialDocument, annex: Annex) -> str:
    """ "(Kèm theo Báo cáo số …/BC-SKHCN ngày … tháng … năm … của Sở …)"."""
    if annex.attached_to is not None:
        return printable(annex.attached_to)
    kind = printable(document.kind_title).capitalize() or "Công văn"
    number = number_line(document).removeprefix("Số: ")
    when = vn.long_date(document.date, document.year)
    name = printable(document.letterhead.name) or " ".join(
        printable(line) for line in document.letterhead.issuer
    )
    return f"(Kèm theo {kind} số {number} {when} của {name})"


def _marked(text: Text, mark: str) -> tuple[Run, ...]:
    """``text`` ending in ``mark`` instead of the mark it has."""
    pieces = list(runs(text))
    while pieces:
        last = pieces.pop()
        body = last.text.removesuffix(END_MARK).rstrip(" .;,")
        if body:
            return (*pieces, replace(last, text=body + mark))
    return ()


def base_lines(document: OfficialDocument) -> tuple[tuple[Run, ...], ...]:
    """The căn cứ in italics, each ending ";", the last ".", empty ones left out."""
    kept = [base for base in document.bases if plain(base)]
    return tuple(
        tuple(replace(run, italic=True) for run in line)
        for number, base in enumerate(kept, 1)
        if (line := _marked(base, "." if number == len(kept) else ";"))
    )


def chart_caption(chart: Chart) -> str:
    """The line under a chart, with the unit of its figures."""
    caption, unit = printable(chart.caption), printable(chart.unit)
    if unit:
        return f"{caption} (đơn vị: {unit})" if caption else f"(Đơn vị: {unit})"
    return caption


def missing_chart(chart: Chart) -> str:
    """What stands in the place of a chart without figures."""
    caption = chart_caption(chart)
    return f"{caption}: {NO_FIGURES}" if caption else NO_FIGURES


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """``text`` broken into lines here, so that every writer breaks it alike."""
    return metrics.wrap(printable(text), size, width, bold=bold)


def issuer_lines(texts: tuple[str, ...], *, bold: bool) -> tuple[str, ...]:
    """The lines at the top left, in capitals."""
    return tuple(
        line
        for text in texts
        for line in wrapped(text.upper(), layout.ISSUER, layout.HEAD_LEFT - 2, bold=bold)
    )


def subject_lines(document: OfficialDocument) -> tuple[str, ...]:
    """Trích yếu under the kind, or under the number when there is no kind."""
    kind, subject = title_lines(document)
    if kind:
        return wrapped(subject, layout.TITLE, layout.TEXT_WIDTH - 20, bold=True)
    return wrapped(subject, 12, layout.HEAD_LEFT - 6)


def office_lines(signature: Signature) -> tuple[str, ...]:
    """What a committee's head is in government, in brackets."""
    office = printable(signature.office)
    return wrapped(f"({office})", layout.BODY, layout.SIGN_RIGHT - 6) if office else ()


def _dashed(lines: Iterable[str]) -> tuple[str, ...]:
    kept = [body for line in lines if (body := printable(line).lstrip("- ").rstrip(" .;,"))]
    return tuple(
        f"- {line}{'.' if number == len(kept) else ';'}" for number, line in enumerate(kept, 1)
    )


def recipient_lines(document: OfficialDocument) -> tuple[str, ...]:
    """ "- …;" for each line of Nơi nhận, the last ending "."."""
    return _dashed(document.recipients)


def addressee_lines(document: OfficialDocument) -> tuple[str, ...]:
    """The lines of "Kính gửi": one beside the words, or several "- …;" under them."""
    kept = [line for raw in document.addressed_to if (line := printable(raw))]
    if len(kept) > 1:
        return ("Kính gửi:", *_dashed(kept))
    return tuple(f"Kính gửi: {line.rstrip(' .;,')}" for line in kept)


def authority_lines(signature: Signature) -> tuple[str, ...]:
    """The lines above the signature, in capitals, empty ones left out."""
    return tuple(line.upper() for raw in signature.authority if (line := printable(raw)))


def is_blank(block: Block) -> bool:
    """Whether a block of text has nothing to print."""
    match block:
        case Heading1(label=label, text=text) | Heading2(label=label, text=text):
            return not (printable(label) or plain(text))
        case Heading3(label=label, text=body):
            return not (printable(label) or plain(body))
        case Article(label=label, title=title, text=body):
            return not (printable(label) or printable(title) or plain(body))
        case Paragraph(text=body):
            return not plain(body)
        case _:
            return False


def _ended(block: Block) -> Block | None:
    """``block`` with its last sentence ending "./.", ``None`` when it holds no sentence."""
    match block:
        case Paragraph() | Heading3() if plain(block.text):
            return replace(block, text=_marked(block.text, END_MARK))
        case Article() if plain(block.text):
            return replace(block, text=_marked(block.text, END_MARK))
        case Dashes() if block.items and plain(block.items[-1]):
            return replace(block, items=(*block.items[:-1], _marked(block.items[-1], END_MARK)))
        case _:
            return None


def finished_body(document: OfficialDocument) -> tuple[Block, ...]:
    """The body and the closing words, with "./." right after the last sentence.

    When the body ends with a table, a chart or a heading and there are no closing words, the
    mark stands alone at the left, as clerks do.
    """
    body: Sequence[Block] = document.body
    if plain(document.closing_words):
        return (*body, Paragraph(_marked(document.closing_words, END_MARK)))
    if body and (last := _ended(body[-1])):
        return (*body[:-1], last)
    return (*body, Paragraph(END_MARK, align="left"))
