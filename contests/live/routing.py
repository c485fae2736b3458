"""The socket of the live form: one address for host, projector and player."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.module_loading import import_string


async def live_socket(scope: Any, receive: Any, send: Any) -> None:
    """`contests.live.consumers.application`, loaded when the first socket comes."""
    await import_string("contests.live.consumers.application")(scope, receive, send)


websocket_urlpatterns: list[Any] = [path("song/", live_socket)]
