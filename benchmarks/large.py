"""A large contest straight into the tables: a million attempts in minutes, from one seed.

A block of 3,000 people is made by the platform's own rules; the database copies it. In the k-th
copy every attempt takes k milliseconds longer and predicts something else, so which attempt counts
stays the same, keys differ, and what a copy holds is again what the platform would have written.
Used by the benchmarks of boards, marking, freezing and the report.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 9)
"""Local days of the one round."""
COMMUNES, UNITS, QUESTIONS, DRAWN = 96, 80, 300, 10
BLOCK = 3_000
"""People that are copied; fewer where there are fewer."""
COPIES = 10
"""Copies made in one transaction."""
ATTEMPTS_OF_THREE = ((1, 1, 3), (1, 2, 2))
"""Attempts of three people, in any order: five attempts."""


@dataclass
class Large:
    """The contest and what a benchmark asks for; entrants are numbered from `first_entrant`."""

    scene: Any
    communes: list[Any]
    people: int
    attempts: int
    first_entrant: int

    def entrant(self, number: int) -> Any:
        from contests.models import Entrant

        return Entrant.objects.get(pk=self.first_entrant + number)


class Rows:
    """Writes rows of one model: tuples of `columns`; every other column has its default."""

    def __init__(self, model: Any, columns: str, **constants: Any) -> None:
        from django.db import connection

        self.model = model
        own = columns.split()
        pattern = model(**constants)
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [
            field
            for name, field in fields.items()
            if name not in own and not (field.primary_key and name not in constants)
        ]
        assert not [field for field in rest if field.unique], "one default for many rows"
        names = [fields[name].column for name in own] + [field.column for field in rest]
        self.constants = tuple(
            field.get_db_prep_save(field.pre_save(pattern, True), connection) for field in rest
        )
        quoted = ", ".join(f'"{name}"' for name in names)
        self.into = f'"{model._meta.db_table}" ({quoted})'
        self.marks = ", ".join(["%s"] * len(names))

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        from django.db import connection

        full = ((*row, *self.constants) for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.into} FROM STDIN") as copy:
                    for row in full:
                        copy.write_row(row)
            else:
                statement = f"INSERT INTO {self.into} VALUES ({self.marks})"  # noqa: S608
                cursor.executemany(statement, full)


def seed(attempts: int, people: int) -> Large:
    """One contest of a department with a province's communes. `people` are three fifths of
    `attempts`."""
    from accounts.models import Person
    from contests.models import Contest, Entrant, Paper
    from tests.cast import make_organisation, make_unit
    from tests.contests.scene import make_scene
    from tests.results.conftest import DEFAULT

    assert attempts * 3 == people * 5, "three people have five attempts"
    scene = make_scene(
        questions=QUESTIONS, entrants=0, rules=DEFAULT, now=datetime(2026, 10, 1, 5, tzinfo=UTC)
    )
    Contest.objects.filter(pk=scene.contest.pk).update(is_trial=False)
    scene.contest.is_trial = False
    scene.round.closes_at = datetime.combine(LAST, time(12), tzinfo=UTC)
    scene.round.save()
    province = make_unit("51", "tinh", "Quảng Ngãi")
    scene.contest.organisation.unit = province
    scene.contest.organisation.save()
    communes = [make_unit(f"{21000 + n}", "xa", f"Xã số {n}", province) for n in range(COMMUNES)]
    units = [
        make_organisation(f"DV-{n}", f"Đơn vị {n}", "phong", scene.contest.organisation).pk
        for n in range(UNITS)
    ]
    large = Large(scene, communes, people, attempts, _next(Entrant))
    with in_a_hurry():
        first = (_next(Person), _next(Paper))
        _write_block(large, [one.pk for one in communes], units, *first)
        _copy_block(large, *first)
    _copies_are_the_platforms(large)
    analyse()
    return large


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Nothing measured happens in here: flush later, indexes in memory, references unchecked."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -2000000")
        else:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET session_replication_role = replica")
    yield
    connection.close()  # the next one has the settings of the platform


def _next(model: Any) -> int:
    from django.db.models import Max

    return (model.objects.aggregate(found=Max("pk"))["found"] or 0) + 1


def _write_block(
    large: Large, communes: list[str], units: list[int], first_person: int, first_paper: int
) -> None:
    """The first people of the contest with all they have."""
    from django.db import transaction

    from accounts.models import Person
    from contests.clock import from_us, to_us
    from contests.models import Entrant, Paper
    from contests.online.models import Attempt
    from contests.results.models import AttemptResult, Line, Progress
    from contests.results.rules.counting import overall_lines, round_lines
    from contests.results.rules.ranking import rank_key
    from contests.results.services.marking import entry_of
    from contests.rules.clock import local_day
    from contests.selectors.contests import published_rules

    scene = large.scene
    contest, round_, rules = scene.contest, scene.round, published_rules(scene.contest)
    chance = Random(7)
    now = datetime(2026, 9, 1, tzinfo=UTC)
    opens = to_us(round_.opens_at)
    span_s = int((round_.closes_at - round_.opens_at).total_seconds()) - 3600
    days = [local_day(from_us(opens + n * 86_400_000_000)).isoformat() for n in range(42)]
    offset = opens - to_us(datetime.combine(FIRST, time(), tzinfo=UTC) - timedelta(hours=7))
    drawn = _drawn_papers(scene)
    signs = ["".join(chance.choices("10-", (7, 2, 1), k=DRAWN)) for _ in range(500)]
    right = {one: one.count("1") for one in signs}
    audiences = ("cbccvc", "llvt", "lao_dong", "nong_dan", "hoc_sinh", "sinh_vien", "khac")

    persons = Rows(Person, "id public_id full_name search_key sort_key", created_at=now)
    entrants = Rows(
        Entrant,
        "id public_id person_id code_index key_index full_name display_name organisation_id"
        " commune_id audience sex birth_year",
        contest=contest,
        registered_at=now,
    )
    fixed = {"contest": contest, "round": round_}
    papers = Rows(
        Paper,
        "id public_id entrant_id items started_us deadline_us closed_us receipt",
        **fixed,
        rule_version=scene.version,
        state="submitted",
        close_kind="person",
        is_marked=True,
    )
    attempts = Rows(Attempt, "paper_id entrant_id number", round=round_)
    results = Rows(
        AttemptResult,
        "paper_id entrant_id organisation_id commune_id audience sex birth_year day correct number"
        " points_milli passed prediction duration_ms submitted_us per_item",
        **fixed,
        questions=DRAWN,
    )
    lines = Rows(
        Line,
        "round_id entrant_id entry paper_id organisation_id commune_id audience rank_key correct"
        " points_milli passed duration_ms submitted_us attempts",
        contest=contest,
    )
    rows: dict[Rows, list[tuple[Any, ...]]] = {
        one: [] for one in (persons, entrants, papers, attempts, results, lines)
    }
    paper = first_paper
    for start in range(0, min(BLOCK, large.people), 3):
        counts = chance.sample(chance.choice(ATTEMPTS_OF_THREE), 3)
        for who, count in zip(range(start, start + 3), counts, strict=True):
            name, pk = f"Người {who}", large.first_entrant + who
            rows[persons].append(
                (first_person + who, f"p{who}", name, f"nguoi {who}", f"nguoi {who}")
            )
            groups = (
                chance.choice(units) if chance.random() < 0.4 else None,
                chance.choice(communes),
                chance.choice(audiences),
            )
            about = (*groups, chance.choice(("male", "female", "")), chance.randint(1950, 2013))
            rows[entrants].append(
                (pk, f"e{who}", first_person + who, f"c{who}", f"k{who}", name, name, *about)
            )
            entries = []
            for attempt in range(1, count + 1):
                began = opens + chance.randrange(span_s) * 1_000_000
                took, sign = chance.randrange(30_000, 900_000), chance.choice(signs)
                closed, correct = began + took * 1000, right[sign]
                guess = chance.randrange(large.people)
                points, passed = correct * 1000, correct >= 5
                rows[papers].append(
                    (paper, f"b{paper}", pk, chance.choice(drawn), began,
                     began + 1_200_000_000, closed, f"r{paper}")
                )  # fmt: skip
                rows[attempts].append((paper, pk, attempt))
                day = days[(closed - opens + offset) // 86_400_000_000]
                rows[results].append(
                    (paper, pk, *about, day, correct, attempt, points, passed, guess, took,
                     closed, sign)
                )  # fmt: skip
                entries.append(
                    entry_of((pk, paper, 1, attempt, correct, points, passed, took, closed,
                              guess, DRAWN, 0, True))
                )  # fmt: skip
                paper += 1
            own = round_lines(entries, rules)
            for place, some in ((round_.pk, own), (None, overall_lines([own], rules))):
                for line in some:
                    rows[lines].append(
                        (place, pk, line.entry, line.attempt_id, *groups,
                         rank_key(line, rules), line.correct, line.points_milli, line.passed,
                         line.duration_ms, line.submitted_at_us, line.attempts)
                    )  # fmt: skip
    with transaction.atomic():
        for table, some in rows.items():
            table.write(some)
    Progress.objects.create(contest=contest, changes=1)


def _copy_block(large: Large, first_person: int, first_paper: int) -> None:
    """The block again and again until the contest is as large as asked."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from accounts.models import Person
    from contests.models import AnswerEvent, Entrant, Paper
    from contests.online.models import Attempt
    from contests.results.models import AttemptResult, Line

    size = min(BLOCK, large.people)
    papers = size * 5 // 3
    entrant, paper = f"entrant_id + k * {size}", f"paper_id + k * {papers}"
    number = f"(id - {large.first_entrant} + k * {size})"
    later = {"duration_ms": "duration_ms + k", "submitted_us": "submitted_us + k * 1000"}
    # The duration and one (0 is none) is the last criterion of the rules: 14 digits at the end.
    key = "substr(rank_key, 1, length(rank_key) - 14)"
    key += " || substr(CAST(100000000000001 + duration_ms + k AS text), 2)"
    person_number = f"(id - {first_person} + k * {size})"
    changes: dict[Any, tuple[str, dict[str, str]]] = {
        Person: (
            f"id >= {first_person} AND id < {first_person + size}",
            {
                "id": f"id + k * {size}",
                "public_id": f"'p' || {person_number}",
                "full_name": f"'Người ' || {person_number}",
                "search_key": f"'nguoi ' || {person_number}",
                "sort_key": f"'nguoi ' || {person_number}",
            },
        ),
        Entrant: (
            f"id >= {large.first_entrant} AND id < {large.first_entrant + size}",
            {
                "id": f"id + k * {size}",
                "person_id": f"person_id + k * {size}",
                "public_id": f"'e' || {number}",
                "code_index": f"'c' || {number}",
                "key_index": f"'k' || {number}",
                "full_name": f"'Người ' || {number}",
                "display_name": f"'Người ' || {number}",
            },
        ),
        Paper: (
            f"id >= {first_paper} AND id < {first_paper + papers}",
            {
                "id": f"id + k * {papers}",
                "public_id": f"'b' || (id + k * {papers})",
                "receipt": f"'r' || (id + k * {papers})",
                "entrant_id": entrant,
                "closed_us": "closed_us + k * 1000",
            },
        ),
        Attempt: (
            f"paper_id >= {first_paper} AND paper_id < {first_paper + papers}",
            {"paper_id": paper, "entrant_id": entrant},
        ),
        AttemptResult: (
            f"paper_id >= {first_paper} AND paper_id < {first_paper + papers}",
            {
                "paper_id": paper,
                "entrant_id": entrant,
                "prediction": f"(prediction * 7919 + k * 104729) % {large.people}",
                **later,
            },
        ),
        Line: (
            f"entrant_id >= {large.first_entrant} AND entrant_id < {large.first_entrant + size}",
            {"paper_id": paper, "entrant_id": entrant, "rank_key": key, **later},
        ),
    }
    copies = large.people // size - 1
    with connection.cursor() as cursor:
        for first in range(1, copies + 1, COPIES):
            last = min(first + COPIES - 1, copies)
            with transaction.atomic():
                for model, (block, changed) in changes.items():
                    cursor.execute(_copy(model, block, changed, first, last))
        written = [Person, Entrant, Paper, AnswerEvent, Line]
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)


