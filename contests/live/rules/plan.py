"""The frozen plan of a session: segments of questions with their keys, how they score, teams.

A segment is data: its mode names a strategy (`contests.live.rules.modes`), its `Terms` say the
numbers of it. Points are thousandths, instants and spans microseconds unless a name says seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from contests.live.rules.codec import Unreadable, dump, load
from quiz.rules.question import Kind

SECONDS_MOST: Final = 600
QUESTIONS_MOST: Final = 200
SEGMENTS_MOST: Final = 30
TYPED: Final = frozenset((Kind.SHORT, Kind.NUMBER))
KINDS: Final = frozenset(
    (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.STATEMENTS, Kind.SHORT, Kind.NUMBER)
)
"""What can be answered on a phone within seconds."""


class Mode(StrEnum):
    """How a segment is played.

    RACE: faster right answers bring more. ACCURACY: right is right, total time parts ties. BELL:
    golden bell, who is wrong or silent is out. BUZZER: the first who presses answers aloud. TURNS:
    one after the other answers questions of their own (khởi động). OBSTACLE: rows, a centre and a
    keyword (vượt chướng ngại vật). SPEED: right answers ranked by arrival (tăng tốc). PACKAGES:
    packages, star and steal (về đích). KNOCKOUT: everybody at a computer, questions follow by
    themselves, the best go through (chung kết trên máy tính).
    """

    RACE = "race"
    ACCURACY = "accuracy"
    BELL = "bell"
    BUZZER = "buzzer"
    TURNS = "turns"
    OBSTACLE = "obstacle"
    SPEED = "speed"
    PACKAGES = "packages"
    KNOCKOUT = "knockout"


WRITTEN: Final = frozenset(
    (Mode.RACE, Mode.ACCURACY, Mode.BELL, Mode.OBSTACLE, Mode.SPEED, Mode.KNOCKOUT)
)
"""Everybody answers on their device; in the others one person answers aloud, the host judges."""


class Pick(StrEnum):
    """Whom a rescue brings back: the latest out first, by lot, or as many of every unit."""

    LATEST = "latest"
    RANDOM = "random"
    UNIT = "unit"


class TeamsBy(StrEnum):
    """How players come into teams."""

    NONE = "none"
    ASSIGNED = "assigned"
    ORGANISATION = "organisation"
    CHOSEN = "chosen"


class TeamScore(StrEnum):
    """What a team's points are made of: its members' average or sum."""

    AVERAGE = "average"
    SUM = "sum"


class Order(StrEnum):
    """What the standing compares, one after the other; whoever is equal in all shares a place."""

    ALIVE = "alive"
    POINTS = "points"
    RIGHT = "right"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Picture:
    """A question's picture: its address, what it shows in words, its size if known."""

    src: str
    alt: str = ""
    w: int = 0
    h: int = 0


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question as it will be asked, with what must stay on the server until its reveal.

    `right`: displayed letters in order ("B", "AC"), one sign a row for statements ("TFT"), the
    first accepted text for typed kinds, whose `accepted` holds all of them. `max_milli` is what it
    is worth, `floor_milli` what the last right answer of a race brings. `clue` is what an obstacle
    shows once the row is open.
    """

    ref: str
    revision_id: int
    kind: str
    stem: str
    options: tuple[str, ...]
    right: str
    seconds: int = 20
    max_milli: int = 1_000_000
    floor_milli: int = 500_000
    explanation: str = ""
    citation: str = ""
    quote: str = ""
    note: str = ""
    clue: str = ""
    accepted: tuple[str, ...] = ()
    exact_marks: bool = True
    tolerance: str = "0"
    unit: str = ""
    picture: Picture | None = None
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Rescue:
    """Cứu trợ of a golden bell: once, after question `after` (0: any time) or when at most `left`
    are left (0: any time); brings back `count` people."""

    count: int = 10
    after: int = 0
    left: int = 0
    pick: Pick = Pick.LATEST


@dataclass(frozen=True, slots=True)
class Package:
    """A package of về đích: its name and what its questions are worth, in order."""

    name: str
    worths_milli: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of a segment; each mode reads its own.

    reading_seconds: the question is shown so long before it opens (0: at once). auto_seconds: the
    next question comes by itself after so long (0: the host leads). reveals: right answers are
    shown after each question. streak_milli: bonus for every right answer in a row after the first,
    at most `streak_most` times (0: off). wrong_milli: what a wrong spoken answer takes.
    allows_negative: whether a total may fall below zero. answer_seconds: time to answer after a
    press. lock_ms: an early press locks its player so long. per_turn: questions of one turn.
    ranks_milli: what the first, second … right answer brings. keyword_*: the obstacle's keyword,
    its points, what each opened row takes from them and their least. packages, has_star,
    steal_seconds: về đích. cut: so many go through (0: nobody is cut). for_cut: this segment only
    parts those who are equal at the cut before it. last_standing: a golden bell ends with one left.
    """

    reading_seconds: int = 0
    auto_seconds: int = 0
    reveals: bool = True
    streak_milli: int = 0
    streak_most: int = 5
    wrong_milli: int = 0
    allows_negative: bool = False
    answer_seconds: int = 3
    lock_ms: int = 3_000
    per_turn: int = 6
    rescue: Rescue | None = None
    last_standing: bool = True
    ranks_milli: tuple[int, ...] = (40_000, 30_000, 20_000, 10_000)
    keyword: str = ""
    keyword_milli: int = 60_000
    keyword_drop_milli: int = 10_000
    keyword_least_milli: int = 10_000
    packages: tuple[Package, ...] = ()
    has_star: bool = True
    steal_seconds: int = 5
    cut: int = 0
    for_cut: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the programme."""

    title: str
    mode: Mode
    questions: tuple[PlanQuestion, ...]
    terms: Terms = field(default_factory=Terms)

    @property
    def is_written(self) -> bool:
        """Whether everybody answers on their device."""
        return self.mode in WRITTEN


@dataclass(frozen=True, slots=True)
class Teams:
    """Who plays together; `names` for assigned and chosen teams."""

    by: TeamsBy = TeamsBy.NONE
    score: TeamScore = TeamScore.AVERAGE
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scoring:
    """How the standing orders; empty: by what the modes of the programme need. Who still stands
    comes first wherever there is a golden bell."""

    order: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a session asks, in order. `seed` decides what is left to chance."""

    title: str
    segments: tuple[Segment, ...]
    teams: Teams = field(default_factory=Teams)
    scoring: Scoring = field(default_factory=Scoring)
    seed: str = ""

    @property
    def order(self) -> tuple[Order, ...]:
        """What the standing compares, one after the other."""
        modes = {segment.mode for segment in self.segments}
        keys = list(self.scoring.order or (Order.POINTS,))
        if Mode.BELL in modes and Order.ALIVE not in keys:
            keys.insert(0, Order.ALIVE)
        if not self.scoring.order and modes & {Mode.ACCURACY, Mode.KNOCKOUT, Mode.BELL}:
            keys.append(Order.TIME)
        return tuple(keys)


