"""What Excel and Word files have in common: parts, relations, parts from elsewhere."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
from typing import Final

from quiz.formats.archive import Archive
from quiz.formats.base import PICTURE_BYTES_MAX, FileError, Sink

SMALL_MAX: Final = 4 * 2**20

_OUTSIDE: Final = {
    "externallinks/": "link",
    "embeddings/": "embedded",
    "activex/": "activex",
    "connections.xml": "connection",
    "querytables/": "query",
    "afchunk": "chunk",
}

_SAYS_NOTHING: Final = re.compile(
    r"https?:|[\\/]|\.(?:png|jpe?g|gif|webp|bmp|emf|wmf|tiff?)\s*$"
    r"|^(?:picture|image|hình ảnh|hình|ảnh|img|graphic)?[\s_-]*\d*$"
    r"|generated|tạo tự động",
    re.IGNORECASE,
)
"""Descriptions that programs make up: addresses, file names, "Picture 1"."""


def alt_words(text: str) -> str:
    """What an author says a picture shows, "" for what a program put there."""
    return "" if _SAYS_NOTHING.search(text) else text


def bring_part(archive: Archive, part: str, sink: Sink) -> str:
    """Pass a picture part on; its name, "" when it is damaged, too large or no picture of ours."""
    if archive.size(part) > PICTURE_BYTES_MAX:
        return ""
    try:
        return sink.bring(posixpath.basename(part), archive.read(part))
    except FileError:
        return ""


def local(tag: str) -> str:
    """Name of an element without its namespace (transitional and strict files differ)."""
    return tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str, default: str = "") -> str:
    """Value of an attribute by its local name."""
    value = element.get(name)
    if value is not None:
        return value
    for key, value in element.attrib.items():
        if local(key) == name:
            return value
    return default


def parse_part(archive: Archive, name: str, most: int = SMALL_MAX) -> ET.Element:
    """A part as a tree. Document types were refused when the archive was opened."""
    try:
        return ET.fromstring(archive.read(name, most))  # noqa: S314
    except ET.ParseError as error:
        raise FileError("FILE-DAMAGED", part=name) from error


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str, bool]]:
    """id -> (last word of the type, target part, whether it lies outside) of a part's links."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", name + ".rels")
    if rels not in archive:
        return {}
    found: dict[str, tuple[str, str, bool]] = {}
    for link in parse_part(archive, rels):
        target = attribute(link, "Target")
        outside = attribute(link, "TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = attribute(link, "Type").rpartition("/")[2]
        found[attribute(link, "Id")] = (kind, target, outside)
    return found


def main_part(archive: Archive, usual: str) -> str:
    """Name of the workbook or document part; FILE-PART-MISSING when it is not there."""
    for kind, target, outside in relations(archive, "").values():
        if kind == "officeDocument" and not outside and target in archive:
            return target
    if usual in archive:
        return usual
    raise FileError("FILE-PART-MISSING", part=usual)


def outside_parts(archive: Archive) -> list[str]:
    """What the file wants from outside or carries inside, as codes; never followed."""
    found: dict[str, None] = {}
    for name in archive.names:
        lower = name.lower()
        for mark, code in _OUTSIDE.items():
            if mark in lower:
                found[code] = None
        if lower.endswith(".rels") and b"External" in archive.read(name, SMALL_MAX):
            for link in parse_part(archive, name):
                kind = attribute(link, "Type").rpartition("/")[2]
                if attribute(link, "TargetMode") != "External" or kind == "hyperlink":
                    continue
                code = {
                    "attachedTemplate": "template",
                    "image": "remote-image",
                    "aFChunk": "chunk",
                }.get(kind, "link")
                found[code] = None
    return list(found)
