"""`make test`: every group in order, with its seconds, and one table at the end.

    python -m tests.suite [group …]      all groups when none is named; `--list` names them

Several groups run two at a time where there are two processors (`--lanes N`): each is a process of
its own with its own folder, databases and ports. What they print is kept apart: the earlier one is
seen at once, the other from where it stands when its turn comes. Exit code 1 when a group fails.
The last line counts tests: `N passed, N failed`.
"""

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.sizes import IS_LONG

ROOT = Path(__file__).resolve().parent.parent
OURS = ("accounts", "quiz", "contests")
GROUND = ("rules", "formats", "wording", "protocol")
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=5", "--durations-min=3"]
ON_POSTGRES = [sys.executable, "-m", "tests.engines", "postgres", "--"]


@dataclass(frozen=True)
class Step:
    """One command of a group."""

    name: str
    command: list[str]
    # Exit code 5 of pytest says that no test was chosen: right only where a group may be empty.
    may_be_empty: bool = False

    @property
    def counts_tests(self) -> bool:
        return "pytest" in self.command or "--test" in self.command


def ground_files() -> list[str]:
    """Every module and package on a ground floor: all of them are typed strictly."""
    found = []
    for name in GROUND:
        for pattern in (f"*/{name}.py", f"*/{name}", f"contests/*/{name}.py", f"contests/*/{name}"):
            found += glob.glob(pattern, root_dir=ROOT)
    return sorted(path for path in found if path.split("/")[0] in OURS)


def node_steps() -> list[Step]:
    files = sorted(glob.glob("tests/js/**/*.test.*js", root_dir=ROOT, recursive=True))
    if not files:
        return []
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            return [Step("node", ["node", "--version"])]  # fails, and says why
        print("node is not here: the tests of the pure JS modules are left out.")
        return []
    return [Step("javascript", [node, "--test", *files])]


def groups() -> dict[str, list[Step]]:
    manage = [sys.executable, "manage.py"]
    return {
        "static": [
            Step("ruff", [sys.executable, "-m", "ruff", "check", "."]),
            Step("format", [sys.executable, "-m", "ruff", "format", "--check", "-q", "."]),
            Step("imports", [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"]),
            Step("types", [sys.executable, "-m", "mypy", *ground_files()]),
            Step("check", [*manage, "check"]),
            Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
            *node_steps(),
        ],
        "unit": [Step("pytest", [*PYTEST, "-m", "not db and not browser and not promise"])],
        "sqlite": [Step("pytest", [*PYTEST, "-m", "db and not browser and not promise"])],
        "postgres": [
            Step("pytest", [*ON_POSTGRES, *PYTEST, "-m", "db and not browser and not promise"])
        ],
        "promises": [
            Step("sqlite", [*PYTEST, "-m", "promise and not browser"], may_be_empty=True),
            Step(
                "postgres",
                [*ON_POSTGRES, *PYTEST, "-m", "promise and db and not browser"],
                may_be_empty=True,
            ),
            # In CI these are part of the group "browser".
            *([Step("chromium", [*PYTEST, "-m", "promise and browser"])] if IS_LONG else []),
        ],
        "browser": [Step("chromium", [*PYTEST, "-m", "browser"], may_be_empty=True)],
    }


@dataclass
class Result:
    group: str
    step: str
    seconds: float
    ok: bool
    passed: int
    failed: int


@dataclass
class Screen:
    """Lines of commands that run at once, printed one command after the other."""

    _turn: int = 0
    _kept: dict[int, list[str]] = field(default_factory=dict)
    _ended: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def line(self, place: int, text: str) -> None:
        """A line of the command at `place`: seen now, or when those before it have ended."""
        with self._lock:
            if place == self._turn:
                print(text, end="", flush=True)
            else:
                self._kept.setdefault(place, []).append(text)

    def end(self, place: int) -> None:
        """The command at `place` has said everything."""
        with self._lock:
            self._ended.add(place)
            while self._turn in self._ended:
                self._turn += 1
                print("".join(self._kept.pop(self._turn, [])), end="", flush=True)


def run(
    group: str, step: Step, environment: dict[str, str], screen: Screen, place: int = 0
) -> Result:
    screen.line(place, f"\n=== {group}: {step.name}\n")
    started = time.monotonic()
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    tail: list[str] = []
    for line in process.stdout:
        screen.line(place, line)
        tail = [*tail[-40:], line]
    code = process.wait()
    screen.end(place)
    seconds = time.monotonic() - started
    text = "".join(tail) if step.counts_tests else ""
    passed = sum(map(int, re.findall(r"(\d+) passed", text) or re.findall(r"# pass (\d+)", text)))
    failed = sum(
        map(int, re.findall(r"(\d+) (?:failed|error)", text) or re.findall(r"# fail (\d+)", text))
    )
    ok = code == 0 or (code == 5 and step.may_be_empty)
    return Result(group, step.name, seconds, ok, passed, failed)


def main(arguments: list[str]) -> int:
    known = groups()
    parser = argparse.ArgumentParser(description="Chạy các nhóm kiểm thử.")
    parser.add_argument("groups", nargs="*", metavar="group")
    parser.add_argument("--list", action="store_true")
    # What counts seconds for figures, and a single group, has the machine to itself.
    parser.add_argument("--lanes", type=int, default=1 if IS_LONG else min(os.cpu_count() or 1, 2))
    asked = parser.parse_args(arguments)
    if asked.list:
        print("\n".join(known))
        return 0
    if strange := set(asked.groups) - set(known):
        print(f"No such group: {', '.join(sorted(strange))}. There are: {', '.join(known)}.")
        return 2
    chosen = {group: known[group] for group in known if group in (asked.groups or known)}
    started = time.monotonic()
    screen = Screen()
    with (
        tempfile.TemporaryDirectory(prefix="thi-suite-") as var,
        ThreadPoolExecutor(asked.lanes if len(chosen) > 1 else 1) as lanes,
    ):
        # The commands that are not pytest must not touch ./var either.
        environment = os.environ | {
            "VAR_DIR": var,
            "PREPARED_DIR": var,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        environment.pop("TEST_VAR_DIR", None)
        steps = [(group, step) for group, steps in chosen.items() for step in steps]
        results = list(
            lanes.map(lambda job: run(*job[1], environment, screen, job[0]), list(enumerate(steps)))
        )
    print("\n group      step        seconds  result  passed  failed")
    for r in results:
        word = "ok" if r.ok else "FAILED"
        print(
            f" {r.group:<10} {r.step:<11} {r.seconds:7.1f}  {word:<6}  {r.passed:6}  {r.failed:6}"
        )
    print(f" {'all':<22} {time.monotonic() - started:7.1f}")
    bad = [r for r in results if not r.ok]
    failed = sum(r.failed for r in results) + sum(1 for r in bad if not r.failed)
    print(f"\n{sum(r.passed for r in results)} passed, {failed} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
