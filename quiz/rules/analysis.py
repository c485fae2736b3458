"""What real answers say about a question: item analysis (phân tích câu hỏi).

Knows revisions, signs and letters; no person, no contest. `Analysis` takes papers one by one and
keeps histograms only, so that a million answers need seconds and little memory; every figure is
derived from them afterwards. How right a paper is *without* the question at hand (the rest) is
what a question is compared with, in percent.

Figures of classical test theory as in Crocker, Algina, Introduction to Classical and Modern Test
Theory (1986), chapters 14 and 7: facility, upper-lower discrimination with groups of 27 %,
point-biserial correlation with the rest, Kuder-Richardson formula 20.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from operator import mul
from typing import Final

from quiz.rules.question import LETTERS

RESTS: Final = 101
SECONDS: Final = 301
"""Times from this many seconds on count as one: nobody reads a question for five minutes."""
GROUP: Final = 0.27
"""Share of the papers in the upper and in the lower group (Kelley, 1939)."""
ENOUGH: Final = 30
"""With fewer answers nothing is said about a question."""
ENOUGH_FOR_KEY: Final = 50
EASY: Final = 0.95
HARD: Final = 0.20
FLAT: Final = 0.10
DEAD: Final = 0.01


class Finding(StrEnum):
    """What a question's figures say, gravest first.

    KEY_SUSPECT: the best papers prefer an option that the key calls wrong, or the right answer goes
    with bad papers. TOO_HARD, TOO_EASY: under 20 %, over 95 % right. FLAT: good and bad papers
    have it right equally often. UNCHOSEN: an option nobody took. RARELY: one that under 1 % took.
    HASTY: half of them answered within three seconds. FEW: under 30 answers, nothing said.
    """

    KEY_SUSPECT = "key_suspect"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    FLAT = "flat"
    UNCHOSEN = "unchosen"
    RARELY = "rarely"
    HASTY = "hasty"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Sat:
    """One marked paper, item by item.

    `signs`: "1" right, "0" wrong, "-" no answer. `choices`: letters in the author's order ("" for
    none or for a kind without options). `took_ms`: how long the item was before the person as far
    as the server saw it, None where that cannot be told.
    """

    revisions: Sequence[int]
    signs: str
    choices: Sequence[str]
    took_ms: Sequence[int | None]


@dataclass(slots=True)
class _Counts:
    seen: list[int] = field(default_factory=lambda: [0] * RESTS)
    right: list[int] = field(default_factory=lambda: [0] * RESTS)
    blank: int = 0
    options: dict[str, list[int]] = field(default_factory=dict)
    seconds: list[int] = field(default_factory=lambda: [0] * SECONDS)


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How often an option was taken: in all, by the upper and by the lower group (shares)."""

    letter: str
    right: bool
    count: int
    share: float
    upper: float
    lower: float


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """The figures of one revision. Shares are of 1; `point_biserial` is None where every answer or
    every paper is the same. `curve`: (rest in percent, papers, right) in steps of ten percent."""

    revision: int
    answers: int
    right: int
    blank: int
    facility: float
    discrimination: float
    point_biserial: float | None
    median_seconds: int | None
    options: tuple[OptionFigures, ...]
    curve: tuple[tuple[int, int, int], ...]
    findings: tuple[tuple[Finding, str], ...]


