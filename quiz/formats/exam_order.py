"""What stands where on the paper of one mã đề, and what its key therefore is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.rules.blueprint import PoolItem
from quiz.rules.chance import Stream
from quiz.rules.drawing import shown_order
from quiz.rules.numbers import number_text
from quiz.rules.question import (
    CHOICE_KINDS,
    LETTERS,
    Blanks,
    Draft,
    Kind,
    Matching,
    Number,
    Option,
    Short,
    Situation,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as a paper shows it: stored indexes of its options and right sides, in order."""

    draft: Draft
    order: tuple[int, ...]
    choices: tuple[int, ...] = ()
    children: tuple[Shown, ...] = ()

    @property
    def options(self) -> list[Option]:
        """The options in the order of the paper."""
        return [self.draft.options[index] for index in self.order]

    @property
    def answer(self) -> str:
        """The key in the labels of this paper, in one line; "" for an essay."""
        draft = self.draft
        small = LETTERS.lower()
        match draft.body:
            case Short(variants):
                return " / ".join(variants)
            case Number(value, tolerance, unit):
                spread = f" (± {number_text(tolerance)})" if tolerance else ""
                return f"{number_text(value)}{spread} {unit}".strip()
            case Matching(right=right):
                return ", ".join(
                    f"{place}–{small[self.choices.index(right[index])]}"
                    for place, index in enumerate(self.order, start=1)
                )
            case Blanks(blanks):
                return "; ".join(
                    f"({place}) {' / '.join(blank.variants)}"
                    for place, blank in enumerate(blanks, start=1)
                )
            case Situation():
                return "; ".join(
                    f"{place}) {child.answer}" for place, child in enumerate(self.children, start=1)
                )
        if draft.kind is Kind.ORDER:
            return " – ".join(small[self.order.index(at)] for at in range(len(self.order)))
        if draft.kind is Kind.STATEMENTS:
            return ", ".join(
                f"{letter}) {'Đ' if option.correct else 'S'}"
                for letter, option in zip(small, self.options, strict=False)
            )
        pairs = zip(LETTERS, self.options, strict=False)
        right_ones = [letter for letter, option in pairs if option.correct]
        return ", ".join(right_ones) if draft.kind in CHOICE_KINDS else ""


def as_written(draft: Draft) -> Shown:
    """`draft` with nothing shuffled."""
    body = draft.body
    return Shown(
        draft,
        tuple(range(len(draft.options))),
        tuple(range(len(body.choices))) if isinstance(body, Matching) else (),
        tuple(map(as_written, body.children)) if isinstance(body, Situation) else (),
    )


def arranged(drafts: Sequence[Draft], code: str, seed: str) -> list[Shown]:
    """The paper `code`: questions and options in chance order, fixed options in their place.

    The same drafts, code and seed give the same paper, for ever (see `rules.chance`).
    """
    key = hashlib.sha256(f"{seed}\n{code}".encode()).digest()
    shown = [
        _shown(draft, shown_order(_item(draft, number), key, shuffle=True))
        for number, draft in enumerate(drafts)
    ]
    return Stream(key, b"order").shuffled(shown)


def _item(draft: Draft, number: int, child: int = -1) -> PoolItem:
    body = draft.body
    children = body.children if isinstance(body, Situation) else ()
    return PoolItem(
        number,
        draft.topic,
        draft.difficulty,
        draft.critical,
        draft.kind,
        tuple(option.fixed for option in draft.options),
        len(body.choices) if isinstance(body, Matching) else 0,
        tuple(_item(one, number, place) for place, one in enumerate(children)),
        child,
    )


def _shown(draft: Draft, order: str) -> Shown:
    if isinstance(draft.body, Situation):
        pairs = zip(draft.body.children, order.split(";"), strict=True)
        return Shown(draft, (), children=tuple(_shown(child, one) for child, one in pairs))
    options, _, choices = order.partition("/")
    return Shown(draft, tuple(map(int, options)), tuple(map(int, choices)))
