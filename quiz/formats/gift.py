"""GIFT, the text format of Moodle: read in the lexical order of Moodle's own reader, and written.

Escapes first; then category, name, answer block from the first brace to the first closing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from quiz.formats.base import Sink
from quiz.formats.content import Content
from quiz.formats.hold import Holds, Pictures, Written, divide
from quiz.formats.html_text import html_to_text, looks_html
from quiz.formats.items import (
    TRUE_FALSE,
    Item,
    Maker,
    decimal_text,
    exact_number,
    read_decimal,
    uneven,
)
from quiz.rules.question import Draft, Essay, Kind, Matching, Number, Short

_ESCAPED: Final = dict(zip("\\:#={}~n", "\x01\x02\x03\x04\x05\x06\x07\x08", strict=True))
_MEANT: Final = str.maketrans({mark: sign for sign, mark in _ESCAPED.items()} | {"\x08": "\n"})
_ESCAPE: Final = re.compile(r"\\([\\:#={}~n])")
_CATEGORY: Final = re.compile(r"\$CATEGORY\s*:\s*(.+)", re.DOTALL)
_NAME: Final = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT: Final = re.compile(r"\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_WEIGHT: Final = re.compile(r"%(-*)([0-9]{1,2}\.?[0-9]*)%")
_TRUTH: Final = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_BLOCK: Final = re.compile(
    r"^[^\n{}]*\{[^{}]*[=~#][^{}]*\}|\{\s*(?:T|F|TRUE|FALSE)\s*\}|^::.*?::", re.MULTILINE
)


def _unfit(draft: Draft) -> str:
    texts = [draft.stem, *(option.text for option in draft.options)]
    if draft.kind is Kind.MATCHING and any("->" in text for text in texts):
        return "arrow"
    return exact_number(draft)


HOLDS: Final = Holds(
    frozenset((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMBER,
               Kind.MATCHING, Kind.ESSAY)),
    frozenset(("explanation", "topic", "ref")),
    lambda draft: _unfit(draft) or essay_unfit(draft) or matching_unfit(draft),
)  # fmt: skip


def essay_unfit(draft: Draft) -> str:
    """An essay with a guide or a limit of words has no place in most formats."""
    body = draft.body
    return "essay" if isinstance(body, Essay) and (body.guide or body.words) else ""


def matching_unfit(draft: Draft) -> str:
    """Only one right side for each left side, in the same order, and none left over."""
    body = draft.body
    if isinstance(body, Matching) and body.right != tuple(range(len(body.choices))):
        return "matching"
    return ""


def sure(content: Content) -> int:
    """2 for a text with answer blocks in braces, 0 for none."""
    if content.archive is not None or content.is_xml:
        return 0
    text = _ESCAPE.sub("", content.text[:200_000])
    found = len(_BLOCK.findall(text))
    if text.lstrip("\ufeff \n")[:1] in ("{", "[") and "[" not in text[:1]:
        return 0
    return 2 if found and ("{" in text or "::" in text) else 0


def read(content: Content, sink: Sink) -> None:
    """Read every block; places are lines of the file."""
    maker = Maker(sink)
    category = ""
    for line, block in _blocks(content.text):
        text = _ESCAPE.sub(lambda found: _ESCAPED[found.group(1)], block)
        found = _CATEGORY.fullmatch(text.strip())
        if found is not None:
            category = topic_of(found.group(1).translate(_MEANT))
            continue
        _question(text, line, category, maker)


def topic_of(path: str) -> str:
    """Last part of a category path such as "$course$/top/Đất đai", where // means a slash."""
    # An odd row of slashes: the first one parts two names, the doubled ones begin the second.
    return re.split(r"(?<!/)/(?=(?://)*(?!/))", path.strip())[-1].replace("//", "/").strip()


