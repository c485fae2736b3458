"""Keys of a question: how it is found again, and the digest of what a contestant sees."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

SLUG_MAX: Final = 80
_MARKS: Final = re.compile("[\u0300-\u036f]")
_GAPS: Final = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Clean `text` without marks and case, on one line: "Đăk Hà" is "dak ha"."""
    # Twice `replace`: a table of `translate` costs as much as all the rest.
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "d"))
    plain = _MARKS.sub("", plain)
    return " ".join(plain.casefold().split())


def stem_key(stem: str) -> str:
    """The folded stem: searched, and finds questions that may be the same."""
    return fold(stem)


def revision_digest(
    kind: str,
    stem: str,
    options: Sequence[tuple[str, bool]],
    picture: str = "",
    body: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256 of what a contestant sees: equal digests, the same question as written.

    `options` are (text, fixed) as stored; `picture` is the picture's own digest, `body` the public
    body of the kinds that have one.
    """
    seen: list[Any] = [kind, stem, [[text, fixed] for text, fixed in options], picture]
    if body:
        seen.append(body)
    text = json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def slug(text: str) -> str:
    """`text` as a part of an address: "28/2013/NĐ-CP" is "28-2013-nd-cp"."""
    return _GAPS.sub("-", fold(text)).strip("-")[:SLUG_MAX]
