"""What grows with a contest: boards, one's own place, marking, freezing, report; 1,000 attempts on.

    python benchmarks/bench_growth.py                      both engines, 1,000 to 100,000 attempts
    python benchmarks/bench_growth.py --size 1000000 [--engine SQLite]
    PROMISES=long python benchmarks/bench_growth.py        also 1,000,000

People and their results are written by `large.py` (marking has its own papers on top); marking,
freezing, tallying, every selector and the report are the real ones. A page is its whole selector,
fetching and building rows included, so more than the database's part: the best of fifteen after
one warm-up. Prints the tables of RESULTS.md and every page over the promise.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZES = [1_000, 10_000, 100_000]
LONG = 1_000_000
LIMIT_MS = 50.0
TO_MARK = 2_000
"""Papers that wait to be marked on top of the others (fewer where there are fewer people)."""

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
WORK = {
    "seed_s": "seed, s",
    "marked_per_s": "marked a second",
    "mark_ms": "chunk of 25, ms",
    "compare_s": "compare, s",
    "tally_s": "tally, s",
    "freeze_s": "freeze, s",
    "freeze_mb": "… peak MB",
    "statistics_page_s": "statistics, s",
    "report_s": "report, s",
    "peak_mb": "… peak MB",
    "load": "load",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", choices=["SQLite", "PostgreSQL"])
    parser.add_argument("--size", action="append", type=int)
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(measure(options.run)))
        return 0
    from benchmarks import databases

    sizes = options.size or [*SIZES, *([LONG] if os.environ.get("PROMISES") == "long" else [])]
    found: list[dict[str, Any]] = []
    for engine in options.engine or databases.ENGINES:
        for size in sizes:
            with databases.fresh(engine) as environment:
                row = run([__file__, "--run", str(size)], environment)
                report = [str(ROOT / "benchmarks/report.py"), "--measure", row.pop("organisation")]
                row |= run(report, environment) | {"engine": engine, "attempts": size}
            found.append(row)
            print(json.dumps(row), flush=True)
    print(tables(found))
    for row in found:
        for page in PAGES:
            if row["pages"][page] > LIMIT_MS:
                print(f"OVER {LIMIT_MS:.0f} ms: {row['engine']} {row['attempts']:,} {page}")
    return 0


def run(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """The JSON that the last line of a benchmark's process holds."""
    out = subprocess.run(
        [sys.executable, *command], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return dict(json.loads(out.strip().splitlines()[-1]))


def tables(found: list[dict[str, Any]]) -> str:
    """What grows, as Markdown."""
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
        "| engine | attempts | " + " | ".join(PAGES) + " |",
        "|---|---|" + "---|" * len(PAGES),
    ]
    head = "| {engine} | {attempts:,} | "
    for row in found:
        cells = " | ".join(f"{row['pages'][page]:.1f}" for page in PAGES)
        lines.append(head.format(**row) + cells + " |")
    lines += ["", "| engine | attempts | " + " | ".join(WORK.values()) + " |"]
    lines.append("|---|---|" + "---|" * len(WORK))
    for row in found:
        cells = " | ".join(f"{row[name]:.3g}" if row[name] < 100 else f"{row[name]:.0f}"
                           for name in WORK)  # fmt: skip
        lines.append(head.format(**row) + cells + " |")
    return "\n".join(lines)


def measure(attempts: int) -> dict[str, Any]:
    """Everything but the report, on the empty database of the environment."""
    import resource

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "--no-input", "--verbosity=0")
    from benchmarks import large
    from contests.clock import DemoClock
    from contests.results.services import marking
    from contests.results.services.catching_up import compare, tally
    from contests.results.services.standings import freeze

    load = os.getloadavg()[0]
    world, seed_s = timed(lambda: large.seed(attempts, attempts * 3 // 5))
    contest, round_ = world.scene.contest, world.scene.round
    clock = DemoClock(round_.closes_at + timedelta(hours=1))

    to_mark = min(TO_MARK, attempts // 5)
    large.hand_in(world, to_mark)
    _, first_s = timed(lambda: marking.mark(marking.pending(contest)[: marking.CHUNK]))
    done, mark_s = timed(lambda: marking.mark_everything(contest))
    different, compare_s = timed(lambda: compare(contest))
    assert (done, different) == (to_mark - marking.CHUNK, 0)
    _, tally_s = timed(lambda: tally(contest, now=clock.now()))
    large.analyse()
    standing, freeze_s = timed(
        lambda: freeze(contest=contest, round_=round_, actor=world.scene.organizer, clock=clock)
    )
    assert standing.rows_count == world.people
    large.analyse()
    return {
        "organisation": contest.organisation.code,
        "people": world.people,
        "seed_s": seed_s,
        "marked_per_s": done / mark_s,
        "mark_ms": first_s * 1000,
        "compare_s": compare_s,
        "tally_s": tally_s,
        "freeze_s": freeze_s,
        "freeze_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pages": {name: fastest(page) for name, page in pages(world, standing).items()},
        "load": load,
    }


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def pages(world: Any, standing: Any) -> dict[str, Callable[[], object]]:
    """The selectors of every kind of board page, at their worst places."""
    from django.core.paginator import Paginator

    from contests.results.models import UnitBoard
    from contests.results.selectors import boards as b
    from tests.results.conftest import DEFAULT

    contest, round_ = world.scene.contest, world.scene.round

    def persons(rows: Any, number: int) -> Callable[[], object]:
        return lambda: list(Paginator(rows(), b.PAGE).get_page(number).object_list)

    last = world.people // b.PAGE
    commune = b.Filters(commune=world.communes[0].pk)
    who = world.entrant(world.people // 2)
    return {
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


def fastest(page: Callable[[], object]) -> float:
    """Milliseconds, the best of fifteen: other work on the machine only ever adds."""
    page()
    return min(timed(page)[1] for _ in range(15)) * 1000


if __name__ == "__main__":
    sys.exit(main())
