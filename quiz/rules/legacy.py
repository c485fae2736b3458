"""Old Vietnamese font encodings: TCVN3 (.VnTime) and VNI (VNI-Times), as found in old Word files.

Both put Vietnamese letters on the code points of Latin-1, so that the text reads right only in
its font ("LuËt" is "Luật"). Known by the font name, or recognised by trying both readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Encoding(StrEnum):
    """An old encoding; the value is the name that people know."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3_CODES: Final = (
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§"
)
_TCVN3_LETTERS: Final = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ"
_TCVN3: Final = str.maketrans(_TCVN3_CODES, _TCVN3_LETTERS)

_VNI_MARKS: Final = {
    "a": ("øùûõïêèéúüëâàáåãä", "àáảãạăằắẳẵặâầấẩẫậ"),
    "e": ("øùûõïâàáåãä", "èéẻẽẹêềếểễệ"),
    "o": ("øùûõïâàáåãä", "òóỏõọôồốổỗộ"),
    "ô": ("øùûõï", "ờớởỡợ"),
    "u": ("øùûõï", "ùúủũụ"),
    "ö": ("øùûõï", "ừứửữự"),
    "y": ("øùûõ", "ỳýỷỹ"),
}
_VNI_ALONE: Final = {"ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for base, (marks, letters) in _VNI_MARKS.items():
        for mark, letter in zip(marks, letters, strict=True):
            table[base + mark] = letter
            table[base.upper() + mark.upper()] = letter.upper()
            table[base.upper() + mark] = letter.upper()
    for code, letter in _VNI_ALONE.items():
        table[code] = letter
        table[code.upper()] = letter.upper()
    return table


_VNI: Final = _vni_table()
_VNI_PATTERN: Final = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_BEYOND_LATIN1: Final = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300-\u0323]")
_LATIN1: Final = re.compile("[\u00a1-\u00ff]")
_WORD: Final = re.compile("[A-Za-z\u00a1-\u00ff]+")
_FOREIGN: Final = re.compile(
    "[\u00a1-\u00bf×÷ÄÅÆÇËÎÏÐÑÖØÛÜÞßäåæçëîïðñöøûüþ]|[a-z][À-Þ]|[aeouyAEOUY][øùûõï]"
)
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"(?:iêu|yêu|oai|oao|oay|oeo|uao|uây|uôi|uya|uyê|uyu|ươi|ươu|uêu"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu"
    r"|yê|ya|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?"
)
_ENOUGH: Final = 200
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")


def encoding_of_font(font: str) -> Encoding | None:
    """Encoding that a font name implies: ".VnTime" is TCVN3, "VNI-Times" is VNI, else None."""
    name = font.strip().casefold()
    if name.startswith(".vn"):
        return Encoding.TCVN3
    if name.startswith("vni-") or name.startswith("vni "):
        return Encoding.VNI
    return None


def convert(text: str, encoding: Encoding, *, font: str = "") -> str:
    """`text` in Unicode. The capital fonts of TCVN3 (".VnTimeH") also raise the letters."""
    if encoding is Encoding.VNI:
        return _VNI_PATTERN.sub(lambda found: _VNI[found.group()], text)
    converted = text.translate(_TCVN3)
    if font.strip().upper().endswith("H") and font.strip().casefold().startswith(".vn"):
        return converted.upper()
    return converted


def recognise(text: str) -> Encoding | None:
    """Encoding that `text` seems to be in, judged from its letters; None for proper Unicode.

    Text with any letter that only Unicode has ("ậ", "đ", "ư") is never taken for an old
    encoding. Otherwise the words that cannot be Vietnamese are read both ways, and the reading
    in which at least four in five words are Vietnamese syllables wins.
    """
    if not _LATIN1.search(text) or _BEYOND_LATIN1.search(text):
        return None
    words = _WORD.findall(text)
    strange = [word for word in words if _FOREIGN.search(word)]
    if not any(len(word) > 2 for word in strange) and sum(len(w) > 1 for w in strange) < 2:
        return None
    best: Encoding | None = None
    best_share = 0.8
    for encoding in Encoding:
        read = [convert(word, encoding) for word in strange]
        share = sum(map(_is_syllable, read)) / len(read)
        if share >= best_share and (best is None or share > best_share):
            best, best_share = encoding, share
    return best


def is_modern(text: str) -> bool:
    """Whether `text` has a letter that only Unicode has ("đ", "ậ"): it is in no old encoding."""
    return bool(_BEYOND_LATIN1.search(text))


def prevailing(texts: Iterable[str]) -> Encoding | None:
    """The old encoding of a whole file without fonts, None when it is not clear.

    Judged by all its texts together, because short ones tell nothing by themselves ("Cã" is a
    word, and "Có" in TCVN3): at least three are surely old, and more than twice as many as are
    surely Unicode. Looks no further once `_ENOUGH` texts have shown that it is Unicode.
    """
    counts: Counter[Encoding] = Counter()
    modern = 0
    for text in texts:
        if text.isascii():
            continue
        if is_modern(text):
            modern += 1
            if modern >= _ENOUGH and counts.total() < modern:
                return None
        elif (encoding := recognise(text)) is not None:
            counts[encoding] += 1
    for encoding, count in counts.most_common(1):
        others = counts.total() - count + modern
        if count >= 3 and count > 2 * others:
            return encoding
    return None


def modernised(text: str, encoding: Encoding) -> str:
    """`text` of a file in `encoding` as Unicode; what is Unicode already stays."""
    return text if text.isascii() or is_modern(text) else convert(text, encoding)


def _is_syllable(word: str) -> bool:
    """Whether `word` could be one Vietnamese syllable in one case, with at most one tone."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    bare: list[str] = []
    tones = 0
    for mark in unicodedata.normalize("NFD", word.lower()):
        if mark in _TONES:
            tones += 1
        else:
            bare.append(mark)
    spelled = unicodedata.normalize("NFC", "".join(bare))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(spelled))