def _blocks(text: str) -> Iterable[tuple[int, str]]:
    lines: list[str] = []
    begin = 0
    for number, line in enumerate([*text.lstrip("\ufeff").split("\n"), ""], start=1):
        if line.strip().startswith("//"):
            continue
        if line.strip():
            begin = begin or number
            lines.append(line)
        elif lines:
            yield begin, "\n".join(lines)
            lines, begin = [], 0


def _words(text: str, form: str) -> str:
    """The words of a text with its format prefix, or the question's format."""
    said = _FORMAT.match(text.strip())
    if said is not None:
        form, text = said.group(1).lower(), text.strip()[said.end() :]
    text = text.strip().translate(_MEANT)
    if form in ("html", "moodle", "markdown") or (not form and looks_html(text)):
        return html_to_text(text).text
    return text


def _question(text: str, line: int, category: str, maker: Maker) -> None:
    item = Item(line, Kind.SINGLE, topic=category, by_line=True)
    text = text.strip()
    if (name := _NAME.match(text)) is not None:
        item.ref = name.group(1).strip().translate(_MEANT)
        text = text[name.end() :].strip()
    begin, end = text.find("{"), text.find("}")
    if begin < 0 and end < 0:
        item.say("warning", "ITEM-DESCRIPTION", value=text.translate(_MEANT)[:60])
        maker.note(item)
        return
    if begin < 0 or end < begin:
        item.say("error", "ITEM-BRACE", value=text.translate(_MEANT)[:60])
        maker.refuse(item)
        return
    before, block, after = text[:begin], text[begin + 1 : end].strip(), text[end + 1 :].strip()
    form = said.group(1).lower() if (said := _FORMAT.match(before.strip())) else ""
    stem = before.strip() + (f" _____ {after}" if after else "")
    item.stem = _words(stem, form)
    if len(parts := block.rsplit("####", 1)) == 2:
        block, item.explanation = parts[0].strip(), _words(parts[1], form)
    _answers(item, block, form)
    maker.give(item)


def _answers(item: Item, block: str, form: str) -> None:
    bare = block.partition("#")[0].strip()
    if not block:
        item.kind, item.body = Kind.ESSAY, Essay()
    elif block.startswith("#"):
        _numerical(item, block[1:].strip())
    elif "~" in block:
        _choice(item, block, form)
    elif "=" in block and "->" in block:
        pairs = [part.partition("->") for part in block.split("=")[1:]]
        item.kind = Kind.MATCHING
        lefts = [(_words(left, form), _words(right, form)) for left, _, right in pairs]
        choices = tuple(dict.fromkeys(right for _, right in lefts))
        item.options = [(left, False, False) for left, _ in lefts if left]
        item.body = Matching(choices, tuple(choices.index(right) for left, right in lefts if left))
    elif bare in _TRUTH:
        item.kind = Kind.TRUE_FALSE
        right = _TRUTH[bare]
        item.options = [(TRUE_FALSE[0], right, False), (TRUE_FALSE[1], not right, False)]
        said = [_words(part, form) for part in block.split("#")[1:]]
        item.explanation = item.explanation or (said[-1] if said else "")
    else:
        _short(item, block, form)


def _weighed(text: str) -> tuple[Fraction, str]:
    """(share of the marks, rest) of an answer that may begin with a weight."""
    found = _WEIGHT.match(text)
    if found is None:
        return Fraction(100), text
    share = Fraction(found.group(2).rstrip("."))
    return (-share if found.group(1) else share), text[found.end() :]


def _choice(item: Item, block: str, form: str) -> None:
    pieces = re.findall(r"([=~])([^=~]*)", block)
    several = all(sign == "~" for sign, _ in pieces)
    right = 0
    lost = False
    shares: list[Fraction] = []
    for sign, piece in pieces:
        text, _, feedback = piece.partition("#")
        text = text.strip()
        share = Fraction(100) if sign == "=" else Fraction(0)
        if sign == "~" and _WEIGHT.match(text):
            share, text = _weighed(text)
        shares.append(share)
        correct = share > 0 if several else sign == "="
        right += correct
        lost |= not several and sign == "~" and share != 0
        item.options.append((_words(text, form), correct, None))
        if correct and feedback.strip() and not item.explanation:
            item.explanation = _words(feedback, form)
    item.kind = Kind.MULTIPLE if several or right > 1 else Kind.SINGLE
    if lost or (several and uneven(shares)):
        item.say("warning", "PARTIAL-LOST")


