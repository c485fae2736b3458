"""Marked papers as item analysis takes them: signs, chosen options, time per question.

Read in slices of papers, so that a contest of any size needs the memory of one slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q

from contests.models import AnswerEvent, Contest
from contests.results.models import AttemptResult
from quiz.rules.analysis import Sat
from quiz.rules.question import LETTERS, Kind

SLICE = 500
_LETTERED = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)

Event = tuple[int, int, str, int]
"""paper, item, response, received_us"""


def how_many(contest: Contest) -> int:
    """Valid marked papers of `contest`."""
    return AttemptResult.objects.filter(contest=contest, is_valid=True).count()


def sittings(contest: Contest, kinds: Mapping[int, Kind]) -> Iterator[Sat]:
    """Every valid marked paper of `contest`; `kinds` of its revisions."""
    lettered = {revision for revision, kind in kinds.items() if kind in _LETTERED}
    valid = AttemptResult.objects.filter(contest=contest, is_valid=True)
    # Once: asking for the next slice by its contest would put all that follow in order each time.
    papers = list(valid.order_by("paper_id").values_list("paper_id", flat=True))
    for start in range(0, len(papers), SLICE):
        ids = papers[start : start + SLICE]
        rows = (
            AttemptResult.objects.filter(_among(ids))
            .order_by("paper_id")
            .values_list("paper_id", "paper__items", "per_item", "paper__started_us")
        )
        events = (
            AnswerEvent.objects.filter(_among(ids))
            .order_by("paper_id", "client_seq", "id")
            .values_list("paper_id", "item", "response", "received_us")
        )
        by_paper = {paper: list(group) for paper, group in groupby(events, itemgetter(0))}
        wanted = set(ids)
        for paper, items, signs, started_us in rows:
            if paper in wanted:
                yield _sat(items, signs, started_us, by_paper.get(paper, ()), lettered)


def _among(ids: Sequence[int]) -> Q:
    """Rows of the papers `ids`, in order: of the whole stretch, strangers too, where these are few,
    else of each."""
    if ids[-1] - ids[0] < 2 * len(ids):
        return Q(paper_id__gte=ids[0], paper_id__lte=ids[-1])
    return Q(paper_id__in=ids)


def _sat(
    items: Sequence[Sequence[Any]],
    signs: str,
    started_us: int,
    events: Sequence[Event],
    lettered: Set[int],
) -> Sat:
    responses: dict[int, str] = {}
    took: dict[int, int] = {}
    before = started_us
    for _, item, response, received_us in events:  # in the order in which they were chosen
        responses[item] = response
        # The first choice of an item ends the time since the choice before it. What an offline
        # phone sends later arrives all at once and tells nothing.
        if item not in took and received_us - before > 0:
            took[item] = (received_us - before) // 1000
        before = max(before, received_us)
    revisions = [int(item[0]) for item in items]
    choices = [
        _original(responses.get(place, ""), str(item[1])) if revision in lettered else ""
        for place, (revision, item) in enumerate(zip(revisions, items, strict=True), start=1)
    ]
    return Sat(revisions, signs, choices, [took.get(n) for n in range(1, len(items) + 1)])


@lru_cache(maxsize=10_000)  # of a choice there are a few dozen, asked for a million times
def _original(response: str, order: str) -> str:
    """Displayed letters as letters in the author's order; one that was not displayed is none."""
    shown = dict(zip(LETTERS, order, strict=False))
    return "".join(LETTERS[int(shown[letter])] for letter in response if letter in shown)
