"""A session again from its log and answers: its standing, and what is stored otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contests.live.models import LiveCommand, LivePlayer, LiveResult, LiveSession
from contests.live.rules import plan as plan_rules
from contests.live.rules import state as state_rules
from contests.live.rules.replay import Differs, Logged, Watching, replay
from contests.live.rules.sheet import Answer, Sheet
from contests.live.rules.state import State
from contests.live.rules.statistics import Watch
from contests.live.rules.step import Refusal
from contests.live.selectors.rooms import answers_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `LiveResult` before it is stored."""

    player: int
    place: int
    points_milli: int
    correct: int
    answered: int
    duration_us: int
    unit: str
    unit_place: int | None


class _Answers:
    """The answers of a session, one run in memory at a time."""

    def __init__(self, session: int) -> None:
        self.session = session

    def get(self, run: int, default: tuple[Answer, ...], /) -> list[Answer]:
        """Those of `run`, in the order of their receipt."""
        return answers_of(self.session, run)


def replayed(session: LiveSession, watch: Watching | None = None) -> tuple[State, Sheet]:
    """State and sheet of `session` from its log, answers and players, and nothing else.

    Raises `Differs` or `Refusal` where the log cannot be what happened.
    """
    log = [
        Logged(one.name, one.args, one.at_us, tuple(one.facts))
        for one in LiveCommand.objects.filter(session=session).order_by("version")
    ]
    return replay(
        plan_rules.from_json(session.plan),
        log,
        _Answers(session.pk),
        LivePlayer.objects.filter(session=session).order_by("number").values_list("id", "unit"),
        watch,
    )


def watcher(session: LiveSession, *, keeps_papers: bool = False) -> Watch:
    """Who notes the questions of `session` while it is played again. Simulated players are not
    counted."""
    joined = LivePlayer.objects.filter(session=session, is_bot=False).order_by("number")
    return Watch(
        plan_rules.from_json(session.plan),
        dict(joined.values_list("id", "joined_us")),
        keeps_papers,
    )


def lines(sheet: Sheet) -> list[Line]:
    """The final standing, in order."""
    totals = {one.player: one for one in sheet.totals()}
    units = {one.unit: one.place for one in sheet.units()}
    return [
        Line(
            player=row.player,
            place=row.place,
            points_milli=row.points_milli,
            correct=totals[row.player].correct,
            answered=totals[row.player].answered,
            duration_us=totals[row.player].duration_us,
            unit=row.unit,
            unit_place=units.get(row.unit),
        )
        for row in sheet.standing()
    ]


def differences(session: LiveSession) -> Iterator[str]:
    """What a replay finds otherwise than it is stored, one short line each; nothing when all is
    as it was."""
    try:
        state, sheet = replayed(session)
    except Differs as differs:
        yield f"log line {differs.number}: the step gives other facts than were written"
        return
    except Refusal as refusal:
        yield f"log: the rules refuse a step ({refusal.code})"
        return
    yield from stored_otherwise(session, state, sheet)


def stored_otherwise(session: LiveSession, state: State, sheet: Sheet) -> Iterator[str]:
    """Where row and results of `session` differ from a replay's `state` and `sheet`."""
    if state_rules.to_json(state) != session.state:
        yield "state: the log leads to another state than the session's"
    if not session.has_results:
        return
    stored: dict[int, tuple[Any, ...]] = {
        row[0]: row
        for row in LiveResult.objects.filter(session=session).values_list(
            "player_id",
            "place",
            "points_milli",
            "correct",
            "answered",
            "duration_us",
            "unit",
            "unit_place",
        )
    }
    for one in lines(sheet):
        mine = (
            one.player,
            one.place,
            one.points_milli,
            one.correct,
            one.answered,
            one.duration_us,
            one.unit,
            one.unit_place,
        )
        there = stored.pop(one.player, None)
        if there != mine:
            yield f"player {one.player}: {there} is stored, the log gives {mine}"
    for player in stored:
        yield f"player {player}: a result of nobody"
