"""XML from strangers as a tree: no document types, no entities, no depth without end."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from quiz.formats.base import FileError
from quiz.formats.encodings import decode

DEPTH_MAX: Final = 120
_FORBIDDEN: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_BAD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Bounded(ET.TreeBuilder):
    """Builds a tree of bounded depth."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._depth = 0
        self._part = part

    def start(self, tag: str, attrs: dict[str, str]) -> ET.Element:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise FileError("XML-DEEP", part=self._part, most=DEPTH_MAX)
        return super().start(tag, attrs)

    def end(self, tag: str) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def parse_xml(raw: bytes, part: str) -> ET.Element:
    """The root element. `FileError` XML-ENTITY, XML-DEEP or FILE-DAMAGED.

    `raw` is decoded here, so that no declared encoding can hide anything. Control characters that
    XML does not allow (other programs let them through) are dropped.
    """
    text = _DECLARATION.sub("", decode(raw)[0], count=1)
    text = _BAD.sub("", text)
    if _FORBIDDEN.search(text):
        raise FileError("XML-ENTITY", part=part)
    parser = ET.XMLParser(target=_Bounded(part))  # noqa: S314 - no DTD gets here
    try:
        parser.feed(text.encode("utf-8", "replace"))
        root: ET.Element = parser.close()
    except ET.ParseError as error:
        raise FileError("FILE-DAMAGED", part=part) from error
    return root


def local(tag: str) -> str:
    """Name of an element without its namespace, in the spelling of QTI 2: `qti-foo-bar` is fooBar.

    QTI 3 writes the same names in kebab case with a prefix; one spelling serves both.
    """
    name = tag.rpartition("}")[2].rpartition(":")[2]
    if name.startswith("qti-"):
        first, *rest = name[4:].split("-")
        name = first + "".join(part.capitalize() for part in rest)
    return name


def space(tag: str) -> str:
    """Namespace of an element, "" for none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def attr(element: ET.Element, name: str, default: str = "") -> str:
    """An attribute by its QTI 2 name, also in kebab case or with a prefix."""
    for key, value in element.attrib.items():
        if local("qti-" + key.rpartition("}")[2]) == local("qti-" + name) or key == name:
            return value
    return default


def children(element: ET.Element, *names: str) -> list[ET.Element]:
    """Children with one of these local names, in order."""
    return [part for part in element if isinstance(part.tag, str) and local(part.tag) in names]


def first(element: ET.Element | None, *path: str) -> ET.Element | None:
    """The element at a path of local names, first of each."""
    for name in path:
        if element is None:
            return None
        element = next(iter(children(element, name)), None)
    return element


def text_at(element: ET.Element | None, *path: str) -> str:
    """All text of the element at a path; "" when it is not there."""
    found = first(element, *path)
    return "" if found is None else "".join(found.itertext())


def escape(text: str) -> str:
    """`text` for element content and attributes in double quotes; controls that XML lacks gone."""
    text = _BAD.sub("", re.sub("[\ud800-\udfff]", "", text))
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text
