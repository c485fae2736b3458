"""One handed-in paper to one score: knows letters and points, no names and no texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contests.rules.terms import RuleSet
from quiz.rules.marking import mark
from quiz.rules.question import Kind


@dataclass(frozen=True, slots=True)
class KeyItem:
    """The key of one question of a paper, in displayed letters.

    By a decision of Ban Tổ chức (a corrected key) `right` may be empty: the question is void and
    everybody has it right; or a question with one answer may have several right letters: any one
    of them is right.
    """

    kind: Kind
    right: frozenset[str]
    critical: bool = False
    points_milli: int = 1000


@dataclass(frozen=True, slots=True)
class AttemptScore:
    """A marked paper. `per_item` has one sign per question: "1" right, "0" wrong, "-" no answer.

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
        sign = _sign(answer, response)
        signs.append(sign)
        if sign == "1":
            points += answer.points_milli
        elif answer.critical:
            critical_failed = True
    correct = signs.count("1")
    passing = rules.passing
    passed = (
        passing.correct is not None
        and correct >= passing.correct
        and not (passing.critical_fails and critical_failed)
    )
    return AttemptScore(correct, points, passed, critical_failed, "".join(signs))


def _sign(answer: KeyItem, response: str) -> str:
    if not answer.right:
        return "1"
    if not response:
        return "-"
    if answer.kind is not Kind.MULTIPLE and len(answer.right) > 1:
        chosen = [mark(answer.kind, frozenset({one}), response).correct for one in answer.right]
        return "1" if any(chosen) else "0"
    return "1" if mark(answer.kind, answer.right, response).correct else "0"
