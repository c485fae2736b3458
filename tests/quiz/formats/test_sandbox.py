"""The limited child: bounded memory and time, no secrets, killed on cancel, progress on the way."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from quiz.formats import sandbox
from quiz.formats.excel_template import write
from quiz.formats.sandbox import Cancelled, read_file
from quiz.rules.question import Draft, Kind, Option
from tests.quiz.hostile.zips import ROW, docx, p, table


def bank(count: int) -> list[Draft]:
    return [
        Draft(
            Kind.SINGLE,
            f"Câu hỏi số {n}: theo Luật Phổ biến, giáo dục pháp luật, nội dung nào sau đây đúng?",
            tuple(Option(f"phương án {n} {letter}, khá dài như thật", letter == "B") for letter in "ABCD"),
            explanation=f"vì điều {n} nói thế",
            topic="Phổ biến, giáo dục pháp luật",
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "de.xlsx"
    path.write_bytes(table(ROW))
    return path


def test_ten_thousand_rows_in_time_and_memory(tmp_path: Path) -> None:
    """At most 5 s of the child's CPU, in 200 MB."""
    path = tmp_path / "10000.xlsx"
    path.write_bytes(write(bank(10_000)))
    steps: list[int] = []
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    reading = read_file(path, memory_mib=200, on_progress=lambda done, total: steps.append(done))
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    assert len(reading.drafts) == 10_000 and reading.counts == {}
    assert steps == sorted(steps) and len(steps) > 5 and steps[-1] <= 100
    assert 0 < spent < 5


def test_a_reader_that_needs_too_much_memory_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(write(bank(10_000)))
    reading = read_file(path, memory_mib=24)
    assert [problem.code for problem in reading.problems] == ["FILE-HEAVY"]
    assert not reading.readable and reading.drafts == ()


def test_a_file_that_takes_too_long_is_answered_and_its_reader_killed(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(write(bank(10_000)))
    reading = read_file(path, timeout_s=0.3)
    assert [problem.code for problem in reading.problems] == ["FILE-SLOW"]
    assert not _children()


def test_cancel_kills_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(write(bank(10_000)))
    begun = time.perf_counter()
    with pytest.raises(Cancelled):
        read_file(path, cancelled=lambda: time.perf_counter() - begun > 0.2)
    assert not _children()


def _children() -> list[str]:
    return [
        " ".join(child.cmdline())
        for child in psutil.Process().children()
        if "quiz.formats.child" in child.cmdline()
    ]


def test_a_million_runs_stay_in_bounds(tmp_path: Path) -> None:
    """Case 82, just under the limit of the part, and above it."""
    run = "<w:r><w:t>x</w:t></w:r>"
    path = tmp_path / "runs.docx"
    for count, code in ((1_400_000, "FILE-HEAVY"), (4_000_000, "FILE-PART-BIG")):
        path.write_bytes(docx(p("Câu 1. Ai?") + f"<w:p>{run * count}</w:p>"))
        reading = read_file(path)
        codes = {problem.code for problem in reading.problems}
        assert codes & {code, "ZIP-BOMB", "FILE-SLOW"}, codes
        assert reading.drafts == ()


def test_the_child_sees_no_secret_and_can_write_nothing(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "ma-bi-mat-cua-may-chu")
    spoken: list[dict[str, str]] = []
    start = subprocess.Popen

    def watched(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        spoken.append(dict(options["env"]))  # type: ignore[call-overload]
        return start(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(sandbox.subprocess, "Popen", watched)
    assert len(read_file(good).drafts) == 1
    assert "ma-bi-mat-cua-may-chu" not in json.dumps(spoken)
    limits = (
        "import sys; from quiz.formats.child import limit; limit(2**30, 5)\n"
        "try:\n"
        "    with open(sys.argv[1], 'wb', 0) as file: file.write(b'x' * 9)\n"
        "except OSError as error: print('refused', error.errno)\n"
    )
    env = {"PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", limits, str(good.with_name("too-much"))]
    run = subprocess.run(command, env=env, capture_output=True, check=False)
    assert run.stdout.startswith(b"refused")


def test_the_reader_loads_no_django() -> None:
    """No settings, so nothing of a file can reach the database; no writer, to start quickly."""
    code = (
        "import sys; import quiz.formats.dispatch, quiz.formats.child, quiz.wording;"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'contests', 'xlsxwriter')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.strip() == b"[]"


def test_a_missing_file_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "khong-co.xlsx")


@pytest.mark.parametrize(
    ("format", "code"),
    [("docx", "FORMAT-OTHER"), ("gift", "FORMAT-OTHER"), ("wps", "FORMAT-UNKNOWN"), ("xlsx", None)],
)
def test_a_chosen_format_must_be_the_real_one(good: Path, format: str, code: str | None) -> None:
    reading = read_file(good, format=format)
    assert [problem.code for problem in reading.problems] == ([code] if code else [])
    assert reading.format in ("xlsx", format)
