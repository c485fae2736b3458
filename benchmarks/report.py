"""The report over a large contest: time and memory of counting and of writing the files.

    python benchmarks/report.py                                       SQLite in a folder of its own
    python -m tests.engines postgres -- python benchmarks/report.py   a PostgreSQL of its own

`--attempts 100000 --people 60000` are the sizes of the promise: 30 s and 500 MB. The world is
written straight to the tables; the measured process is a fresh one, so that its peak memory is
that of the report alone. Prints one JSON line for benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 9)
CHUNK = 2_000


def fill(attempts: int, people: int) -> None:
    """One contest of a department with a province's communes, `attempts` by `people`."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    from accounts.models import AdministrativeUnit, Organisation, Person
    from contests.models import Contest, Entrant, Paper
    from contests.results.models import AttemptResult
    from tests.cast import make_cast, make_organisation, make_unit
    from tests.contests.scene import make_questions
    from tests.reports.world import make_contest

    chance = Random(7)
    cast = make_cast()
    communes = [make_unit(f"8{n:04}", "xa", f"Xã số {n}", cast.province) for n in range(96)]
    units = [
        make_organisation(f"DV-{n}", f"Đơn vị {n}", "phong", cast.department) for n in range(80)
    ]
    questions = [one.pk for one in make_questions(cast.department, 300)]
    contest: Contest = make_contest(cast, opens=FIRST, closes=LAST, pass_mark=15)
    the_round = contest.rounds.get()
    groups = ("cbccvc", "llvt", "lao_dong", "nong_dan", "hoc_sinh", "sinh_vien", "huu_tri", "khac")

    def many(count: int, make: object, model: object) -> None:
        for start in range(0, count, CHUNK):
            rows = [make(n) for n in range(start, min(start + CHUNK, count))]  # type: ignore[operator]
            model.objects.bulk_create(rows)  # type: ignore[attr-defined]

    many(people, lambda n: Person(full_name=f"Người {n}", search_key="", sort_key=""), Person)
    person_ids = list(Person.objects.order_by("-pk").values_list("pk", flat=True)[:people])
    entrants: list[tuple[int | None, str, str, str, int]] = [
        (
            chance.choice(units).pk if chance.random() < 0.4 else None,
            chance.choice(communes).code,
            chance.choice(groups),
            chance.choice(("male", "female", "")),
            chance.randrange(1950, 2014),
        )
        for _ in range(people)
    ]
    many(
        people,
        lambda n: Entrant(
            contest=contest,
            person_id=person_ids[n],
            code="x",
            code_index=f"c{n}",
            key_index=f"k{n}",
            full_name=f"Người {n}",
            display_name=f"Người {n}",
            organisation_id=entrants[n][0],
            commune_id=entrants[n][1],
            audience=entrants[n][2],
            sex=entrants[n][3],
            birth_year=entrants[n][4],
            registered_at=datetime(2026, 9, 1, tzinfo=UTC),
        ),
        Entrant,
    )
    entrant_ids = list(Entrant.objects.order_by("pk").values_list("pk", flat=True))

    def paper(n: int) -> Paper:
        drawn = chance.sample(questions, 30)
        return Paper(
            contest=contest,
            round=the_round,
            rule_version=contest.current_version,
            entrant_id=entrant_ids[n % people],
            seed="s",
            items=[[pk, "0123", 1000] for pk in drawn],
            sha256="0" * 64,
            state="submitted",
            started_us=n,
            deadline_us=n + 1,
            closed_us=n,
            is_marked=True,
        )

    many(attempts, paper, Paper)
    paper_ids = list(Paper.objects.order_by("pk").values_list("pk", flat=True))

    def result(n: int) -> AttemptResult:
        signs = "".join(chance.choices("10-", (7, 2, 1), k=30))
        unit, commune, audience, sex, year = entrants[n % people]
        return AttemptResult(
            paper_id=paper_ids[n],
            contest=contest,
            round=the_round,
            entrant_id=entrant_ids[n % people],
            organisation_id=unit,
            commune_id=commune,
            audience=audience,
            sex=sex,
            birth_year=year,
            day=FIRST + timedelta(days=chance.randrange(40)),
            correct=signs.count("1"),
            questions=30,
            number=1 + n // people,
            points_milli=0,
            passed=signs.count("1") >= 15,
            duration_ms=60_000,
            submitted_us=n,
            per_item=signs,
        )

    many(attempts, result, AttemptResult)
    assert Organisation.objects.filter(code="SKHCN").exists()
    assert AdministrativeUnit.objects.filter(parent=cast.province).count() >= 96


def measure() -> None:
    """Build figures and files once; print seconds, peak memory and sizes."""
    from accounts.models import Organisation
    from contests.reports.rules.windows import Window
    from contests.reports.selectors import figures as figure_selectors
    from contests.reports.selectors.scope import Scope
    from contests.reports.services.files import facts_of, write_files

    organisation = Organisation.objects.get(code="SKHCN")
    scope = Scope(organisation, Window(FIRST, LAST))
    began = time.perf_counter()
    page = figure_selectors.build(scope, now=datetime(2026, 12, 1, tzinfo=UTC), questions=False)
    page_s = time.perf_counter() - began
    began, cpu_began = time.perf_counter(), time.process_time()
    scope = Scope(organisation, Window(FIRST, LAST))
    figures = figure_selectors.build(scope, now=datetime(2026, 12, 1, tzinfo=UTC))
    counted_s = time.perf_counter() - began
    files = write_files(facts_of(organisation, None, figures, {}))
    total_s = time.perf_counter() - began
    assert page.figure("attempts") == figures.figure("attempts")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "attempts": figures.figure("attempts").value,
                "people": figures.figure("persons").value,
                "statistics_page_s": round(page_s, 2),
                "figures_s": round(counted_s, 2),
                "report_s": round(total_s, 2),
                "own_cpu_s": round(time.process_time() - cpu_began, 2),
                "load": os.getloadavg()[0],
                "peak_mb": round(peak),
                "docx_kb": len(files.docx) // 1024,
                "pdf_kb": len(files.pdf) // 1024,
            }
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory(prefix="thi-bench-") as folder:
        os.environ.setdefault("VAR_DIR", folder)
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        if options.measure:
            measure()
            return 0
        fill(options.attempts, options.people)
        command = [sys.executable, __file__, "--measure"]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