def _short(item: Item, block: str, form: str) -> None:
    item.kind = Kind.SHORT
    variants: list[str] = []
    for piece in block.split("=")[1:] if "=" in block else [block]:
        share, text = _weighed(piece.partition("#")[0].strip())
        if share >= 100:
            variants.append(_words(text, form))
        else:
            item.say("warning", "PARTIAL-LOST")
    item.body = Short(tuple(dict.fromkeys(variants)))


def _numerical(item: Item, block: str) -> None:
    item.kind = Kind.NUMBER
    for piece in block.split("=")[1:] if "=" in block else [block]:
        share, text = _weighed(piece.partition("#")[0].strip())
        if item.body is not None or share < 100:
            item.say("warning", "PARTIAL-LOST")
            continue
        low, dots, high = text.partition("..")
        first, _, second = text.partition(":")
        if dots:
            least, most = read_decimal(low), read_decimal(high)
            if least is not None and most is not None:
                item.body = Number((least + most) / 2, abs(most - least) / 2)
        elif (value := read_decimal(first)) is not None:
            tolerance = read_decimal(second) if second.strip() else Fraction(0)
            item.body = None if tolerance is None else Number(value, tolerance)
    if item.body is None:
        item.say("error", "NUMBER-UNKNOWN", value=block.translate(_MEANT)[:60])


def _escape(text: str) -> str:
    text = re.sub("[\x00-\x09\x0b-\x1f]", "", text)
    return re.sub(r"([\\:#={}~])", r"\\\1", text).replace("\n", "\\n")


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """The questions as GIFT, in order, under their categories."""
    held, lost = divide(drafts, HOLDS)
    blocks: list[str] = []
    topic = ""
    for draft in held:
        if draft.topic != topic:
            topic = draft.topic
            path = _escape(topic.replace("/", "//"))
            blocks.append(f"$CATEGORY: {'$course$/top/' + path if topic else '$course$/top/ '}")
        name = f"::{_escape(draft.ref)}::" if draft.ref else ""
        after = f"\n####{_escape(draft.explanation)}" if draft.explanation else ""
        blocks.append(f"{name}[plain]{_escape(draft.stem)} {{{_block(draft)}{after}\n}}")
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(lost))


def _block(draft: Draft) -> str:
    options = draft.options
    match draft.body:
        case Short(variants):
            return "".join(f"\n=%100%{_escape(text)}" for text in variants)
        case Number(value, tolerance):
            return f"#{decimal_text(value)}:{decimal_text(tolerance)}"
        case Matching(choices):
            return "".join(
                f"\n={_escape(option.text)} -> {_escape(choice)}"
                for option, choice in zip(options, choices, strict=True)
            )
        case Essay():
            return ""
    if draft.kind is Kind.TRUE_FALSE:
        return "TRUE" if options[0].correct else "FALSE"
    if draft.kind is Kind.SINGLE:
        return "".join(
            f"\n={_escape(one.text)}" if one.correct else f"\n~{_safe(one.text)}" for one in options
        )
    right = max(sum(one.correct for one in options), 1)
    share = f"{100 / right:.5f}".rstrip("0").rstrip(".")
    return "".join(f"\n~%{share if one.correct else '-100'}%{_escape(one.text)}" for one in options)


def _safe(text: str) -> str:
    """A wrong option; one that begins like a weight gets a weight of its own before it."""
    return ("%0%" if _WEIGHT.match(text) else "") + _escape(text)
