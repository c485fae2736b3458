"""The limited child: bounded memory and time, no secrets, killed on cancel, progress on the way."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest

from quiz.formats import sandbox
from quiz.formats.excel_template import write
from quiz.formats.sandbox import Cancelled, read_file
from quiz.rules.question import Draft, Kind, Option
from tests.quiz.hostile.zips import ROW, docx, p, table
from tests.servers import ROOT


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


@cache
def ten_thousand() -> bytes:
    return write(bank(10_000))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "de.xlsx"
    path.write_bytes(table(ROW))
    return path


def test_ten_thousand_rows_in_time_and_memory(tmp_path: Path) -> None:
    """At most 5 s of the child's CPU, in 200 MB."""
    path = tmp_path / "10000.xlsx"
    path.write_bytes(ten_thousand())
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
    path.write_bytes(ten_thousand())
    reading = read_file(path, memory_mib=24)
    assert [problem.code for problem in reading.problems] == ["FILE-HEAVY"]
    assert not reading.readable and reading.drafts == ()


@pytest.mark.parametrize(
    ("limits", "code"),
    [({"processor_s": 1}, "FILE-SLOW"), ({"patience_s": 0.3}, "FILE-BUSY")],
)
def test_a_reader_is_stopped_for_the_time_it_needs_and_for_the_time_it_waits(
    limits: dict[str, Any], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(ten_thousand())
    reading = read_file(path, **limits)
    assert [problem.code for problem in reading.problems] == [code]
    assert not _children()


def test_a_reader_that_waits_for_its_turn_is_no_slow_file(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child stands still for longer than its file may need of the processor."""
    start = subprocess.Popen

    def stopped(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        child = start(command, **options)
        child.send_signal(signal.SIGSTOP)
        threading.Timer(1.5, child.send_signal, [signal.SIGCONT]).start()
        return child

    monkeypatch.setattr(sandbox.subprocess, "Popen", stopped)
    assert len(read_file(good, processor_s=1).drafts) == 1


def test_a_fault_of_ours_is_a_sentence_for_the_person_and_a_traceback_in_the_log(
    good: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ours = tmp_path / "ours"
    (ours / "quiz" / "formats").mkdir(parents=True)
    (ours / "accounts").symlink_to(ROOT / "accounts")
    for folder in (ROOT / "quiz", ROOT / "quiz" / "formats"):
        for path in folder.iterdir():
            if path.name not in ("formats", "dispatch.py", "__pycache__"):
                (ours / path.relative_to(ROOT)).symlink_to(path)
    fault = "def read_into(*given, **named):\n    raise ZeroDivisionError('lỗi gài')\n"
    (ours / "quiz" / "formats" / "dispatch.py").write_text(fault, "utf-8")
    monkeypatch.setattr(sandbox, "_ROOT", ours)
    reading = read_file(good)
    assert [problem.code for problem in reading.problems] == ["FILE-UNREADABLE"]
    assert "Traceback" in caplog.text and "ZeroDivisionError: lỗi gài" in caplog.text


def test_cancel_kills_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(ten_thousand())
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