def _copy(model: Any, block: str, changed: dict[str, str], first: int, last: int) -> str:
    """The statement that adds copies `first` to `last` of `block`."""
    table = model._meta.db_table
    names = [
        field.column
        for field in model._meta.concrete_fields
        if not field.primary_key or field.column in changed
    ]
    values = ", ".join(changed.get(name, name) for name in names)
    return (
        f"WITH RECURSIVE numbers(k) AS (SELECT {first} UNION ALL"  # noqa: S608
        f" SELECT k + 1 FROM numbers WHERE k < {last}) INSERT INTO {table} ({', '.join(names)})"
        f" SELECT {values} FROM numbers CROSS JOIN {table} WHERE {block}"
    )


def _copies_are_the_platforms(large: Large) -> None:
    """The lines of the last people are what marking makes of their results."""
    from django.db import transaction

    from contests.results.models import Line
    from contests.results.services.marking import renew_lines

    people = {large.first_entrant + large.people - n for n in range(1, 21)}
    lines = Line.objects.filter(entrant_id__in=people).order_by("entrant_id", "round_id", "entry")
    rows = lines.values_list("entrant_id", "round_id", "paper_id", "rank_key", "duration_ms")
    before = sorted(rows, key=str)
    with transaction.atomic():
        renew_lines(large.scene.contest, people)
        assert before == sorted(rows.all(), key=str) and before
        transaction.set_rollback(True)


