"""The socket of the live form, as an ASGI application; and the hub that owns it afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

from contests.live import socket
from contests.live.hub import Hub
from contests.live.services.acting import Acting


class LiveSocket:
    """Accepts sockets and hands them to its hub. `plain`: by ASGI messages in any case."""

    def __init__(self, hub: Hub, *, plain: bool = False) -> None:
        self.hub = hub
        self.plain = plain

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await socket.serve(scope, receive, send, self.hub.begin, plain=self.plain)

    def drain(self) -> None:
        """Send everybody away (config/routes.py calls it from a thread when the server stops)."""
        if self.hub.is_running:
            asyncio.run_coroutine_threadsafe(self.hub.drain(), self.hub.loop).result(15)


application = LiveSocket(Hub(Acting()))
"""What `routing` mounts at /song/."""

drain = application.drain
