"""The markup of questions (`quiz.rules.markup`) as HTML: escaped words, tables, MathML, gaps."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from quiz.rules.markup import (
    Block,
    Formula,
    Inline,
    Leaf,
    Paragraph,
    Part,
    Quotient,
    Raised,
    Root,
    Row,
    Table,
    Text,
    plain,
    read,
)

register = template.Library()
_BREAK = SafeString("<br>")


@register.filter
def rich(text: str) -> SafeString:
    """The whole text: paragraphs as inline words with line breaks, tables as tables."""
    return _blocks(read(text))


@register.filter
def rich_lead(text: str) -> SafeString:
    """What stands before the first table: fit for a heading or a legend."""
    blocks = read(text)
    tables = [place for place, block in enumerate(blocks) if isinstance(block, Table)]
    return _blocks(blocks[: tables[0]] if tables else blocks)


@register.filter
def rich_rest(text: str) -> SafeString:
    """The first table and everything behind it; "" for a text without tables."""
    blocks = read(text)
    tables = [place for place, block in enumerate(blocks) if isinstance(block, Table)]
    return _blocks(blocks[tables[0] :] if tables else ())


@register.filter
def said(text: str) -> str:
    """The text on one line without marks, for lists and titles."""
    return " ".join(plain(text).split())


def _blocks(blocks: Iterable[Block]) -> SafeString:
    return SafeString(
        "".join(
            _inline(block.parts) if isinstance(block, Paragraph) else _table(block)
            for block in blocks
        )
    )


def _table(table: Table) -> SafeString:
    head = format_html_join(
        "", '<th scope="col">{}</th>', ((_inline(c.parts),) for c in table.head)
    )
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (format_html_join("", "<td>{}</td>", ((_inline(c.parts),) for c in row)),)
            for row in table.rows
        ),
    )
    return format_html(
        '<div class="table-wrap" tabindex="0" role="region" aria-label="Bảng trong câu hỏi">'
        '<table class="dense"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        head,
        rows,
    )


def _inline(parts: Iterable[Inline]) -> SafeString:
    made: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            made.append(_BREAK.join(conditional_escape(line) for line in part.text.split("\n")))
        elif isinstance(part, Formula):
            made.append(format_html('<math alttext="{}">{}</math>', part.plain, _row(part.row)))
        else:
            made.append(
                format_html('<span class="gap">({})<span aria-hidden="true"> ……</span></span>',
                            part.number)
            )  # fmt: skip
    return SafeString("".join(made))


def _row(row: Row) -> SafeString:
    return format_html("<mrow>{}</mrow>", SafeString("".join(_part(part) for part in row.parts)))


def _part(part: Part) -> SafeString:
    match part:
        case Leaf(text):
            if text.replace(",", "").isdigit():
                return format_html("<mn>{}</mn>", text)
            if text.isalpha():
                return format_html("<mi>{}</mi>", text)
            return format_html("<mo>{}</mo>", text)
        case Raised(base, script, above):
            shape = "<msup>{}{}</msup>" if above else "<msub>{}{}</msub>"
            return format_html(shape, _row(base), _row(script))
        case Quotient(above, below):
            return format_html("<mfrac>{}{}</mfrac>", _row(above), _row(below))
        case Root(inside):
            return format_html("<msqrt>{}</msqrt>", _row(inside))
