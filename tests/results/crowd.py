"""Many people with papers and answers, straight to the tables and from one seed.

The same seed gives the same names, answers and times on every engine; ids of entrants and papers
follow from the order of insertion. Used by tests at hundreds and by benchmarks at a million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random

from accounts.models import AdministrativeUnit, Organisation, Person
from contests.clock import to_us
from contests.models import AnswerEvent, Entrant, Paper, PaperState, PoolQuestion, Round
from contests.online.models import Attempt
from contests.rules.ruleset import PredictionKind
from contests.selectors.contests import rules_of
from contests.selectors.keys import paper_key
from contests.selectors.papers import paper_digest, shown_items
from tests.contests.scene import Scene

AUDIENCES = ("cbccvc", "hoc_sinh", "nong_dan", "khac")


def add_people(
    scene: Scene,
    count: int,
    *,
    seed: int = 7,
    organisations: Sequence[Organisation] = (),
    communes: Sequence[AdministrativeUnit] = (),
) -> list[Entrant]:
    """`count` entrants with organisation, commune and audience."""
    chance = Random(seed)
    start = Entrant.objects.filter(contest=scene.contest).count()
    people = Person.objects.bulk_create(
        [
            Person(
                full_name=f"Người {start + number}",
                search_key=f"nguoi {start + number}",
                sort_key=f"nguoi {start + number}",
            )
            for number in range(count)
        ],
        batch_size=2000,
    )
    entrants = []
    for number, person in enumerate(people, start=start):
        mark = f"{scene.contest.pk}-{number}"
        entrants.append(
            Entrant(
                public_id=hashlib.sha256(mark.encode()).hexdigest()[:22],
                contest=scene.contest,
                person=person,
                code="",
                code_index=f"code-{mark}",
                key_index=f"key-{mark}",
                full_name=person.full_name,
                display_name=person.full_name if chance.random() < 0.8 else "N.",
                organisation=chance.choice(organisations) if organisations else None,
                commune=chance.choice(communes) if communes else None,
                audience=chance.choice(AUDIENCES),
                birth_year=chance.randrange(1950, 2010),
                registered_at=scene.round.opens_at,
            )
        )
    return Entrant.objects.bulk_create(entrants, batch_size=2000)


def play(
    scene: Scene,
    entrants: Sequence[Entrant],
    attempts: int,
    *,
    seed: int = 11,
    round_: Round | None = None,
    papers: int = 20,
) -> list[Paper]:
    """`attempts` handed-in papers; the first ones give everybody one, the rest go by chance."""
    chance = Random(seed)
    round_ = round_ or scene.round
    rules = rules_of(scene.version)
    pool = [
        (pk, len(options))
        for pk, options in PoolQuestion.objects.filter(rule_version=scene.version)
        .order_by("id")
        .values_list("revision_id", "revision__options")
    ]
    points = rules.paper.cells[0].points_milli
    drawn = []
    for number in range(papers):
        # Not drawn by the platform: that depends on ids, which differ between databases.
        own = Random(number)
        items = [
            [revision, "".join(own.sample("0123" if options == 4 else "01", options)), points]
            for revision, options in own.sample(pool, rules.paper.questions)
        ]
        paper = Paper(contest=scene.contest, items=items, rule_version=scene.version)
        drawn.append((items, paper_digest(shown_items(items)), paper_key(paper)))
    numbers: dict[int, int] = {}
    made: list[Paper] = []
    for start in range(0, attempts, 5000):
        fresh: list[Paper] = []
        attempt_rows: list[Attempt] = []
        events: list[AnswerEvent] = []
        keys = []
        for index in range(start, min(start + 5000, attempts)):
            entrant = entrants[index] if index < len(entrants) else chance.choice(entrants)
            items, sha256, key = chance.choice(drawn)
            began = to_us(round_.opens_at) + chance.randrange(0, 50 * 60) * 1_000_000
            took = chance.randrange(30_000, 600_000) * 1000
            numbers[entrant.pk] = numbers.get(entrant.pk, 0) + 1
            fresh.append(
                Paper(
                    public_id=hashlib.sha256(f"{seed}-{round_.pk}-{index}".encode()).hexdigest()[
                        :22
                    ],
                    contest=scene.contest,
                    round=round_,
                    rule_version=scene.version,
                    entrant=entrant,
                    seed="",
                    items=items,
                    sha256=sha256,
                    state=PaperState.SUBMITTED,
                    started_us=began,
                    deadline_us=began + 1_200_000_000,
                    closed_us=began + took,
                    close_kind="person",
                    receipt=f"{index:08d}",
                )
            )
            keys.append((key, numbers[entrant.pk]))
        fresh = Paper.objects.bulk_create(fresh, batch_size=1000)
        for paper, (key, number) in zip(fresh, keys, strict=True):
            attempt_rows.append(
                Attempt(paper=paper, entrant_id=paper.entrant_id, round=round_, number=number)
            )
            skill = chance.random()
            for item, one in enumerate(key, start=1):
                right = chance.random() < skill
                response = "".join(sorted(one.right)) if right else "D"
                events.append(_event(paper, item, response))
            if rules.prediction.kind is not PredictionKind.NONE:
                events.append(_event(paper, 0, str(chance.randrange(0, len(entrants)))))
        Attempt.objects.bulk_create(attempt_rows, batch_size=2000)
        AnswerEvent.objects.bulk_create(events, batch_size=2000)
        made += fresh
    return made


def _event(paper: Paper, item: int, response: str) -> AnswerEvent:
    return AnswerEvent(
        paper=paper,
        item=item,
        response=response,
        client_key=f"k{item}",
        client_seq=item,
        received_us=paper.started_us,
        committed_us=paper.started_us,
    )
