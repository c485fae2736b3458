"""A stored question as one paper displays it: which row stands where, and its key there.

An `order` is what `drawing.shown_order` gave: "2013", "102/3120", "" or, of a situation, the
orders of its children with ";" between.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from quiz.rules.marking import Chosen, Fields, Key, Quantity, Rows, Together, Typed
from quiz.rules.numbers import number_text
from quiz.rules.question import LETTERS, Kind
from quiz.rules.responses import CHILD, FIELD
from quiz.rules.stored import Stored


def orders(order: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(options, choices) of a question without children: stored indexes as displayed."""
    options, _, choices = order.partition("/")
    return tuple(map(int, options)), tuple(map(int, choices))


def child_orders(order: str) -> list[str]:
    """The orders of the children of a situation."""
    return order.split(";")


def key_of(kind: Kind, stored: Stored, order: str) -> Key:
    """The key of a stored question in the signs of `rules.responses`, as `order` displays it.

    Raises ValueError for kinds that no machine marks.
    """
    right, body, key_body = stored.right, stored.body, stored.key_body
    options, choices = orders(order) if kind is not Kind.SITUATION else ((), ())
    match kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.TRUE_FALSE:
            letters = (letter for letter, index in _lettered(options) if index in right)
            return Chosen(frozenset(letters), kind is Kind.MULTIPLE)
        case Kind.STATEMENTS:
            return Rows(tuple("T" if index in right else "F" for index in options), scaled=True)
        case Kind.ORDER:
            return Rows(tuple(str(right.index(index) + 1) for index in options))
        case Kind.MATCHING:
            return Rows(tuple(LETTERS[choices.index(right[index])] for index in options))
        case Kind.SHORT:
            return Fields((Typed(tuple(key_body["variants"]), key_body["exact_marks"]),))
        case Kind.NUMBER:
            value, tolerance = Fraction(key_body["value"]), Fraction(key_body["tolerance"])
            return Quantity(value, tolerance, body["unit"])
        case Kind.BLANKS:
            return Fields(
                tuple(
                    Typed(tuple(one["variants"]), one["exact_marks"]) for one in key_body["blanks"]
                )
            )
        case Kind.SITUATION:
            return Together(
                tuple(
                    key_of(
                        Kind(one["kind"]),
                        Stored(one["options"], one["body"], key["right"], key["body"]),
                        own,
                    )
                    for one, key, own in zip(
                        body["children"], key_body["children"], child_orders(order), strict=True
                    )
                )
            )
        case _:
            raise ValueError(f"no machine marks {kind}")


def _lettered(options: Sequence[int]) -> zip[tuple[str, int]]:
    return zip(LETTERS, options, strict=False)


def right_response(key: Key) -> str:
    """A response that is right in full."""
    match key:
        case Chosen(letters):
            return "".join(sorted(letters))
        case Rows(signs):
            return "".join(signs)
        case Fields(fields):
            return FIELD.join(one.variants[0] for one in fields)
        case Quantity(value):
            return number_text(value)
        case Together(children):
            return CHILD.join(map(right_response, children))
