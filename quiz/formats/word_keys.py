"""Keys at the end of a paper: lines and tables of answers, for every form of question.

An answer is letters ("B", "AC"), truths of statements in small letters ("đssđ"), or the words
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from quiz.formats.word_raw import Pair
from quiz.formats.word_text import PICTURE, Table

_PAIR: Final = re.compile(
    r"(?:câu\s*)?(\d{1,5})\s*[-–.:)/\s]?\s*([A-H](?:\s?[,;+]\s?[A-H])*)(?![\wÀ-ỹ])", re.IGNORECASE
)
_LIST: Final = re.compile(
    r"(?:câu\s*)?(\d{1,5})\s*[-–.:)/]?\s*((?:[ĐS]\s?){2,8}"
    r"|(?:[a-h]\s*[-–.):]?\s*(?:đúng|sai|đ|s)(?![\wÀ-ỹ])[\s,;.|]*){2,8})",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s,;|.]*")
_TRUTH: Final = re.compile(
    r"(?:\(?([a-h])\s*[-–.):=]*\s*)?\(?(đúng|sai|true|false|đ|s)\)?(?![\wÀ-ỹ])", re.IGNORECASE
)
_TRUTHS: Final = re.compile(r"[\s,;.|/–\-]*")
_NUMBER: Final = re.compile(r"(?:câu\s*)?(\d{1,5})[.:)]?", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[A-Ha-h](?:\s?[,;]\s?[A-Ha-h])*")
_WORDS: Final = re.compile(r"\s*(?:câu\s*)?(\d{1,5})\s*[-–.:)/]\s*(\S.{0,119})", re.IGNORECASE)
_CODE: Final = re.compile(r"(?:mã(?:\s*đề)?(?:\s*thi)?\s*:?\s*)?(\d{3,4})", re.IGNORECASE)
_LABELS: Final = re.compile(
    r"(?:câu|số|stt|đáp\s*án|đ/?a|ý|lệnh hỏi|chọn|trả lời)?(?:\s*câu)?[.:]?", re.IGNORECASE
)


def truths(text: str) -> str:
    """ "a) Đ, b) S", "ĐSSĐ" or "Đúng - Sai" as "đs…" in the order of the letters; "" for others."""
    text = text.strip()
    if re.fullmatch(r"(?:[ĐSđs]\s*){2,8}", text):
        return re.sub(r"\s", "", text).lower()
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        step = _TRUTH.match(text, at)
        if step is None:
            return ""
        word = step.group(2).lower()
        letter = (step.group(1) or chr(97 + len(found))).lower()
        found.append((letter, "đ" if word in ("đ", "đúng", "true") else "s"))
        between = _TRUTHS.match(text, step.end())
        at = between.end() if between else step.end()
    letters = [letter for letter, _ in sorted(found)]
    if len(found) < 2 or letters != [chr(97 + n) for n in range(len(found))]:
        return ""
    return "".join(truth for _, truth in sorted(found))


def key_pairs(text: str) -> list[Pair]:
    """Pairs of a key line such as "1-A 2.B Câu 3: C"; empty when anything else is in it."""
    found: list[Pair] = []
    at = 0
    while at < len(text):
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if at == len(text):
            break
        row = _LIST.match(text, at)
        if row is not None and (said := truths(row.group(2).rstrip(" ,;.|"))):
            found.append(Pair(int(row.group(1)), said))
            at = row.end()
            continue
        pair = _PAIR.match(text, at)
        if pair is None:
            return []
        found.append(Pair(int(pair.group(1)), pair.group(2).upper()))
        at = pair.end()
    return found


def words_pair(text: str) -> Pair | None:
    """ "Câu 3: 0,5" as a pair, for questions that are answered in words."""
    found = _WORDS.fullmatch(text)
    return Pair(int(found.group(1)), found.group(2).strip()) if found else None


def table_pairs(table: Table, *, code: str, wordy: Callable[[int], bool]) -> list[Pair] | None:
    """Pairs of a key table: cells "1-A", or numbers above or beside answers.

    `wordy(number)`: whether a question of this number is answered in words. A table with a
    column for each mã đề is read for `code`; None when it has none of it.
    """
    grid = [
        [PICTURE.sub("", " ".join(line.text for line in cell)).strip() for cell in row]
        for row in table.rows
    ]
    codes = _codes(grid)
    if codes is not None:
        head, places = codes
        if code not in places:
            return None
        return [
            Pair(int(said.group(1)), row[places[code]].upper())
            for row in grid[head + 1 :]
            if row and (said := _NUMBER.fullmatch(row[0]))
            and places[code] < len(row) and _LETTERS.fullmatch(row[places[code]])
        ]  # fmt: skip
    found: list[Pair] = []
    for at, row in enumerate(grid):
        numbers = [_NUMBER.fullmatch(cell) for cell in row]
        for place, (cell, said) in enumerate(zip(row, numbers, strict=True)):
            if said is None:
                found += key_pairs(cell)
                continue
            number = int(said.group(1))
            heads = place > 0 or sum(one is not None for one in numbers) > 1
            answer = (heads and _below(grid, at, place)) or _beside(row, place)
            if not answer and wordy(number):
                answer = _words(grid, at, place, numbers)
            if answer:
                found.append(Pair(number, answer))
    return found


def _codes(grid: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    """The row that heads columns with mã đề, and the column of each; None for other tables."""
    for at, row in enumerate(grid[:3]):
        places = {
            found.group(1): place
            for place, cell in enumerate(row)
            if place and (found := _CODE.fullmatch(cell))
        }
        numbered = [line for line in grid[at + 1 :] if line and _NUMBER.fullmatch(line[0])]
        if len(places) >= 2 and _LABELS.fullmatch(row[0]) and numbered:
            return at, places
    return None


def _below(grid: list[list[str]], at: int, place: int) -> str:
    """The answer under a number: letters, or the truths of one or several rows."""
    column: list[str] = []
    for row in grid[at + 1 :]:
        cell = row[place] if place < len(row) else ""
        if _NUMBER.fullmatch(cell) or not cell:
            break
        column.append(cell)
    if not column:
        return ""
    if _LETTERS.fullmatch(column[0]):
        return column[0].upper()
    first = truths(column[0])
    return first or (truths(" ".join(column)) if len(column) > 1 else "")


def _beside(row: list[str], place: int) -> str:
    right = row[place + 1 :]
    if right and _LETTERS.fullmatch(right[0]):
        return right[0].upper()
    if right and (said := truths(right[0])):
        return said
    several: list[str] = []
    for cell in right:
        if not re.fullmatch(r"(?:đúng|sai|đ|s)", cell, re.IGNORECASE):
            break
        several.append(cell)
    return truths(" ".join(several))


def _words(grid: list[list[str]], at: int, place: int, numbers: list[re.Match[str] | None]) -> str:
    """Words under a number when its row holds numbers only, else beside it."""
    others = [
        cell for cell, said in zip(grid[at], numbers, strict=True)
        if said is None and not _LABELS.fullmatch(cell)
    ]  # fmt: skip
    if not others and at + 1 < len(grid) and place < len(grid[at + 1]) and place:
        return grid[at + 1][place][:120]
    right = grid[at][place + 1] if place + 1 < len(grid[at]) else ""
    return "" if _NUMBER.fullmatch(right) and len(numbers) > 2 else right[:120]
