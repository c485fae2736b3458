"""The lines of the live form in the matrix."""

from __future__ import annotations

from tests.matrix import Route

ROUTES: dict[str, Route] = {}
