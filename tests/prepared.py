"""What many tests begin with and takes ten seconds to make: made once, when it is first asked for.

`tests.suite` names one folder for all its groups (PREPARED_DIR); a run of pytest alone has its own.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ROOT


def static_files() -> Path:
    """The static files, built as for production."""
    with _made("static") as (made, half):
        if not made.exists():
            _manage(half, "collectstatic")
            (half / "static").rename(made)
    return made


def migrated_sqlite() -> Path:
    """An SQLite database after all migrations; to be copied, not opened."""
    with _made("migrated.sqlite3") as (made, half):
        if not made.exists():
            database = half / "db.sqlite3"
            _manage(half, "migrate", DATABASE_URL=f"sqlite:///{database}")
            database.rename(made)
    return made


@contextmanager
def _made(name: str) -> Iterator[tuple[Path, Path]]:
    """Where `name` is to stand and a folder to make it in, held by one process at a time."""
    folder = Path(os.environ.get("PREPARED_DIR") or Path(os.environ["VAR_DIR"]) / "prepared")
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        half = folder / f"{name}.half"
        half.mkdir(exist_ok=True)
        yield folder / name, half


def _manage(folder: Path, command: str, **environment: str) -> None:
    """A management command of the real settings with its data in `folder`."""
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), command, "--no-input", "--verbosity=0"],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(folder)}
        | environment,
        cwd=ROOT,
        check=True,
    )
