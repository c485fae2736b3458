"""Item analysis end to end: a million answers read, counted, stored.

    python benchmarks/bench_analysis.py [--attempts 100000] [--engine SQLite]

100,000 papers of 10 questions with one answer each. The contest is written straight to the tables
(`large.py`), its answers by one statement a slice; the measured process is a fresh one that does
nothing but `analyse`. Promised are 10 s. Prints the table of RESULTS.md: seconds of the clock, of
this process's processor, and the peak of its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT_S = 10.0
SLICE = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", choices=["SQLite", "PostgreSQL"])
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill or options.measure:
        import django

        django.setup()
        print(json.dumps(fill(options.attempts) if options.fill else measure(options.measure)))
        return 0
    from benchmarks import databases
    from benchmarks.bench_growth import run

    over = False
    print(f"{platform.machine()}, {os.cpu_count()} cores.\n")
    print("| engine | answers | clock, s | own processor, s | peak, MB | load |")
    print("|---|---|---|---|---|---|")
    for engine in options.engine or databases.ENGINES:
        with databases.fresh(engine) as environment:
            made = run([__file__, "--fill", "--attempts", str(options.attempts)], environment)
            row = run([__file__, "--measure", str(made["contest"])], environment)
        over |= row["clock_s"] > LIMIT_S
        print(
            f"| {engine} | {made['answers']:,} | {row['clock_s']:.2f} | {row['own_s']:.2f} "
            f"| {row['peak_mb']:.0f} | {row['load']:.1f} |",
            flush=True,
        )
    print("OVER the promise" if over else f"Within {LIMIT_S:.0f} s.")
    return int(over)


def fill(attempts: int) -> dict[str, Any]:
    """A contest with every paper answered: the letters by chance, a quarter minute apart."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks import large
    from contests.models import AnswerEvent

    call_command("migrate", "--no-input", "--verbosity=0")
    world = large.seed(attempts, attempts * 3 // 5)
    places = " UNION ALL ".join(f"SELECT {n} AS place" for n in range(1, large.DRAWN + 1))
    at = "p.started_us + n.place * 15000000"
    letter = "substr('ABCD', CAST(1 + (p.id * 7 + n.place * 13) %% 4 AS int), 1)"
    statement = (
        "INSERT INTO contests_answerevent "
        "(paper_id, item, response, client_key, client_seq, received_us, committed_us) "
        f"SELECT p.id, n.place, {letter}, "  # noqa: S608 - numbers of ours
        f"'k' || n.place, n.place, {at}, {at} FROM contests_paper p, ({places}) n "
        "WHERE p.id >= %s AND p.id < %s"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM contests_paper")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, SLICE):
            with transaction.atomic():
                cursor.execute(statement, [start, start + SLICE])
        cursor.execute("ANALYZE")
    return {"contest": world.scene.contest.pk, "answers": AnswerEvent.objects.count()}


def measure(contest_id: int) -> dict[str, float]:
    from contests.models import Contest
    from contests.results.services.analysing import analyse

    contest = Contest.objects.select_related("organisation").get(pk=contest_id)
    load = os.getloadavg()[0]
    clock, own = time.perf_counter(), time.process_time()
    made = analyse(contest=contest, actor=None)
    assert made.papers
    return {
        "clock_s": time.perf_counter() - clock,
        "own_s": time.process_time() - own,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "load": load,
    }


if __name__ == "__main__":
    sys.exit(main())
