"""Responses in words, for those who check an attempt: "A, C", "a) Đúng; b) Sai", "(1) 18"."""

from __future__ import annotations

from contests.rules.scoring import KeyItem
from contests.selectors.papers import ShownItem
from quiz.rules.displayed import right_response
from quiz.rules.question import Kind
from quiz.rules.responses import CHILD, FIELD, NOTHING

VOID = "Hủy câu"
_TRUTH = {"T": "Đúng", "F": "Sai", NOTHING: "–"}


def response_words(item: ShownItem, response: str) -> str:
    """What was answered to `item`; "" for nothing."""
    if not response:
        return ""
    match item.kind:
        case Kind.STATEMENTS:
            return _rows(item, [_TRUTH.get(sign, sign) for sign in response])
        case Kind.ORDER | Kind.MATCHING:
            return _rows(item, ["–" if sign == NOTHING else sign for sign in response])
        case Kind.BLANKS:
            fields = enumerate(response.split(FIELD), start=1)
            return "; ".join(f"({place}) {text or '–'}" for place, text in fields)
        case Kind.SITUATION:
            pairs = zip(item.children, response.split(CHILD), strict=False)
            return "; ".join(
                f"câu nhỏ {child.number}: {response_words(child, part) or '–'}"
                for child, part in pairs
            )
        case _:
            return response


def key_words(item: ShownItem, key: KeyItem) -> str:
    """The answer that is right in full, in the same words."""
    if key.void:
        return VOID
    if key.key is None:
        return "".join(sorted(key.right)) or VOID
    return response_words(item, right_response(key.key))


def _rows(item: ShownItem, words: list[str]) -> str:
    return "; ".join(
        f"{option.letter}: {word}" for option, word in zip(item.options, words, strict=False)
    )
