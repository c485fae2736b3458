"""The socket of the live form: one address for host, projector and player."""

from __future__ import annotations

from typing import Any

websocket_urlpatterns: list[Any] = []
