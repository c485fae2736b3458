"""Aiken, Moodle's simplest text format: a question on one line, options, `ANSWER: B`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from quiz.formats.base import Sink
from quiz.formats.content import Content
from quiz.formats.hold import CHOICES, Holds, Pictures, Written, divide
from quiz.formats.items import Item, Maker
from quiz.rules.question import LETTERS, Draft, Kind

_OPTION: Final = re.compile(r"([A-Z])[).](?:[ \t]|$)?(.*)")
_ANSWER: Final = re.compile(r"ANSWER:\s*(.*)")
_VIETNAMESE: Final = re.compile(r"[Đđ][).]\s")


def _unfit(draft: Draft) -> str:
    if draft.kind is Kind.MULTIPLE:
        return "several"
    if "\n" in draft.stem or any("\n" in option.text for option in draft.options):
        return "lines"
    if _OPTION.match(draft.stem) or draft.stem.startswith("ANSWER:") or len(draft.stem) < 2:
        return "label"
    return ""


HOLDS: Final = Holds(CHOICES, frozenset(), _unfit)


def sure(content: Content) -> int:
    """2 when each answer line follows options and no question is numbered as in an exam paper,
    1 when questions are numbered, so that the exam grammar would read them too."""
    if content.archive is not None or content.is_xml:
        return 0
    lines = [line.strip() for line in content.text[:200_000].split("\n")]
    answers = sum(bool(_ANSWER.fullmatch(line)) for line in lines)
    options = sum(bool(_OPTION.match(line)) for line in lines)
    if not answers or options < 2 * answers:
        return 0
    numbered = any(re.match(r"(?i:câu|question)?\s*\d{1,4}\s*[.:)]", line) for line in lines)
    return 1 if numbered else 2


def read(content: Content, sink: Sink) -> None:
    """Read every question; places are lines of the file."""
    maker = Maker(sink)
    item: Item | None = None
    for number, raw in enumerate(content.text.lstrip("\ufeff").split("\n"), start=1):
        line = raw.strip()
        if len(line) < 2:
            continue
        answer = _ANSWER.match(line)
        option = _OPTION.match(line)
        if answer is not None:
            if item is None or not item.stem:
                item = Item(number, Kind.SINGLE, by_line=True)
                item.say("error", "AIKEN-LOOSE", value=line[:60])
                maker.refuse(item)
            else:
                _answer(item, answer.group(1), maker)
            item = None
        elif option is not None and item is not None and (
            option.group(1) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(item.options) % 26]
        ):  # fmt: skip
            item.options.append((option.group(2).strip(), False, None))
        elif item is not None and not item.options and option is not None:
            item.say("error", "OPTION-ORDER", letters=option.group(1))
        elif item is None:
            item = Item(number, Kind.SINGLE, stem=line, by_line=True)
        elif item.options and _VIETNAMESE.match(line):
            item.say("error", "OPTION-ORDER", letters="Đ")
        elif item.options:
            item.say("error", "AIKEN-NO-ANSWER", value=line[:60])
            maker.give(item)
            item = Item(number, Kind.SINGLE, stem=line, by_line=True)
        else:
            item.say("error", "AIKEN-LINES", value=line[:60])
    if item is not None:
        item.say("error", "AIKEN-NO-ANSWER", value=item.stem[:60])
        maker.give(item)


def _answer(item: Item, said: str, maker: Maker) -> None:
    letter = re.search(r"[A-Z]", said.upper())
    place = LETTERS.find(letter.group()) if letter else -1
    if re.fullmatch(r"\s*[A-Za-z]\s*[,;&]\s*[A-Za-z].*", said):
        item.say("error", "AIKEN-SEVERAL", value=said[:60])
    elif place < 0 or place >= len(item.options):
        item.say("error", "KEY-OUTSIDE", value=said[:60], count=len(item.options))
    else:
        item.options[place] = (item.options[place][0], True, None)
    maker.give(item)


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """The questions with one right answer, in order."""
    held, lost = divide(drafts, HOLDS)
    blocks = [
        "\n".join(
            [
                draft.stem,
                *(f"{LETTERS[n]}. {option.text}" for n, option in enumerate(draft.options)),
                f"ANSWER: {draft.key}",
            ]
        )
        for draft in held
    ]
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(lost))
