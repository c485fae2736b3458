"""What the options of a paper tell about themselves: marks, truths, and that they are options."""

from __future__ import annotations

import re
from typing import Final

from quiz.formats.word_raw import RawOption, common_marks
from quiz.rules.question import LETTERS, comparable
from quiz.rules.text import clean_text

_TRUTH_BEHIND: Final = re.compile(
    r"\s*(?:[(\[]\s*|[-–:→]\s*)(đúng|sai|đ|s)\s*[)\]]?\s*\.?\s*$", re.I
)
_TRUTH_BEFORE: Final = re.compile(r"^\s*[(\[]\s*(đúng|sai|đ|s)\s*[)\]]\s*", re.I)


def listed_options(stem: str, key: str) -> tuple[str, list[str], int] | None:
    """Stem, options and place of the right one where the options stand as a list without letters
    at the end of the stem ("1. …" with the key "2", "- …" with the key in words)."""
    lines = stem.split("\n")
    wanted = comparable(clean_text(key).partition("\n")[0].strip(" ."))
    for size in range(min(len(lines) - 1, len(LETTERS)), 1, -1):
        tail = lines[-size:]
        numbers = [re.match(rf"{n}\s*[.)/]\s*(\S.*)", line) for n, line in enumerate(tail, start=1)]
        signs = [re.match(r"[-–+•*]\s*(\S.*)", line) for line in tail]
        if all(numbers) and wanted.isdigit() and 1 <= int(wanted[:2]) <= size and len(wanted) == 1:
            texts = [one.group(1) for one in numbers if one]
            return "\n".join(lines[:-size]), texts, int(wanted) - 1
        texts = [one.group(1) for one in signs if one]
        same = [n for n, text in enumerate(texts) if comparable(text.strip(" .;")) == wanted]
        if all(signs) and len(same) == 1:
            return "\n".join(lines[:-size]), texts, same[0]
    return None


def own_truths(options: list[RawOption], texts: list[str]) -> tuple[str, list[str]]:
    """Truths that the statements carry themselves, and their texts without them."""
    if all(option.truth for option in options):
        return "".join(option.truth for option in options), texts
    for pattern in (_TRUTH_BEHIND, _TRUTH_BEFORE):
        found = [pattern.search(text) for text in texts]
        if all(found):
            said = ["đ" if one.group(1).lower() in ("đ", "đúng") else "s" for one in found if one]
            return "".join(said), [clean_text(pattern.sub("", text)) for text in texts]
    return "", texts


def marked_letters(options: list[RawOption]) -> set[str]:
    """Letters that stand out by highlight, colour, underline or bold, on the label or the text.

    A mark that all options carry tells nothing. When several marks tell, they must agree; what
    they disagree on is all returned, so that the caller sees more than one. Slanted letters and
    coloured cells, which have other uses, tell only where nothing else does.
    """
    return _marked(options, ("star", "highlight", "colour", "underline", "bold")) or _marked(
        options, ("italic", "cell")
    )


def _marked(options: list[RawOption], names: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for mark in names:
        for marks in (
            [common_marks(option.runs) for option in options],
            [option.label_marks for option in options],
        ):
            letters = {
                option.letter
                for option, carried in zip(options, marks, strict=True)
                if mark in carried
            }
            if letters and len(letters) < len(options):
                found |= letters
    return found
