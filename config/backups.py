"""Copies of the database that can be restored."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

KEEP = 7


class BackupError(Exception):
    """The copy could not be made; the text says why, in Vietnamese."""


def backup_database(folder: Path, *, now: datetime) -> Path:
    """Write a consistent copy of the database into `folder` and return its path.

    SQLite: the backup API (never a file copy: the WAL would be missing) and an integrity check of
    the copy. PostgreSQL: pg_dump in custom format. Raises BackupError; no half copy stays.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = now.strftime("%Y%m%d-%H%M%S")
    if connection.vendor == "sqlite":
        target = folder / f"db-{stamp}.sqlite3"
        partial = target.with_suffix(".part")
        copy_sqlite(Path(connection.settings_dict["NAME"]), partial)
    else:
        target = folder / f"db-{stamp}.dump"
        partial = target.with_suffix(".part")
        dump_postgresql(connection.settings_dict, partial)
    os.chmod(partial, 0o600)
    partial.rename(target)
    return target


def copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        # In slices: readers and writers of the live database go on in between.
        old.backup(new, pages=2000, sleep=0.01)
        answer = new.execute("PRAGMA integrity_check").fetchone()[0]
    if answer != "ok":
        target.unlink()
        raise BackupError(f"Bản sao không toàn vẹn: {answer}")


def dump_postgresql(config: dict[str, Any], target: Path) -> None:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise BackupError("Không có pg_dump: cài gói postgresql-client cùng bản với máy chủ.")
    environment = os.environ | {
        name: str(value)
        for name, value in {
            "PGHOST": config["HOST"] or config["OPTIONS"].get("host", ""),
            "PGPORT": config["PORT"],
            "PGUSER": config["USER"],
            "PGPASSWORD": config["PASSWORD"],
            "PGDATABASE": config["NAME"],
        }.items()
        if value
    }
    done = subprocess.run(
        [tool, "--format=custom", f"--file={target}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        target.unlink(missing_ok=True)
        raise BackupError(f"pg_dump không chạy được: {done.stderr.strip()}")


def backup_files(folder: Path, *, now: datetime) -> Path:
    """Pack media and keys beside the database copy; returns the archive's path (mode 0600)."""
    target = folder / f"files-{now.strftime('%Y%m%d-%H%M%S')}.tar.gz"
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, path in (("media", settings.MEDIA_ROOT), ("keys", settings.KEYS_DIR)):
            if path.exists():
                archive.add(path, arcname=name)
    return target


def forget_old(folder: Path, *, keep: int = KEEP) -> list[Path]:
    """Delete all but the newest `keep` copies of each kind; returns what was deleted."""
    gone = []
    for pattern in ("db-*", "files-*"):
        for path in sorted(folder.glob(pattern))[:-keep]:
            path.unlink()
            gone.append(path)
    return gone
