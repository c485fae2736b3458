"""The text of a legal document as blocks: chapters, articles, paragraphs; and taking one document
out of a codified text (pháp điển) that mixes several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from quiz.rules.keys import fold
from quiz.rules.text import clean_text

BlockKind = Literal["part", "article", "clause", "point", "paragraph", "row"]

_FRONT: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ARTICLE: Final = re.compile(r"(?:#+ )?Điều (\d+[a-zđ]?)\s*[.:](?:\s+(.*))?")
_PART: Final = re.compile(
    r"(?:#+ )?((?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Tiểu mục)\s+(?:[IVXLC]+|\d+|[Tt]hứ \w+)\b.*)"
)
_HEAD: Final = re.compile(r"#+ (.+)")
_CLAUSE: Final = re.compile(r"\d{1,3}\. ")
_POINT: Final = re.compile(r"[a-zđ]\) ")
_RULER: Final = re.compile(r"\|?[\s:|-]+\|?")
_CODIFIED: Final = re.compile(r"(?m)^(?=Điều \d+\.\d+\.[A-ZĐ]+\.[\d.]+ )")
_ORIGIN: Final = re.compile(r"\(Điều (\d+) [^()]*?số ([^\s,]+)[^()]*\)")
_TITLE: Final = re.compile(r"Điều \d+\.\d+\.[A-ZĐ]+\.[\d.]+ ?(.*)")
_WORDS: Final = re.compile(r"\w+")
_RELATED: Final = re.compile(r"\((?:Điều|Mục|Chương) này có nội dung liên quan")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document. `anchor` of an article is "dieu-8"; a `row` has `cells`."""

    kind: BlockKind
    text: str
    anchor: str = ""
    cells: tuple[str, ...] = ()


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document's text (plain lines or light Markdown), in order."""
    shout = ""
    for line in _FRONT.sub("", text).splitlines():
        line = line.strip().replace("**", "")
        if not line or line == "---":
            continue
        if shout and not (line.isupper() and not _ARTICLE.match(line)):
            yield Block("part", shout)
            shout = ""
        if shout:
            shout = f"{shout}. {line}" if "." not in shout else f"{shout} {line}"
            continue
        if article := _ARTICLE.fullmatch(line):
            title = f"Điều {article[1]}. {article[2] or ''}".strip()
            yield Block("article", title, f"dieu-{article[1]}")
        elif (part := _PART.fullmatch(line)) and len(line) < 160:
            shout = part[1]
        elif head := _HEAD.fullmatch(line):
            yield Block("part", head[1])
        elif line.startswith("|"):
            if not _RULER.fullmatch(line):
                cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
                yield Block("row", " ".join(cells), cells=cells)
        elif _POINT.match(line):
            yield Block("point", line)
        elif _CLAUSE.match(line):
            yield Block("clause", line)
        else:
            yield Block("paragraph", line)
    if shout:
        yield Block("part", shout)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article: label ("8", "12a"), its heading line, what stands below it."""

    label: str
    heading: str
    body: str


def articles(text: str) -> list[ArticleText]:
    """The articles of a document's text in order; of a label that stands twice, the first."""
    found: dict[str, ArticleText] = {}
    label, heading, body = "", "", list[str]()

    def keep() -> None:
        if label:
            found.setdefault(label, ArticleText(label, heading, "\n".join(body)))

    for block in blocks(text):
        if block.kind == "article":
            keep()
            label, heading, body = block.anchor.removeprefix("dieu-"), block.text, []
        elif block.kind != "part":
            body.append(block.text)
    keep()
    return list(found.values())


def words_key(text: str) -> str:
    """`text` folded to its words between single spaces, one at both ends: whole words are found
    by looking for " word "."""
    return f" {' '.join(_WORDS.findall(fold(text)))} "


def extract_codified(text: str, number: str) -> str:
    """The articles of document `number` out of a codified text, under their own numbers.

    A text that is not codified comes back as it is, without its front matter.
    """
    if not _CODIFIED.search(text):
        return clean_text(_FRONT.sub("", text))
    body = text.split("## Danh sách điều khoản", 1)[0]
    found: dict[int, str] = {}
    for section in _CODIFIED.split(body)[1:]:
        origin = _ORIGIN.search(section)
        title = _TITLE.match(section)
        if origin is None or title is None or origin[2] != number:
            continue
        kept = [f"Điều {origin[1]}. {title[1].strip()}"]
        for line in section[title.end() :].splitlines():
            if _PART.fullmatch(line.strip()):
                break  # the next chapter of the codified text
            if line.strip() and not _RELATED.match(line) and not _ORIGIN.match(line):
                kept.append(line.strip())
        found[int(origin[1])] = "\n".join(kept)
    return clean_text("\n".join(found[place] for place in sorted(found)))
