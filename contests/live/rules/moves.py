"""Moves that several modes share: opening a question, closing it, going on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contests.live.rules.commands import AHEAD_US, MICRO, Fact, Step
from contests.live.rules.plan import Mode, Plan, PlanQuestion, Segment
from contests.live.rules.state import Cut, Floor, Phase, State


def numbered(state: State, *facts: Fact) -> Step:
    """A step that leaves `state` with `facts` numbered."""
    made = tuple({**fact, "no": state.facts + n} for n, fact in enumerate(facts, start=1))
    return Step(replace(state, facts=state.facts + len(facts)), made)


def first_unasked(segment: Segment, state: State) -> int | None:
    """The first question that was not asked in this segment."""
    return next((n for n in range(len(segment.questions)) if n not in state.asked), None)


def new_run(state: State, index: int, now_us: int) -> State:
    """The question at `index` before anybody: a new run, nothing open."""
    return replace(
        state,
        phase=Phase.READING,
        question=index,
        run=state.runs + 1,
        runs=state.runs + 1,
        asked=state.asked if index in state.asked else (*state.asked, index),
        opens_us=0,
        closes_us=0,
        since_us=now_us,
        span_us=0,
        pauses=(),
        is_void=False,
        under=None,
        floor=Floor(),
    )


def opened(state: State, question: PlanQuestion, now_us: int, ahead_us: int = AHEAD_US) -> State:
    """Answers count from `ahead_us` on, for the question's time."""
    opens, span = now_us + ahead_us, question.seconds * MICRO
    return replace(
        state,
        phase=Phase.ASKING,
        opens_us=opens,
        closes_us=opens + span,
        span_us=span,
        since_us=now_us,
    )


def closed(state: State, now_us: int) -> State:
    """Nothing counts that arrives from now on."""
    return replace(
        state,
        phase=Phase.CLOSED,
        closes_us=min(state.closes_us, now_us),
        since_us=now_us,
    )


def next_segment(plan: Plan, state: State, now_us: int) -> State:
    """The introduction of the next segment, or the podium. What parts those who are equal at a cut
    is passed over when nobody is."""
    place = state.segment + 1
    while place < len(plan.segments) and plan.segments[place].terms.for_cut and not state.cut.tied:
        place += 1
    if place >= len(plan.segments):
        return replace(state, phase=Phase.PODIUM, since_us=now_us, under=None)
    keeps_cut = plan.segments[place].terms.for_cut
    return replace(
        state,
        phase=Phase.INTRO,
        segment=place,
        question=-1,
        since_us=now_us,
        under=None,
        asked=(),
        shown=(),
        floor=Floor(),
        holder=0,
        left_in_turn=0,
        had_turn=(),
        worths=(),
        star=0,
        stars=(),
        barred=(),
        is_keyword_open=False,
        keyword_by=0,
        rescues=0,
        is_void=False,
        opens_us=0,
        closes_us=0,
        cut=state.cut if keeps_cut else Cut(),
    )


def settled_fact(plan: Plan, state: State) -> Fact:
    """What the sheet must know of a run to count its answers."""
    segment = plan.segments[state.segment]
    fact: dict[str, Any] = {
        "kind": "settled",
        "run": state.run,
        "segment": state.segment,
        "question": state.question,
        "opens_us": state.opens_us,
        "closes_us": state.closes_us,
        "span_us": state.span_us,
        "pauses": [list(one) for one in state.pauses],
        "barred": list(state.barred),
    }
    if ends_cut(segment, state):
        fact["cut"] = segment.terms.cut
    return fact


def ends_cut(segment: Segment, state: State) -> bool:
    """Whether this run is the last before the best go through."""
    return (
        segment.mode is Mode.KNOCKOUT
        and segment.terms.cut > 0
        and len(state.asked) == len(segment.questions)
    )


def revealed(state: State, now_us: int) -> State:
    """The right answer is everybody's from now on."""
    shown = state.shown if state.question in state.shown else (*state.shown, state.question)
    return replace(state, phase=Phase.REVEALED, since_us=now_us, shown=shown)
