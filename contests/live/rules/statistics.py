"""What a session's answers say about its questions, for minutes and item analysis.

Taken while the session is played again from its log (`contests.live.rules.replay`), so that the
figures come from what the standing comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, partial
from statistics import median_low

from contests.live.rules.commands import Fact
from contests.live.rules.plan import Plan, PlanQuestion
from contests.live.rules.scoring import elapsed, is_right, key_of
from contests.live.rules.sheet import Answer, Sheet
from quiz.rules.analysis import Sat
from quiz.rules.question import CHOICE_KINDS, LETTERS


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One settled run: how many could answer, did, were right; what was said; how long it took.

    `said` holds responses and how often, most frequent first; `median_us` is the (lower) median of
    the right answers' times, 0 without any. `is_spoken`: answered aloud, `answered` and `right`
    count the host's judgements. `is_void`: the host took the run back.
    """

    run: int
    question: PlanQuestion
    asked: int
    answered: int
    right: int
    said: tuple[tuple[str, int], ...]
    median_us: int
    is_spoken: bool = False
    is_void: bool = False

    @property
    def facility(self) -> Fraction:
        """Share of those asked who were right."""
        return Fraction(self.right, self.asked) if self.asked else Fraction(0)

    @property
    def options(self) -> tuple[tuple[str, int], ...]:
        """Every option by its letter and how many chose it; empty for other kinds."""
        if self.question.kind not in CHOICE_KINDS:
            return ()
        counts: Counter[str] = Counter()
        for response, times in self.said:
            for letter in response:
                counts[letter] += times
        letters = LETTERS[: len(self.question.options)]
        return tuple((letter, counts[letter]) for letter in letters)

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
    is_key, seen = _marker(question), set[int]()
    said: Counter[str] = Counter()
    times = []
    for player, response, received in answers:
        used = elapsed(fact, received)
        if used is None or player in seen:
            continue
        seen.add(player)
        said[response] += 1
        if is_key(response):
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


def _marker(question: PlanQuestion) -> Callable[[str], bool]:
    """Whether a response is right; ten thousand people give a handful of different ones."""
    return cache(partial(is_right, key_of(question)))


@dataclass(slots=True)
class Watch:
    """Looks on while a session is played again, and notes its questions.

    `joined`: players who count, with the instant of their joining; whoever came after a question
    had closed was not asked. `keeps_papers`: every player's answers too, for item analysis.
    """

    plan: Plan
    joined: Mapping[int, int]
    keeps_papers: bool = False
    _facts: list[Fact] = field(default_factory=list)
    _runs: dict[int, QuestionFigures] = field(default_factory=dict)
    _papers: dict[int, dict[int, tuple[str, str, int | None]]] = field(default_factory=dict)

    def see(self, sheet: Sheet, fact: Fact, answers: Iterable[Answer]) -> None:
        """One fact before it is folded into `sheet`, with the answers of its run."""
        self._facts.append(fact)
        if fact["kind"] != "settled":
            return
        segment = self.plan.segments[fact["segment"]]
        if not segment.is_written:
            blank = question_figures(self.plan, fact, (), 0)
            self._runs[fact["run"]] = replace(blank, is_spoken=True)
            return
        barred, closes = set(fact["barred"]), fact["closes_us"]
        asked = {
            player
            for player, at in self.joined.items()
            if at <= closes and player not in barred and sheet.is_alive(player)
        }
        counted = [one for one in answers if one[0] in asked]
        self._runs[fact["run"]] = question_figures(self.plan, fact, counted, len(asked))
        if self.keeps_papers:
            question = segment.questions[fact["question"]]
            self._papers[fact["run"]] = dict(_signs(question, fact, counted, asked))

    def figures(self) -> tuple[QuestionFigures, ...]:
        """Every run that was settled, in order; judgements that were taken back do not count."""
        facts = list(_standing(self._facts))
        void = {fact["run"] for fact in facts if fact["kind"] == "voided"}
        made = {run: replace(one, is_void=run in void) for run, one in self._runs.items()}
        for fact in facts:
            one = made.get(fact.get("run", 0))
            if fact["kind"] != "judged" or one is None or not one.is_spoken:
                continue
            if fact["right"] is not None:
                made[one.run] = replace(
                    one, answered=one.answered + 1, right=one.right + bool(fact["right"])
                )
        return tuple(made[run] for run in sorted(made))

    def papers(self) -> Iterator[Sat]:
        """Every player's questions that counted, as item analysis takes them."""
        # A spoken question was one person's.
        runs = [one for one in self.figures() if not one.is_void and not one.is_spoken]
        for player in self.joined:
            own = [
                (one.question.revision_id, *self._papers[one.run][player])
                for one in runs
                if player in self._papers[one.run]
            ]
            if any(sign != "-" for _, sign, _, _ in own):
                revisions, signs, choices, took = zip(*own, strict=True)
                yield Sat(revisions, "".join(signs), choices, took)


def _standing(facts: list[Fact]) -> Iterator[Fact]:
    """Those that no later one took back, in order."""
    gone: set[int] = set()
    for fact in reversed(facts):
        if fact["kind"] == "undone" and fact["no"] not in gone:
            gone.add(fact["of"])
    return (fact for fact in facts if fact["no"] not in gone)


def _signs(
    question: PlanQuestion, fact: Fact, answers: Iterable[Answer], asked: Iterable[int]
) -> Iterator[tuple[int, tuple[str, str, int | None]]]:
    """(sign, chosen letters, milliseconds) of everybody who was asked."""
    is_key, is_choice = _marker(question), question.kind in CHOICE_KINDS
    given: dict[int, tuple[str, str, int | None]] = {}
    for player, response, received in answers:
        used = elapsed(fact, received)
        if used is not None and player not in given:
            sign = "1" if is_key(response) else "0"
            given[player] = sign, response if is_choice else "", used // 1000
    for player in asked:
        yield player, given.get(player, ("-", "", None))
