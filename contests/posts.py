"""Small JSON POSTs beside Django: how they arrive, what is checked of every one, how they are
answered.

A route takes whole POSTs by `take`. Our own server hands them over itself (config/server.py), which
spares two thirds of what a request costs it under ASGI; any other server, and tests, call the route
as an ASGI application.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, Protocol

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from contests.protocol import strict_json

log = structlog.get_logger("posts")

# Name of the extension by which the server says when it read the first byte (monotonic ns).
FIRST_BYTE: Final = "contests.first_byte"
# A list of forty answers: one bracket each, and room.
_BRACKETS = 44

Scope = Mapping[str, Any]
Receive, Send = Callable[[], Awaitable[Any]], Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
# Status, headers, body.
Reply = Callable[[int, Headers, bytes], None]


class Post(Protocol):
    """A POST that has arrived whole: a request of our own server, or what ASGI tells of one."""

    first_byte_ns: int
    """When its first byte was here (monotonic clock)."""

    @property
    def route(self) -> str:
        """The path, without a query."""
        ...

    @property
    def body(self) -> bytes: ...

    @property
    def behind_proxy(self) -> bool:
        """Whether it came by the private unix socket, where only our own proxy writes."""
        ...

    @property
    def client(self) -> str | None:
        """The address it came from, as far as it is known."""
        ...

    def header(self, name: bytes) -> str:
        """The (last) header of that lower-case name, "" when there is none."""
        ...


class Refusal(Exception):
    """A request that is not done: HTTP status, code for the browser, seconds until a retry."""

    def __init__(
        self, status: int, code: str, retry_in: float = 0, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_in = retry_in
        self.details = details or {}


@lru_cache(maxsize=256)
def _host_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def check_host(host: str) -> None:
    """Raise unless `host`, which a request names, is one of ours."""
    if not _host_allowed(host, tuple(settings.ALLOWED_HOSTS)):
        raise Refusal(400, "bad_host")


def check_origin(origin: str, host: str) -> None:
    """Raise unless a request comes from a page of this host or of a trusted origin."""
    if origin in settings.CSRF_TRUSTED_ORIGINS and origin:
        return
    scheme, separator, netloc = origin.partition("://")
    if not separator or scheme not in ("http", "https") or netloc.lower() != host.lower():
        raise Refusal(403, "bad_origin")


def read_json(body: bytes) -> Any:
    """The JSON of `body`: no deep nesting, no name twice, no NaN. Raises `Refusal`."""
    try:
        return strict_json(body, _BRACKETS)
    except ValueError as error:
        raise Refusal(400, "bad_json") from error


def check_json(post: Post) -> None:
    """Raise unless `post` names one of our hosts, holds JSON and comes from a page of ours."""
    host = post.header(b"host")
    check_host(host)
    if post.header(b"content-type").split(";", 1)[0].strip().lower() != "application/json":
        raise Refusal(415, "not_json")
    check_origin(post.header(b"origin"), host)


class _Told:
    """A POST of which ASGI told."""

    def __init__(self, scope: Scope, body: bytes, entered: int) -> None:
        self.route: str = scope["path"]
        self.body = body
        self.behind_proxy = scope.get("server") is None
        self.client: str | None = scope["client"][0] if scope.get("client") else None
        extensions = scope.get("extensions") or {}
        self.first_byte_ns: int = extensions.get(FIRST_BYTE, entered)
        self._headers: dict[bytes, bytes] = dict(scope["headers"])

    def header(self, name: bytes) -> str:
        return self._headers.get(name, b"").decode("latin1")


async def read_body(scope: Scope, receive: Receive, largest: int) -> bytes:
    """The body of a request under ASGI. Raises `Refusal` past `largest` bytes and when the client
    is gone."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > largest:
        raise Refusal(413, "too_large")
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "gone")
        body += message.get("body", b"")
        if len(body) > largest:
            raise Refusal(413, "too_large")
        if not message.get("more_body"):
            return body


def encoded(payload: dict[str, Any], request_id: str) -> tuple[Headers, bytes]:
    """Headers and body of a reply in JSON; its id stands in the log when it is a refusal."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-request-id", request_id.encode()),
    ]
    return headers, body


class JsonRoute(ABC):
    """A route of small JSON POSTs; its ASGI side."""

    largest: int
    """Of a body, in bytes."""

    @abstractmethod
    def take(self, post: Post, reply: Reply) -> None:
        """Judge `post`; `reply` is called on the running event loop, and only its first call
        counts. Never raises."""

    def note(self, refusal: Refusal, request_id: str, path: str) -> None:
        """Write down a refusal, before it is told."""
        told = {"code": refusal.code, "status": refusal.status}
        log.info("refused", **told, request_id=request_id, path=path)

    def refuse(self, refusal: Refusal, path: str, reply: Reply) -> None:
        """Reply with `refusal`."""
        request_id = secrets.token_hex(8)
        self.note(refusal, request_id, path)
        payload = {"refused": refusal.code, "retry_in": round(refusal.retry_in, 1)}
        headers, body = encoded(payload | refusal.details, request_id)
        if refusal.status == 405:
            headers.append((b"allow", b"POST"))
        if refusal.retry_in:
            headers.append((b"retry-after", str(max(1, round(refusal.retry_in))).encode()))
        reply(refusal.status, headers, body)

    @contextmanager
    def telling(self, post: Post, reply: Reply) -> Iterator[None]:
        """A refusal raised inside is the reply; so is a fault of ours, which is logged."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(refusal, post.route, reply)
        except Exception:  # whoever waits gets a reply, whatever we did wrong
            log.exception("post not handled", path=post.route)
            self.refuse(Refusal(500, "broken"), post.route, reply)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        entered = time.monotonic_ns()
        replied = asyncio.get_running_loop().create_future()

        def reply(*whole: Any) -> None:
            if not replied.done():  # else the client is gone and nobody waits
                replied.set_result(whole)

        try:
            if scope["method"] != "POST":
                raise Refusal(405, "method")
            body = await read_body(scope, receive, self.largest)
        except Refusal as refusal:
            self.refuse(refusal, scope["path"], reply)
        else:
            self.take(_Told(scope, body, entered), reply)
        status, headers, body = await replied
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
