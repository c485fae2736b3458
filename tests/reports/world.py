"""Small worlds of attempts written straight to the tables, and their naive counts in Python."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from accounts.fields import blind_index
from accounts.models import Person
from contests.models import (
    Contest,
    ContestState,
    Entrant,
    Paper,
    PaperState,
    PoolQuestion,
    Round,
    RuleVersion,
)
from contests.results.models import AttemptResult
from contests.rules.clock import LOCAL
from contests.rules.ruleset import Passing, RuleSet, to_json
from quiz.models import Revision
from tests.cast import Cast, make_organisation, make_person, make_unit
from tests.contests.scene import forget_kept, make_questions

AUDIENCES = ("hoc_sinh", "nong_dan", "cbccvc", "")
SEXES = ("male", "female", "")


def local(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LOCAL)


def make_contest(
    cast: Cast,
    *,
    opens: date,
    closes: date,
    organisation: Any = None,
    title: str = "Tìm hiểu pháp luật",
    questions: list[Revision] | None = None,
    pass_mark: int | None = None,
    **values: Any,
) -> Contest:
    """A contest of one round, open from noon of `opens` to noon of `closes`."""
    fields = {"state": ContestState.PUBLISHED, "is_trial": False, **values}
    contest = Contest.objects.create(
        slug=f"thi-{secrets.token_hex(4)}",
        title=title,
        organisation=organisation or cast.department,
        **fields,
    )
    version = RuleVersion.objects.create(
        contest=contest,
        number=1,
        rules=to_json(RuleSet(passing=Passing(correct=pass_mark))),
        facts={},
        text=[],
        sha256="0" * 64,
        published_at=local(opens).astimezone(UTC),
    )
    contest.current_version = version
    contest.save()
    Round.objects.create(
        contest=contest, number=1, name="Tuần 1", opens_at=local(opens), closes_at=local(closes)
    )
    for revision in questions or []:
        PoolQuestion.objects.create(rule_version=version, revision=revision)
    return contest


def make_entrant(contest: Contest, person: Person, **values: Any) -> Entrant:
    code = secrets.token_hex(6)
    return Entrant.objects.create(
        contest=contest,
        person=person,
        code=code,
        code_index=blind_index(code, "entrant-code"),
        key_index=blind_index(code, "key"),
        full_name=person.full_name,
        display_name=values.pop("display_name", person.full_name),
        registered_at=datetime(2026, 1, 1, tzinfo=UTC),
        **values,
    )


def make_attempt(
    entrant: Entrant,
    day: date,
    *,
    correct: int = 1,
    questions: int = 2,
    number: int = 1,
    items: list[list[Any]] | None = None,
    per_item: str = "",
    **values: Any,
) -> AttemptResult:
    """A handed-in and marked paper."""
    contest = entrant.contest
    the_round = contest.rounds.get()
    at_us = int(local(day).timestamp() * 1_000_000)
    paper = Paper.objects.create(
        contest=contest,
        round=the_round,
        rule_version=contest.current_version,
        entrant=entrant,
        seed="s",
        items=items or [],
        sha256="0" * 64,
        state=PaperState.SUBMITTED,
        started_us=at_us - 60_000_000,
        deadline_us=at_us + 60_000_000,
        closed_us=at_us,
    )
    return AttemptResult.objects.create(
        **{
            "paper": paper,
            "contest": contest,
            "round": the_round,
            "entrant": entrant,
            "organisation_id": entrant.organisation_id,
            "commune_id": entrant.commune_id,
            "audience": entrant.audience,
            "sex": entrant.sex,
            "birth_year": entrant.birth_year,
            "day": day,
            "correct": correct,
            "questions": questions,
            "number": number,
            "points_milli": correct * 1000,
            "passed": correct * 2 >= questions,
            "duration_ms": 60_000,
            "submitted_us": at_us,
            "per_item": per_item,
            **values,
        }
    )


@dataclass
class World:
    """A cast, its contests and every attempt in them."""

    cast: Cast
    contests: list[Contest] = field(default_factory=list)

    def results(self) -> list[AttemptResult]:
        return list(AttemptResult.objects.select_related("entrant", "contest__organisation"))

    def counted(self, first: date, last: date) -> list[AttemptResult]:
        """Naive: attempts of the department's own published contests in the window."""
        return [
            one
            for one in self.results()
            if one.is_valid
            and first <= one.day <= last
            and one.contest.state == ContestState.PUBLISHED
            and (not one.contest.is_trial or one.contest.is_demo)
            and one.contest.organisation.path.startswith(self.cast.department.path)
        ]


def persons(rows: Iterable[AttemptResult]) -> int:
    return len({one.entrant.person_id for one in rows})


def random_world(cast: Cast, seed: int, *, people: int = 60) -> World:
    """Contests of two years: own, of the office below, a trial, a draft, somebody else's."""
    forget_kept()
    chance = Random(seed)
    world = World(cast)
    communes = [
        cast.commune,
        *(make_unit(f"9{n:04}", "xa", f"Xã số {n}", cast.province) for n in range(4)),
    ]
    organisations = [
        cast.office,
        cast.department,
        *(make_organisation(f"DV-{n}", f"Đơn vị {n}", "phong", cast.department) for n in range(3)),
    ]
    questions = make_questions(cast.department, 6)
    for year in (2025, 2026):
        for organisation, values in (
            (cast.department, {}),
            (cast.office, {"form": "online"}),
            (cast.department, {"is_trial": True}),
            (cast.department, {"is_trial": True, "is_demo": True}),
            (cast.department, {"state": ContestState.CANCELLED}),
            (cast.commune_committee, {}),
        ):
            world.contests.append(
                make_contest(
                    cast,
                    opens=date(year, 10, 1) + timedelta(days=chance.randrange(20)),
                    closes=date(year, 11, 1) + timedelta(days=chance.randrange(20)),
                    organisation=organisation,
                    questions=questions,
                    pass_mark=1,
                    **values,
                )
            )
    for number in range(people):
        person = make_person(f"Người số {number}")
        for contest in chance.sample(world.contests, chance.randrange(1, 5)):
            year = contest.rounds.get().opens_at.year
            entrant = make_entrant(
                contest,
                person,
                organisation=chance.choice([*organisations, None]),
                commune=chance.choice([*communes, None]),
                audience=chance.choice(AUDIENCES),
                sex=chance.choice(SEXES),
                birth_year=chance.choice([None, 1950, 1975, 1990, 2005, 2012]),
            )
            for attempt in range(1, chance.randrange(1, 4)):
                signs = "".join(chance.choice("10-") for _ in range(3))
                drawn = chance.sample(questions, 3)
                make_attempt(
                    entrant,
                    date(year, 10, 5) + timedelta(days=chance.randrange(40)),
                    correct=signs.count("1"),
                    questions=3,
                    number=attempt,
                    items=[[one.pk, "0123", 1000] for one in drawn],
                    per_item=signs,
                    is_valid=chance.random() > 0.1,
                )
    return world
