"""Questions that say the same twice, or say the opposite.

Compares what many banks hold, in seconds: equal stems through one dictionary, similar ones through
a set-similarity join (prefix filter over rare word pairs), so that 10,000 questions need thousands
of comparisons and not fifty million. Decides nothing: it hands pairs to people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final

from accounts.rules.text import search_key

ALIKE: Final = Fraction(7, 10)
"""From this share of common word pairs two questions are shown as similar."""

_NO_WORD = re.compile(r"[^\w]+")


class Likeness(StrEnum):
    """How two questions are alike, gravest first.

    CONTRADICTION: one says right what the other says wrong. SAME: stem, options and key agree.
    SAME_STEM: the same is asked with other options. NEAR: most words agree.
    """

    CONTRADICTION = "contradiction"
    SAME = "same"
    SAME_STEM = "same_stem"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared of a question. `picture` is empty or tells pictures apart (their hash)."""

    id: int
    stem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions to decide on, `first` < `second` by id.

    `share` is how much of their words agrees (1: all). `only_first` and `only_second` are the words
    of the stem that stand in one of them alone: "16" against "18" is another question.
    """

    first: int
    second: int
    likeness: Likeness
    share: Fraction
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Folded:
    id: int
    words: tuple[str, ...]
    stem: str
    right: frozenset[str]
    wrong: frozenset[str]
    picture: str
    grams: frozenset[str]


def find(questions: Iterable[Asked], *, alike: Fraction = ALIKE) -> list[Pair]:
    """Every pair of `questions` that is alike, gravest first, then by ids.

    Two questions with different pictures are never alike: "Biển nào …" is asked of many signs.
    A text is compared without marks, case and punctuation. `alike` must be in (0, 1].
    """
    if not 0 < alike <= 1:
        raise ValueError("alike must be in (0, 1]")
    folded = [_fold(question) for question in questions]
    pairs: dict[tuple[int, int], Pair] = {}
    for group in _by_stem(folded):
        for index, one in enumerate(group):
            for other in group[index + 1 :]:
                _keep(pairs, one, other, _same_stem(one, other), Fraction(1))
    for one, other, share in _near(folded, alike):
        if one.stem != other.stem:
            likeness = (
                Likeness.CONTRADICTION
                if _opposite(one, other) and _only_marks_differ(one, other)
                else Likeness.NEAR
            )
            _keep(pairs, one, other, likeness, share)
    order = list(Likeness)
    return sorted(
        pairs.values(), key=lambda p: (order.index(p.likeness), -p.share, p.first, p.second)
    )


def _key(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", search_key(text)).split())


def _fold(question: Asked) -> _Folded:
    words = tuple(_key(question.stem).split())
    right = frozenset(_key(text) for text in question.right)
    wrong = frozenset(_key(text) for text in question.wrong)
    options = {word for text in (*right, *wrong) for word in text.split()}
    # Word pairs of the stem carry its order; words of the options stand for themselves.
    grams = {f"{a} {b}" for a, b in zip(words, words[1:], strict=False)} | {
        f"·{w}" for w in options
    }
    return _Folded(
        question.id,
        words,
        " ".join(words),
        right,
        wrong,
        question.picture,
        frozenset(grams or {question.stem}),
    )


def _by_stem(folded: Sequence[_Folded]) -> list[list[_Folded]]:
    groups: dict[tuple[str, str], list[_Folded]] = defaultdict(list)
    for one in folded:
        groups[one.stem, one.picture].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _opposite(one: _Folded, other: _Folded) -> bool:
    """One has right what the other has wrong."""
    return bool(one.right & other.wrong or other.right & one.wrong)


def _only_marks_differ(one: _Folded, other: _Folded) -> bool:
    """The stems hold the same words in another order."""
    return sorted(one.words) == sorted(other.words)


def _same_stem(one: _Folded, other: _Folded) -> Likeness:
    if _opposite(one, other):
        return Likeness.CONTRADICTION
    same = one.right == other.right and one.wrong == other.wrong
    return Likeness.SAME if same else Likeness.SAME_STEM


def _near(
    folded: Sequence[_Folded], alike: Fraction
) -> Iterable[tuple[_Folded, _Folded, Fraction]]:
    """Pairs whose grams overlap by at least `alike` (Jaccard), each once.

    Two sets that are so alike share at least one of the rarest grams of each: only those are
    looked up (Bayardo, Ma, Srikant: Scaling up all pairs similarity search, 2007).
    """
    frequency = Counter(gram for one in folded for gram in one.grams)
    rarest = sorted(
        ((one, sorted(one.grams, key=lambda g: (frequency[g], g))) for one in folded),
        key=lambda pair: len(pair[1]),
    )
    seen: dict[str, list[int]] = defaultdict(list)
    for index, (one, grams) in enumerate(rarest):
        size = len(grams)
        smallest = ceil(size * alike)
        candidates: set[int] = set()
        for gram in grams[: size - smallest + 1]:
            candidates.update(seen[gram])
            seen[gram].append(index)
        for candidate in candidates:
            other = rarest[candidate][0]
            if len(other.grams) < smallest or one.picture != other.picture:
                continue
            common = len(one.grams & other.grams)
            share = Fraction(common, size + len(other.grams) - common)
            if share >= alike:
                yield other, one, share


def _keep(
    pairs: dict[tuple[int, int], Pair],
    one: _Folded,
    other: _Folded,
    likeness: Likeness,
    share: Fraction,
) -> None:
    first, second = (one, other) if one.id < other.id else (other, one)
    if first.id == second.id:
        return
    left, right = Counter(first.words), Counter(second.words)
    pairs.setdefault(
        (first.id, second.id),
        Pair(
            first.id,
            second.id,
            likeness,
            share,
            tuple((left - right).elements()),
            tuple((right - left).elements()),
        ),
    )
