"""The ASGI application: bare routes and static files beside the gate, Django behind it.

socket ── origin check ── WEBSOCKET_ROUTES
http ──┬─ BARE_ROUTES (saves, health)
       ├─ /static/…
       └─ gate (32 inside, 200 waiting) ── Django
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application  # noqa: E402

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
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


class SocketFront:
    """Sends a socket to its route; refuses the handshake of an unknown path."""

    def __init__(self) -> None:
        self.known = [route.pattern for route in WEBSOCKET_ROUTES]
        self.router = AllowedHostsOriginValidator(URLRouter(WEBSOCKET_ROUTES))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        trust_proxy(scope)
        if not any(pattern.match(scope["path"].lstrip("/")) for pattern in self.known):
            await receive()
            await send({"type": "websocket.close"})
            return
        await self.router(scope, receive, send)


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
