"""A server whose every request takes a second, and which holds sockets: for the drain test."""

import asyncio
import time
from argparse import ArgumentParser
from typing import Any

import django

django.setup()

from config import server  # noqa: E402
from config.views import healthz  # noqa: E402


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        assert scope["extensions"][server.SOCKET_EXTENSION].state is not None
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    await healthz(scope, receive, send)


def hook() -> None:
    time.sleep(0.2)
    print("hook called", flush=True)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--parent", type=int)
    options = parser.parse_args()
    server.DRAIN_HOOKS[:] = ["tests.house.slow_server.hook"]
    server.run_until_stopped(application, [server.tcp_endpoint("127.0.0.1", options.port)])