PRESETS: Final[dict[Mode, Terms]] = {
    Mode.RACE: Terms(),
    Mode.ACCURACY: Terms(),
    Mode.BELL: Terms(rescue=Rescue(count=10, after=10)),
    Mode.BUZZER: Terms(wrong_milli=5_000),
    Mode.TURNS: Terms(),
    Mode.OBSTACLE: Terms(),
    Mode.SPEED: Terms(),
    Mode.PACKAGES: Terms(
        packages=(
            Package("Gói 40 điểm", (10_000, 10_000, 20_000)),
            Package("Gói 60 điểm", (10_000, 20_000, 30_000)),
            Package("Gói 80 điểm", (20_000, 30_000, 30_000)),
        )
    ),
    Mode.KNOCKOUT: Terms(auto_seconds=2, reveals=False, cut=15),
}
"""What a new segment of each mode starts with."""
WORTH: Final[dict[Mode, tuple[int, int, int]]] = {
    Mode.RACE: (20, 1_000_000, 500_000),
    Mode.ACCURACY: (20, 10_000, 10_000),
    Mode.BELL: (15, 1_000, 1_000),
    Mode.BUZZER: (15, 10_000, 10_000),
    Mode.TURNS: (10, 10_000, 10_000),
    Mode.OBSTACLE: (15, 10_000, 10_000),
    Mode.SPEED: (30, 40_000, 10_000),
    Mode.PACKAGES: (15, 20_000, 20_000),
    Mode.KNOCKOUT: (30, 10_000, 10_000),
}
"""(seconds, max, floor) of a new question of each mode."""


