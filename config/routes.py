"""Registries that reach past Django: bare ASGI routes, sockets, body limits, drain hooks.

Design decision 10: the permission matrix reads the routes from here, so an address that answers
without Django still stands in one list.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from config import views
from contests.live.routing import websocket_urlpatterns


@dataclass(frozen=True)
class BareRoute:
    """An ASGI application that answers every path below `path_prefix` beside the gate.

    `app` is a callable or its dotted path; `name` is what the permission matrix calls it;
    `max_body` is the largest body in bytes: a longer one is refused before it is read. Of a
    taker, POSTs to exactly `path_prefix` are handed to `app.take` (contests.posts) without ASGI.
    """

    path_prefix: str
    app: Any
    name: str
    max_body: int = 8 * 1024
    is_taker: bool = False

    def load(self) -> Any:
        return import_string(self.app) if isinstance(self.app, str) else self.app


BARE_ROUTES: list[BareRoute] = [
    BareRoute("/healthz", views.healthz, "healthz", max_body=0),
    BareRoute("/readyz", views.readyz, "readyz", max_body=0),
    BareRoute("/luu/", "contests.api.application", "answers.save", is_taker=True),
    BareRoute("/nop/", "contests.api.application", "answers.hand_in", is_taker=True),
    BareRoute(
        "/vao-phong/",
        "contests.live.api.application",
        "live.join",
        max_body=2 * 1024,
        is_taker=True,
    ),
]

# channels' path() entries.
WEBSOCKET_ROUTES: list[Any] = [*websocket_urlpatterns]

# Forms are small; only these paths take files.
FORM_BODY = 256 * 1024
UPLOAD_BODY = 32 * 1024 * 1024
UPLOAD_PATHS = re.compile(r"^/(quan-ly|admin)/")

# Called once at shutdown, after the last request and before the sockets close: each is the dotted
# path of a function without arguments that returns when nothing accepted is left unwritten.
DRAIN_HOOKS: list[str] = ["contests.live.consumers.drain", "contests.answers.drain"]


def body_limit(path: str) -> int:
    """The largest request body in bytes that `path` takes."""
    for route in BARE_ROUTES:
        if path.startswith(route.path_prefix):
            return route.max_body
    return UPLOAD_BODY if UPLOAD_PATHS.match(path) else FORM_BODY
