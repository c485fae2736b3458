"""Bytes of a text file as text: by mark, by pattern, and by what reads as Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from quiz.formats.base import FileError

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_TONE: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STRAY: Final = re.compile("(?:^|[^aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])[\u0300\u0301\u0303\u0309\u0323]")
_OWN: Final = re.compile("[ăđơưĂĐƠƯ₫\u0300\u0301\u0303\u0309\u0323]")


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the code of what is to be said of its encoding ("" for Unicode).

    UTF-8 and UTF-16 with or without mark, else Windows-1258 when its tone marks stand where
    Vietnamese has them, else Windows-1252. Raises `FileError` TEXT-ENCODING.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), ""
            except UnicodeDecodeError as error:
                raise FileError("TEXT-ENCODING") from error
    wide = _wide(content)
    if wide:
        try:
            return content.decode(wide), ""
        except UnicodeDecodeError:
            pass  # a pattern only looked like UTF-16: the other encodings are tried
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _one_byte(content)


def _wide(content: bytes) -> str:
    """UTF-16 without a mark, known by its noughts: in nearly every second byte."""
    head = content[:2048]
    if len(head) < 8 or len(content) % 2:
        return ""
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd * 2 > half and even * 10 < half:
        return "utf-16-le"
    if even * 2 > half and odd * 10 < half:
        return "utf-16-be"
    return ""


def _one_byte(content: bytes) -> tuple[str, str]:
    # Python's cp1258 leaves tone marks as separate signs; composing them shows who is right.
    try:
        viet = content.decode("cp1258")
    except UnicodeDecodeError:
        viet = ""
    if _OWN.search(viet) and len(_STRAY.findall(viet)) * 20 <= len(_TONE.findall(viet)):
        return unicodedata.normalize("NFC", viet), "TEXT-CP1258"
    try:
        return content.decode("cp1252"), "TEXT-CP1252"
    except UnicodeDecodeError as error:
        if viet:
            return unicodedata.normalize("NFC", viet), "TEXT-CP1258"
        raise FileError("TEXT-ENCODING") from error
