"""Reads the words of a DOCX and of a PDF in the order a person would."""

from __future__ import annotations

import re
import struct
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ContentStream

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def part(docx: bytes, name: str) -> etree._Element:
    """One XML part of a DOCX, parsed."""
    with ZipFile(BytesIO(docx)) as archive:
        return etree.fromstring(archive.read(name))


def names(docx: bytes) -> list[str]:
    """The parts of a DOCX."""
    with ZipFile(BytesIO(docx)) as archive:
        return archive.namelist()


def paragraphs(docx: bytes) -> list[etree._Element]:
    """All paragraphs of the main part in order, those in tables too."""
    return list(part(docx, "word/document.xml").iter(f"{W}p"))


def text_of(paragraph: etree._Element) -> str:
    """The text of a paragraph; a line break is a blank."""
    return "".join(
        " " if node.tag == f"{W}br" else node.text or ""
        for node in paragraph.iter(f"{W}t", f"{W}br")
    )


def docx_words(docx: bytes) -> list[str]:
    """The words of the main part."""
    return [word for paragraph in paragraphs(docx) for word in text_of(paragraph).split()]


def docx_chart_words(docx: bytes) -> list[list[str]]:
    """For each chart the words of its categories and series."""
    charts = sorted(
        (name for name in names(docx) if name.startswith("word/charts/chart")),
        key=lambda name: int(name.removeprefix("word/charts/chart").removesuffix(".xml")),
    )
    return [
        " ".join(
            node.text or ""
            for cache in part(docx, name).iter(f"{C}strCache")
            for node in cache.iter(f"{C}v")
        ).split()
        for name in charts
    ]


def _letters(font: Any) -> dict[int, str]:
    """Glyph to text, from a font's ToUnicode map."""
    table: dict[int, str] = {}
    data = font["/ToUnicode"].get_object().get_data().decode("ascii")

    def text(code: str) -> str:
        return bytes.fromhex(code).decode("utf-16-be")

    for block in re.findall(r"beginbfchar(.*?)endbfchar", data, re.S):
        for glyph, code in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            table[int(glyph, 16)] = text(code)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", data, re.S):
        for low, high, code in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for glyph in range(int(low, 16), int(high, 16) + 1):
                table[glyph] = chr(ord(text(code)) + glyph - int(low, 16))
    return table


def _marked(page: Any) -> dict[int, list[tuple[float, str]]]:
    """For each marked piece of a page its texts with the height they stand at."""
    fonts = {
        name: _letters(font.get_object())
        for name, font in page["/Resources"].get("/Font", {}).items()
    }
    found: dict[int, list[tuple[float, str]]] = {}
    stack: list[tuple[int | None, str | None]] = []
    letters: dict[int, str] = {}
    scale, shift, y = 1.0, 0.0, 0.0
    saved: list[tuple[float, float]] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            values = operands[1] if len(operands) > 1 else {}
            mark = values.get("/MCID") if operands[0] != "/Artifact" else None
            # Inside a piece a span may say what its glyphs mean.
            actual = values.get("/ActualText")
            if mark is None and stack and operands[0] != "/Artifact":
                mark = stack[-1][0]
            if actual is not None and mark is not None:
                found.setdefault(mark, []).append((y, str(actual)))
            stack.append((mark, actual))
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator == b"q":
            saved.append((scale, shift))
        elif operator == b"Q":
            scale, shift = saved.pop()
        elif operator == b"cm":
            shift += float(operands[5]) * scale
            scale *= float(operands[3])
        elif operator == b"Tm":
            y = round(float(operands[5]) * scale + shift, 1)
        elif operator in (b"Tj", b"TJ") and stack:
            mark, actual = stack[-1]
            if mark is None or actual is not None:
                continue
            pieces = operands[0] if operator == b"TJ" else [operands[0]]
            for piece in pieces:
                raw = getattr(piece, "original_bytes", piece)
                if isinstance(raw, bytes):
                    codes = struct.unpack(f">{len(raw) // 2}H", raw)
                    text = "".join(letters[code] for code in codes)
                    found.setdefault(mark, []).append((y, text))
    return found


_BLOCKS = {"/P", "/TD", "/TH", "/H1", "/H2", "/H3", "/Caption", "/LBody", "/Div", "/Title"}


def pdf_words(pdf: bytes) -> tuple[list[str], list[list[str]]]:
    """The words in the order of the tags, which is what a screen reader hears; then the charts.

    Page numbers and repeated headers are decoration there. The words inside a chart are given
    apart, one list for each.
    """
    reader = PdfReader(BytesIO(pdf))
    pages = {page.indirect_reference.idnum: page for page in reader.pages}
    texts = {number: _marked(page) for number, page in pages.items()}
    out: list[str] = []
    charts: list[list[str]] = []
    last: tuple[int, float] = (-1, 0.0)
    count = 0

    def walk(node: Any, page: int | None, block: int) -> None:
        nonlocal last, count, out
        if isinstance(node, int):
            assert page is not None
            for y, text in texts[page].get(int(node), []):
                if (block, y) != last:
                    out.append(" ")
                last = (block, y)
                out.append(text)
            return
        if isinstance(node, list):
            for child in node:
                walk(child.get_object() if hasattr(child, "get_object") else child, page, block)
            return
        if "/Pg" in node:
            page = node.raw_get("/Pg").idnum
        if node.get("/Type") == "/MCR":
            walk(int(node["/MCID"]), page, block)
            return
        if node.get("/S") == "/Figure":
            around, out = out, []
            walk(node["/K"], page, count)
            charts.append("".join(out).split())
            out = around
            return
        if node.get("/S") in _BLOCKS:
            count += 1
            block = count
        if "/K" in node:
            walk(node["/K"], page, block)

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"], None, 0)
    return "".join(out).replace("\u200b", "").split(), charts


def pdf_all_words(pdf: bytes) -> list[list[str]]:
    """Every word of each page as a reader sees it."""
    return [page.extract_text().split() for page in PdfReader(BytesIO(pdf)).pages]
