"""What is wrong with a rule set, as coded faults; empty means that it may be published.

Checks the terms against each other. Whether the bank can fill the blueprint is `quiz.rules`'
business; whether a prize is over a ceiling is a warning of `contests.rules.prizes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Final

from contests.rules.choices import (
    AgeOn,
    AttemptUnit,
    Counting,
    Overall,
    PersonField,
    PersonKey,
    PredictionKind,
    PredictionRight,
    PrizeFor,
    PrizeLevel,
    PrizeScope,
    ShowBoard,
    ShowResult,
    TieBreak,
    UnitKind,
    UnitMeasure,
)
from contests.rules.codec import Fault
from contests.rules.terms import Contact, Registration, RuleSet

BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "paper.minutes": (1, 600),
    "paper.marking.penalty_percent": (0, 100),
    "timing.grace_seconds": (0, 120),
    "timing.extra_max_percent": (0, 200),
    "disclosure.result_days": (0, 90),
    "registration.persons_per_phone": (1, 50),
    "eligibility.excluded_names": (0, 100_000),
    "aftermath.complaint_days": (1, 90),
    "aftermath.retention_months": (1, 120),
}
"""Least and most of every single number that is always there."""

QUESTIONS_MAX: Final = 200
CELLS_MAX: Final = 100
POINTS_MAX: Final = 1_000_000
ATTEMPTS_MAX: Final = 1_000
AGE_MAX: Final = 120
PRIZES_MAX: Final = 10_000
AMOUNT_MAX: Final = 10_000_000_000
PERSONS_MAX: Final = 100_000_000
TEXT_MAX: Final = 200


def validate(rules: RuleSet) -> tuple[Fault, ...]:
    """Every fault of `rules`, in the order of its fields."""
    return tuple(
        fault
        for check in (
            _numbers,
            _paper,
            _passing,
            _attempts,
            _ranking,
            _disclosure,
            _registration,
            _eligibility,
            _groups,
            _boards,
            _prizes,
            _contact,
        )
        for fault in check(rules)
    )


def _numbers(rules: RuleSet) -> Iterator[Fault]:
    for path, (least, most) in BOUNDS.items():
        yield from _between(attrgetter(path)(rules), path, least, most)


def _between(value: int, path: str, least: int, most: int) -> Iterator[Fault]:
    if not least <= value <= most:
        yield Fault("NUMBER-RANGE", path, {"value": value, "least": least, "most": most})


def _repeated(values: Iterable[object], path: str) -> Iterator[Fault]:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            yield Fault("LIST-REPEATED", path, {"value": str(value)})
        seen.add(value)


def _code(value: str, path: str) -> Iterator[Fault]:
    if not value.strip() or len(value) > TEXT_MAX:
        yield Fault("CODE-EMPTY", path, {"most": TEXT_MAX})


def _paper(rules: RuleSet) -> Iterator[Fault]:
    paper = rules.paper
    if not paper.cells:
        yield Fault("PAPER-EMPTY", "paper.cells")
    if len(paper.cells) > CELLS_MAX:
        yield Fault("PAPER-CELLS", "paper.cells", {"most": CELLS_MAX})
    for place, cell in enumerate(paper.cells):
        path = f"paper.cells[{place}]"
        yield from _between(cell.count, f"{path}.count", 1, QUESTIONS_MAX)
        yield from _between(cell.points_milli, f"{path}.points_milli", 1, POINTS_MAX)
        if cell.topic is not None:
            yield from _code(cell.topic, f"{path}.topic")
    if paper.questions > QUESTIONS_MAX:
        yield Fault("PAPER-LONG", "paper.cells", {"value": paper.questions, "most": QUESTIONS_MAX})
    yield from _repeated(
        ((cell.topic, cell.difficulty, cell.critical) for cell in paper.cells), "paper.cells"
    )
    if not paper.banks:
        yield Fault("PAPER-BANKS", "paper.banks")
    for place, bank in enumerate(paper.banks):
        yield from _code(bank, f"paper.banks[{place}]")
    yield from _repeated(paper.banks, "paper.banks")


def _passing(rules: RuleSet) -> Iterator[Fault]:
    passing = rules.passing
    if passing.correct is not None:
        if not 1 <= passing.correct <= rules.paper.questions:
            yield Fault(
                "PASS-RANGE",
                "passing.correct",
                {"value": passing.correct, "questions": rules.paper.questions},
            )
    elif passing.critical_fails:
        yield Fault("PASS-CRITICAL", "passing.critical_fails")


def _attempts(rules: RuleSet) -> Iterator[Fault]:
    attempts = rules.attempts
    if attempts.unit is AttemptUnit.UNLIMITED:
        if attempts.count is not None:
            yield Fault("ATTEMPTS-UNLIMITED", "attempts.count")
    elif attempts.count is None:
        yield Fault("ATTEMPTS-COUNT", "attempts.count", {"most": ATTEMPTS_MAX})
    else:
        yield from _between(attempts.count, "attempts.count", 1, ATTEMPTS_MAX)
    if attempts.counting is Counting.EACH:
        if rules.ranking.overall is not Overall.NONE:
            yield Fault("COUNTING-EACH-OVERALL", "ranking.overall")
        if TieBreak.FEWER_ATTEMPTS in rules.ranking.tie_breaks:
            yield Fault("COUNTING-EACH-FEWER", "ranking.tie_breaks")


def _ranking(rules: RuleSet) -> Iterator[Fault]:
    ranking, prediction = rules.ranking, rules.prediction
    order = ranking.tie_breaks
    if not order or order[0] not in (TieBreak.CORRECT, TieBreak.SCORE):
        yield Fault("RANKING-FIRST", "ranking.tie_breaks")
    yield from _repeated(order, "ranking.tie_breaks")
    if TieBreak.DRAW in order[:-1]:
        yield Fault("RANKING-DRAW-LAST", "ranking.tie_breaks")
    predicts = prediction.kind is not PredictionKind.NONE
    if TieBreak.PREDICTION in order and not predicts:
        yield Fault("RANKING-PREDICTION", "ranking.tie_breaks")
    if predicts and TieBreak.PREDICTION not in order:
        yield Fault("PREDICTION-UNUSED", "prediction.kind")
    if (
        prediction.kind in (PredictionKind.P1, PredictionKind.P4)
        and prediction.right is PredictionRight.PASSED
        and rules.passing.correct is None
    ):
        yield Fault("PREDICTION-PASS", "prediction.right")
    if not ranking.per_round and ranking.overall is Overall.NONE:
        yield Fault("RANKING-NONE", "ranking.per_round")


def _disclosure(rules: RuleSet) -> Iterator[Fault]:
    shown = rules.disclosure
    if shown.board is ShowBoard.LIVE and shown.result is not ShowResult.IMMEDIATELY:
        yield Fault("BOARD-BEFORE-RESULT", "disclosure.board")
    if shown.board is ShowBoard.AFTER_ROUND and shown.result is ShowResult.AFTER_CONTEST:
        yield Fault("BOARD-BEFORE-RESULT", "disclosure.board")


def _registration(rules: RuleSet) -> Iterator[Fault]:
    form = rules.registration
    path = "registration.fields"
    required = {rule.field for rule in form.fields if rule.required}
    asked = {rule.field for rule in form.fields}
    yield from _repeated((rule.field for rule in form.fields), path)
    if PersonField.FULL_NAME not in required:
        yield Fault("FIELD-NAME", path)
    if {PersonField.BIRTH_DATE, PersonField.BIRTH_YEAR} <= asked:
        yield Fault("FIELD-BIRTH-TWICE", path)
    if PersonField.ETHNIC in required:
        yield Fault("FIELD-ETHNIC", path)
    yield from _key_field(form, required)
    who = rules.eligibility
    if (who.min_age is not None or who.max_age is not None) and not (
        {PersonField.BIRTH_DATE, PersonField.BIRTH_YEAR} & required
    ):
        yield Fault("FIELD-AGE", path)
    if (who.communes or who.provinces) and PersonField.COMMUNE not in required:
        yield Fault("FIELD-COMMUNE", path)
    if PersonField.AUDIENCE not in required and (
        who.audiences or any(group.audience for group in rules.groups)
    ):
        yield Fault("FIELD-AUDIENCE", path)
    kinds = {board.of for board in rules.unit_boards}
    if UnitKind.COMMUNE in kinds and PersonField.COMMUNE not in required:
        yield Fault("FIELD-COMMUNE", path)
    if PersonField.ORGANISATION not in asked and (
        UnitKind.ORGANISATION in kinds or any(group.organisation for group in rules.groups)
    ):
        yield Fault("FIELD-ORGANISATION", path)


def _key_field(form: Registration, required: set[PersonField]) -> Iterator[Fault]:
    needed = {
        PersonKey.PHONE: PersonField.PHONE,
        PersonKey.CCCD: PersonField.CCCD,
        PersonKey.ROSTER: PersonField.ROSTER_CODE,
    }.get(form.person_key)
    if needed is not None and needed not in required:
        yield Fault("FIELD-KEY", "registration.person_key", {"field": needed.value})


def _eligibility(rules: RuleSet) -> Iterator[Fault]:
    who = rules.eligibility
    for name, age in (("min_age", who.min_age), ("max_age", who.max_age)):
        if age is not None:
            yield from _between(age, f"eligibility.{name}", 1, AGE_MAX)
    if who.min_age is not None and who.max_age is not None and who.min_age > who.max_age:
        yield Fault("AGE-ORDER", "eligibility.max_age", {"least": who.min_age, "most": who.max_age})
    if (who.age_on is AgeOn.DATE) != (who.age_date is not None):
        yield Fault("AGE-DATE", "eligibility.age_date")
    for name, codes in (("communes", who.communes), ("provinces", who.provinces)):
        for place, code in enumerate(codes):
            yield from _code(code, f"eligibility.{name}[{place}]")
        yield from _repeated(codes, f"eligibility.{name}")
    yield from _repeated(who.audiences, "eligibility.audiences")


def _groups(rules: RuleSet) -> Iterator[Fault]:
    for place, group in enumerate(rules.groups):
        path = f"groups[{place}]"
        if (group.audience is None) == (group.organisation is None):
            yield Fault("GROUP-WHO", path)
        if group.organisation is not None:
            yield from _code(group.organisation, f"{path}.organisation")
        if group.target_persons is not None:
            yield from _between(group.target_persons, f"{path}.target_persons", 1, PERSONS_MAX)
        if group.target_rate_percent is not None:
            yield from _between(group.target_rate_percent, f"{path}.target_rate_percent", 1, 100)
    yield from _repeated(((group.audience, group.organisation) for group in rules.groups), "groups")


def _boards(rules: RuleSet) -> Iterator[Fault]:
    yield from _repeated((board.of for board in rules.unit_boards), "unit_boards")
    for place, board in enumerate(rules.unit_boards):
        path = f"unit_boards[{place}]"
        total = sum(weight.percent for weight in board.weights)
        if total != 100:
            yield Fault("BOARD-WEIGHTS", f"{path}.weights", {"value": total})
        for number, weight in enumerate(board.weights):
            yield from _between(weight.percent, f"{path}.weights[{number}].percent", 1, 100)
        yield from _repeated((w.measure for w in board.weights), f"{path}.weights")
        yield from _repeated(board.ties, f"{path}.ties")
        used = {weight.measure for weight in board.weights} | set(board.ties)
        if UnitMeasure.PASS_RATE in used and rules.passing.correct is None:
            yield Fault("BOARD-PASS", path)
        if UnitMeasure.WINNERS in used and not any(
            prize.to is PrizeFor.INDIVIDUAL for prize in rules.prizes.items
        ):
            yield Fault("BOARD-WINNERS", path)
        sizes = board.size_groups
        if list(sizes) != sorted(set(sizes)) or any(size < 1 for size in sizes):
            yield Fault("BOARD-SIZES", f"{path}.size_groups")


def _prizes(rules: RuleSet) -> Iterator[Fault]:
    kinds = {board.of.value for board in rules.unit_boards}
    for place, prize in enumerate(rules.prizes.items):
        path = f"prizes.items[{place}]"
        yield from _between(prize.count, f"{path}.count", 1, PRIZES_MAX)
        yield from _between(prize.amount_vnd, f"{path}.amount_vnd", 0, AMOUNT_MAX)
        named = bool(prize.name.strip())
        if (prize.level is PrizeLevel.OTHER) != named or len(prize.name) > TEXT_MAX:
            yield Fault("PRIZE-NAME", f"{path}.name", {"most": TEXT_MAX})
        if prize.to is not PrizeFor.INDIVIDUAL:
            if prize.to.value not in kinds:
                yield Fault("PRIZE-BOARD", f"{path}.to", {"of": prize.to.value})
        elif prize.scope is PrizeScope.ROUND and not rules.ranking.per_round:
            yield Fault("PRIZE-ROUND", f"{path}.scope")
        elif prize.scope is PrizeScope.CONTEST and rules.ranking.overall is Overall.NONE:
            yield Fault("PRIZE-CONTEST", f"{path}.scope")
    if rules.prizes.pass_needed and rules.passing.correct is None:
        yield Fault("PRIZE-PASS", "prizes.pass_needed")


def _contact(rules: RuleSet) -> Iterator[Fault]:
    contact: Contact = rules.aftermath.contact
    if not contact.office.strip() or not (contact.phone.strip() or contact.email.strip()):
        yield Fault("CONTACT-EMPTY", "aftermath.contact")
    for name in ("office", "address", "phone", "email"):
        text = getattr(contact, name)
        if len(text) > TEXT_MAX or text != text.strip() or "\n" in text:
            yield Fault("TEXT-FORM", f"aftermath.contact.{name}", {"most": TEXT_MAX})
