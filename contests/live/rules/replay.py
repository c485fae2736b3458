"""A session again from its log: the same steps give the same states and the same standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from contests.live.rules.commands import CLOCK_COMMANDS, Command, Fact
from contests.live.rules.plan import Plan
from contests.live.rules.sheet import Answer, Sheet
from contests.live.rules.state import State, initial
from contests.live.rules.step import step


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the log, as it was done."""

    name: str
    args: Mapping[str, Any]
    at_us: int
    facts: tuple[Fact, ...] = ()


class Answers(Protocol):
    """Answers of a run in the order of their receipt; a dict of them is one."""

    def get(self, run: int, default: tuple[Answer, ...], /) -> Iterable[Answer]: ...


class Watching(Protocol):
    """Who looks on while a session is played again."""

    def see(self, sheet: Sheet, fact: Fact, answers: Iterable[Answer], /) -> None:
        """A fact that will be folded into `sheet` next, with the answers of its run."""


class Differs(Exception):
    """Line `number` (from 1) of the log is not what its step gives: log or plan were changed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number}")
        self.number = number


def steps(plan: Plan, log: Iterable[Logged]) -> Iterator[tuple[State, tuple[Fact, ...]]]:
    """State and facts after every line. Raises `Differs` where the facts are not the logged ones,
    and `Refusal` where the rules would have refused the line."""
    state = initial(plan)
    for number, line in enumerate(log, start=1):
        by = "clock" if line.name in CLOCK_COMMANDS else "host"
        made = step(plan, state, Command(line.name, line.args, by), line.at_us)
        if made.facts != tuple(line.facts):
            raise Differs(number)
        state = made.state
        yield state, made.facts


def replay(
    plan: Plan,
    log: Iterable[Logged],
    answers: Answers,
    players: Iterable[tuple[int, str]],
    watch: Watching | None = None,
) -> tuple[State, Sheet]:
    """The last state and the standing; `answers` by run, `players` as (id, unit) in the order of
    their joining; `watch` sees every fact. Raises `Differs`, `Refusal`."""
    sheet = Sheet(plan)
    for player, unit in players:
        sheet.add_player(player, unit)
    last = initial(plan)
    for state, facts in steps(plan, log):
        take(sheet, facts, answers, watch)
        last = state
    return last, sheet


def take(
    sheet: Sheet, facts: Iterable[Fact], answers: Answers, watch: Watching | None = None
) -> None:
    """Fold the facts of one step into `sheet`."""
    for fact in facts:
        given = tuple(answers.get(fact["run"], ())) if fact["kind"] == "settled" else ()
        if watch is not None:
            watch.see(sheet, fact, given)
        if fact["kind"] == "settled":
            sheet.settle(fact, given)
        else:
            sheet.apply(fact)
