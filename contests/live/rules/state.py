"""Where a session stands: everything that a transition changes, and nothing per player."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contests.live.rules.codec import dump, load
from contests.live.rules.plan import Plan, PlanQuestion, Segment


class Phase(StrEnum):
    """The phases of a session; from READING to REVEALED those of one run, each once in it."""

    DRAFT = "draft"
    LOBBY = "lobby"
    INTRO = "intro"
    READING = "reading"
    ASKING = "asking"
    CLOSED = "closed"
    SETTLED = "settled"
    REVEALED = "revealed"
    BOARD = "board"
    PODIUM = "podium"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the host said of a spoken answer. `no` is the number of the fact that scored it."""

    player: int
    is_right: bool
    no: int


@dataclass(frozen=True, slots=True)
class Floor:
    """Who may speak on the current question.

    `owner`: whose question it is (0: anybody's); `turn`: who may answer now (0: nobody), until
    `until_us` (0: no limit), after which `is_over`; `is_given`: by the
    host's word. `presses`: (player, received) as they came in.
    `from_us`: presses before it are early. `tied`: pressed in the same millisecond, the host
    decides. `is_open`: presses count now; `is_steal`: for another's question;
    `is_starred`: the owner's star lies on it; `is_done`: decided.
    """

    owner: int = 0
    turn: int = 0
    until_us: int = 0
    is_over: bool = False
    is_given: bool = False
    from_us: int = 0
    is_open: bool = False
    is_steal: bool = False
    is_starred: bool = False
    is_done: bool = False
    presses: tuple[tuple[int, int], ...] = ()
    tied: tuple[int, ...] = ()
    judged: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """What a cut left: places still to give and the players who are equal for them."""

    seats: int = 0
    tied: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """All that transitions change. Instants in microseconds; a run is one opening of a question.

    `question` is an index of the segment, -1 before its first. `runs` counts the runs ever opened,
    `run` is the current one. `asked`: indexes used up in this segment, `shown`: those
    that were revealed. `facts` numbers the facts.
    `under` is the phase that the board covers. `tally_of` is the run whose outcome `alive` tells
    (-1: not told). `before` is what `undo` takes back.
    """

    phase: Phase = Phase.DRAFT
    segment: int = 0
    question: int = -1
    run: int = 0
    runs: int = 0
    opens_us: int = 0
    closes_us: int = 0
    since_us: int = 0
    paused_left_us: int | None = None
    paused_at_us: int = 0
    pauses: tuple[tuple[int, int], ...] = ()
    span_us: int = 0
    is_locked: bool = False
    is_void: bool = False
    under: Phase | None = None
    asked: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()
    facts: int = 0
    floor: Floor = field(default_factory=Floor)
    holder: int = 0
    left_in_turn: int = 0
    had_turn: tuple[int, ...] = ()
    worths: tuple[int, ...] = ()
    star: int = 0
    stars: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()
    is_keyword_open: bool = False
    keyword_by: int = 0
    rescues: int = 0
    tally_of: int = 0
    alive: int = -1
    cut: Cut = field(default_factory=Cut)
    before: dict[str, Any] | None = None

    @property
    def is_paused(self) -> bool:
        """Whether everything waits."""
        return self.paused_left_us is not None


def initial(plan: Plan) -> State:
    """Before the lobby."""
    return State()


def current_segment(plan: Plan, state: State) -> Segment:
    """The segment that is played."""
    return plan.segments[state.segment]


def current_question(plan: Plan, state: State) -> PlanQuestion | None:
    """The question of the current run, or None before the first of its segment."""
    if state.question < 0 or state.phase in (Phase.DRAFT, Phase.LOBBY, Phase.INTRO):
        return None
    return plan.segments[state.segment].questions[state.question]


def to_json(state: State) -> dict[str, Any]:
    """The state as JSON values; `from_json` gives back an equal state."""
    made: dict[str, Any] = dump(state)
    return made


def from_json(value: dict[str, Any]) -> State:
    """The state behind `to_json`; of nothing, the initial one. Raises `codec.Unreadable`."""
    made: State = load(State, value, "state")
    return made
