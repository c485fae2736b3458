"""QTI 2.x and 3.0, single items and packages, read; the writer is `qti_write`.

`xmltree.local` spells the names of both versions alike, so that one reader serves them.
"""

from __future__ import annotations

import html
import posixpath
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from quiz.formats.archive import Archive
from quiz.formats.base import FileError, Sink
from quiz.formats.content import Content
from quiz.formats.html_text import data_picture, html_to_text
from quiz.formats.items import EXPLAINS, Item, Maker, read_decimal
from quiz.formats.xmltree import attr, children, first, local, parse_xml
from quiz.rules.question import (
    Blank,
    Blanks,
    Essay,
    Kind,
    Matching,
    Number,
    Short,
)

_INTERACTIONS: Final = frozenset(
    ("choiceInteraction", "orderInteraction", "matchInteraction", "textEntryInteraction",
     "extendedTextInteraction", "inlineChoiceInteraction")
)  # fmt: skip
_OTHERS: Final = "Interaction"
_OPENING: Final = 6000
_SKIPPED: Final = _INTERACTIONS | {"rubricBlock", "modalFeedback", "feedbackBlock", "stylesheet"}


def sure(content: Content) -> int:
    """2 for an item, a test with items, or a package with a QTI manifest."""
    if content.archive is not None:
        names = content.archive.names
        if "imsmanifest.xml" in names:
            return 2
        return 1 if any(_is_item(content.archive, name) for name in names[:200]) else 0
    if not content.is_xml or "ssessment" not in content.text[:_OPENING]:
        return 0
    root = content.xml
    return 2 if root is not None and local(root.tag) == "assessmentItem" else 0


def _is_item(archive: Archive, name: str) -> bool:
    """Whether the part opens like an item; a sheet of 40 MB is not unpacked to be told apart."""
    if not name.lower().endswith(".xml"):
        return False
    opening = next(iter(archive.chunks(name)), b"")[:_OPENING].lower()
    return b"assessmentitem" in opening or b"assessment-item" in opening


def read(content: Content, sink: Sink) -> None:
    """Read every item; places are their numbers in the package."""
    maker = Maker(sink)
    archive = content.archive
    if archive is None:
        if content.xml is None:
            raise FileError("FORMAT-OTHER", format="qti", found="csv")
        _Reader(content.xml, 1, None, "", sink).give(maker)
        return
    number = 0
    for name in _items(archive):
        root = parse_xml(archive.read(name), name)
        if local(root.tag) != "assessmentItem":
            continue
        number += 1
        _Reader(root, number, archive, name, sink).give(maker)


def _items(archive: Archive) -> list[str]:
    """Item files in the order of the manifest, else all XML files."""
    listed: dict[str, None] = {}
    if "imsmanifest.xml" in archive:
        root = parse_xml(archive.read("imsmanifest.xml"), "imsmanifest.xml")
        for resource in root.iter():
            if local(resource.tag) != "resource" or "item" not in attr(resource, "type"):
                continue
            file = first(resource, "file")
            href = unquote(attr(resource, "href") or ("" if file is None else attr(file, "href")))
            name = posixpath.normpath(href)
            if name not in archive:
                raise FileError("FILE-PART-MISSING", part=href[:80])
            listed[name] = None
    if listed:
        return list(listed)
    return sorted(name for name in archive.names if _is_item(archive, name))


