"""Hygiene of text that comes from files and forms, and the small readings of exam grammar.

All functions are pure; everything they return is NFC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from accounts.rules.text import nfc, repair_d

_REMOVED: Final = (
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb\ufffe\uffff"
)
_SPACES: Final = "\t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_CONTROLS: Final = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\t\n"]
_HYGIENE: Final = {
    **{ord(mark): None for mark in _REMOVED},
    **{ord(mark): None for mark in _CONTROLS},
    **{ord(mark): " " for mark in _SPACES},
    **{ord(mark): "\n" for mark in "\r\x0b\x0c\x85\u2028\u2029"},
    # Glyphs that old keyboards and converters left in the place of Vietnamese letters.
    **{ord(wrong): right for wrong, right in zip("ƣƢ", "ưƯ", strict=True)},
}
_DIRTY: Final = re.compile(
    "[" + re.escape("".join(map(chr, _HYGIENE))) + "\ud800-\udfff" + "ÐðƉɖ" + "]"
)
_ALIKE: Final = dict(
    zip(
        "АВСЕНІЈКМОРЅТХаеіјорѕсухԁһԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABCEHIJKMOPSTXaeijopscyxdhqw" + "ABEZHIKMNOPTYXo",
        strict=True,
    )
)
"""Cyrillic and Greek letters that look like Latin ones."""
_FOREIGN: Final = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_DOUBTFUL: Final = re.compile("[ƣƢ\u0370-\u03ff\u0400-\u052f]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BLANKS: Final = re.compile(r" {2,}")
_BLANK_LINES: Final = re.compile(r" *\n[ \n]*")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """`text` fit to be stored: NFC, one kind of space, no invisible or direction marks.

    Runs of blanks become one, runs of line breaks one line break, ends are trimmed; the old
    glyph "ƣ" becomes "ư"; Cyrillic and Greek letters become the Latin ones they look like, in
    words that have Latin letters too and where one stands alone ("В." for "B."). Case, quotes and
    punctuation stay. `clean_text` of its own result changes nothing.
    """
    if _DIRTY.search(text):
        text = _SURROGATES.sub("", text.replace("\r\n", "\n").translate(_HYGIENE))
        text = repair_d(text)
    text = nfc(text)
    if _FOREIGN.search(text):
        text = nfc(_WORD.sub(_latin, text))
    if "\n" in text:
        text = _BLANK_LINES.sub("\n", text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" \n")


def _latin(found: re.Match[str]) -> str:
    word = found.group()
    foreign = _FOREIGN.findall(word)
    mixed = len(foreign) < len(word) or (len(word) == 1 and word.isupper())
    if not foreign or not mixed or any(char not in _ALIKE for char in foreign):
        return word
    return "".join(_ALIKE.get(char, char) for char in word)


_LONE: Final = re.compile(r"(?<!\w)[АВСЕНΑΒΕΗ](?!\w)")


def latin_labels(text: str) -> str:
    """`text` with single Cyrillic and Greek capitals as the Latin letters they look like, so that
    "В. hai" is known as an option; words are left to `clean_text`."""
    return _LONE.sub(lambda found: _ALIKE[found.group()], text)


def mistyped(text: str) -> list[tuple[str, str]]:
    """Words of `text` that `clean_text` gives other letters: (as typed, as read), each once."""
    if not _DOUBTFUL.search(text):
        return []
    typed = _WORD.findall(nfc(text).translate({ord(mark): None for mark in _REMOVED}))
    pairs = {word: clean_text(word) for word in typed}
    return [(before, after) for before, after in pairs.items() if before != after]


def clean_line(text: str) -> str:
    """`clean_text` on one line: line breaks become blanks."""
    return clean_text(text).replace("\n", " ")


def display_name(file_name: str, most: int = 80) -> str:
    """A file name that is safe to print in a message: last part of the path, no tricks."""
    name = clean_line(re.split(r"[/\\]", file_name)[-1])
    if len(name) > most:
        return name[: most - 1] + "…"
    return name or "không tên"


_LABEL: Final = re.compile(r"\s*([A-Ha-hĐđ])\s*[.):/\-]\s*")
_COUNT: Final = r"(?:2|3|4|5|6|7|hai|ba|bốn|tư|năm|sáu|bảy)"
_THING: Final = r"(?:ý|câu|đáp án|phương án|lựa chọn|trả lời)"
_LETTERS: Final = r"[a-h1-8](?: ?(?:,|;|\+|&|và|hoặc) ?(?:" + _THING + r" )?[a-h1-8])+"
_VERDICT: Final = r"(?: (?:đều|cùng))?(?: (?:là ))?(?: ?(?:đúng|sai|không đúng|được))?"
_ALL_ABOVE: Final = re.compile(
    rf"(?:tất )?cả {_COUNT}(?: [\wÀ-ỹ]+){{0,3}}(?: (?:nêu |kể |ở )?trên)?{_VERDICT}"
    r"|(?:tất cả|toàn bộ)(?: các| những)?(?: [\wÀ-ỹ]+){0,6} (?:nêu |kể |ở )?trên"
    + _VERDICT
    + rf"|tất cả(?: các)?(?: {_THING})?(?: (?:đều|cùng) ?| )(?:đúng|sai|không đúng)"
    rf"|(?:các |những |cả ){_THING}(?: (?:nêu |kể |ở )?trên)?(?: đều)? (?:đúng|sai|không đúng)"
    rf"|không(?: có)? {_THING} nào(?: (?:nêu |ở )?trên)?(?: là)?(?: (?:đúng|sai|phù hợp))?"
    rf"|(?:{_THING}) khác|cả {_COUNT}|all of the above|none of the above"
)
_BY_LABEL: Final = re.compile(
    rf"(?:chỉ )?(?:cả )?(?:(?:{_COUNT}|các) )?(?:{_THING} )?{_LETTERS}{_VERDICT}"
)
_BY_NUMBER: Final = re.compile(r"[1-8 ,;+&]+|[1-8] (?:và|hoặc) [1-8]")


def _sentence(text: str) -> str:
    return clean_line(text).casefold().strip(" .;:!…\"'“”«»()")


_FIXED_LONGEST: Final = 90
"""Characters; a longer option states something of its own."""


def is_fixed_option(text: str) -> bool:
    """Whether an option makes sense only in its place: "Cả ba ý trên", "A và B đúng".

    "Ý 1 và ý 2" counts; a bare "1, 2" does not (a number may be the answer itself).
    """
    if len(text) > _FIXED_LONGEST:
        return False
    sentence = _sentence(text)
    if "trừ" in sentence.split():
        return False
    return bool(_ALL_ABOVE.fullmatch(sentence)) or refers_to_labels(text)


def refers_to_labels(text: str) -> bool:
    """Whether an option names others by their letter or number ("Ý 1 và ý 2", "A và C")."""
    if len(text) > _FIXED_LONGEST:
        return False
    sentence = _sentence(text)
    return bool(_BY_LABEL.fullmatch(sentence)) and not _BY_NUMBER.fullmatch(sentence)


def fixed_flags(texts: Sequence[str]) -> tuple[bool, ...]:
    """Which of a question's options must keep their place when the others are shuffled.

    An option that names others by letter ties all of them down; so does "… trên" when it is
    not at the end, because what stands above it must stay above it.
    """
    flags = [is_fixed_option(text) for text in texts]
    if True not in flags:
        return (False,) * len(flags)
    above = [fixed and "trên" in _sentence(text) for fixed, text in zip(flags, texts, strict=True)]
    if any(refers_to_labels(text) for text in texts):
        return (True,) * len(flags)
    if True in above and not all(flags[above.index(True) :]):
        return (True,) * len(flags)
    return tuple(flags)


def split_label(text: str) -> tuple[str, str]:
    """An option line as (letter, rest): "b) Có" is ("B", "Có"); ("", text) without a label.

    "Đ)" (Vietnamese order a b c d đ e) is read as the letter that was meant: none, it is
    returned as "Đ" for the caller to refuse.
    """
    found = _LABEL.match(text)
    if not found:
        return "", text
    return found.group(1).upper(), text[found.end() :]


_KEY_NOISE: Final = re.compile(
    r"(?:đáp án|phương án|câu|ý|chọn|là|đúng|và|and|hoặc|,|;|/|\+|&|\.|\)|\(|:|\s)+"
)


def parse_key(text: str) -> str | None:
    """Letters of a key as people write it: "a. " is "A", "A, C" and "C và A" are "AC".

    Digits stay digits ("1,3" is "13"); the caller decides whether they may stand for letters.
    None when anything else is in it.
    """
    folded = clean_line(text).casefold()
    parts = [part for part in _KEY_NOISE.split(folded) if part]
    marks = "".join(parts).upper()
    if not marks or not re.fullmatch(r"[A-Z]+|[0-9]+", marks):
        return None
    if any(len(part) > 1 for part in parts) and len(parts) > 1:
        return None
    return "".join(sorted(set(marks)))
