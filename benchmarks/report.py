"""The report over a large contest: time and memory of counting and of writing the files.

    python benchmarks/report.py                                       SQLite in a folder of its own
    python -m tests.engines postgres -- python benchmarks/report.py   a PostgreSQL of its own

100,000 attempts of 60,000 people are the size of the promise: 30 s and 500 MB (`--attempts` says
another). The world is written straight to the tables; the measured process is a fresh one, so that
its peak memory is that of the report alone. Prints one JSON line for benchmarks/RESULTS.md.
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
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def measure(code: str) -> None:
    """Build figures and files of an organisation once; print seconds, peak memory and sizes."""
    from accounts.models import Organisation
    from benchmarks.large import FIRST, LAST
    from contests.reports.rules.windows import Window
    from contests.reports.selectors import figures as figure_selectors
    from contests.reports.selectors.scope import Scope
    from contests.reports.services.files import facts_of, write_files

    organisation = Organisation.objects.get(code=code)
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
    parser.add_argument("--measure", metavar="CODE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory(prefix="thi-bench-") as folder:
        os.environ.setdefault("VAR_DIR", folder)
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        if options.measure:
            measure(options.measure)
            return 0
        from django.core.management import call_command

        from benchmarks import large

        call_command("migrate", verbosity=0, skip_checks=True)
        world = large.seed(options.attempts, options.attempts * 3 // 5)
        command = [sys.executable, __file__, "--measure", world.scene.contest.organisation.code]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
