"""A file that passed the first checks, as the formats look at it to say whether it is theirs."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

from quiz.formats.archive import Archive
from quiz.formats.base import FileError
from quiz.formats.encodings import decode
from quiz.formats.xmltree import parse_xml


class Content:
    """The content of one file; everything is read when first asked for.

    `archive` is there for zip files, and has passed all checks of `quiz.formats.archive`.
    """

    def __init__(self, source: BinaryIO, archive: Archive | None = None) -> None:
        self.source = source
        self.archive = archive

    @cached_property
    def raw(self) -> bytes:
        """All bytes."""
        self.source.seek(0)
        return self.source.read()

    @cached_property
    def decoded(self) -> tuple[str, str]:
        """Text and the code of what is to be said of its encoding."""
        return decode(self.raw) if self.archive is None else ("", "")

    @property
    def text(self) -> str:
        """The text without NUL, with one kind of line break; "" for zip files."""
        return self._text

    @cached_property
    def _text(self) -> str:
        text = self.decoded[0]
        return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def is_xml(self) -> bool:
        """Whether it begins like XML."""
        return self.archive is None and self.text.lstrip("\ufeff \n\t")[:200].startswith("<")

    @cached_property
    def xml(self) -> ET.Element | None:
        """The root of an XML text; None for other files. `FileError` when it is broken XML."""
        return parse_xml(self.raw, "") if self.is_xml else None

    @cached_property
    def json(self) -> Any:
        """The value of a JSON text, or None for any other text (GIFT may begin with "[html]")."""
        text = self.text.lstrip("\ufeff \n\t")
        if self.archive is not None or text[:1] not in ("{", "["):
            return None
        try:
            return read_json(text)
        except FileError:
            if re.match(r"[{\[]\s*[\"{\[]", text):
                raise
            return None


def read_json(text: str) -> Any:
    """A JSON value. `FileError` FILE-DAMAGED when it is none (or nested beyond reason)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError("FILE-DAMAGED", part="") from error
