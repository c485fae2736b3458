"""A closed contest with answers, ready to be marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from contests import answers
from contests.clock import DemoClock
from contests.models import Entrant, Paper, Round
from contests.rules.ruleset import (
    Cell,
    Overall,
    Passing,
    Prediction,
    PredictionFreeze,
    PredictionKind,
    Prize,
    PrizeLevel,
    Prizes,
    PrizeScope,
    Ranking,
    RuleSet,
    TieBreak,
)
from contests.rules.ruleset import Paper as PaperRules
from tests.cast import make_organisation, make_unit
from tests.contests.scene import Scene, forget_kept, make_scene
from tests.results.crowd import add_people, play

DEFAULT = RuleSet(
    paper=PaperRules(cells=(Cell(count=10),), banks=("bank",), minutes=20),
    passing=Passing(correct=5),
    prediction=Prediction(kind=PredictionKind.P1, freeze=PredictionFreeze.AT_CLOSE),
    ranking=Ranking(
        tie_breaks=(TieBreak.CORRECT, TieBreak.PREDICTION, TieBreak.DURATION),
        overall=Overall.SUM,
    ),
    prizes=Prizes(
        items=(
            Prize(PrizeLevel.FIRST, 1, 2_000_000, scope=PrizeScope.ROUND),
            Prize(PrizeLevel.SECOND, 2, 1_000_000, scope=PrizeScope.ROUND),
        )
    ),
)


@dataclass
class Closed:
    """A contest whose one round is over and settled, its people and papers."""

    scene: Scene
    people: list[Entrant]
    papers: list[Paper]
    clock: DemoClock

    @property
    def round(self) -> Round:
        return self.scene.round


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    assert answers.drain(10)
    forget_kept()


@pytest.fixture
def closed(db: None) -> Callable[..., Closed]:
    """`closed(people=40, attempts=60, rules=DEFAULT, rounds=1)`; papers as seeded."""

    def make(
        *, people: int = 40, attempts: int = 60, rules: RuleSet = DEFAULT, rounds: int = 1
    ) -> Closed:
        scene = make_scene(questions=12, entrants=0, rules=rules)
        units = [make_unit("21289", "xa", "Sơn Hà", make_unit("51", "tinh", "Quảng Ngãi"))]
        units.append(make_unit("21290", "xa", "Sơn Linh", units[0].parent))
        offices = [make_organisation(f"o{n}-{scene.contest.pk}", f"Cơ quan {n}") for n in range(3)]
        entrants = add_people(scene, people, organisations=offices, communes=units)
        papers = play(scene, entrants, attempts)
        for number in range(2, rounds + 1):
            opens = scene.round.closes_at + timedelta(days=number)
            other = Round.objects.create(
                contest=scene.contest,
                number=number,
                name=f"Tuần {number}",
                opens_at=opens,
                closes_at=opens + timedelta(days=1),
            )
            papers += play(scene, entrants, attempts, seed=100 + number, round_=other)
        last = scene.contest.rounds.order_by("-number")[0]
        return Closed(scene, entrants, papers, DemoClock(last.closes_at + timedelta(hours=1)))

    return make