class _Reader:
    """One item."""

    def __init__(
        self, root: ET.Element, number: int, archive: Archive | None, name: str, sink: Sink
    ) -> None:
        self._root = root
        self._archive = archive
        self._folder = posixpath.dirname(name)
        self._sink = sink
        self.item = Item(number, Kind.SINGLE)
        self.item.ref = attr(root, "label") or ""
        self._declared = {
            attr(one, "identifier"): one for one in children(root, "responseDeclaration")
        }

    def give(self, maker: Maker) -> None:
        """Hand the item over, or say why not."""
        item = self.item
        body = first(self._root, "itemBody")
        found = [] if body is None else [
            one for one in body.iter() if isinstance(one.tag, str)
            and local(one.tag).endswith(_OTHERS)
        ]  # fmt: skip
        names = [local(one.tag) for one in found]
        strange = [name for name in names if name not in _INTERACTIONS]
        gaps = {"textEntryInteraction", "inlineChoiceInteraction"}
        if body is None or not found or strange or (len(found) > 1 and not set(names) <= gaps):
            value = (strange or names or ["itemBody"])[0]
            item.say("error", "ITEM-KIND", value=value[:40])
            maker.refuse(item)
            return
        element = found[0]
        item.stem = self._words(body)
        prompt = first(element, "prompt")
        if prompt is not None:
            item.stem = "\n".join(filter(None, (item.stem, self._words(prompt))))
        feedback = [one for one in self._root if local(one.tag) == "modalFeedback"]
        item.explanation = "\n".join(self._words(one, option=EXPLAINS) for one in feedback[:1])
        if len(found) > 1 or names[0] == "inlineChoiceInteraction":
            self._blanks(found, body)
        else:
            getattr(self, "_" + names[0])(element)
        maker.give(item)

    def _right(self, element: ET.Element) -> list[str]:
        declared = self._declared.get(attr(element, "responseIdentifier"))
        correct = None if declared is None else first(declared, "correctResponse")
        values = [] if correct is None else [
            "".join(one.itertext()).strip() for one in children(correct, "value")
        ]  # fmt: skip
        if not values and declared is not None:
            mapping = first(declared, "mapping")
            entries = [] if mapping is None else children(mapping, "mapEntry")
            values = [
                attr(one, "mapKey")
                for one in entries
                if (read_decimal(attr(one, "mappedValue", "0")) or 0) > 0
            ]
        return values

    def _choiceInteraction(self, element: ET.Element) -> None:  # noqa: N802 - named as the element
        right = self._right(element)
        declared = self._declared.get(attr(element, "responseIdentifier"))
        one = declared is not None and attr(declared, "cardinality") == "single"
        most = attr(element, "maxChoices", "1")
        self.item.kind = Kind.SINGLE if one or (most == "1" and len(right) <= 1) else Kind.MULTIPLE
        kept = attr(element, "shuffle") == "false"
        choices = children(element, "simpleChoice")
        marked = kept or any(attr(choice, "fixed") for choice in choices)
        for place, choice in enumerate(choices):
            fixed = attr(choice, "fixed") == "true" or (kept and not attr(choice, "fixed"))
            self.item.options.append(
                (
                    self._words(choice, option=place),
                    attr(choice, "identifier") in right,
                    fixed if marked else None,
                )
            )

    def _orderInteraction(self, element: ET.Element) -> None:  # noqa: N802
        self.item.kind = Kind.ORDER
        texts = {
            attr(one, "identifier"): self._words(one) for one in children(element, "simpleChoice")
        }
        right = self._right(element)
        if set(right) != set(texts):
            self.item.say("error", "KEY-NONE")
        self.item.options = [(texts[name], False, False) for name in right if name in texts]

    def _matchInteraction(self, element: ET.Element) -> None:  # noqa: N802
        self.item.kind = Kind.MATCHING
        sets = children(element, "simpleMatchSet")
        sides = [
            {
                attr(one, "identifier"): self._words(one)
                for one in children(side, "simpleAssociableChoice")
            }
            for side in sets[:2]
        ]
        if len(sides) < 2:
            self.item.say("error", "ITEM-KIND", value="matchInteraction")
            return
        pairs = dict(value.split(maxsplit=1) for value in self._right(element) if " " in value)
        names = list(sides[1])
        self.item.options = [(text, False, False) for text in sides[0].values()]
        right = tuple(
            names.index(pairs[left]) if pairs.get(left) in names else -1 for left in sides[0]
        )
        self.item.body = Matching(tuple(sides[1].values()), right)

    def _textEntryInteraction(self, element: ET.Element) -> None:  # noqa: N802
        right = self._right(element)
        declared = self._declared.get(attr(element, "responseIdentifier"))
        base = "" if declared is None else attr(declared, "baseType")
        if base in ("float", "integer") and right and (value := read_decimal(right[0])) is not None:
            self.item.kind = Kind.NUMBER
            tolerance = next(
                (
                    found
                    for one in self._root.iter()
                    if local(one.tag) == "equal"
                    and attr(one, "toleranceMode") == "absolute"
                    and (found := read_decimal(attr(one, "tolerance").split(" ")[0])) is not None
                ),
                None,
            )
            self.item.body = Number(value, tolerance or read_decimal("0") or value * 0)
            return
        self.item.kind = Kind.SHORT
        self.item.body = Short(tuple(dict.fromkeys(right + self._mapped(element))))

    def _mapped(self, element: ET.Element) -> list[str]:
        declared = self._declared.get(attr(element, "responseIdentifier"))
        mapping = None if declared is None else first(declared, "mapping")
        return [] if mapping is None else [
            attr(one, "mapKey") for one in children(mapping, "mapEntry")
            if (read_decimal(attr(one, "mappedValue", "0")) or 0) > 0
        ]  # fmt: skip

    def _extendedTextInteraction(self, element: ET.Element) -> None:  # noqa: N802
        self.item.kind, self.item.body = Kind.ESSAY, Essay()

    def _blanks(self, found: list[ET.Element], body: ET.Element) -> None:
        self.item.kind = Kind.BLANKS
        blanks: list[Blank] = []
        for element in found:
            right = list(dict.fromkeys(self._right(element) + self._mapped(element)))
            inline = children(element, "inlineChoice")
            texts = {attr(one, "identifier"): self._words(one) for one in inline}
            if inline:
                right = [texts[name] for name in right if name in texts]
            blanks.append(Blank(tuple(right), tuple(texts.values())))
        self.item.body = Blanks(tuple(blanks))
        self.item.stem = self._words(body, gaps=True)

    def _words(self, element: ET.Element, *, gaps: bool = False, option: int = -1) -> str:
        """The text of an element without its interactions; its pictures go to the question, or
        to its `option`."""
        count = [0]
        read = html_to_text(_html(element, count if gaps else None))
        for address, alt in read.pictures:
            data = data_picture(address)
            name = posixpath.normpath(posixpath.join(self._folder, unquote(address)))
            if data is None and self._archive is not None and name in self._archive:
                data = self._archive.read(name)
            found = self._sink.bring(posixpath.basename(name), data) if data else ""
            if found:
                self.item.show(found, alt, option)
            else:
                self.item.say("warning", "PICTURE-NOT", value=address[:60])
        return read.text


def _html(element: ET.Element, count: list[int] | None) -> str:
    """The inside of an element as HTML text; with `count` gaps become "[[1]]", "[[2]]", …"""
    parts = [html.escape(element.text or "")]
    for one in element:
        if isinstance(one.tag, str):
            name = local(one.tag)
            if count is not None and name in ("textEntryInteraction", "inlineChoiceInteraction"):
                count[0] += 1
                parts.append(f"[[{count[0]}]]")
            elif name == "object" and attr(one, "type").startswith("image/"):
                address, alt = attr(one, "data"), "".join(one.itertext()).strip()
                parts.append(f'<img src="{html.escape(address)}" alt="{html.escape(alt)}">')
            elif name not in _SKIPPED:
                said = "".join(f' {local(k)}="{html.escape(v)}"' for k, v in one.attrib.items())
                inside = _html(one, count)
                parts.append(
                    f"<{name}{said}>" + ("" if name in ("br", "img") else f"{inside}</{name}>")
                )
        parts.append(html.escape(one.tail or ""))
    return "".join(parts)
