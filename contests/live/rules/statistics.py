"""What a session's answers say about its questions, for minutes and item analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from contests.live.rules.commands import Fact
from contests.live.rules.plan import Plan, PlanQuestion
from contests.live.rules.scoring import elapsed, is_right, key_of
from contests.live.rules.sheet import Answer


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One settled run: how many could answer, did, were right; what was said; how long it took.

    `said` holds responses and how often, most frequent first; `median_us` is the (lower) median of
    the right answers' times, 0 without any.
    """

    run: int
    question: PlanQuestion
    asked: int
    answered: int
    right: int
    said: tuple[tuple[str, int], ...]
    median_us: int

    @property
    def facility(self) -> Fraction:
        """Share of those asked who were right."""
        return Fraction(self.right, self.asked) if self.asked else Fraction(0)

    @property
    def distractors(self) -> tuple[tuple[str, int], ...]:
        """Wrong responses and how often, most frequent first."""
        key = key_of(self.question)
        return tuple(one for one in self.said if not is_right(key, one[0]))


def question_figures(
    plan: Plan, fact: Fact, answers: Iterable[Answer], asked: int
) -> QuestionFigures:
    """The figures of one fact of kind "settled"; `asked`: how many still played."""
    question = plan.segments[fact["segment"]].questions[fact["question"]]
    key, seen = key_of(question), set[int]()
    said: Counter[str] = Counter()
    times = []
    for player, response, received in answers:
        used = elapsed(fact, received)
        if used is None or player in seen:
            continue
        seen.add(player)
        said[response] += 1
        if is_right(key, response):
            times.append(used)
    return QuestionFigures(
        fact["run"],
        question,
        asked,
        len(seen),
        len(times),
        tuple(sorted(said.items(), key=lambda one: (-one[1], one[0]))),
        median_low(times) if times else 0,
    )
