"""The doorbell between processes: "room so-and-so is at version N". It may be lost or absent.

Within a process it reaches the hub at once; other processes hear it through the channel layer,
when there is one (REDIS_URL). It carries no state, and whoever waits for nothing but it would
wait at most a second: every hub also polls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings

log = structlog.get_logger("live.bell")

GROUP: Final = "live"
# A frozen Redis must not hold anybody: the bell is given up after this long.
RING_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 1.0

Heard = Callable[[int, int], None]


class _Bell:
    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.heard: Heard | None = None
        self.tasks: set[asyncio.Task[Any]] = set()


_bell = _Bell()


def listen(loop: asyncio.AbstractEventLoop, heard: Heard) -> None:
    """From now on call `heard(session, version)` in `loop` for every ring, of whatever process."""
    _bell.loop, _bell.heard = loop, heard
    if settings.REDIS_URL:
        _keep(loop.create_task(_hear_others()))


def ring(session: int, version: int) -> None:
    """Tell every hub; call it after the commit, from any thread."""
    loop = _bell.loop
    if loop is not None and loop.is_running():
        loop.call_soon_threadsafe(_ring_here, session, version)
    elif settings.REDIS_URL:
        try:
            async_to_sync(_ring_others)(session, version)
        except Exception as error:  # no bell is no harm: the poll finds it within a second
            log.warning("bell not rung", reason=repr(error))


def _ring_here(session: int, version: int) -> None:
    assert _bell.heard is not None and _bell.loop is not None
    _bell.heard(session, version)
    if settings.REDIS_URL:
        _keep(_bell.loop.create_task(_ring_quietly(session, version)))


def _keep(task: asyncio.Task[Any]) -> None:
    _bell.tasks.add(task)
    task.add_done_callback(_bell.tasks.discard)


async def _ring_quietly(session: int, version: int) -> None:
    try:
        await _ring_others(session, version)
    except Exception as error:  # no bell is no harm: the poll finds it within a second
        log.warning("bell not rung", reason=repr(error))


async def _ring_others(session: int, version: int) -> None:
    layer: Any = get_channel_layer()
    message = {"type": "live.ring", "session": session, "version": version}
    await asyncio.wait_for(layer.group_send(GROUP, message), RING_SECONDS)


async def _hear_others() -> None:
    """One subscription per process, made again whenever it ends."""
    layer: Any = get_channel_layer()
    while True:
        try:
            channel = await layer.new_channel()
            await layer.group_add(GROUP, channel)
            while True:
                message = await layer.receive(channel)
                session, version = message.get("session"), message.get("version")
                if type(session) is int and type(version) is int and _bell.heard is not None:
                    _bell.heard(session, version)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # Redis is away: listen again when it is back
            log.warning("bell not heard", reason=repr(error))
            await asyncio.sleep(PAUSE_SECONDS)
