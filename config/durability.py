"""Does the database keep what it acknowledged? Read back from the engine, not from settings."""

import ctypes
import sys

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised


def durability_faults(connection: BaseDatabaseWrapper | None = None) -> list[str]:
    """What would lose an acknowledged answer at a crash or power cut; empty when nothing would."""
    connection = connection or default_connection
    faults = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < 2:
                faults.append("SQLite phải chạy với synchronous=FULL")
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            if mode not in ("wal", "delete", "memory"):  # memory: the database of a test
                faults.append(f"SQLite phải chạy với journal_mode=WAL, đang là {mode}")
        elif connection.vendor == "postgresql":
            for name in ("synchronous_commit", "fsync", "full_page_writes"):
                cursor.execute("SELECT current_setting(%s)", [name])
                value = cursor.fetchone()[0]
                if value == "off":
                    faults.append(f"PostgreSQL phải chạy với {name}=on, đang là {value}")
        else:
            faults.append(f"không dùng được với {connection.vendor}")
    return faults


def clock_is_synchronised() -> bool | None:
    """The kernel's word on whether something (chrony, timesyncd) keeps the clock; None: unknown."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(512)  # struct timex, modes = 0: only read
    state = libc.adjtimex(buffer)
    return None if state < 0 else state != TIME_ERROR
