"""Database time of board pages and of one's own place, from 1,000 to 100,000 attempts.

    python benchmarks/bench_boards.py                    SQLite and PostgreSQL
    PROMISES=long python benchmarks/bench_boards.py  also 1,000,000 attempts

Results and lines are built in bulk from one seed (marking has its own tests); freezing and every
selector are the real ones. Each figure is the whole selector, fetching and building rows
included, so more than the database's part: the best of fifteen runs after one warm-up.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZES = [(1_000, 600), (10_000, 6_000), (100_000, 60_000)]
LONG = (1_000_000, 600_000)
LIMIT_MS = 50.0


def main() -> None:
    if len(sys.argv) > 1:
        sizes = [int(text) for text in sys.argv[2:]]
        run(sys.argv[1], [one for one in [*SIZES, LONG] if not sizes or one[0] in sizes])
        return
    from tests import engines

    sizes = [*SIZES, *([LONG] if os.environ.get("PROMISES") == "long" else [])]
    wanted = [str(attempts) for attempts, _ in sizes]
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as folder, engines.postgres() as postgres:
        for name, url in (("SQLite", f"sqlite:///{folder}/db.sqlite3"), ("PostgreSQL", postgres)):
            environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": folder, "DEBUG": "false"}
            out = subprocess.run(
                [sys.executable, __file__, name, *wanted],
                env=environment,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            ).stdout
            rows += [line for line in out.splitlines() if line.startswith("|")]
            print("\n".join(rows), flush=True)
    write(rows)


def write(rows: list[str]) -> None:
    """Put the newest figures on top of RESULTS.md."""
    path = ROOT / "benchmarks" / "RESULTS.md"
    old = path.read_text("utf-8") if path.exists() else "# Measurements\n"
    head, _, rest = old.partition("\n## ")
    table = "\n".join(
        [
            f"## {datetime.now(UTC):%Y-%m-%d} Boards (`bench_boards.py`)",
            "",
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
            "Milliseconds of the whole selector of one page (fetching and building rows "
            "included: more than the database alone), best of fifteen, load "
            f"{os.getloadavg()[0]:.0f}; the promise is {LIMIT_MS:.0f}.",
            "",
            "| engine | attempts | persons | " + " | ".join(PAGES) + " | freeze, s |",
            "|---|---|---|" + "---|" * (len(PAGES) + 1),
            *rows,
            "",
        ]
    )
    path.write_text(head.rstrip() + "\n\n" + table + (f"\n## {rest}" if rest else ""), "utf-8")


PAGES = [
    "frozen first",
    "frozen last",
    "frozen commune",
    "frozen name",
    "live first",
    "live last",
    "live commune",
    "own frozen",
    "own live",
    "units frozen",
    "units live",
]


def run(engine: str, sizes: list[tuple[int, int]]) -> None:
    """These sizes on the database of the environment; prints one table row each."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "--no-input", "--verbosity=0")
    for attempts, people in sizes:
        figures, freeze_s = measure(attempts, people)
        cells = " | ".join(f"{figures[page]:.1f}" for page in PAGES)
        row = f"| {engine} | {attempts:,} | {people:,} | {cells} | {freeze_s:.0f} |"
        print(row, flush=True)


