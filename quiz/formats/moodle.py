"""Moodle XML: the question bank of Moodle, read and written."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from quiz.formats import cloze
from quiz.formats.base import FileError, Sink
from quiz.formats.content import Content
from quiz.formats.gift import essay_unfit, matching_unfit, topic_of
from quiz.formats.hold import Holds, Pictures, Written, divide
from quiz.formats.html_text import data_picture, html_to_text, text_to_html
from quiz.formats.items import (
    EXPLAINS,
    TRUE_FALSE,
    Item,
    Maker,
    decimal_text,
    exact_number,
    read_decimal,
    uneven,
)
from quiz.formats.xmltree import attr, children, escape, first, local, text_at
from quiz.rules.question import (
    Blank,
    Blanks,
    Difficulty,
    Draft,
    Essay,
    Kind,
    Matching,
    Number,
    Short,
)

_HARD: Final = {
    Difficulty.EASY: "Độ khó: Dễ",
    Difficulty.MEDIUM: "",
    Difficulty.HARD: "Độ khó: Khó",
}
_CRITICAL: Final = "Điểm liệt"
_GROUND: Final = "Căn cứ: "
HOLDS: Final = Holds(
    frozenset((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMBER,
               Kind.MATCHING, Kind.ORDER, Kind.ESSAY)),
    frozenset(("explanation", "topic", "difficulty", "citation", "critical", "ref", "picture",
               "alt", "points", "unit")),
    lambda draft: exact_number(draft) or essay_unfit(draft) or matching_unfit(draft),
)  # fmt: skip


def sure(content: Content) -> int:
    """2 for a document whose root is `quiz` with questions."""
    if not content.is_xml or "<quiz" not in content.text[:4000]:
        return 0
    root = content.xml
    return 2 if root is not None and local(root.tag) == "quiz" else 0


def read(content: Content, sink: Sink) -> None:
    """Read every question; places are their numbers, categories not counted."""
    root = content.xml
    if root is None:
        raise FileError("FORMAT-OTHER", format="moodle", found="csv")
    maker = Maker(sink)
    category = ""
    number = 0
    for element in children(root, "question"):
        kind = attr(element, "type")
        if kind == "category":
            last = topic_of(text_at(element, "category", "text"))
            category = "" if last in ("top", "$course$") else last
            continue
        number += 1
        _question(element, kind, number, category, maker, sink)


def _question(
    element: ET.Element, kind: str, number: int, category: str, maker: Maker, sink: Sink
) -> None:
    item = Item(number, Kind.SINGLE, topic=category)
    item.ref = text_at(element, "idnumber").strip()
    item.stem = _words(first(element, "questiontext"), item, sink)
    item.explanation = _words(first(element, "generalfeedback"), item, sink, EXPLAINS)
    _tags(element, item)
    grade = read_decimal(text_at(element, "defaultgrade"))
    if grade is not None and 0 < grade <= 1000 and (grade * 1000).denominator == 1:
        item.points_milli = int(grade * 1000)
    answers = children(element, "answer")
    if kind == "description":
        item.say("warning", "ITEM-DESCRIPTION", value=item.stem[:60])
        maker.note(item)
        return
    if kind in ("cloze", "multianswer"):
        if not cloze.take(item):
            item.say("error", "ITEM-KIND", value="cloze")
        if item.body is None and not item.options:
            maker.refuse(item)
        else:
            maker.give(item)
        return
    readers = {
        "multichoice": _choice, "truefalse": _truth, "shortanswer": _short,
        "numerical": _numerical, "essay": _essay, "ordering": _ordering, "matching": _matching,
        "gapselect": _gaps, "ddwtos": _gaps,
    }  # fmt: skip
    reader = readers.get(kind)
    if reader is None:
        item.say("error", "ITEM-KIND", value=kind[:40])
        maker.refuse(item)
        return
    reader(element, answers, item, sink)
    maker.give(item)


def _tags(element: ET.Element, item: Item) -> None:
    tags = first(element, "tags")
    for tag in [] if tags is None else children(tags, "tag"):
        text = text_at(tag, "text").strip()
        for difficulty, name in _HARD.items():
            if name and text == name:
                item.difficulty = difficulty
        item.critical |= text == _CRITICAL
        if text.startswith(_GROUND):
            item.citation = text[len(_GROUND) :]


def _words(element: ET.Element | None, item: Item, sink: Sink, option: int = -1) -> str:
    """The text of a part; its pictures become those of the question or of its `option`."""
    raw = text_at(element, "text")
    if element is None or attr(element, "format", "html") in ("plain_text", "plain"):
        return raw
    read = html_to_text(raw)
    files = {attr(file, "name"): file.text or "" for file in children(element, "file")}
    for address, alt in read.pictures:
        name = unquote(address.removeprefix("@@PLUGINFILE@@/"))
        data = data_picture(address)
        if name in files:
            try:
                data = base64.b64decode("".join(files[name].split()))
            except ValueError:
                data = None
        found = sink.bring(name, data) if data else ""
        if found:
            item.show(found, alt, option)
        else:
            item.say("warning", "PICTURE-NOT", value=address[:60])
    return read.text


def _share(answer: ET.Element) -> Fraction:
    return read_decimal(attr(answer, "fraction", "0")) or Fraction(0)


def _choice(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    single = text_at(element, "single").strip().lower() not in ("false", "0")
    keep = text_at(element, "shuffleanswers").strip().lower() in ("false", "0")
    full = [(_share(answer) >= 100) if single else (_share(answer) > 0) for answer in answers]
    item.kind = Kind.SINGLE if single and sum(full) <= 1 else Kind.MULTIPLE
    shares = [_share(answer) for answer in answers]
    if any(share not in (0, 100) for share in shares) if single else uneven(shares):
        item.say("warning", "PARTIAL-LOST")
    item.options = [
        (_words(_as_html(answer), item, sink, place), right, True if keep else None)
        for place, (answer, right) in enumerate(zip(answers, full, strict=True))
    ]
    for answer, right in zip(answers, full, strict=True):
        feedback = _words(first(answer, "feedback"), item, sink, EXPLAINS).strip()
        if right and feedback and not item.explanation:
            item.explanation = feedback


def _as_html(answer: ET.Element) -> ET.Element:
    """An answer of Moodle may leave its format to Moodle's own default, which is HTML or text."""
    if attr(answer, "format"):
        return answer
    copy = ET.Element("answer", {"format": "html" if "<" in text_at(answer, "text") else "plain"})
    copy.extend(list(answer))
    return copy


