"""Moodle's cloze: gaps inside a text, "{1:SHORTANSWER:=Hà Nội~%50%Huế}", as our kinds.

A text with one gap of choices at its end is a question of choices; one with a single number is a
number; every other one is a text with gaps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from quiz.formats.items import Item, read_decimal, uneven
from quiz.rules.question import Blank, Blanks, Kind, Number, Short

_GAP: Final = re.compile(
    r"(?<!\\)\{(\d*):([A-Z_]{1,24}):((?:\\.|[^\\}])*)\}", re.IGNORECASE | re.DOTALL
)
_CHOICES: Final = frozenset(
    ("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS",
     "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS")
)  # fmt: skip
_SEVERAL: Final = frozenset(
    ("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS",
     "MRHS")
)  # fmt: skip
_WORDS: Final = frozenset(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"))
_NUMBERS: Final = frozenset(("NUMERICAL", "NM"))
_PIECE: Final = re.compile(r"(?:\\.|[^\\~])*", re.DOTALL)
_SHARE: Final = re.compile(r"%(-?\d{1,3}(?:\.\d+)?)%")


@dataclass(frozen=True)
class _Answer:
    text: str
    share: Fraction


def take(item: Item) -> bool:
    """Give `item` the kind and the answers that the gaps of its stem say; False without a gap.

    What our kinds cannot hold is said: weights between all and nothing, tolerances of gaps beside
    others, comments on answers.
    """
    gaps = list(_GAP.finditer(item.stem))
    if not gaps:
        return False
    kinds = [gap.group(2).upper() for gap in gaps]
    strange = [kind for kind in kinds if kind not in _CHOICES | _SEVERAL | _WORDS | _NUMBERS]
    if strange or (len(gaps) > 1 and set(kinds) & _SEVERAL):
        item.say("error", "ITEM-KIND", value=f"cloze {(strange or kinds)[0]}"[:40])
        return True
    answers = [_answers(gap.group(3)) for gap in gaps]
    for kind, found in zip(kinds, answers, strict=True):
        shares = [one.share for one in found]
        if uneven(shares) if kind in _SEVERAL else any(share not in (0, 100) for share in shares):
            item.say("warning", "PARTIAL-LOST")
    whole = item.stem
    before, after = whole[: gaps[0].start()].strip(), whole[gaps[0].end() :].strip(" .\n")
    if len(gaps) == 1 and not after and before:
        _single(item, before, kinds[0], answers[0])
        return True
    blanks: list[Blank] = []
    stem, at = "", 0
    for gap, kind, found in zip(gaps, kinds, answers, strict=True):
        right = tuple(dict.fromkeys(one.text for one in found if one.share >= 100))
        if kind in _NUMBERS:
            right = tuple(one.partition(":")[0].strip() for one in right)
            if any(_tolerance(one.text) for one in found):
                item.say("warning", "PARTIAL-LOST")
        listed = tuple(dict.fromkeys(one.text for one in found)) if kind in _CHOICES else ()
        blanks.append(Blank(right, listed))
        stem += whole[at : gap.start()] + f"[[{len(blanks)}]]"
        at = gap.end()
    item.kind, item.stem, item.body = Kind.BLANKS, stem + whole[at:], Blanks(tuple(blanks))
    return True


def _single(item: Item, stem: str, kind: str, answers: list[_Answer]) -> None:
    item.stem = stem
    right = [one for one in answers if one.share >= 100]
    if kind in _CHOICES | _SEVERAL:
        full = [one.share >= 100 if kind in _CHOICES else one.share > 0 for one in answers]
        several = kind in _SEVERAL or sum(full) > 1
        item.kind = Kind.MULTIPLE if several else Kind.SINGLE
        item.options = [
            (one.text, correct, None) for one, correct in zip(answers, full, strict=True)
        ]
    elif kind in _NUMBERS:
        item.kind = Kind.NUMBER
        said = right[0].text if right else ""
        value = read_decimal(said.partition(":")[0])
        if value is None or len(right) > 1:
            item.say("error", "NUMBER-UNKNOWN", value=said[:60])
        else:
            item.body = Number(value, _tolerance(said))
    else:
        item.kind = Kind.SHORT
        item.body = Short(tuple(dict.fromkeys(one.text for one in right)))


def _tolerance(text: str) -> Fraction:
    return read_decimal(text.partition(":")[2] or "0") or Fraction(0)


def _answers(text: str) -> list[_Answer]:
    """The answers of a gap: "=right~wrong~%50%half#comment", "\\" makes a sign mean itself."""
    found: list[_Answer] = []
    at = 0
    while at <= len(text):
        piece = _PIECE.match(text, at)
        raw = piece.group() if piece else ""
        at += len(raw) + 1
        share = Fraction(0)
        weight = _SHARE.match(raw.strip())
        if raw.strip().startswith("="):
            share, raw = Fraction(100), raw.strip()[1:]
        elif weight is not None:
            share, raw = Fraction(weight.group(1)), raw.strip()[weight.end() :]
        said = re.split(r"(?<!\\)#", raw, maxsplit=1)[0]
        said = re.sub(r"\\(.)", r"\1", said).strip()
        if said and said != "*":
            found.append(_Answer(said, share))
    return found
