"""HTML of other systems as our plain text, and back. Nothing of it is kept as HTML."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from html import escape as escape_html
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "blockquote",
     "pre", "section", "article", "header", "footer", "figure", "dl", "dt", "dd")
)  # fmt: skip
_SILENT: Final = frozenset(("script", "style", "head", "title", "template", "noscript", "object"))
_RAISED: Final = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED: Final = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_LOOKS: Final = re.compile(
    r"</?(?:p|br|b|i|u|strong|em|span|div|img|sub|sup|ul|ol|li|table|font)\b[^<>]*>", re.IGNORECASE
)
# Marked sections that html.parser knows; at any other it raises AssertionError.
_ODD: Final = re.compile(
    r"<!\[(?!(?:temp|cdata|ignore|include|rcdata|if|else|endif)(?![\w.-]))", re.IGNORECASE
)
_DATA: Final = re.compile(r"data:image/[\w.+-]{1,20};base64,(.*)", re.DOTALL | re.IGNORECASE)


@dataclass
class Read:
    """What a piece of HTML says: text, and the pictures it shows as (address, description)."""

    text: str
    pictures: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self._silent = 0
        self._script: list[str] = []
        self._rows: list[list[str]] = []
        self._cell: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            said = dict(attrs)
            self.pictures.append((said.get("src") or "", said.get("alt") or ""))
        elif tag in ("sub", "sup"):
            self._script.append(tag)
        elif tag in ("td", "th"):
            self.parts.append("\x01")
        elif tag == "tr":
            self.parts.append("\n\x02")
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("sub", "sup") and self._script:
            self._script.pop()
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data.replace("\x01", "").replace("\x02", ""))
        if self._script:
            table = _RAISED if self._script[-1] == "sup" else _LOWERED
            moved = text.translate(table)
            if all(char not in "0123456789" for char in moved):
                text = moved
        self.parts.append(text)


def html_to_text(html: str) -> Read:
    """The words of `html` on lines, tables as "| a | b |"; never raises."""
    reader = _Reader()
    reader.feed(_ODD.sub("&lt;![", html))
    reader.close()
    lines: list[str] = []
    for line in "".join(reader.parts).split("\n"):
        if "\x02" in line:
            head, *cells = line.replace("\x02", "").split("\x01")
            row = [cell.strip().replace("|", "\\|") for cell in cells]
            line = f"{head.strip()}| {' | '.join(row)} |" if row else head
        lines.append(re.sub(" +", " ", line.replace("\x01", " ")).strip())
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return Read(text, reader.pictures)


def looks_html(text: str) -> bool:
    """Whether a text without a named format holds tags that people write in questions."""
    return bool(_LOOKS.search(text))


def text_to_html(text: str) -> str:
    """`text` as HTML that `html_to_text` reads back: a paragraph with line breaks."""
    return escape_html(text, quote=False).replace("\n", "<br/>")


def data_picture(address: str) -> bytes | None:
    """The bytes of a data: address, None for any other address (it is never fetched)."""
    found = _DATA.fullmatch(address)
    if found is None:
        return None
    try:
        return base64.b64decode(found.group(1), validate=False)
    except ValueError:
        return None