def _drawn_papers(scene: Any) -> list[str]:
    """`items` of 200 different papers."""
    from contests.selectors.contests import published_rules
    from contests.services.papers import drawn_items

    rules = published_rules(scene.contest)
    return [
        json.dumps(drawn_items(rules, scene.version.pk, number.to_bytes(32, "big")))
        for number in range(200)
    ]


def hand_in(large: Large, count: int) -> None:
    """`count` more papers of as many people, answered and handed in, that wait to be marked."""
    from django.core.management.color import no_style
    from django.db import connection

    from contests.clock import to_us
    from contests.models import AnswerEvent, Paper
    from contests.online.models import Attempt

    scene = large.scene
    chance, first, drawn = Random(9), _next(Paper), _drawn_papers(scene)
    began = to_us(scene.round.closes_at) - 3_600_000_000
    papers = Rows(
        Paper,
        "id public_id entrant_id items closed_us receipt",
        contest=scene.contest,
        round=scene.round,
        rule_version=scene.version,
        state="submitted",
        close_kind="person",
        started_us=began,
        deadline_us=began + 1_200_000_000,
    )
    attempts = Rows(Attempt, "paper_id entrant_id", round=scene.round, number=99)
    events = Rows(
        AnswerEvent,
        "paper_id item response client_key client_seq",
        received_us=began,
        committed_us=began,
    )
    whose = [large.first_entrant + one for one in chance.sample(range(large.people), count)]
    papers.write(
        (first + n, f"b{first + n}", who, chance.choice(drawn),
         began + chance.randrange(30_000_000, 900_000_000), f"{first + n:010}")
        for n, who in enumerate(whose)
    )  # fmt: skip
    attempts.write((first + n, who) for n, who in enumerate(whose))
    events.write(
        (first + n, item, str(chance.randrange(large.people)) if item == 0
         else chance.choice("ABCD"), f"k{item}", item)
        for n in range(count) for item in range(DRAWN + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Paper, AnswerEvent]):
            cursor.execute(statement)


def analyse() -> None:
    """Statistics for the planner, as autovacuum and the nightly job keep them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
