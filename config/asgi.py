"""The ASGI application: bare routes and static files beside the gate, Django behind it.

socket ── origin check ── WEBSOCKET_ROUTES
http ──┬─ BARE_ROUTES (saves, health)
       ├─ /static/…
       └─ gate (32 inside, 200 waiting) ── Django
"""

import os
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application  # noqa: E402

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler  # noqa: E402

from config.gate import Gate  # noqa: E402
from config.routes import BARE_ROUTES, WEBSOCKET_ROUTES  # noqa: E402
from config.static import StaticFiles  # noqa: E402

# What only our own proxy may say. It is believed on a unix socket, which nobody else can open.
PROXY_HEADERS = (b"x-real-ip", b"x-forwarded-proto", b"x-forwarded-for", b"x-received-at")


def trust_proxy(scope: dict[str, Any]) -> None:
    """Set `scope["client"]` from X-Real-IP on a unix socket; elsewhere drop the proxy's headers.

    X-Forwarded-For is dropped in any case: its first entry is whatever the client wrote.
    """
    behind_proxy = scope.get("client") is None
    headers = []
    for name, value in scope["headers"]:
        if name in PROXY_HEADERS:
            if not behind_proxy or name == b"x-forwarded-for":
                continue
            if name == b"x-real-ip":
                scope["client"] = [value.decode("latin1").strip(), 0]
        headers.append((name, value))
    scope["headers"] = headers
    scope["root_path"] = ""  # daphne takes Daphne-Root-Path from anybody


class HttpFront:
    """Sends a request to the bare route, the static files or the gate."""

    def __init__(self, django: Any, bare: dict[str, Any], static: Any) -> None:
        self.django = django
        self.bare = bare
        self.static = static

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        trust_proxy(scope)
        path = scope["path"]
        for prefix, app in self.bare.items():
            if path.startswith(prefix):
                await app(scope, receive, send)
                return
        if path.startswith(settings.STATIC_URL):
            await self.static(scope, receive, send)
            return
        await self.django(scope, receive, send)


async def refuse(receive: Any, send: Any) -> None:
    """End a handshake with 403."""
    await receive()
    await send({"type": "websocket.close"})


class KnownOrigins:
    """Channels' check of the Origin header before `application`; one header is read once.

    Ten thousand phones of a hall send the same one within seconds.
    """

    def __init__(self, application: Any) -> None:
        self.application = application
        self.check: Any = AllowedHostsOriginValidator(application)
        self._allows = lru_cache(maxsize=1_000)(self._read)

    def _read(self, origin: bytes | None) -> bool:
        try:
            told = None if origin is None else urlsplit(origin.decode("latin1"))
            return bool(self.check.valid_origin(told))
        except ValueError:
            return False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        given = [value for name, value in scope["headers"] if name == b"origin"]
        if self._allows(given[-1] if given else None):
            await self.application(scope, receive, send)
        else:
            await refuse(receive, send)


class SocketFront:
    """Sends a socket to its route; refuses the handshake of an unknown path or another site."""

    def __init__(self) -> None:
        self.doors = [(route.pattern, KnownOrigins(route.callback)) for route in WEBSOCKET_ROUTES]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        trust_proxy(scope)
        path = scope["path"].lstrip("/")
        for pattern, door in self.doors:
            if found := pattern.match(path):
                _, args, kwargs = found
                scope["url_route"] = {"args": args, "kwargs": kwargs}
                await door(scope, receive, send)
                return
        await refuse(receive, send)


def build_application(*, inside: int = 32, queue: int = 200, wait: float = 5.0) -> Any:
    """The whole application; the numbers are the gate's."""
    static: Any = (
        ASGIStaticFilesHandler(django_application)
        if settings.DEBUG
        else StaticFiles(settings.STATIC_ROOT, settings.STATIC_URL)
    )
    bare = {route.path_prefix: route.load() for route in BARE_ROUTES}
    gate = Gate(django_application, inside=inside, queue=queue, wait=wait)
    return ProtocolTypeRouter({"http": HttpFront(gate, bare, static), "websocket": SocketFront()})


application = build_application()
