"""Addresses of the live form: preparing and hosting below /quan-ly/, the stage and the players."""

from __future__ import annotations

from typing import Any

app_name = "live"

urlpatterns: list[Any] = []
