"""Names on a projector: which nicknames may be shown, and what stands in for those that may not."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from accounts.rules.text import nfc, search_key

GRAPHEMES_MOST: Final = 40
MARKS_MOST: Final = 2
_KEY_MOST: Final = 80
_EMOJI_JOINS: Final = frozenset("\u200d\ufe0f")
_BLANKS: Final = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters that show nothing."""
_HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_SPELLED: Final = re.compile(r"\b[0-9a-z](?: [0-9a-z]\b)+")
_GAPS: Final = re.compile(r"[^0-9a-z]+")
_TWICE: Final = re.compile(r"(.)\1+")
_LEET: Final = str.maketrans("013457@$", "oieastas")

# Accent-free. What is also the plain form of harmless words or of people's names ("đảm đang",
# "Phan Đông", "còn điểm") stands below, with the marks that make it foul.
_PHRASES: Final = (
    "dit me", "dit ba", "dit cu", "dit bo", "dit con me", "du ma", "du me", "djt me", "dcm",
    "dkm", "dmm", "dmcs", "vcl", "vkl", "vlone", "clgt", "cmnr", "cmm may", "vai lon", "vai loz",
    "cai lon", "cai loz", "con cac", "con kac", "con cu may", "dau buoi", "an cac", "an cut",
    "bu cac", "bu lon", "liem lon", "lon me", "lon ma may", "to su may", "ba noi may",
    "bo may day", "con di me", "do cho de", "cho chet", "thang cho", "con cho may", "suc vat",
    "oc cho", "ngu lon", "mat lon", "diem thui", "choi gai", "au dam", "khieu dam", "phim sex",
    "fuck", "fucker", "fucking", "fuk", "shit", "bitch", "pussy", "porn", "nigger", "nigga",
    "asshole", "hitler", "nazi", "sex",
)  # fmt: skip
_WORDS: Final = frozenset(
    ("lồn", "cặc", "địt", "đĩ", "đéo", "đụ", "buồi", "đjt", "loz", "cứt", "ỉa", "đù", "đm", "cc")
)
_MARKED: Final = re.compile(
    r"\b(?:phản động|hiếp dâm|thủ dâm|ấu dâm|dâm đãng|con điếm|chó đẻ|mặt dày|mẹ mày|cha mày)\b"
)
_TOGETHER: Final = tuple(one.replace(" ", "") for one in _PHRASES if len(one) > 3)
_PATTERN: Final = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)) + r")\b"
)


def check_nickname(text: str) -> str | None:
    """A code why `text` may not be shown, or None.

    "name_empty", "name_long" (over 40 signs as people count them), "name_marks" (marks piled on a
    letter), "name_hidden" (invisible signs, or signs that turn the direction of writing),
    "name_signs" (nothing but signs), "name_foul". The text is judged in NFC; nothing is mended.
    """
    name = nfc(text)
    if not name.strip():
        return "name_empty"
    if _is_hidden(name):
        return "name_hidden"
    if len(name) > GRAPHEMES_MOST * 8 or _graphemes(name) > GRAPHEMES_MOST:
        return "name_long"
    if _has_piles(name):
        return "name_marks"
    if not any(char.isalnum() for char in name):
        return "name_signs"
    return "name_foul" if is_foul(name) else None


def name_key(text: str) -> str:
    """Equal for names that look alike: marks, case, spaces and signs do not count."""
    return search_key(text)[:_KEY_MOST]


def masked(number: int) -> str:
    """What stands in for a name that is hidden: the player's number in the room."""
    return f"Người chơi {number}"


def is_foul(name: str) -> bool:
    """Whether the name says what no public screen may show, also spelled apart or with figures."""
    exact = nfc(name).casefold()
    if any(word in _WORDS for word in re.split(r"[\W_]+", exact)) or _MARKED.search(exact):
        return True
    plain = search_key(exact)
    for form in (plain, plain.translate(_LEET)):
        line = _GAPS.sub(" ", form)
        if _PATTERN.search(line) or _PATTERN.search(_TWICE.sub(r"\1", line)):
            return True
        # Letters set apart: "d.i.t m.e".
        for run in _SPELLED.findall(line):
            letters = run.replace(" ", "")
            if letters in _PHRASES or any(one in letters for one in _TOGETHER):
                return True
    return False


def _is_hidden(name: str) -> bool:
    for place, char in enumerate(name):
        if char in _EMOJI_JOINS:
            # Between pictures they belong to the picture.
            if place == 0 or unicodedata.category(name[place - 1]) not in ("So", "Sk", "Mn"):
                return True
        elif (
            unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
            or char in _BLANKS
        ):
            return True
    return False


def _has_piles(name: str) -> bool:
    marks = 0
    for char in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > MARKS_MOST:
            return True
    return False


def _graphemes(name: str) -> int:
    """Signs as people count them: marks and joined pictures go with what they stand on."""
    count, joins = 0, False
    for char in name:
        category = unicodedata.category(char)
        extends = category in ("Mn", "Me", "Mc") or char in _EMOJI_JOINS or category == "Sk"
        if not extends and not joins:
            count += 1
        joins = char == "\u200d"
    return count