def measure(attempts: int, people: int) -> tuple[dict[str, float], float]:
    from django.core.paginator import Paginator

    from accounts.models import AdministrativeUnit
    from contests.clock import DemoClock
    from contests.results.models import UnitBoard
    from contests.results.selectors import boards as b
    from contests.results.services.catching_up import tally
    from contests.results.services.standings import freeze
    from tests.contests.scene import make_scene
    from tests.results.conftest import DEFAULT

    scene = make_scene(
        questions=12, entrants=0, rules=DEFAULT, now=datetime(2026, 9, 1, 1, tzinfo=UTC)
    )
    communes = make_communes()
    entrants = fill(scene, people, attempts, communes)
    analyse()
    contest, round_ = scene.contest, scene.round
    clock = DemoClock(round_.closes_at + timedelta(hours=1))
    began = time.perf_counter()
    standing = freeze(contest=contest, round_=round_, actor=scene.organizer, clock=clock)
    freeze_s = time.perf_counter() - began
    tally(contest, now=clock.now())
    analyse()

    def persons(rows: Any, number: int) -> Callable[[], object]:
        return lambda: list(Paginator(rows(), b.PAGE).get_page(number).object_list)

    last = people // b.PAGE
    commune = b.Filters(commune=communes[0].pk)
    assert isinstance(communes[0], AdministrativeUnit)
    who = entrants[people // 2]
    pages: dict[str, Callable[[], object]] = {
        "frozen first": persons(lambda: b.FrozenRows(standing, b.Filters()), 1),
        "frozen last": persons(lambda: b.FrozenRows(standing, b.Filters()), last),
        "frozen commune": persons(lambda: b.FrozenRows(standing, commune), 2),
        "frozen name": persons(lambda: b.FrozenRows(standing, b.Filters(name="Người 57")), 1),
        "live first": persons(lambda: b.LiveRows(contest, round_, b.Filters()), 1),
        "live last": persons(lambda: b.LiveRows(contest, round_, b.Filters()), last),
        "live commune": persons(lambda: b.LiveRows(contest, round_, commune), 2),
        "own frozen": lambda: b.own_place(who, round_, standing),
        "own live": lambda: b.own_place(who, round_, None),
        "units frozen": lambda: list(b.frozen_units(standing, UnitBoard.COMMUNE)[:50]),
        "units live": lambda: b.live_units(contest, round_, UnitBoard.COMMUNE, DEFAULT),
    }
    return {name: fastest(page) for name, page in pages.items()}, freeze_s


def make_communes() -> list[Any]:
    from tests.cast import make_unit

    province = make_unit("51", "tinh", "Quảng Ngãi")
    return [make_unit(f"{21000 + n}", "xa", f"Xã số {n}", province) for n in range(96)]


def fill(scene: Any, people: int, attempts: int, communes: list[Any]) -> list[Any]:
    """Entrants, papers, results and lines in bulk."""
    from contests.clock import to_us
    from contests.models import Paper, PaperState
    from contests.online.models import Attempt
    from contests.results.models import AttemptResult, Line
    from contests.results.rules.counting import overall_lines, round_lines
    from contests.results.services.marking import _line, entry_of
    from contests.rules.clock import local_day
    from contests.selectors.contests import published_rules
    from tests.results.crowd import add_people

    chance = Random(3)
    rules = published_rules(scene.contest)
    entrants = add_people(scene, people, communes=communes)
    groups = {one.pk: (one.organisation_id, one.commune_id, one.audience) for one in entrants}
    opens, day = to_us(scene.round.opens_at), local_day(scene.round.opens_at)
    numbers: dict[int, int] = defaultdict(int)
    entries = defaultdict(list)
    for start in range(0, attempts, 10_000):
        papers, results, rows = [], [], []
        for index in range(start, min(start + 10_000, attempts)):
            who = entrants[index] if index < people else chance.choice(entrants)
            numbers[who.pk] += 1
            began = opens + chance.randrange(80_000) * 1_000_000
            took = chance.randrange(30_000, 900_000)
            papers.append(
                Paper(
                    public_id=f"{scene.contest.pk}-{index}",
                    contest=scene.contest,
                    round=scene.round,
                    rule_version=scene.version,
                    entrant=who,
                    items=[],
                    state=PaperState.SUBMITTED,
                    started_us=began,
                    deadline_us=began + 1_200_000_000,
                    closed_us=began + took * 1000,
                    is_marked=True,
                )
            )
            rows.append((who, numbers[who.pk], took, min(10, int(chance.gauss(7.5, 2)))))
        for paper, (who, number, took, correct) in zip(
            Paper.objects.bulk_create(papers, batch_size=1000), rows, strict=True
        ):
            correct = max(0, correct)
            results.append(
                AttemptResult(
                    paper=paper,
                    contest=scene.contest,
                    round=scene.round,
                    entrant=who,
                    commune_id=who.commune_id,
                    audience=who.audience,
                    day=day,
                    correct=correct,
                    questions=10,
                    number=number,
                    points_milli=correct * 1000,
                    passed=correct >= 5,
                    prediction=chance.randrange(people),
                    duration_ms=took,
                    submitted_us=paper.closed_us,
                    per_item="1" * correct + "0" * (10 - correct),
                )
            )
            values = (who.pk, paper.pk, 1, number, correct, correct * 1000, correct >= 5, took)
            entries[who.pk].append(
                entry_of((*values, paper.closed_us, results[-1].prediction, 10, 0, True))
            )
        Attempt.objects.bulk_create(
            [
                Attempt(paper=paper, entrant=row[0], round=scene.round, number=row[1])
                for paper, row in zip(papers, rows, strict=True)
            ],
            batch_size=2000,
        )
        AttemptResult.objects.bulk_create(results, batch_size=1000)
    lines = []
    for own in entries.values():
        ranked = round_lines(own, rules)
        lines += [_line(scene.contest, scene.round.pk, one, rules, groups) for one in ranked]
        lines += [
            _line(scene.contest, None, one, rules, groups) for one in overall_lines([ranked], rules)
        ]
        if len(lines) > 20_000:
            Line.objects.bulk_create(lines, batch_size=1000)
            lines = []
    Line.objects.bulk_create(lines, batch_size=1000)
    return entrants


def analyse() -> None:
    """Statistics for the planner, as autovacuum and the nightly job keep them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fastest(page: Callable[[], object]) -> float:
    """Milliseconds of the whole selector, fetching and building rows included: best of fifteen.

    The best, because other work on the machine only ever adds.
    """
    page()
    found = []
    for _ in range(15):
        began = time.perf_counter()
        page()
        found.append((time.perf_counter() - began) * 1000)
    return min(found)


if __name__ == "__main__":
    main()
