"""One handed-in paper to one score: knows letters and points, no names and no texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contests.rules.terms import RuleSet
from quiz.rules.marking import WHOLE, Key, Mark, Scheme, mark, mark_key
from quiz.rules.marking import points as points_of
from quiz.rules.question import Kind


@dataclass(frozen=True, slots=True)
class KeyItem:
    """The key of one question of a paper, in displayed letters.

    By a decision of Ban Tổ chức (a corrected key) `right` may be empty: the question is void and
    everybody has it right; or a question with one answer may have several right letters: any one
    of them is right. Kinds that are not answered by letters have no `right` but a `key`; a
    struck one of them is `void`.
    """

    kind: Kind
    right: frozenset[str]
    critical: bool = False
    points_milli: int = 1000
    key: Key | None = None
    void: bool = False


@dataclass(frozen=True, slots=True)
class AttemptScore:
    """A marked paper. `per_item` has one sign per question: "1" right, "~" right in part,
    "0" wrong, "-" no answer. `points_milli` is never under 0, whatever wrong answers cost.

    `passed` is False when the rules have no pass mark.
    """

    correct: int
    points_milli: int
    passed: bool
    critical_failed: bool
    per_item: str


def score_attempt(
    responses: Mapping[int, str], key: Sequence[KeyItem], rules: RuleSet
) -> AttemptScore:
    """Mark the last stored responses, by item number from 1; item 0 (the prediction) is not one.

    A missing or empty response is unanswered, and not right. A response to an item that the
    paper does not have raises ValueError: it can only be damage.
    """
    beyond = [item for item in responses if not 0 <= item <= len(key)]
    if beyond:
        raise ValueError(f"the paper has no item {beyond[0]}")
    signs: list[str] = []
    points = 0
    critical_failed = False
    for item, answer in enumerate(key, start=1):
        response = responses.get(item, "")
        found = mark_item(answer, response, rules.paper.marking)
        signs.append(found.sign)
        points += points_of(found, answer.points_milli)
        if not found.correct and answer.critical:
            critical_failed = True
    correct = signs.count("1")
    passing = rules.passing
    passed = (
        passing.correct is not None
        and correct >= passing.correct
        and not (passing.critical_fails and critical_failed)
    )
    return AttemptScore(correct, max(points, 0), passed, critical_failed, "".join(signs))


VOID_MARK = Mark(correct=True, share=Fraction(1))


def mark_item(answer: KeyItem, response: str, scheme: Scheme = WHOLE) -> Mark:
    """The mark of one response; a void question is right for everybody, answered or not."""
    if answer.void or (answer.key is None and not answer.right):
        return VOID_MARK
    if answer.key is not None:
        return mark_key(answer.key, response, scheme)
    if answer.kind is not Kind.MULTIPLE and len(answer.right) > 1:
        # Several accepted letters: any one of them is the answer.
        own = response if response in answer.right else min(answer.right)
        return mark(answer.kind, frozenset({own}), response, scheme)
    return mark(answer.kind, answer.right, response, scheme)
