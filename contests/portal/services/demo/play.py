"""Driving a contest: people register, sit, answer and hand in, through the services themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts.models import ConsentPurpose
from contests.answers import HandIn, SaveAnswer, perform
from contests.answers.ops import Op
from contests.clock import DemoClock, to_us
from contests.models import Contest, Entrant, Paper, PoolQuestion, Round
from contests.online.services.attempts import start_attempt
from contests.portal.services.demo.population import Someone
from contests.rules.choices import PersonField, PredictionKind
from contests.rules.scoring import KeyItem
from contests.selectors.contests import published_rules, rules_of
from contests.selectors.keys import key_items, revision_answers
from contests.selectors.papers import PREDICTION_ITEM, ShownItem, paper_items
from contests.services.entrants import register
from quiz.rules.displayed import right_response
from quiz.rules.marking import Fields, Quantity, Rows
from quiz.rules.numbers import number_text
from quiz.rules.responses import CHILD, FIELD

Progress = Callable[[int, int], None]
_BATCH = 12
"""Papers whose answers are written in one go."""

# Attempts of a day by hour, Viet Nam time: office mornings, lunch, and above all evenings.
_HOURS = (1, 0, 0, 0, 0, 1, 3, 8, 10, 9, 6, 6, 5, 4, 5, 6, 6, 5, 6, 12, 18, 15, 8, 3)


@dataclass(frozen=True, slots=True)
class Planned:
    """One attempt to come: who, in which round, when."""

    at: datetime
    someone: int
    round: int


def plan(
    chance: Random, rounds: list[Round], people: list[Someone], attempts: int
) -> list[Planned]:
    """`attempts` attempts over the rounds, in time order; everybody comes at least once."""
    planned = []
    for number in range(attempts):
        someone = number if number < len(people) else chance.randrange(len(people))
        index = chance.randrange(len(rounds))
        planned.append(Planned(_moment(chance, rounds[index]), someone, index))
    return sorted(planned, key=lambda one: (one.at, one.someone))


def _moment(chance: Random, round_: Round) -> datetime:
    """An instant in the round: the last day brings three times an ordinary one, the first two."""
    days = max(1, (round_.closes_at - round_.opens_at).days)
    weights = [2.0 if day == 0 else 3.0 if day == days - 1 else 1.0 for day in range(days)]
    while True:
        day = chance.choices(range(days), weights)[0]
        hour = chance.choices(range(24), _HOURS)[0]
        local = (round_.opens_at + timedelta(hours=7)).replace(hour=0, minute=0, second=0)
        at = local + timedelta(days=day, hours=hour - 7, seconds=chance.uniform(0, 3600))
        if round_.opens_at <= at < round_.closes_at - timedelta(minutes=1):
            return at


def run(
    *,
    contest: Contest,
    rounds: list[Round],
    people: list[Someone],
    attempts: int,
    chance: Random,
    clock: DemoClock,
    progress: Progress,
) -> int:
    """Play the planned attempts in time order; returns how many were handed in by their people.

    A few are left open, so that time hands them in as the rules say.
    """
    entrants: dict[int, Entrant] = {}
    pool = PoolQuestion.objects.filter(rule_version_id=contest.current_version_id)
    keys = revision_answers(contest, set(pool.values_list("revision_id", flat=True)))
    answers: list[Op] = []
    waiting = handed_in = 0
    planned = plan(chance, rounds, people, attempts)
    for number, one in enumerate(planned):
        someone = people[one.someone]
        clock.set(one.at)
        entrant = entrants.get(one.someone)
        if entrant is None:
            entrant = entrants[one.someone] = _register(contest, someone, clock)
        attempt = start_attempt(
            entrant=entrant, round=rounds[one.round], clock=clock, seed=chance.randbytes(32)
        )
        leaves = chance.random() < 0.02
        key = key_items(attempt.paper.items, keys)
        answers.extend(_sitting(chance, attempt.paper, key, someone, one.at, leaves=leaves))
        handed_in += not leaves
        waiting += 1
        if waiting == _BATCH or _again_soon(planned, number):
            perform(answers)
            answers, waiting = [], 0
        if number % 50 == 0:
            progress(number, attempts)
    perform(answers)
    progress(attempts, attempts)
    return handed_in


def _again_soon(planned: list[Planned], number: int) -> bool:
    """Whether somebody of this batch comes again within the next ones: write first, then start."""
    recent = {one.someone for one in planned[max(0, number - _BATCH) : number + 1]}
    return number + 1 < len(planned) and planned[number + 1].someone in recent


def _register(contest: Contest, someone: Someone, clock: DemoClock) -> Entrant:
    form = published_rules(contest).registration.fields
    asked = {rule.field for rule in form}
    required = {rule.field for rule in form if rule.required}
    organisation = someone.organisation
    if PersonField.ORGANISATION in required:
        organisation = organisation or f"UBND-{someone.commune}"
    values = {
        PersonField.FULL_NAME: someone.full_name,
        PersonField.PHONE: someone.phone,
        PersonField.BIRTH_YEAR: str(someone.birth_year),
        PersonField.SEX: someone.sex,
        PersonField.COMMUNE: someone.commune,
        PersonField.AUDIENCE: someone.audience.value,
        PersonField.ORGANISATION: organisation,
    }
    agreed = {ConsentPurpose.RUN} | ({ConsentPurpose.PUBLISH} if someone.consents else set())
    return register(
        contest=contest,
        values={field: value for field, value in values.items() if field in asked and value},
        agreed=frozenset(agreed),
        clock=clock,
    ).entrant


def _sitting(
    chance: Random,
    paper: Paper,
    key: tuple[KeyItem, ...],
    someone: Someone,
    at: datetime,
    *,
    leaves: bool,
) -> Iterator[Op]:
    """The answers of one sitting in the order they arrive, then the hand-in."""
    pace = chance.lognormvariate(math.log(14), 0.5)
    allowed = (paper.deadline_us - paper.started_us) / 1_000_000
    used = min(pace * len(key), allowed * 0.97) * chance.uniform(0.85, 1.0)
    now = to_us(at)
    skill = someone.skill + chance.gauss(0.5, 0.4)
    for number, (item, right) in enumerate(zip(paper_items(paper), key, strict=True), start=1):
        now += round(used / len(key) * 1_000_000 * chance.uniform(0.6, 1.4) * 0.7)
        hardness = (item.revision_id * 2654435761 % 1000) / 400 - 1.6
        knows = chance.random() < 1 / (1 + math.exp(-(skill - hardness) * 1.3))
        if knows:
            response = _right(right)
        elif chance.random() < 0.03:
            continue
        else:
            response = _wrong(chance, item, right)
        yield _save(paper, item.number, response, number, now)
    if rules_of(paper.rule_version_id).prediction.kind is not PredictionKind.NONE:
        predicted = str(max(0, round(chance.gauss(300, 190))))
        yield _save(paper, PREDICTION_ITEM, predicted, len(key) + 1, now)
    if not leaves:
        yield HandIn(paper=paper.public_id, received_us=now + chance.randint(1, 9_000_000))


def _right(key: KeyItem) -> str:
    return right_response(key.key) if key.key is not None else "".join(sorted(key.right))


def _wrong(chance: Random, item: ShownItem, key: KeyItem) -> str:
    """A mistake such as people make: another letter, rows mixed up, the next number."""
    if key.key is None:
        return chance.choice([letter for letter in item.letters if letter not in key.right])
    right = right_response(key.key)
    match key.key:
        case Rows(signs):
            return signs[-1] + right[:-1]
        case Quantity(value):
            return number_text(value + 1)
        case Fields(fields):
            return FIELD.join(["không rõ", *right.split(FIELD)[1:]][: len(fields)])
        case _:
            return CHILD.join(["", *right.split(CHILD)[1:]])


def _save(paper: Paper, item: int, response: str, seq: int, now: int) -> SaveAnswer:
    return SaveAnswer(
        paper=paper.public_id,
        epoch=paper.epoch,
        entrant_epoch=0,
        item=item,
        response=response,
        client_key=f"demo-{seq}",
        client_seq=seq,
        received_us=now,
    )
