"""Reads for an event loop: one thread with one connection, which it keeps.

`sync_to_async` would share its thread with every page of the process, and a fresh thread each time
would open a connection each time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

log = structlog.get_logger("live")
T = TypeVar("T")


class Reader:
    """Runs functions that read, one after the other. A lost connection is made anew once."""

    def __init__(self, name: str = "live-read") -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def __call__(self, function: Callable[..., T], *arguments: Any) -> T:
        """The result of `function`; raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._run, function, arguments)

    def close(self) -> None:
        """Let go of the thread and its connection."""
        self._pool.submit(connection.close)
        self._pool.shutdown(wait=False)

    @staticmethod
    def _run(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        try:
            return function(*arguments)
        except (OperationalError, InterfaceError) as error:
            log.warning("database lost while reading", reason=str(error))
            connection.close()
            return function(*arguments)
