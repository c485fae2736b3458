"""A legal document as a file: plain or Markdown text, or JSON with its articles.

JSON: ``{"articles": [{"label": "8", "heading": "Ngày Pháp luật", "text": "1. …"}, …]}``; what else
the object holds (number, title, dates) is for people and not read.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from quiz.rules.law_text import articles
from quiz.rules.text import clean_text

FILE_MAX: Final = 4 * 2**20
_LABEL: Final = re.compile(r"\d{1,4}[a-zđ]?")


class LawFileError(ValueError):
    """The file cannot be read; `code` is one of the refusals ``document-file-…``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(name: str, data: bytes) -> str:
    """The text of the document in file `name`, with at least one article.

    Raises `LawFileError`: ``document-file-kind``, ``-big``, ``-encoding``, ``-json``, ``-empty``.
    """
    ending = name.lower().rpartition(".")[2]
    if ending not in ("txt", "md", "json"):
        raise LawFileError("document-file-kind")
    if len(data) > FILE_MAX:
        raise LawFileError("document-file-big")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise LawFileError("document-file-encoding") from error
    text = clean_text(_from_json(text) if ending == "json" else text)
    if not articles(text):
        raise LawFileError("document-file-empty")
    return text


def _from_json(text: str) -> str:
    try:
        whole: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LawFileError("document-file-json") from error
    rows = whole.get("articles") if isinstance(whole, dict) else None
    if not isinstance(rows, list):
        raise LawFileError("document-file-json")
    return "\n".join(_article(row) for row in rows)


def _article(row: Any) -> str:
    if not isinstance(row, dict):
        raise LawFileError("document-file-json")
    label, heading, body = (row.get(name, "") for name in ("label", "heading", "text"))
    if not (isinstance(label, str) and isinstance(heading, str) and isinstance(body, str)):
        raise LawFileError("document-file-json")
    if not _LABEL.fullmatch(label.strip()):
        raise LawFileError("document-file-json")
    return f"Điều {label.strip()}. {' '.join(heading.split())}\n{body}"