def _truth(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    item.kind = Kind.TRUE_FALSE
    right = [text_at(answer, "text").strip().lower() for answer in answers if _share(answer) >= 100]
    truth = bool(right) and right[0] in ("true", "đúng")
    item.options = [(TRUE_FALSE[0], bool(right) and truth, False),
                    (TRUE_FALSE[1], bool(right) and not truth, False)]  # fmt: skip


def _short(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    item.kind = Kind.SHORT
    texts = [text_at(answer, "text") for answer in answers if _share(answer) >= 100]
    if len(texts) < len(answers):
        item.say("warning", "PARTIAL-LOST")
    item.body = Short(tuple(dict.fromkeys(texts)))


def _numerical(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    item.kind = Kind.NUMBER
    full = [answer for answer in answers if _share(answer) >= 100]
    if len(full) != len(answers) or len(full) > 1:
        item.say("warning", "PARTIAL-LOST")
    unit = text_at(element, "units", "unit", "unit_name").strip()
    for answer in full[:1]:
        value = read_decimal(text_at(answer, "text"))
        tolerance = read_decimal(text_at(answer, "tolerance") or "0")
        if value is not None and tolerance is not None:
            item.body = Number(value, tolerance, unit)
    if item.body is None:
        said = text_at(full[0], "text")[:60] if full else ""
        item.say("error", "NUMBER-UNKNOWN", value=said)


def _essay(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    item.kind = Kind.ESSAY
    guide = html_to_text(text_at(element, "graderinfo", "text")).text
    item.body = Essay(guide)


def _ordering(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    item.kind = Kind.ORDER
    ordered = sorted(answers, key=lambda answer: _share(answer))
    item.options = [
        (_words(_as_html(one), item, sink, place), False, False)
        for place, one in enumerate(ordered)
    ]


def _matching(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    item.kind = Kind.MATCHING
    pairs: list[tuple[str, str]] = []
    for sub in children(element, "subquestion"):
        place = sum(bool(left) for left, _ in pairs)
        left = _words(_as_html(sub), item, sink, place).strip()
        pairs.append((left, text_at(sub, "answer", "text").strip()))
    choices = tuple(dict.fromkeys(right for _, right in pairs))
    item.options = [(left, False, False) for left, _ in pairs if left]
    item.body = Matching(choices, tuple(choices.index(right) for left, right in pairs if left))


def _gaps(element: ET.Element, answers: list[ET.Element], item: Item, sink: Sink) -> None:
    """Words to choose for gaps: "[[3]]" in the text is the third word of the list, and the words
    of its group are the choice."""
    words = [
        (text_at(one, "text").strip(), text_at(one, "group").strip() or "1")
        for name in ("selectoption", "dragbox")
        for one in children(element, name)
    ]
    blanks: list[Blank] = []

    def gap(found: re.Match[str]) -> str:
        place = int(found.group(1)) - 1
        if not 0 <= place < len(words):
            return found.group()
        right, group = words[place]
        listed = tuple(dict.fromkeys(word for word, one in words if one == group))
        blanks.append(Blank((right,), listed))
        return f"[[{len(blanks)}]]"

    item.stem = re.sub(r"\[\[(\d{1,3})\]\]", gap, item.stem)
    item.kind, item.body = Kind.BLANKS, Blanks(tuple(blanks))


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """The questions in order, categories between them, pictures inside."""
    held, lost = divide(drafts, HOLDS, pictures)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    topic: str | None = None
    for draft in held:
        if draft.topic != topic:
            topic = draft.topic
            path = "$course$/top" + ("/" + topic.replace("/", "//") if topic else "")
            parts.append(
                f'<question type="category"><category><text>{escape(path)}</text></category>'
                "</question>"
            )
        parts.append(_element(draft, pictures))
    parts.append("</quiz>\n")
    return Written("\n".join(parts).encode(), tuple(lost))


def _html(tag: str, text: str, more: str = "", attributes: str = "") -> str:
    body = escape(text_to_html(text)) + escape(more)
    return f'<{tag} format="html"{attributes}><text>{body}</text>'


_TYPES: Final = {
    Kind.SINGLE: "multichoice", Kind.MULTIPLE: "multichoice", Kind.TRUE_FALSE: "truefalse",
    Kind.SHORT: "shortanswer", Kind.NUMBER: "numerical", Kind.MATCHING: "matching",
    Kind.ORDER: "ordering", Kind.ESSAY: "essay",
}  # fmt: skip


def _element(draft: Draft, pictures: Pictures) -> str:
    picture = data = ""
    if draft.picture in pictures:
        source = f"@@PLUGINFILE@@/{draft.picture}"
        picture = f'<img src="{escape(source)}" alt="{escape(draft.picture_alt)}"/>'
        coded = base64.b64encode(pictures[draft.picture]).decode()
        data = f'<file name="{escape(draft.picture)}" path="/" encoding="base64">{coded}</file>'
    name = escape(draft.ref or draft.stem[:60].replace("\n", " "))
    lines = [
        f'<question type="{_TYPES[draft.kind]}">',
        f"<name><text>{name}</text></name>",
        _html("questiontext", draft.stem, picture) + data + "</questiontext>",
        _html("generalfeedback", draft.explanation) + "</generalfeedback>",
    ]
    if draft.points_milli:
        lines.append(
            f"<defaultgrade>{decimal_text(Fraction(draft.points_milli, 1000))}</defaultgrade>"
        )
    if draft.ref:
        lines.append(f"<idnumber>{escape(draft.ref)}</idnumber>")
    lines += _answers(draft)
    tags = [_HARD[draft.difficulty], _CRITICAL if draft.critical else ""]
    tags.append(_GROUND + draft.citation_text if draft.citation_text else "")
    listed = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in tags if tag)
    lines += [f"<tags>{listed}</tags>"] if listed else []
    return "\n".join([*lines, "</question>"])


def _answer(text: str, share: str, more: str = "", form: str = "html") -> str:
    body = escape(text_to_html(text)) if form == "html" else escape(text)
    return f'<answer fraction="{share}" format="{form}"><text>{body}</text>{more}</answer>'


def _answers(draft: Draft) -> list[str]:
    options = draft.options
    match draft.body:
        case Short(variants):
            return [
                "<usecase>0</usecase>",
                *(_answer(one, "100", form="plain_text") for one in variants),
            ]
        case Number(value, tolerance, unit):
            more = f"<tolerance>{decimal_text(tolerance)}</tolerance>"
            found = [_answer(decimal_text(value), "100", more, "plain_text")]
            if unit:
                found.append(
                    "<units><unit><multiplier>1</multiplier>"
                    f"<unit_name>{escape(unit)}</unit_name></unit></units>"
                )
            return found
        case Matching(choices):
            return [
                f"{_html('subquestion', option.text)}"
                f"<answer><text>{escape(choice)}</text></answer></subquestion>"
                for option, choice in zip(options, choices, strict=True)
            ]
        case Essay():
            return ["<responseformat>editor</responseformat>"]
    if draft.kind is Kind.ORDER:
        return [_answer(one.text, str(n)) for n, one in enumerate(options, start=1)]
    if draft.kind is Kind.TRUE_FALSE:
        return [
            _answer(word, "100" if option.correct else "0", form="moodle_auto_format")
            for word, option in zip(("true", "false"), options, strict=True)
        ]
    single = draft.kind is Kind.SINGLE
    right = max(sum(option.correct for option in options), 1)
    share = "100" if single else f"{100 / right:.5f}"
    lines = [
        f"<single>{'true' if single else 'false'}</single>",
        "<shuffleanswers>true</shuffleanswers>",
        "<answernumbering>ABCD</answernumbering>",
    ]
    wrong = "0" if single else "-100"
    return lines + [_answer(one.text, share if one.correct else wrong) for one in options]
