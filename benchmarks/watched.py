"""The real settings, and every write that takes long is written down with where it came from.

A settings module: `DJANGO_SETTINGS_MODULE=benchmarks.watched`. Lines go to
`VAR_DIR/writes.jsonl`: command, milliseconds waited for the lock, held, held while computing (the
rest is the disk, the interpreter's lock or a busy machine), origin. A statement outside a
transaction waits and holds in one; its whole time counts as held.
"""

import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, VAR_DIR

LONG_MS = 20.0
_LOG = Path(VAR_DIR) / "writes.jsonl"
_COMMAND = sys.argv[1] if len(sys.argv) > 1 else "?"
_begin_or_end = BaseDatabaseWrapper.set_autocommit


def _origin() -> str:
    """The three innermost places of the project on the way here."""
    own = [
        f"{Path(frame.filename).relative_to(BASE_DIR)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_stack()
        if frame.filename.startswith(str(BASE_DIR))
        and "/.venv/" not in frame.filename
        and "/benchmarks/" not in frame.filename
    ]
    return " < ".join(reversed(own[-3:])) or "library"


def _note(waited: float, held: float, cpu: float, what: str) -> None:
    if held * 1000 >= LONG_MS:
        line = {
            "at": time.time(),
            "command": _COMMAND,
            "waited": round(waited * 1000, 1),
            "held": round(held * 1000, 1),
            "cpu": round(cpu * 1000, 1),
            "what": what,
            "origin": _origin(),
        }
        with _LOG.open("a") as file:
            file.write(json.dumps(line) + "\n")


def _set_autocommit(self: Any, autocommit: bool, *rest: Any, **options: Any) -> None:
    began = time.perf_counter()
    if autocommit:
        held_since, cpu, waited = getattr(self, "_watched", (None, 0.0, 0.0))
        cpu = time.thread_time() - cpu
        _begin_or_end(self, autocommit, *rest, **options)
        if held_since is not None:
            self._watched = (None, 0.0, 0.0)
            _note(waited, began - held_since, cpu, "transaction")
        return
    _begin_or_end(self, autocommit, *rest, **options)
    now = time.perf_counter()
    self._watched = (now, time.thread_time(), now - began)


BaseDatabaseWrapper.set_autocommit = _set_autocommit  # type: ignore[method-assign]


def _statement(execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
    if context["connection"].in_atomic_block or not str(sql).startswith(
        ("INSERT", "UPDATE", "DELETE")
    ):
        return execute(sql, parameters, many, context)
    began, cpu = time.perf_counter(), time.thread_time()
    try:
        return execute(sql, parameters, many, context)
    finally:
        _note(0.0, time.perf_counter() - began, time.thread_time() - cpu, str(sql)[:60])


def _watch(connection: Any, **_: Any) -> None:
    if _statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(_statement)


connection_created.connect(_watch)
