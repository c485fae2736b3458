"""Styles and list numbering of a Word document, resolved through the style chain."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from quiz.formats.archive import Archive
from quiz.formats.ooxml import attribute, local, parse_part, relations

_DEPTH_MAX: Final = 20
"""Styles may be based on each other in a circle; no honest chain is this long."""
_HEADING: Final = re.compile(r"(?:heading|đầu đề|tiêu đề) ?[1-9]$", re.IGNORECASE)
_PLAIN_COLOURS: Final = frozenset(("", "auto", "000000", "00000A", "0D0D0D", "1A1A1A", "262626"))


class Look(NamedTuple):
    """What can mark an answer, and the font; None is "as the style below says"."""

    bold: bool | None = None
    underline: bool | None = None
    colour: str | None = None
    highlight: str | None = None
    hidden: bool | None = None
    font: str | None = None
    italic: bool | None = None

    def over(self, below: Look) -> Look:
        """This look where it says something, else the one below."""
        return Look(
            self.bold if self.bold is not None else below.bold,
            self.underline if self.underline is not None else below.underline,
            self.colour if self.colour is not None else below.colour,
            self.highlight if self.highlight is not None else below.highlight,
            self.hidden if self.hidden is not None else below.hidden,
            self.font if self.font is not None else below.font,
            self.italic if self.italic is not None else below.italic,
        )

    @property
    def marks(self) -> frozenset[str]:
        """The marks that a reader sees."""
        marks = set[str]()
        if self.bold:
            marks.add("bold")
        if self.underline:
            marks.add("underline")
        if (self.colour or "") not in _PLAIN_COLOURS:
            marks.add("colour")
        if self.highlight:
            marks.add("highlight")
        if self.italic:
            marks.add("italic")
        return frozenset(marks)


def child(element: ET.Element | None, name: str) -> ET.Element | None:
    """First child with this local name."""
    if element is None:
        return None
    return next((part for part in element if local(part.tag) == name), None)


def value(element: ET.Element | None, name: str, default: str = "") -> str:
    """`w:val` of a child element, or `default` when there is no such child."""
    found = child(element, name)
    return default if found is None else attribute(found, "val", default)


def _switch(element: ET.Element) -> bool:
    return attribute(element, "val", "1") not in ("0", "false", "off", "none")


def look_of(properties: ET.Element | None) -> Look:
    """The look that an rPr element asks for itself."""
    if properties is None or not len(properties):
        return Look()
    bold = underline = hidden = italic = None
    colour = highlight = font = None
    for part in properties:
        name = local(part.tag)
        if name == "b":
            bold = _switch(part)
        elif name == "i":
            italic = _switch(part)
        elif name == "u":
            underline = attribute(part, "val", "none") != "none"
        elif name == "vanish":
            hidden = _switch(part)
        elif name == "color":
            plain = attribute(part, "themeColor") in ("text1", "dark1", "tx1")
            colour = "" if plain else attribute(part, "val").upper().replace("AUTO", "auto")
        elif name == "highlight":
            chosen = attribute(part, "val")
            highlight = "" if chosen in ("none", "white") else chosen
        elif name == "shd" and highlight is None:
            highlight = _fill(part)
        elif name == "rFonts":
            font = attribute(part, "ascii") or attribute(part, "hAnsi") or None
    return Look(bold, underline, colour, highlight, hidden, font, italic)


def _fill(element: ET.Element) -> str:
    fill = attribute(element, "fill").upper()
    return "" if fill in ("", "AUTO", "FFFFFF") else fill


def shaded(properties: ET.Element | None) -> str:
    """The colour behind a whole paragraph or cell, "" for none."""
    shade = child(properties, "shd")
    return "" if shade is None else _fill(shade)


class ListPlace(NamedTuple):
    """A place in a list: the list and the level in it."""

    number: str
    level: int


@dataclass
class _Style:
    look: Look
    place: tuple[str | None, int | None]
    based: str
    heading: bool = False


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class _List:
    kind: str
    starts: dict[int, int] = field(default_factory=dict)
    own: dict[int, _Level] = field(default_factory=dict)


_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _roman(number: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        while number >= worth and len(text) < 20:
            text += sign
            number -= worth
    return text


def _counted(number: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(65 + (number - 1) % 26) * min((number - 1) // 26 + 1, 3)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("bullet", "none"):
        return ""
    return str(number)


def _take_level(element: ET.Element, levels: dict[int, _Level]) -> None:
    at = attribute(element, "ilvl")
    if local(element.tag) == "lvl" and at.isdigit() and len(at) < 3:
        start = value(element, "start", "1")
        levels[int(at)] = _Level(
            int(start) if start.isdigit() and len(start) < 8 else 1,
            value(element, "numFmt", "decimal"),
            value(element, "lvlText"),
        )


class Styles:
    """Looks and list labels of the paragraphs of one document; labels are asked in order."""

    def __init__(self, archive: Archive, main: str) -> None:
        parts = {kind: target for kind, target, outside in relations(archive, main).values()
                 if not outside and target in archive}  # fmt: skip
        self._styles: dict[str, _Style] = {}
        self._default = Look()
        self._normal = ""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._linked: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._looks: dict[str, Look] = {}
        if "styles" in parts:
            self._read_styles(parse_part(archive, parts["styles"], 16 * 2**20))
        if "numbering" in parts:
            self._read_numbering(parse_part(archive, parts["numbering"], 16 * 2**20))

    def _read_styles(self, root: ET.Element) -> None:
        for element in root:
            if local(element.tag) == "docDefaults":
                self._default = look_of(child(child(element, "rPrDefault"), "rPr"))
            if local(element.tag) != "style":
                continue
            name = attribute(element, "styleId")
            if attribute(element, "default") in ("1", "true") and (
                attribute(element, "type") == "paragraph"
            ):  # fmt: skip
                self._normal = name
            self._styles[name] = _Style(
                look_of(child(element, "rPr")),
                self._place(child(child(element, "pPr"), "numPr")),
                value(element, "basedOn"),
                bool(_HEADING.match(value(element, "name") or name)),
            )

    @staticmethod
    def _place(properties: ET.Element | None) -> tuple[str | None, int | None]:
        if properties is None:
            return None, None
        number, level = value(properties, "numId"), value(properties, "ilvl")
        return number or None, int(level) if level.isdigit() and len(level) < 3 else None

    def _read_numbering(self, root: ET.Element) -> None:
        for element in root:
            if local(element.tag) == "abstractNum":
                levels: dict[int, _Level] = {}
                for part in element:
                    _take_level(part, levels)
                kind = attribute(element, "abstractNumId")
                self._levels[kind] = levels
                if linked := value(element, "numStyleLink"):
                    self._linked[kind] = linked
            elif local(element.tag) == "num":
                found = _List(value(element, "abstractNumId"))
                for part in element:
                    at, start = attribute(part, "ilvl"), value(part, "startOverride")
                    if at.isdigit() and start.isdigit() and len(at) < 3 and len(start) < 8:
                        found.starts[int(at)] = int(start)
                    for level in part:
                        _take_level(level, found.own)
                self._lists[attribute(element, "numId")] = found

    def _chain(self, name: str) -> list[_Style]:
        found: list[_Style] = []
        while name in self._styles and len(found) < _DEPTH_MAX:
            found.append(self._styles[name])
            name = found[-1].based
        return found

    def look(self, style: str) -> Look:
        """Look of a paragraph or character style with all it is based on."""
        if style not in self._looks:
            look = Look()
            for step in self._chain(style):
                look = look.over(step.look)
            self._looks[style] = look
        return self._looks[style]

    def paragraph_look(self, style: str) -> Look:
        """Look of plain text in a paragraph of this style ("" is the normal one)."""
        return self.look(style or self._normal).over(self._default)

    def is_heading(self, style: str) -> bool:
        """Whether a paragraph style is one of the nine headings, or based on one."""
        return any(step.heading for step in self._chain(style))

    def _levels_of(self, found: _List) -> tuple[str, dict[int, _Level]]:
        """What a list counts as, and its levels; one that only names a style is that style's."""
        levels = self._levels.get(found.kind, {})
        for _ in range(_DEPTH_MAX):
            if levels or found.kind not in self._linked:
                break
            numbers = [step.place[0] for step in self._chain(self._linked[found.kind])]
            other = next((self._lists[one] for one in numbers if one in self._lists), None)
            if other is None or other is found:
                break
            found, levels = other, self._levels.get(other.kind, {})
        return found.kind, levels

    def label(self, style: str, properties: ET.Element | None) -> tuple[str, bool]:
        """The label that Word draws before this paragraph ("A.", "Câu 3:"), "" for none, and
        whether it is a letter.

        Counts on: to be asked once for each paragraph, in order.
        """
        number, level = self._place(properties)
        for step in self._chain(style or self._normal):
            number = number if number is not None else step.place[0]
            level = level if level is not None else step.place[1]
        found = self._lists.get(number or "")
        if found is None or number in (None, "0"):
            return "", False
        at = level or 0
        kind, levels = self._levels_of(found)
        levels = levels | found.own
        if at not in levels:
            return "", False
        counts = self._counts.setdefault(kind, {})
        if number not in self._begun:
            self._begun.add(str(number))
            for place in found.starts:
                counts.pop(place, None)
        first = found.starts.get(at, levels[at].start)
        counts[at] = counts[at] + 1 if at in counts else first
        for deeper in [place for place in counts if place > at]:
            del counts[deeper]
        label = levels[at].text
        for place, rule in levels.items():
            shown = _counted(counts.get(place, rule.start), rule.format)
            label = label.replace(f"%{place + 1}", shown)
        form = levels[at].format
        lettered = form in ("upperLetter", "lowerLetter")
        return ("", False) if form == "bullet" else (label.strip(), lettered)
