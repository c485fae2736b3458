"""A Word document as plain lines with the marks of each character run.

What stands in the final text is kept (tracked insertions), what was struck out is not (tracked
deletions, moves away, hidden text). What cannot be kept is named on the line where it stood.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast
from unicodedata import combining

from accounts.rules.text import nfc
from quiz.formats.archive import Archive
from quiz.formats.base import FileError
from quiz.formats.ooxml import alt_words, attribute, local, main_part, relations
from quiz.formats.word_math import linear
from quiz.formats.word_styles import Look, Styles, child, look_of, shaded, value
from quiz.rules.legacy import Encoding, convert, encoding_of_font, is_modern

_Event = tuple[str, ET.Element]
DOCUMENT_MAX: Final = 32 * 2**20
_GONE: Final = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPr",
                          "sdtPr", "tblPr", "trPr", "tcPr", "sectPr"))  # fmt: skip
PICTURE: Final = re.compile("[\U000f0000-\U000ffffd]")
"""A picture stands in the text as one of these signs, which no font has (`Document.pictures`)."""
_PICTURES_MAX: Final = 60_000
_LEFT: Final = {
    "drawing": "picture",
    "pict": "picture",
    "object": "object",
    "oMath": "equation",
    "oMathPara": "equation",
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "txbxContent": "textbox",
    "sym": "symbol",
    "altChunk": "chunk",
}


_WINGDINGS: Final = {
    0x6F: "☐", 0x71: "☐", 0xA8: "☐", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0xE0: "→",
    0xF0: "⇨", 0x6C: "●", 0xA7: "▪", 0xD8: "➢", 0x9F: "•",
}  # fmt: skip
_SYMBOL: Final = {
    0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xB0: "°", 0xAE: "→",
    0xAC: "←", 0xDE: "⇒", 0xDB: "⇔", 0xB7: "•", 0xA5: "∞", 0x61: "α", 0x62: "β", 0x67: "γ",
    0x44: "Δ", 0x57: "Ω", 0x70: "π", 0xD6: "√", 0xCE: "∈", 0xC8: "∪", 0xC7: "∩",
}  # fmt: skip
"""What two fonts of signs draw for their codes; others are named as lost."""


def _sign(part: ET.Element) -> str:
    """The character that a sign of a font means, "" when it is not known."""
    code, font = attribute(part, "char"), attribute(part, "font").casefold()
    known = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}.get(font, {})
    try:
        return known.get(int(code, 16) & 0xFF, "")
    except ValueError:
        return ""


class Shown(NamedTuple):
    """A picture of the document: its part, and what its author says it shows."""

    part: str
    alt: str


class Run(NamedTuple):
    """A piece of a line in one look."""

    text: str
    marks: frozenset[str]


@dataclass
class Line:
    """A line of text: a paragraph, or a part of one between line breaks.

    `label` is what Word's own numbering draws before it, `lettered` whether that is a letter;
    `heading`: its style is that of a heading; `left` names what was not kept. `asks`: options
    come before the next number (set by `quiz.formats.word`).
    """

    runs: list[Run] = field(default_factory=list)
    label: str = ""
    left: list[str] = field(default_factory=list)
    converted: Encoding | None = None
    lettered: bool = False
    heading: bool = False
    asks: bool = False

    @property
    def text(self) -> str:
        """The text as typed, without the drawn label."""
        return "".join(run.text for run in self.runs)


@dataclass
class Table:
    """A table: rows of cells, each with its lines."""

    rows: list[list[list[Line]]]

    def lines(self) -> list[Line]:
        """Everything that stands in it, cell after cell."""
        return [line for row in self.rows for cell in row for line in cell]


class Document:
    """Reads the body of a document."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._main = main_part(archive, "word/document.xml")
        self._styles = Styles(archive, self._main)
        self._links = relations(archive, self._main)
        self._boxes: list[ET.Element] = []
        self._in_box = False
        self.fields: set[str] = set()
        self.pictures: dict[str, Shown] = {}
        """What each sign of `PICTURE` in the lines stands for."""

    def blocks(self) -> Iterator[tuple[Line | Table, int]]:
        """Lines and tables of the body in order, with the bytes read so far."""
        name = self._main
        if self._archive.size(name) > DOCUMENT_MAX:
            size = self._archive.size(name)
            raise FileError("FILE-PART-BIG", part=name, size=size, most=DOCUMENT_MAX)
        try:
            yield from self._parse(name)
        except ET.ParseError as error:
            raise FileError("FILE-DAMAGED", part=name) from error

    def _parse(self, name: str) -> Iterator[tuple[Line | Table, int]]:
        parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
        depth = done = 0
        has_body = False
        body: ET.Element | None = None
        for chunk in self._archive.chunks(name):
            parser.feed(chunk)
            done += len(chunk)
            for event, element in cast(Iterator[_Event], parser.read_events()):
                if event == "start":
                    depth += 1
                    if depth == 2 and local(element.tag) == "body":
                        body, has_body = element, True
                    continue
                depth -= 1
                if element is body:
                    body = None  # what follows is nobody's text
                elif depth == 2 and body is not None:
                    for block in self._block(element):
                        yield block, done
                    body.remove(element)
        parser.close()
        if not has_body:
            raise FileError("FILE-DAMAGED", part=name)

    def _block(self, element: ET.Element) -> Iterator[Line | Table]:
        name = local(element.tag)
        if name == "p":
            yield from self._lines(element)
        elif name == "tbl":
            yield self._table(element)
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            for part in element:
                yield from self._block(part)
        elif name == "altChunk":
            yield Line(left=["chunk"])

    def _table(self, element: ET.Element) -> Table:
        rows: list[list[list[Line]]] = []
        for row in _inside(element, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            cells: list[list[Line]] = []
            for cell in _inside(row, "tc"):
                lines: list[Line] = []
                for part in cell:
                    for block in self._block(part):
                        if isinstance(block, Line):
                            lines.append(block)
                        else:
                            lines += block.lines()
                cells.append(lines)
                if shaded(child(cell, "tcPr")):
                    for line in lines:
                        line.runs = [Run(run.text, run.marks | {"cell"}) for run in line.runs]
                span = value(child(cell, "tcPr"), "gridSpan", "1")
                wide = int(span) if span.isdigit() and len(span) < 3 else 1
                cells += [[] for _ in range(wide - 1)]
            rows.append(cells)
        return Table(rows)

    def _lines(self, paragraph: ET.Element) -> list[Line]:
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle")
        label, lettered = self._styles.label(style, child(properties, "numPr"))
        heading = self._styles.is_heading(style) or child(properties, "outlineLvl") is not None
        lines = [Line(label=label, lettered=lettered, heading=heading)]
        look = self._styles.paragraph_look(style)
        if fill := shaded(properties):
            look = look._replace(highlight=fill)
        self._walk(paragraph, look, lines)
        boxes, self._boxes = self._boxes, []
        if boxes:
            self._in_box = True  # one in another is named as lost
            for box in boxes:
                for part in box:
                    for block in self._block(part):
                        lines += [block] if isinstance(block, Line) else block.lines()
            self._in_box = False
        return lines

    def _walk(self, element: ET.Element, base: Look, lines: list[Line]) -> None:
        stack = [iter(element)]
        looks = [base]
        while stack:
            part = next(stack[-1], None)
            if part is None:
                stack.pop()
                looks.pop()
                continue
            name = local(part.tag)
            if name == "instrText":
                self._field("".join(part.itertext()))
            if name == "fldSimple":
                self._field(attribute(part, "instr"))
            if name in _GONE:
                continue
            if name == "AlternateContent":  # one thing said in several ways
                stack.append(iter(part[:1]))
                looks.append(looks[-1])
                continue
            if name == "sym" and (sign := _sign(part)):
                if not looks[-1].hidden:
                    lines[-1].runs.append(Run(sign, looks[-1].marks))
                continue
            if name in _LEFT:
                self._beside(name, part, looks[-1], lines[-1])
                continue
            look = looks[-1]
            if name == "r":
                properties = child(part, "rPr")
                own = look_of(properties)
                character = value(properties, "rStyle")
                look = own.over(self._styles.look(character) if character else Look()).over(base)
            elif name in ("t", "tab", "br", "cr", "noBreakHyphen"):
                self._add(name, part, look, lines)
                continue
            stack.append(iter(part))
            looks.append(look)

    def _beside(self, name: str, part: ET.Element, look: Look, line: Line) -> None:
        """What is no text: a picture of the file gets a sign in the line, a simple formula is
        written out, a text box is kept to be read behind the paragraph, the rest is named."""
        if name in ("oMath", "oMathPara") and not look.hidden and (text := linear(part)):
            line.runs.append(Run(text, look.marks))
            line.left.append("equation-read")
            return
        boxed = any(local(inner.tag) == "txbxContent" for inner in part.iter())
        boxes = [] if look.hidden or self._in_box else _boxes(part)
        self._boxes += boxes
        shown = self._shown(part) if name in ("drawing", "pict") and not look.hidden else []
        for one in shown:
            sign = chr(0xF0000 + len(self.pictures))
            self.pictures[sign] = one
            line.runs.append(Run(sign, look.marks))
        if boxes:
            line.left.append("textbox-read")
        elif boxed or not shown:
            line.left.append("textbox" if boxed else _LEFT[name])

    def _shown(self, part: ET.Element) -> list[Shown]:
        """Pictures of a drawing that lie in the file; linked ones are never followed."""
        found: list[Shown] = []
        alt = ""
        for inner in part.iter():
            kind = local(inner.tag)
            if kind in ("docPr", "cNvPr", "shape") and not alt:
                said = attribute(inner, "descr") or attribute(inner, "alt")
                alt = alt_words(said)
            link = ""
            if kind == "blip":
                link = attribute(inner, "embed")
            elif kind == "imagedata":
                link = attribute(inner, "id")
            _, target, outside = self._links.get(link, ("", "", True))
            if target in self._archive and not outside and len(self.pictures) < _PICTURES_MAX:
                found.append(Shown(target, alt))
                alt = ""
        return found

    def _field(self, instruction: str) -> None:
        words = instruction.strip().split(maxsplit=1)
        if words and words[0].upper() in (
            "INCLUDEPICTURE",
            "INCLUDETEXT",
            "DDE",
            "DDEAUTO",
            "LINK",
        ):
            self.fields.add(words[0].upper())

    def _add(self, name: str, part: ET.Element, look: Look, lines: list[Line]) -> None:
        line = lines[-1]
        if look.hidden:
            if name == "t" and (part.text or "").strip():
                line.left.append("hidden")
            return
        if name in ("br", "cr"):
            if attribute(part, "type") not in ("page", "column"):
                lines.append(Line())
            return
        text = {"tab": "\t", "noBreakHyphen": "-"}.get(name) or part.text or ""
        if name == "t" and look.font and not text.isascii() and not is_modern(text):
            encoding = encoding_of_font(look.font)
            if encoding is not None:
                text = convert(text, encoding, font=look.font)
                line.converted = encoding
        text = PICTURE.sub("", text)
        # Letters kept apart from their marks would hide "Câu" and "Đáp án" from the grammar.
        text = nfc(text)
        if line.runs and text and combining(text[0]):
            before = line.runs.pop()
            own = text.lstrip("".join(filter(combining, text)))
            joined = nfc(before.text + text[: len(text) - len(own)])
            line.runs.append(Run(joined, before.marks))
            text = own
        line.runs.append(Run(text, look.marks))


def _boxes(drawing: ET.Element) -> list[ET.Element]:
    """The text boxes of a drawing that say something, each once: what older programs are given
    instead is left out, and what lies within a box."""
    found: list[ET.Element] = []
    waiting = [drawing]
    while waiting:
        part = waiting.pop()
        name = local(part.tag)
        if name == "txbxContent":
            if any(local(one.tag) == "t" and (one.text or "").strip() for one in part.iter()):
                found.append(part)
        elif name != "Fallback":
            waiting += reversed(part)
    return found


def _inside(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """Children of this name, also through content controls and tracked insertions."""
    for part in element:
        kind = local(part.tag)
        if kind == name:
            yield part
        elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _inside(part, name)