class Analysis:
    """Takes papers, gives figures."""

    def __init__(self) -> None:
        self.papers = 0
        self._items: dict[int, _Counts] = defaultdict(_Counts)
        # Papers by number of questions: (papers, sum of rights, sum of squares), and answers by it.
        self._totals: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        self._drawn: dict[int, dict[int, list[int]]] = defaultdict(dict)

    def add(self, sat: Sat) -> None:
        """Count one paper. ValueError when its parts differ in length."""
        size = len(sat.signs)
        if not len(sat.revisions) == len(sat.choices) == len(sat.took_ms) == size:
            raise ValueError("a paper's parts differ in length")
        total = sat.signs.count("1")
        self.papers += 1
        sums = self._totals[size]
        sums[0] += 1
        sums[1] += total
        sums[2] += total * total
        drawn = self._drawn[size]
        others = max(1, size - 1)
        # The rest of a question that is wrong, and of one that is right.
        rests = [(200 * (total - right) + others) // (2 * others) for right in (0, 1)]
        for revision, sign, choice, took in zip(
            sat.revisions, sat.signs, sat.choices, sat.took_ms, strict=True
        ):
            is_right = sign == "1"
            rest = rests[is_right]
            counts = self._items[revision]
            counts.seen[rest] += 1
            if is_right:
                counts.right[rest] += 1
            if sign == "-":
                counts.blank += 1
            for letter in choice:
                chosen = counts.options.get(letter)
                if chosen is None:
                    chosen = counts.options[letter] = [0] * RESTS
                chosen[rest] += 1
            if took is not None:
                seconds = took // 1000
                counts.seconds[seconds if seconds < SECONDS else -1] += 1
            times = drawn.get(revision)
            if times is None:
                times = drawn[revision] = [0, 0]
            times[0] += 1
            times[1] += is_right

    def reliability(self) -> float | None:
        """Kuder-Richardson 20 (for right/wrong items the same as Cronbach's alpha), or None.

        Where papers are drawn, each item's p·q is weighted by how often it was drawn: the value of
        a typical paper. Papers of the commonest length count. None with fewer than 30 papers, one
        question, or papers that are all equally good.
        """
        if not self._totals:
            return None
        size, (papers, total, squares) = max(self._totals.items(), key=lambda pair: pair[1][0])
        if papers < ENOUGH or size < 2:
            return None
        variance = squares / papers - (total / papers) ** 2
        if variance <= 0:
            return None
        spread = sum(
            seen * (right / seen) * (1 - right / seen) for seen, right in self._drawn[size].values()
        )
        return size / (size - 1) * (1 - spread / papers / variance)

    def items(self, keys: dict[int, tuple[str, int]]) -> list[ItemFigures]:
        """Figures of every revision, those with the gravest finding first.

        `keys`: the right letters and the number of options of a revision; ("", 0) or absent for a
        kind without options, whose options are then not judged.
        """
        found = [
            _figures(revision, counts, *keys.get(revision, ("", 0)))
            for revision, counts in self._items.items()
        ]
        order = list(Finding)
        return sorted(
            found,
            key=lambda f: (
                min((order.index(code) for code, _ in f.findings), default=len(order)),
                f.facility,
                f.revision,
            ),
        )


def _groups(seen: Sequence[int]) -> tuple[list[float], list[float]]:
    """Weights of the lower and of the upper group per rest; a rest on the edge counts in part."""

    def fill(rests: Iterable[int]) -> list[float]:
        left = GROUP * sum(seen)
        weights = [0.0] * len(seen)
        for rest in rests:
            if left <= 0:
                break
            taken = min(left, seen[rest])
            weights[rest] = taken / seen[rest] if seen[rest] else 0.0
            left -= taken
        return weights

    return fill(range(len(seen))), fill(reversed(range(len(seen))))


def _share(values: Sequence[int], seen: Sequence[int], weights: Sequence[float]) -> float:
    whole = sum(map(mul, weights, seen))
    return sum(map(mul, weights, values)) / whole if whole else 0.0


def _point_biserial(right: Sequence[int], seen: Sequence[int]) -> float | None:
    papers, rights = sum(seen), sum(right)
    if not 0 < rights < papers:
        return None
    mean = sum(rest * count for rest, count in enumerate(seen)) / papers
    variance = sum(count * (rest - mean) ** 2 for rest, count in enumerate(seen)) / papers
    if variance <= 0:
        return None
    mean_right = sum(rest * count for rest, count in enumerate(right)) / rights
    share = rights / papers
    return (mean_right - mean) / sqrt(variance) * sqrt(share / (1 - share))


def _median(seconds: Sequence[int]) -> int | None:
    timed = sum(seconds)
    passed = 0
    for second, count in enumerate(seconds):
        passed += count
        if timed and 2 * passed >= timed:
            return second
    return None


def _figures(revision: int, counts: _Counts, right: str, size: int) -> ItemFigures:
    answers, rights = sum(counts.seen), sum(counts.right)
    lower, upper = _groups(counts.seen)
    nobody = [0] * RESTS
    options = tuple(
        OptionFigures(
            letter,
            letter in right,
            sum(taken),
            sum(taken) / answers,
            _share(taken, counts.seen, upper),
            _share(taken, counts.seen, lower),
        )
        for letter in LETTERS[:size]
        for taken in [counts.options.get(letter, nobody)]
    )
    discrimination = _share(counts.right, counts.seen, upper) - _share(
        counts.right, counts.seen, lower
    )
    correlation = _point_biserial(counts.right, counts.seen)
    median = _median(counts.seconds)
    facility = rights / answers
    return ItemFigures(
        revision,
        answers,
        rights,
        counts.blank,
        facility,
        discrimination,
        correlation,
        median,
        options,
        tuple(
            (
                start,
                sum(counts.seen[start : start + 10 + (start == 90)]),
                sum(counts.right[start : start + 10 + (start == 90)]),
            )
            for start in range(0, 100, 10)
        ),  # fmt: skip
        _findings(answers, facility, discrimination, correlation, median, options),
    )


def _findings(
    answers: int,
    facility: float,
    discrimination: float,
    correlation: float | None,
    median: int | None,
    options: tuple[OptionFigures, ...],
) -> tuple[tuple[Finding, str], ...]:
    if answers < ENOUGH:
        return ((Finding.FEW, ""),)
    found: list[tuple[Finding, str]] = []
    if answers >= ENOUGH_FOR_KEY:
        best_right = max((option.upper for option in options if option.right), default=1.0)
        better = [o.letter for o in options if not o.right and o.upper > best_right]
        one_key = sum(option.right for option in options) == 1
        if better and one_key:
            found.append((Finding.KEY_SUSPECT, better[0]))
        elif correlation is not None and correlation < -2 / sqrt(answers):
            found.append((Finding.KEY_SUSPECT, ""))
    if facility < HARD:
        found.append((Finding.TOO_HARD, ""))
    elif facility > EASY:
        found.append((Finding.TOO_EASY, ""))
    elif discrimination < FLAT:
        found.append((Finding.FLAT, ""))
    for option in options:
        if option.count == 0:
            found.append((Finding.UNCHOSEN, option.letter))
        elif option.share < DEAD and not option.right:
            found.append((Finding.RARELY, option.letter))
    if median is not None and median < 3:
        found.append((Finding.HASTY, ""))
    return tuple(found)
