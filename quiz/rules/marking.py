"""Marking one response.

This module knows no person, attempt, contest, point or clock: a kind, the right letters and the
letters that were chosen are all it needs, so it can be tested with letters alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from quiz.rules.question import LETTERS, Kind


class ResponseError(ValueError):
    """The response is not a sorted string of different displayed letters."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a response is right; `blank` tells no choice from a wrong one."""

    correct: bool
    blank: bool = False


def is_response(response: str) -> bool:
    """Whether `response` is well formed: different letters A–H in order; "" is no choice."""
    return all(letter in LETTERS for letter in response) and all(
        first < second for first, second in zip(response, response[1:], strict=False)
    )


def mark(kind: Kind, right: frozenset[str], response: str) -> Mark:
    """Mark `response` (sorted displayed letters: "B", "AC", "" for none) against `right`.

    Right means exactly the right letters, no more and no fewer; there is no part mark. A
    choice of several letters where one is asked is wrong. Raises `ResponseError` for a
    malformed response and `ValueError` for a key that no question can have.
    """
    if not is_response(response):
        raise ResponseError(f"not a response: {response!r}")
    if not right or not right <= frozenset(LETTERS):
        raise ValueError("a key has at least one letter and only A–H")
    if kind is not Kind.MULTIPLE and len(right) != 1:
        raise ValueError(f"a {kind} question has one right letter")
    return Mark(correct=frozenset(response) == right, blank=response == "")
