"""10 000 questions: reading, loading, memory, the write lock; and stock import-export beside them.

    python benchmarks/bench_import_questions.py [--rows 10000]

Every figure is of this run on this machine, on a SQLite file of its own. "This" reads an Excel file
and writes questions, revisions, keys, topics and citations. The two Resources get their rows from
memory and write one flat table: less work, so the ratios are in their favour. The neighbour writes
a small row every 5 ms while the questions go in.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from subprocess import PIPE
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMITS = {"dry run": 5.0, "import": 2.0, "memory": 200.0}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--neighbour", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.neighbour:
        return write_until_told()
    rows = options.rows
    with tempfile.TemporaryDirectory(prefix="thi-bench-") as folder:
        os.environ |= {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return measure(rows, Path(folder))


def measure(rows: int, folder: Path) -> int:
    from quiz.formats.sandbox import read_file
    from quiz.models import Question
    from quiz.selectors.batches import known_questions
    from quiz.services import banks, documents, imports, loading, seeding
    from quiz.services.reading import examine

    organisation = seeding.home_organisation()
    documents.save_document(
        actor=None,
        number="14/2012/QH13",
        kind="luat",
        title="Luật Phổ biến, giáo dục pháp luật",
    )
    bank = banks.create_bank(actor=None, code="DO", name="Đo", organisation=organisation)
    path = folder / "cau-hoi.xlsx"
    path.write_bytes(workbook(rows))

    before = changes()
    started = time.perf_counter()
    reading = read_file(path, processor_s=120)
    report = examine(reading, known_questions(bank))
    dry_s = time.perf_counter() - started
    assert report.accepted == rows, reading.counts
    assert changes() == before, "a dry run wrote something"

    longest: list[float] = []
    load = loading.Loader.load

    def timed(self: Any, chunk: Any, start: int) -> float:
        held = load(self, chunk, start)
        longest.append(held)
        return held

    loading.Loader.load = timed  # type: ignore[method-assign]
    show = imports.show

    def timed_show(**values: Any) -> None:
        began = time.perf_counter()
        show(**values)
        longest.append(time.perf_counter() - began)

    imports.show = timed_show
    with Neighbour() as neighbour:
        started = time.perf_counter()
        imports.load_now(actor=None, bank=bank, report=report, file_name=path.name, sha256="0" * 64)
        load_s = time.perf_counter() - started
    assert Question.objects.filter(bank=bank, is_visible=True).count() == rows
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    stock_dry, stock = flat_import(rows, tuned=False)
    tuned_dry, tuned = flat_import(rows, tuned=True)
    chunks = sorted(longest)
    hold = f"p50 {chunks[len(chunks) // 2] * 1000:.0f} ms, longest {chunks[-1] * 1000:.0f} ms"
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for line in (
        (f"{rows} questions", "this", "stock Resource", "tuned Resource", "stock : this"),
        ("---",) * 5,
        ("dry run", f"{dry_s:.2f} s", f"{stock_dry:.2f} s", f"{tuned_dry:.2f} s",
         f"{stock_dry / dry_s:.1f}"),
        ("import", f"{load_s:.2f} s", f"{stock:.2f} s", f"{tuned:.2f} s", f"{stock / load_s:.1f}"),
        ("write lock held", f"{hold} of {len(chunks)} chunks", f"{stock:.2f} s", "", ""),
        ("… by the dry run", "not taken", f"{stock_dry:.2f} s", "not taken", ""),
        ("neighbour's longest write", f"{neighbour.longest * 1000:.0f} ms", "", "", ""),
        ("memory", f"{own:.0f} MB, reader {child:.0f} MB", "", "", ""),
    ):  # fmt: skip
        print("| " + " | ".join(line) + " |")
    bad = [
        name
        for name, value in (("dry run", dry_s), ("import", load_s), ("memory", max(own, child)))
        if rows == 10_000 and value > LIMITS[name]
    ]
    print("over the limit: " + ", ".join(bad) if bad else "all within the limits")
    return 1 if bad else 0


def workbook(rows: int) -> bytes:
    from quiz.formats.excel_template import write
    from quiz.rules.question import Draft, Kind, Option

    def draft(number: int) -> Draft:
        return Draft(
            Kind.SINGLE,
            f"Câu hỏi kiểm tra số {number}: theo Luật Phổ biến, giáo dục pháp luật, cơ quan nào "
            f"có trách nhiệm tổ chức Ngày Pháp luật ở địa phương thứ {number * 7}?",
            tuple(
                Option(f"Phương án {letter} của câu {number} về trách nhiệm tổ chức", letter == "B")
                for letter in "ABCD"
            ),
            explanation=f"Giải thích số {number} theo văn bản.",
            topic=f"Lĩnh vực {number % 12}",
            citation_text=f"Khoản 1 Điều {number % 41 + 1} Luật 14/2012/QH13" if number % 2 else "",
        )

    return write(draft(number) for number in range(rows))


def changes() -> int:
    """SQLite's count of commits to the file: a dry run must leave it alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        version = cursor.fetchone()[0]
    wal = Path(f"{connection.settings_dict['NAME']}-wal")
    return hash((version, wal.stat().st_size if wal.exists() else 0))


class Neighbour:
    """Writes one small row every 5 ms, as a saved answer does: a process of its own, so that it
    shares the database and not our interpreter."""

    longest = 0.0

    def __enter__(self) -> Neighbour:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--neighbour"], stdin=PIPE, stdout=PIPE, text=True
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it writes from here on
        return self

    def __exit__(self, *error: object) -> None:
        said, _ = self._process.communicate()
        self.longest = float(said)


def write_until_told() -> int:
    """The neighbour's own process: until its input ends, then its longest write in seconds."""
    import django

    django.setup()
    from django.utils import timezone

    from accounts.models import RateCounter

    longest = 0.0
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        started = time.perf_counter()
        RateCounter.objects.update_or_create(
            key="bench", defaults={"count": 1, "expires_at": timezone.now()}
        )
        if longest == 0.0:
            print("writing", flush=True)  # the first one opened the connection
        longest = max(longest, time.perf_counter() - started if longest else 1e-9)
    print(longest)
    return 0


def flat_import(rows: int, *, tuned: bool) -> tuple[float, float]:
    """Seconds of a ModelResource over one table with one foreign key: dry run, import.

    `tuned`: bulk, no diffs, no instance looked up, the foreign key read once.
    """
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from quiz.models import Bank, Question

    class OneRead(widgets.ForeignKeyWidget):  # type: ignore[misc]
        kept: Any = None

        def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
            self.kept = self.kept or super().clean(value, row, **kwargs)
            return self.kept

    class Flat(resources.ModelResource):  # type: ignore[misc]
        bank = fields.Field(
            "bank", "bank", (OneRead if tuned else widgets.ForeignKeyWidget)(Bank, "code")
        )

        class Meta:
            model = Question
            import_id_fields = ("ref",)
            fields = ("ref", "bank", "state", "latest")
            use_bulk = tuned
            batch_size = 100
            skip_diff = tuned
            force_init_instance = tuned
            use_transactions = not tuned

    data = Dataset(headers=["ref", "bank", "state", "latest"])
    for number in range(rows):
        data.append([f"{'T' if tuned else 'S'}-{number}", "DO", "draft", 1])
    started = time.perf_counter()
    Flat().import_data(data, dry_run=True, raise_errors=True)
    dry = time.perf_counter() - started
    started = time.perf_counter()
    Flat().import_data(data, dry_run=False, raise_errors=True)
    return dry, time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
