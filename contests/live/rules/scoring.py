"""What an answer brings: formulas of numbers alone, and how one run changes the columns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from contests.live.rules.columns import Columns
from contests.live.rules.plan import Mode, Pick, PlanQuestion, Segment
from quiz.rules.marking import (
    Chosen,
    Fields,
    Key,
    Quantity,
    ResponseError,
    Rows,
    Typed,
    mark_key,
)
from quiz.rules.question import Kind

Marks = tuple[tuple[int, bool, int], ...]
"""(slot, right, elapsed µs) of everybody whose answer of a run counts."""
TIED_MOST: Final = 200
"""More than so many equals at a cut are all let through: no question could part them."""


def key_of(question: PlanQuestion) -> Key:
    """The key by which `quiz.rules.marking` marks an answer to `question`."""
    match question.kind:
        case Kind.STATEMENTS:
            return Rows(tuple(question.right), scaled=True)
        case Kind.SHORT:
            texts = question.accepted or (question.right,)
            return Fields((Typed(texts, question.exact_marks),))
        case Kind.NUMBER:
            value = Fraction(question.right.replace(",", "."))
            return Quantity(value, Fraction(question.tolerance), question.unit)
        case _:
            return Chosen(frozenset(question.right), question.kind == Kind.MULTIPLE)


def is_right(key: Key, response: str) -> bool:
    """Whether `response` is right in full; what cannot be a response is wrong."""
    try:
        return mark_key(key, response).correct
    except ResponseError:
        return False


def race_points(question: PlanQuestion, span_us: int, elapsed_us: int) -> int:
    """floor + (max − floor) · time left / time, rounded down; at once brings all, at the end the
    floor."""
    left = min(max(span_us - elapsed_us, 0), span_us)
    more = question.max_milli - question.floor_milli
    return question.floor_milli + (more * left // span_us if span_us > 0 else more)


def elapsed(fact: Mapping[str, Any], received_us: int) -> int | None:
    """Time used until `received_us` without the pauses; None when it is no time of the run."""
    if not fact["opens_us"] <= received_us <= fact["closes_us"]:
        return None
    used: int = received_us - fact["opens_us"]
    for start, end in fact["pauses"]:
        if start < received_us < end:
            return None
        if received_us >= end:
            used -= end - start
    return used


def rank_points(ranks: Sequence[int], arrivals_ms: Sequence[int]) -> list[int]:
    """What each of these right answers brings: the first `ranks[0]`, …; equal to the millisecond
    are equal, and the next after two firsts is third."""
    order = sorted(arrivals_ms)
    first: dict[int, int] = {}
    for place, at in enumerate(order):
        first.setdefault(at, place)
    return [ranks[first[at]] if first[at] < len(ranks) else 0 for at in arrivals_ms]


def score_run(segment: Segment, fact: Mapping[str, Any], marks: Marks, columns: Columns) -> None:
    """Add one settled written run to `columns`."""
    question = segment.questions[fact["question"]]
    alive = columns.alive
    marks = tuple(one for one in marks if one[0] in alive)
    _count(fact, marks, columns)
    match segment.mode:
        case Mode.RACE:
            _race(segment, question, fact["span_us"], marks, columns)
        case Mode.SPEED:
            right = [(slot, used) for slot, ok, used in marks if ok]
            gains = rank_points(segment.terms.ranks_milli, [used // 1000 for _, used in right])
            for (slot, _), gain in zip(right, gains, strict=True):
                columns.gain(slot, gain)
        case _:
            for slot, ok, _ in marks:
                if ok:
                    columns.gain(slot, question.max_milli)
    if segment.mode is Mode.BELL:
        stay = alive & {slot for slot, ok, _ in marks if ok}
        if stay:  # everybody wrong: nobody is out
            columns.drop(alive - stay, fact["run"])


def _count(fact: Mapping[str, Any], marks: Marks, columns: Columns) -> None:
    span = fact["span_us"]
    for slot, ok, used in marks:
        columns.answered[slot] += 1
        columns.right[slot] += ok
        # Whoever does not answer uses the whole time: `saved` is what is left of it.
        columns.saved_us[slot] += span - used
    columns.span_us += span


def _race(
    segment: Segment, question: PlanQuestion, span: int, marks: Marks, columns: Columns
) -> None:
    terms = segment.terms
    if not terms.streak_milli:
        floor, more = question.floor_milli, question.max_milli - question.floor_milli
        for slot, ok, used in marks:
            if ok:
                columns.gain(slot, floor + more * max(span - used, 0) // span)
        return
    before, streak = columns.streak, dict[int, int]()
    for slot, ok, used in marks:
        if ok:
            streak[slot] = before.get(slot, 0) + 1
            bonus = terms.streak_milli * min(streak[slot] - 1, terms.streak_most)
            columns.gain(slot, race_points(question, span, used) + bonus)
    columns.streak = streak


def rescued(fact: Mapping[str, Any], columns: Columns) -> list[int]:
    """The slots whom a rescue brings back, by the fact alone."""
    named = [columns.slots[player] for player in fact["players"] if player in columns.slots]
    out = columns.out
    if named:
        return [slot for slot in named if slot in out]
    count = fact["count"]
    if fact["pick"] == Pick.RANDOM:
        return sorted(out, key=lambda slot: _lot(fact["seed"], columns.players[slot]))[:count]
    latest = sorted(out, key=lambda slot: (-out[slot], _lot(fact["seed"], columns.players[slot])))
    if fact["pick"] == Pick.LATEST:
        return latest[:count]
    return _of_every_unit(latest, count, columns.units)


def _of_every_unit(order: Sequence[int], count: int, units: Sequence[str]) -> list[int]:
    """Round after round one of every unit, until `count` are chosen."""
    turn: dict[str, int] = {}
    ranked = []
    for place, slot in enumerate(order):
        turn[units[slot]] = turn.get(units[slot], 0) + 1
        ranked.append((turn[units[slot]], place, slot))
    return [slot for _, _, slot in sorted(ranked)[:count]]


def _lot(seed: str, player: int) -> bytes:
    return hashlib.sha256(f"{seed}:{player}".encode()).digest()


def cut(fact: Mapping[str, Any], keys: Sequence[Any], columns: Columns) -> None:
    """The best `fact["cut"]` go through; who is equal for the last places is told by `tied`."""
    seats: int = fact["cut"]
    order = sorted(columns.alive, key=lambda slot: keys[slot])
    if len(order) <= seats:
        return
    edge = keys[order[seats - 1]]
    out = {slot for slot in order if keys[slot] > edge}
    tied = [slot for slot in order if keys[slot] == edge]
    columns.drop(out, fact["run"])
    through = len(order) - len(out) - len(tied)
    if through + len(tied) > seats and len(tied) <= TIED_MOST:
        columns.seats, columns.tied = seats - through, tuple(columns.players[s] for s in tied)
