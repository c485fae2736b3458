"""A database of its own for one measurement, on either engine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests import engines

ENGINES = ("SQLite", "PostgreSQL")


@contextmanager
def fresh(engine: str) -> Iterator[dict[str, str]]:
    """The environment of processes that use an empty database of `engine`, gone afterwards."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="thi-bench-"))
        url = f"sqlite:///{folder}/db.sqlite3"
        if engine == "PostgreSQL":
            url = stack.enter_context(engines.postgres())
        yield os.environ | {
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "DEBUG": "false",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
