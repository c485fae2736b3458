"""`manage.py up` for real: children die with it, are restarted, and end in order."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from config.management.commands.up import Command
from tests.servers import ROOT, free_port

CHILDREN = {"serve", "worker", "scheduler"}


def children_of(parent: int) -> dict[str, int]:
    """Our running children by command name."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if f"--parent={parent}" in words:
            found[words[2]] = int(folder.name)
    return found


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@dataclass
class Up:
    process: subprocess.Popen[bytes]
    var: Path
    port: int

    @property
    def log(self) -> str:
        return (self.var / "up.log").read_text("utf-8", "replace")

    def wait_until_ready(self) -> None:
        wait_for(
            lambda: "Sẵn sàng sau" in self.log or self.process.poll() is not None, 180, "ready"
        )
        assert self.process.poll() is None, self.log
        wait_for(lambda: set(children_of(self.process.pid)) == CHILDREN, 60, "three children")


@pytest.fixture
def up(tmp_path: Path, built_static: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def start(*arguments: str, **environment: str) -> Up:
        port = free_port()
        with open(tmp_path / "up.log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "up", f"--port={port}", "--no-demo", *arguments],
                cwd=ROOT,
                env=os.environ
                | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
                | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(Up(process, tmp_path, port))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_a_whole_life(up: Callable[..., Up], tmp_path: Path) -> None:
    """One start shows it all: starts are dear (migrations, reference data, static files)."""
    one = up()
    one.wait_until_ready()
    parent = one.process.pid
    keys = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}

    # A second one on the same data is refused.
    second = up()
    assert second.process.wait(timeout=30) != 0
    assert "đang chạy" in one.log

    # A child that dies is started again.
    worker = children_of(parent)["worker"]
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: children_of(parent).get("worker", worker) != worker, 60, "worker restarted")

    # kill -9 of the parent takes every child with it.
    pids = children_of(parent)
    assert set(pids) == CHILDREN
    one.process.kill()
    one.process.wait()
    wait_for(lambda: not any(Path(f"/proc/{p}").exists() for p in pids.values()), 60, "all dead")

    # The next start is quick, keeps the keys, and ends in order on SIGTERM.
    again = up()
    wait_for(lambda: again.log.count("Sẵn sàng sau") == 2, 120, "ready again")
    # 15 s on a machine that does nothing else.
    assert cpu_seconds(again.process.pid) < 15
    assert keys == {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    wait_for(lambda: set(children_of(again.process.pid)) == CHILDREN, 60, "three children")
    wait_for(
        lambda: all(map(catches_sigterm, children_of(again.process.pid).values())),
        60,
        "each child has set its signal handlers",
    )
    again.process.terminate()
    assert again.process.wait(timeout=60) == 0
    log = again.log
    ends = [log.index(f'"child": "{name}"', log.rindex("drained")) for name in STOPS]
    assert ends == sorted(ends)
    assert "child killed" not in log


def catches_sigterm(pid: int) -> bool:
    """Whether a process has a handler of its own for SIGTERM."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) & 1 << (signal.SIGTERM - 1))


def cpu_seconds(pid: int) -> float:
    """CPU of a process, of its children that have ended, and of those that run."""
    total = 0.0
    for one in (pid, *children_of(pid).values()):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


STOPS = ("serve", "scheduler", "worker")


def test_the_old_database_is_copied_before_it_is_migrated(
    up: Callable[..., Up], tmp_path: Path
) -> None:
    environment = os.environ | {
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "contenttypes", "--verbosity=0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    up().wait_until_ready()
    copies = list((tmp_path / "backups").glob("db-*.sqlite3"))
    assert len(copies) == 1
    with sqlite3.connect(copies[0]) as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
    assert "django_content_type" in tables
    assert "accounts_user" not in tables


def test_a_wrong_production_environment_does_not_start(up: Callable[..., Up]) -> None:
    one = up(ALLOWED_HOSTS="thi.example.gov.vn", DEBUG="1")
    assert one.process.wait(timeout=60) != 0
    assert "contests.E001" in one.log
    assert not children_of(one.process.pid)


def test_a_taken_port_says_which_to_try(up: Callable[..., Up]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        one = up(f"--port={port}")
        assert one.process.wait(timeout=30) != 0
    assert f"PORT={port + 1}" in one.log


def test_static_files_that_cannot_be_packed_end_the_start(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")  # of the child
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATIC_ROOT.write_text("in the way")
    (tmp_path / "static.stamp").write_text("of an older version")
    with pytest.raises(CommandError, match="Chưa đóng gói được tệp tĩnh"), Command().static_files():
        pass
    assert not (tmp_path / "static.stamp").exists()  # so that the next start tries again
