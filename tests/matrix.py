"""Who may open which address: the one list that every route must stand in (promise P14).

Each app keeps its lines in `tests/<folder>/routes.py` as `ROUTES: dict[str, Route]`, keyed by the
URL name; `BARE` here holds the routes that answer without Django. `tests/accounts/test_matrix.py`
asks every route for everybody of the cast and fails on a route that stands nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests.cast import Cast

#: Everybody with an account, as the fields of `Cast` are called.
USERS = frozenset(
    [
        "admin",
        "organizer",
        "author",
        "reviewer",
        "presenter",
        "judge",
        "focal_point",
        "viewer",
        "stranger",
        "newcomer",
    ]
)
#: Everybody, signed in or not.
PUBLIC = USERS | {"anonymous"}
SIGNED_IN = USERS


@dataclass(frozen=True)
class Route:
    """One line of the matrix.

    `allowed`: who gets an answer (2xx, a redirect that is not to the sign-in page, or 422/429
    with a form); everybody else signed in gets the same 404 as for a thing that is not there, and
    the anonymous the sign-in page (or that 404 on public addresses).
    `args`: the URL's arguments, on objects of `department` unless the line says otherwise.
    `data`: what a POST sends.
    """

    allowed: frozenset[str]
    args: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})
    method: str = "GET"
    data: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})


#: Routes of config/routes.py by their name, and what guards each (its own tests show it).
BARE: dict[str, str] = {
    "healthz": "public: says only that the process lives",
    "readyz": "public: says only ready or not",
    "answers.save": "a ticket in a header, bound to attempt and epoch",
    "answers.hand_in": "a ticket in a header, bound to attempt and epoch",
    "live.join": "public: six digits of an open lobby, or a personal code; both limited",
}

#: Sockets of config/routes.py by their path, and what guards each (its own tests show it).
SOCKETS: dict[str, str] = {
    "song/": "a ticket in the first frame, bound to role, room and epoch; a host's right each second",
}

FOLDERS = (
    "accounts",
    "quiz",
    "contests",
    "online",
    "live",
    "results",
    "reports",
    "portal",
    "house",
)


def routes() -> dict[str, Route]:
    """All lines of all apps. ValueError when two apps claim one name."""
    found: dict[str, Route] = {}
    for folder in FOLDERS:
        name = f"tests.{folder}.routes"
        if find_spec(f"tests.{folder}") is None or find_spec(name) is None:
            continue
        for route, line in import_module(name).ROUTES.items():
            if route in found:
                raise ValueError(f"{route} stands in the matrix twice")
            found[route] = line
    return found
