"""The terms a contest can choose (thể lệ as data): the parts of a `RuleSet`.

Units: minutes and seconds of real time; points in thousandths; money in đồng; percent as whole
numbers. `None` always means "no such limit", never "unknown".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from contests.rules.choices import (
    AgeOn,
    AttemptUnit,
    Audience,
    Closing,
    Counting,
    ExtraDuration,
    NameDisplay,
    Overall,
    PersonField,
    PersonKey,
    PredictionBasis,
    PredictionEntries,
    PredictionFreeze,
    PredictionKind,
    PredictionRight,
    PrizeFor,
    PrizeLevel,
    PrizeScope,
    ShowBoard,
    ShowKey,
    ShowResult,
    TieBreak,
    UnitKind,
    UnitMeasure,
)
from quiz.rules.marking import WHOLE, Scheme
from quiz.rules.question import Difficulty

VERSION: Final = 1
"""Version of the JSON form; a stored rule set of an unknown version is refused, never guessed."""
VERSION_MARKING: Final = 2
"""Version of rule sets that say how parts and wrong answers count; the others stay as they were,
byte for byte, because their seals stand in published papers."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` questions of a topic and difficulty; None means any.

    `critical`: True only câu điểm liệt, False none of them, None either.
    `points_milli`: points of one right answer, in thousandths.
    """

    count: int
    topic: str | None = None
    difficulty: Difficulty | None = None
    critical: bool | None = None
    points_milli: int = 1000


@dataclass(frozen=True, slots=True)
class Paper:
    """The blueprint (ma trận đề), the time for one attempt, and how its answers count."""

    cells: tuple[Cell, ...] = (Cell(count=20),)
    banks: tuple[str, ...] = ()
    minutes: int = 20
    shuffle_questions: bool = True
    shuffle_options: bool = True
    marking: Scheme = WHOLE

    @property
    def questions(self) -> int:
        """Number of questions of one paper."""
        return sum(cell.count for cell in self.cells)

    @property
    def points_milli(self) -> int:
        """Most points one paper can bring, in thousandths."""
        return sum(cell.count * cell.points_milli for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Passing:
    """Đạt: at least `correct` right answers (None: nobody passes or fails), and, when
    `critical_fails`, no wrong or missing answer to a câu điểm liệt."""

    correct: int | None = None
    critical_fails: bool = False


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a person may sit, and which sitting counts. `count` is None when unlimited."""

    unit: AttemptUnit = AttemptUnit.UNLIMITED
    count: int | None = None
    counting: Counting = Counting.BEST


@dataclass(frozen=True, slots=True)
class Prediction:
    """The prediction question of each round and how its actual value is computed."""

    kind: PredictionKind = PredictionKind.NONE
    basis: PredictionBasis = PredictionBasis.PERSONS
    entries: PredictionEntries = PredictionEntries.VALID
    right: PredictionRight = PredictionRight.ALL_CORRECT
    freeze: PredictionFreeze = PredictionFreeze.AT_RESULT


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ordered criteria, and which rankings exist."""

    tie_breaks: tuple[TieBreak, ...] = (TieBreak.CORRECT, TieBreak.SUBMITTED_AT)
    per_round: bool = True
    overall: Overall = Overall.NONE


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock: closing rule, published grace for what was sent in time, extra time.

    `extra_max_percent`: most extra time one person may be given (0: none is given).
    """

    closing: Closing = Closing.CUT
    grace_seconds: int = 5
    extra_max_percent: int = 50
    extra_duration: ExtraDuration = ExtraDuration.SCALED


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is shown, and when. `result_days`: days after a round closes until its official
    result is published."""

    result: ShowResult = ShowResult.IMMEDIATELY
    key: ShowKey = ShowKey.AFTER_ROUND
    board: ShowBoard = ShowBoard.AFTER_ROUND
    names: NameDisplay = NameDisplay.FULL
    result_days: int = 10


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of the registration form."""

    field: PersonField
    required: bool = True


@dataclass(frozen=True, slots=True)
class Registration:
    """The form, what tells persons apart, and how many may share one phone number."""

    fields: tuple[FieldRule, ...] = (
        FieldRule(PersonField.FULL_NAME),
        FieldRule(PersonField.PHONE),
        FieldRule(PersonField.BIRTH_YEAR),
        FieldRule(PersonField.COMMUNE),
        FieldRule(PersonField.AUDIENCE),
        FieldRule(PersonField.ORGANISATION, required=False),
    )
    person_key: PersonKey = PersonKey.PHONE
    persons_per_phone: int = 1


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may enter. Empty tuples and None put no limit.

    `communes` and `provinces` are codes of the official list; residence in any one is enough.
    `excluded_names`: how many persons the organiser has excluded by name (the list is elsewhere).
    """

    min_age: int | None = None
    max_age: int | None = None
    age_on: AgeOn = AgeOn.ROUND_OPENING
    age_date: date | None = None
    communes: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    exclude_organisers: bool = True
    excluded_names: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A group that must (bắt buộc) or is encouraged to (khuyến khích) take part.

    Exactly one of `audience` and `organisation` (a code) is set. Targets may be absent.
    `target_rate_percent` is of the group's head-count.
    """

    mandatory: bool
    audience: Audience | None = None
    organisation: str | None = None
    target_persons: int | None = None
    target_rate_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """The share of one measure in a collective score, in percent."""

    measure: UnitMeasure
    percent: int


@dataclass(frozen=True, slots=True)
class UnitBoard:
    """A collective ranking. Weights add up to 100; `ties` decides between equal scores, in order.

    `size_groups`: upper head-counts of the size groups, ascending; the last group has none above.
    Empty: one group for all.
    """

    of: UnitKind
    weights: tuple[Weight, ...]
    ties: tuple[UnitMeasure, ...] = ()
    size_groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Prize:
    """`count` prizes of one level; `amount_vnd` each. `name` only for level OTHER."""

    level: PrizeLevel
    count: int
    amount_vnd: int
    to: PrizeFor = PrizeFor.INDIVIDUAL
    scope: PrizeScope = PrizeScope.CONTEST
    name: str = ""


@dataclass(frozen=True, slots=True)
class Prizes:
    """The prizes. `one_per_person`: a person gets only the highest prize won in the contest."""

    items: tuple[Prize, ...] = ()
    one_per_person: bool = True
    pass_needed: bool = False
    certificates: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask and where complaints go."""

    office: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Complaints (days after the result is published) and how long registration data is kept."""

    complaint_days: int = 5
    retention_months: int = 24
    contact: Contact = field(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that binds organiser and entrants; frozen and versioned when published."""

    paper: Paper = field(default_factory=Paper)
    passing: Passing = field(default_factory=Passing)
    attempts: Attempts = field(default_factory=Attempts)
    prediction: Prediction = field(default_factory=Prediction)
    ranking: Ranking = field(default_factory=Ranking)
    timing: Timing = field(default_factory=Timing)
    disclosure: Disclosure = field(default_factory=Disclosure)
    registration: Registration = field(default_factory=Registration)
    eligibility: Eligibility = field(default_factory=Eligibility)
    groups: tuple[Group, ...] = ()
    unit_boards: tuple[UnitBoard, ...] = ()
    prizes: Prizes = field(default_factory=Prizes)
    aftermath: Aftermath = field(default_factory=Aftermath)
    practice: bool = True
