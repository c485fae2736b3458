"""Vietnamese text as keys: cleaning, searching, ordering.

Every function is total (never raises on a ``str``) and pure. Source of the order: CLDR ``vi``:
ă, â, đ, ê, ô, ơ and ư are letters of their own; the tones come second in the order
ngang, huyền, hỏi, ngã, sắc, nặng; lower case comes before upper case last of all.
"""

import unicodedata

_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_LETTER_MARKS = {
    ("a", _BREVE): "1",
    ("a", _CIRCUMFLEX): "2",
    ("e", _CIRCUMFLEX): "1",
    ("o", _CIRCUMFLEX): "1",
    ("o", _HORN): "2",
    ("u", _HORN): "1",
}
#: Letters that older conversions leave where a Vietnamese đ was meant.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_D_TO_ASCII = str.maketrans({"đ": "d", "Đ": "D"})
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
#: After these a name goes on with a capital: space, hyphen, the apostrophes that people type.
_WORD_BREAKS = frozenset(" -'`\u2018\u2019\u02bc")
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def nfc(text: str) -> str:
    """The text in Unicode NFC (Mac and some phones send NFD)."""
    return unicodedata.normalize("NFC", text)


def repair_d(text: str) -> str:
    """Eth and its kin (Ð U+00D0, ð, Ɖ, ɖ) turned into the Vietnamese Đ and đ."""
    return text.translate(_LOOKALIKES)


def clean_line(text: str) -> str:
    """One line of human text: NFC, real Đ, single spaces, nothing invisible, ends trimmed.

    Control characters, direction marks, zero-width characters, private-use characters and lone
    surrogates are dropped; every kind of space or line break becomes one space.
    """
    kept: list[str] = []
    for char in repair_d(nfc(text)):
        if char in _SPACES:
            kept.append(" ")
            continue
        category = unicodedata.category(char)
        if category == "Zs":
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(char)
    # Dropping a character can bring a letter and a mark together: compose again.
    return nfc(" ".join("".join(kept).split()))


def fold(text: str) -> str:
    """The text without diacritics, case kept: ``Đăk Hà`` becomes ``Dak Ha``."""
    plain = unicodedata.normalize("NFKD", repair_d(text)).translate(_D_TO_ASCII)
    return "".join(char for char in plain if not unicodedata.combining(char))


def search_key(text: str) -> str:
    """Key for searching: no marks, đ as d, lower case, single spaces.

    Two places may share a key (Sơn Hà, Sơn Hạ): it finds candidates, it identifies nothing.
    """
    return " ".join(fold(clean_line(text)).casefold().split())


def exact_key(text: str) -> str:
    """Key for matching one spelling: marks kept, case, spaces and Unicode form ignored."""
    return nfc(clean_line(text).casefold())


def _base36(number: int) -> str:
    digits = ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        digits = _BASE36[rest] + digits
    return digits


def _other_primary(char: str) -> str:
    """Primary weight of what is neither a Latin letter nor a digit; 6 characters, prefix-free."""
    group = "zz" if char.isalnum() else "03"
    return group + _base36(ord(char))


def _elements(text: str) -> list[tuple[str, int, int]]:
    """(primary, tone 1–7, case 1–2) of each letter of a cleaned line."""
    out: list[tuple[str, int, int]] = []
    for cluster in clean_line(text):
        pieces = unicodedata.normalize("NFKD", cluster)
        for char in pieces:
            lower = char.lower()
            if unicodedata.combining(char) and out:
                primary, tone, case = out[-1]
                letter = _LETTER_MARKS.get((primary[0], char)) if len(primary) == 2 else None
                if letter is not None and primary[1] == "0":
                    out[-1] = (primary[0] + letter, tone, case)
                else:
                    out[-1] = (primary, max(tone, _TONES.get(char, 7)), case)
            elif char == " ":
                out.append(("02", 1, 1))
            elif lower == "đ":
                out.append(("d1", 1, 1 if char == lower else 2))
            elif len(lower) == 1 and "a" <= lower <= "z":
                out.append((lower + "0", 1, 1 if char == lower else 2))
            elif "0" <= char <= "9":
                out.append((char + "5", 1, 1))
            else:
                out.append((_other_primary(char), 1, 1))
    return out


def sort_key(text: str) -> str:
    """Key whose order is the Vietnamese dictionary order.

    Made of ``0-9a-z`` only, so that it sorts the same bytewise (SQLite, collation C) and under
    any locale's collation (PostgreSQL). Keys are prefix-free: two may be joined to sort by one
    text and then by another. At most 8 characters for each character of the text, plus 4.
    """
    elements = _elements(text)
    tones = "".join(str(tone) for _, tone, _ in elements).rstrip("1")
    cases = "".join(str(case) for _, _, case in elements).rstrip("1")
    return "".join(primary for primary, _, _ in elements) + "00" + tones + "0" + cases + "0"


def name_sort_key(full_name: str) -> str:
    """Order of persons: tên (the last word) first, then họ and đệm."""
    words = clean_line(full_name).split(" ")
    return sort_key(words[-1]) + sort_key(" ".join(words[:-1]))


def name_case(full_name: str) -> str:
    """A name typed wholly in lower or wholly in upper case, with its words capitalised.

    ``nguyễn thị hoa`` and ``NGUYỄN THỊ HOA`` become ``Nguyễn Thị Hoa``; ``h'rên`` becomes
    ``H'Rên``. Any other name comes back as it is: its owner knows best.
    """
    if not (full_name.islower() or full_name.isupper()):
        return full_name
    cased, starts = "", True
    for char in nfc(full_name):
        cased += char.upper() if starts else char.lower()
        starts = char in _WORD_BREAKS
    return nfc(cased)


def initials(full_name: str) -> str:
    """``Nguyễn Văn An`` as ``N. V. A.``: how a child without consent is published."""
    return " ".join(f"{word[0].upper()}." for word in clean_line(full_name).split(" ") if word)


def name_problems(full_name: str, *, longest: int = 100) -> tuple[str, ...]:
    """Codes of what makes a cleaned name unusable; empty when it is fine.

    ``name-empty``, ``name-too-long`` (counted in letters as a reader counts them),
    ``name-too-many-marks`` (more than two on one letter), ``name-no-letter``.
    One word, one letter, apostrophes and hyphens are all real names here (A Tik, H'Rên).
    """
    name = clean_line(full_name)
    if not name:
        return ("name-empty",)
    problems: list[str] = []
    letters = marks = 0
    for char in unicodedata.normalize("NFD", name):
        if unicodedata.combining(char):
            marks += 1
        else:
            letters, marks = letters + 1, 0
        if marks > 2 and "name-too-many-marks" not in problems:
            problems.append("name-too-many-marks")
    if letters > longest:
        problems.append("name-too-long")
    if not any(char.isalpha() for char in name):
        problems.append("name-no-letter")
    return tuple(problems)