def terms_from_json(mode: str, settings: dict[str, Any]) -> Terms:
    """Terms of a segment in preparation: the preset of its mode, with what `settings` say.

    What belongs to single questions (seconds, max_milli, floor_milli) is passed over. Raises
    `Unreadable` for a wrong type or an unknown name.
    """
    own = {k: v for k, v in settings.items() if k not in ("seconds", "max_milli", "floor_milli")}
    made: Terms = load(Terms, {**dump(PRESETS[Mode(mode)]), **own}, "terms")
    return made


def faults(plan: Plan) -> tuple[str, ...]:
    """Codes of what makes `plan` unplayable, each once, in order."""
    found: list[str] = []
    if not plan.segments:
        found.append("no_segments")
    if len(plan.segments) > SEGMENTS_MOST:
        found.append("segments_many")
    for place, segment in enumerate(plan.segments):
        found += _segment_faults(segment)
        if segment.terms.for_cut and (place == 0 or not plan.segments[place - 1].terms.cut):
            found.append("cut_missing")
    if plan.teams.by in (TeamsBy.ASSIGNED, TeamsBy.CHOSEN) and len(set(plan.teams.names)) < 2:
        found.append("teams_few")
    return tuple(dict.fromkeys(found))


def _segment_faults(segment: Segment) -> list[str]:
    terms, questions = segment.terms, segment.questions
    found = []
    if not questions:
        found.append("no_questions")
    if len(questions) > QUESTIONS_MOST:
        found.append("questions_many")
    if segment.is_written and any(q.kind not in KINDS for q in questions):
        found.append("kind_unfit")
    if any(not 1 <= q.seconds <= SECONDS_MOST for q in questions):
        found.append("seconds_bad")
    if any(not 0 <= q.floor_milli <= q.max_milli for q in questions):
        found.append("points_bad")
    if segment.mode is Mode.OBSTACLE and not terms.keyword:
        found.append("keyword_missing")
    if segment.mode is Mode.SPEED and not terms.ranks_milli:
        found.append("ranks_missing")
    if segment.mode is Mode.PACKAGES:
        worths = {q.max_milli for q in questions}
        if not terms.packages:
            found.append("packages_missing")
        elif any(not set(one.worths_milli) <= worths for one in terms.packages):
            found.append("package_unfit")
    return found


def narrowed(parts: Sequence[tuple[Mode, Terms]]) -> dict[int, int]:
    """Each part that sends people out, and the first one after it that they only watch.

    Whoever is out neither answers on the device nor presses a bell. Spoken turns are the host's to
    give, and what parts the equals of a cut was never everybody's.
    """
    found = {}
    for place, (mode, terms) in enumerate(parts):
        if mode is Mode.BELL or (mode is Mode.KNOCKOUT and terms.cut):
            later = range(place + 1, len(parts))
            first = next((n for n in later if _is_played_at_devices(*parts[n])), None)
            if first is not None:
                found[place] = first
    return found


def _is_played_at_devices(mode: Mode, terms: Terms) -> bool:
    if mode is Mode.BUZZER:
        return not terms.for_cut
    return mode in WRITTEN or (mode is Mode.PACKAGES and bool(terms.steal_seconds))


def to_json(plan: Plan) -> dict[str, Any]:
    """`plan` as JSON values; `from_json` gives back an equal plan."""
    made: dict[str, Any] = dump(plan)
    return made


def from_json(value: object) -> Plan:
    """The plan behind `to_json`. Raises `Unreadable`."""
    made: Plan = load(Plan, value, "plan")
    return made


__all__ = [
    "KINDS",
    "PRESETS",
    "TYPED",
    "WORTH",
    "WRITTEN",
    "Mode",
    "Order",
    "Package",
    "Pick",
    "Picture",
    "Plan",
    "PlanQuestion",
    "Rescue",
    "Scoring",
    "Segment",
    "TeamScore",
    "Teams",
    "TeamsBy",
    "Terms",
    "Unreadable",
    "faults",
    "from_json",
    "narrowed",
    "terms_from_json",
    "to_json",
]
