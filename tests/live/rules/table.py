"""A session played by the rules alone: a plan, a clock that is moved by hand, players, a log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from contests.live.rules.commands import Command, Fact
from contests.live.rules.plan import (
    PRESETS,
    WORTH,
    Mode,
    Plan,
    PlanQuestion,
    Segment,
    Teams,
)
from contests.live.rules.replay import Logged, take
from contests.live.rules.sheet import Answer, Row, Sheet
from contests.live.rules.state import Phase, State, initial
from contests.live.rules.step import due, needs_tally, step

SECOND = 1_000_000


def question(number: int = 1, mode: Mode = Mode.RACE, **values: Any) -> PlanQuestion:
    """Option B is right."""
    seconds, most, least = WORTH[mode]
    made = PlanQuestion(
        ref=f"1.{number}",
        revision_id=number,
        kind="single",
        stem=f"Câu hỏi {number}",
        options=("Một", "Hai", "Ba", "Bốn"),
        right="B",
        seconds=seconds,
        max_milli=most,
        floor_milli=least,
    )
    return replace(made, **values)


def segment(mode: Mode, questions: int = 3, **terms: Any) -> Segment:
    """A segment of alike questions with the preset of its mode."""
    return Segment(
        mode.value,
        mode,
        tuple(question(n, mode) for n in range(1, questions + 1)),
        replace(PRESETS[mode], **terms),
    )


def plan(*segments: Segment, teams: Teams | None = None, seed: str = "hat") -> Plan:
    """A plan of these segments."""
    return Plan("Phòng thi", segments, teams or Teams(), seed=seed)


@dataclass
class Table:
    """Plays a plan. Players are 1, 2, …; `at` is the clock."""

    plan: Plan
    players: int = 4
    units: tuple[str, ...] = ()
    at: int = 1_000 * SECOND
    state: State = field(init=False)
    sheet: Sheet = field(init=False)
    log: list[Logged] = field(default_factory=list)
    answers: dict[int, list[Answer]] = field(default_factory=dict)
    seen: list[tuple[int, Phase]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = initial(self.plan)
        self.sheet = Sheet(self.plan)
        for player, unit in self.roster:
            self.sheet.add_player(player, unit)

    @property
    def roster(self) -> list[tuple[int, str]]:
        units = self.units
        return [
            (n, units[(n - 1) % len(units)] if units else "") for n in range(1, self.players + 1)
        ]

    def do(self, command: str, /, *, by: str = "host", **args: Any) -> tuple[Fact, ...]:
        """One command now. Raises `Refusal`."""
        made = step(self.plan, self.state, Command(command, args, by), self.at)
        self.log.append(Logged(command, args, self.at, made.facts))
        if (made.state.run, made.state.phase) != (self.state.run, self.state.phase):
            self.seen.append((made.state.run, made.state.phase))
        self.state = made.state
        take(self.sheet, made.facts, self.answers)
        return made.facts

    def start(self) -> Table:
        """Into the introduction of the first segment."""
        self.do("open_lobby")
        self.do("start")
        return self

    def wait(self, seconds: float) -> None:
        """Time goes by; the clock does what is due on the way."""
        until = self.at + round(seconds * SECOND)
        while (coming := due(self.plan, self.state)) is not None and coming[0] <= until:
            self.at = max(self.at, coming[0])
            self.do(coming[1].name, by="clock", **coming[1].args)
            self.settle()
        self.at = until

    def settle(self) -> None:
        """What the ledger does after a close, and the tally."""
        if self.state.phase is Phase.CLOSED:
            self.do("settle", by="clock")
        if needs_tally(self.plan, self.state):
            self.do("tally", by="clock", **self.sheet.tally(self.plan, self.state))

    def answer(self, player: int, response: str = "B", after: float = 1.0) -> None:
        """An answer in the ledger, received `after` seconds from the opening."""
        received = self.state.opens_us + round(after * SECOND)
        self.answers.setdefault(self.state.run, []).append((player, response, received))

    def press(self, *presses: tuple[int, int]) -> None:
        """Presses (player, received µs) as the ledger tells them."""
        self.do("press", by="clock", run=self.state.run, queue=[list(one) for one in presses])

    def ask(self, *responses: str, after: float = 1.0) -> None:
        """The next question with the answers of players 1, 2, … ("" none), closed and settled."""
        self.do("next")
        for player, response in enumerate(responses, start=1):
            if response:
                self.answer(player, response, after)
        self.close()

    def close(self) -> None:
        """End the open question now and settle it."""
        self.at = max(self.at, self.state.opens_us + 2 * SECOND)
        self.do("end_early")
        self.settle()

    def points(self) -> dict[int, int]:
        """Points in thousandths by player."""
        return {row.player: row.points_milli for row in self.sheet.standing()}

    def rows(self) -> list[Row]:
        return self.sheet.standing()
