"""Daphne, bounded: long backlog, patient handshake, small frames, refused bodies, graceful end.

Beside `contests/live/socket.py` this is the only file that touches Twisted and autobahn.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

import daphne.server as daphne_server
import structlog
from autobahn.twisted import websocket as autobahn_websocket
from autobahn.websocket import protocol as autobahn_protocol
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.utils.module_loading import import_string
from twisted.internet import defer, reactor
from twisted.internet.endpoints import serverFromString
from twisted.logger import globalLogBeginner
from twisted.web import http

from config.gate import DRAINING
from config.processes import calm_collector
from config.routes import BARE_ROUTES, DRAIN_HOOKS, body_limit
from contests.live.socket import EXTENSION as SOCKET_EXTENSION
from contests.posts import FIRST_BYTE

log = structlog.get_logger("server")

BACKLOG = 4096
HANDSHAKE_SECONDS = 20
FRAME_BYTES = 8 * 1024
FINISH_SECONDS = 10
SWITCH_SECONDS = 0.0005
# What a client is told when its socket is closed because the server stops: come back elsewhere.
SERVICE_RESTART = 1012

# autobahn formats every option of every new connection, in colours, for debug lines that nobody
# reads; that is a fifth of a join. Its names for it are replaced by something that costs nothing.
autobahn_protocol.pformat = lambda value: type(value).__name__
for _module in (autobahn_protocol, autobahn_websocket):
    for _name in ("hltype", "hlval", "hlid"):
        if hasattr(_module, _name):
            setattr(_module, _name, lambda value, *_, **__: type(value).__name__)


class Request(WebRequest):
    """One HTTP request whose body is refused before it is read when it is too long."""

    is_taken = False
    """Whether a bare route has the request in hand and will reply."""

    _read = 0
    _limit = 0
    _refused = False

    def __init__(self, *args: Any, **options: Any) -> None:
        # Django reads forms and files itself, so Twisted need not.
        super().__init__(*args, parsePOSTFormSubmission=False, **options)
        # Made when the request line is read: the instant by which deadlines are judged.
        self.first_byte_ns = time.monotonic_ns()
        self.channel.factory.unfinished.setdefault(self.channel, time.monotonic())

    def gotLength(self, length: int | None) -> None:  # noqa: N802 (Twisted's name)
        self.channel.factory.unfinished.pop(self.channel, None)
        channel_path: bytes = getattr(self.channel, "_path", b"") or b""
        path = channel_path.split(b"?", 1)[0].decode("ascii", "replace")
        self._limit = body_limit(path)
        if length is not None and length > self._limit:
            self._refuse_body()
            return
        super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        # A chunked body names no length: it is counted as it comes.
        if self._refused:
            return
        self._read += len(data)
        if self._read > self._limit:
            self._refuse_body()
            return
        super().handleContentChunk(data)

    def _refuse_body(self) -> None:
        self._refused = True
        body = "Dữ liệu gửi lên quá lớn nên máy chủ không nhận.\n".encode()
        self.channel.transport.write(
            b"HTTP/1.1 413 Content Too Large\r\nconnection: close\r\n"
            b"content-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n"
            b"content-length: %d\r\n\r\n%s" % (len(body), body)
        )
        super().gotLength(0)  # an empty body file, so that whatever still comes has a place to go
        self.channel.loseConnection()

    def process(self) -> Any:
        return None if self._refused else super().process()

    # --- a POST to a bare route needs no ASGI: that is most of what a saved answer cost ----------

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        take = self.server.takers.get(path) if command == b"POST" and not self._refused else None
        if take is None:
            super().requestReceived(command, path, version)
            return
        self.method, self.uri, self.path, self.clientproto = command, path, path, version
        self.is_taken = True
        take(Arrived(self), self._reply)

    def _reply(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        if not self.is_taken or self._disconnected:
            return
        self.is_taken = False
        lines = [b"HTTP/1.1 %d %s" % (status, http.RESPONSES.get(status, b""))]
        lines += [b"%s: %s" % header for header in headers]
        if not self.channel.persistent:
            lines.append(b"connection: close")
        self.code, self.startedWriting = status, 1
        self.channel.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.finish()


class Arrived:
    """A whole POST as `contests.posts.Post` describes it."""

    __slots__ = ("_headers", "behind_proxy", "body", "client", "first_byte_ns", "route")

    def __init__(self, request: Request) -> None:
        self._headers = request.requestHeaders
        self.first_byte_ns = request.first_byte_ns
        self.route = request.path.decode("latin1")
        request.content.seek(0)
        self.body: bytes = request.content.read()
        # A unix socket has no address: the proxy alone writes there, and says who is behind it.
        self.client: str | None = getattr(request.client, "host", None)
        self.behind_proxy = self.client is None
        if self.behind_proxy:
            self.client = self.header(b"x-real-ip").strip() or None

    def header(self, name: bytes) -> str:
        values = self._headers.getRawHeaders(name)
        return values[-1].decode("latin1") if values else ""


class Socket(WebSocketProtocol):
    """One websocket; the hub finds it in the scope as extension `contests.socket`."""

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802 (daphne's name)
        # sendClose() takes only codes of applications; 1008 and 1012 are a server's.
        if code is None or code == 1000 or code >= 3000:
            super().serverClose(code=code)
        elif self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=code, isReply=False)


class SocketFactory(WebSocketFactory):
    protocol = Socket


class RequestFactory(HTTPFactory):
    """Ends connections whose head never does: Twisted waits anew with every byte of it."""

    def __init__(self, server: Any) -> None:
        super().__init__(server)
        # When each connection began whose head is not here, oldest first.
        self.unfinished: dict[Any, float] = {}

    def log(self, request: Any) -> None:
        """Nothing: the log is structlog's, and a line nobody reads costs a tenth of a request."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 (Twisted's name)
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        self.unfinished[protocol._channel] = time.monotonic()
        return protocol

    def end_unfinished(self) -> None:
        """Cut whoever has had `HANDSHAKE_SECONDS` for the head of a request."""
        latest = time.monotonic() - HANDSHAKE_SECONDS
        for channel, began in list(self.unfinished.items()):
            if began > latest:
                break
            del self.unfinished[channel]
            if channel.transport is not None:
                channel.transport.abortConnection()


class Server(daphne_server.Server):
    """Daphne's server with our limits and an orderly end.

    On SIGTERM: stop listening, let running HTTP requests finish (at most `FINISH_SECONDS`), call
    the drain hooks, close the sockets with 1012, leave. `failed` is True when it could not listen.
    """

    def __init__(self, application: Any, endpoints: list[str]) -> None:
        super().__init__(
            application,
            endpoints=endpoints,
            server_name="",
            websocket_handshake_timeout=HANDSHAKE_SECONDS,
            websocket_connect_timeout=HANDSHAKE_SECONDS,
            websocket_max_message_size=FRAME_BYTES,
            websocket_max_frame_size=FRAME_BYTES,
        )
        self.failed = False
        self.takers = {
            route.path_prefix.encode(): route.load().take for route in BARE_ROUTES if route.is_taker
        }
        self.ports: list[Any] = []

    def run(self) -> None:
        """Serve until told to stop."""
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = RequestFactory(self)
        self.ws_factory = SocketFactory(self, server="")
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,  # our own origin check decides
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )
        # Twisted's log holds whole request lines, tokens included.
        globalLogBeginner.beginLoggingTo(
            [lambda _: None], redirectStandardIO=False, discardBuffer=True
        )
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        for description in self.endpoints:
            listener = serverFromString(reactor, description).listen(self.http_factory)
            listener.addCallback(self.listen_success)
            listener.addErrback(self.listen_error)
            self.listeners.append(listener)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.addSystemEventTrigger("before", "shutdown", self._drain_deferred)
        if not self.abort_start:
            reactor.run(installSignalHandlers=True)

    def timeout_checker(self) -> None:
        self.http_factory.end_unfinished()
        super().timeout_checker()

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        super().listen_success(port)
        log.info("listening", address=str(port.getHost()))

    def listen_error(self, failure: Any) -> None:
        self.failed = True
        log.error("cannot listen", reason=failure.getErrorMessage())
        self.stop()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        scope["root_path"] = self.root_path  # never what the client wrote
        if scope["type"] == "http":
            scope.setdefault("extensions", {})[FIRST_BYTE] = protocol.first_byte_ns
        if scope["type"] == "websocket":
            scope.setdefault("extensions", {})[SOCKET_EXTENSION] = protocol
        return super().create_application(protocol, scope)

    # --- the end ---------------------------------------------------------------------------------

    def _drain_deferred(self) -> Any:
        loop = reactor._asyncioEventloop
        return defer.Deferred.fromFuture(asyncio.ensure_future(self.drain(), loop=loop))

    async def drain(self) -> None:
        """Stop taking work and finish what was taken."""
        DRAINING.set()
        started = time.monotonic()
        for port in self.ports:
            port.stopListening()
        while self._busy() and time.monotonic() - started < FINISH_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        for path in DRAIN_HOOKS:
            try:
                await asyncio.to_thread(import_string(path))
            except Exception:  # one hook's failure must not cost the others their turn
                log.exception("drain hook failed", hook=path)
        sockets = [p for p in self.connections if isinstance(p, WebSocketProtocol)]
        for socket in sockets:
            if socket.state == socket.STATE_OPEN:
                # sendClose() takes only codes of applications, and 1012 is one of servers.
                socket.sendCloseFrame(code=SERVICE_RESTART, reasonUtf8=b"restart", isReply=False)
        for _ in range(20):  # the close frames leave and their consumers end
            if not self._running(WebSocketProtocol):
                break
            await asyncio.sleep(0.05)
        unfinished = self._running(object)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        log.info(
            "drained",
            ms=round((time.monotonic() - started) * 1000),
            sockets=len(sockets),
            cut=len(unfinished),
        )

    def _busy(self) -> bool:
        """Whether a request waits for its reply."""
        taken = any(isinstance(one, Request) and one.is_taken for one in self.connections)
        return taken or bool(self._running(http.Request))

    def _running(self, kind: type) -> list[Any]:
        """The application tasks of open connections of `kind` that are not done."""
        return [
            details["application_instance"]
            for protocol, details in self.connections.items()
            if isinstance(protocol, kind)
            and "application_instance" in details
            and not details["application_instance"].done()
        ]


def tcp_endpoint(host: str, port: int) -> str:
    """Twisted's description of a TCP address with our backlog."""
    escaped = host.strip("[]").replace(":", r"\:")
    return f"tcp:port={port}:interface={escaped}:backlog={BACKLOG}"


def unix_endpoint(path: Path) -> str:
    """Twisted's description of a unix socket that the proxy's group may open."""
    return f"unix:{path}:mode=660:backlog={BACKLOG}:lockfile=0"


def run_until_stopped(application: Any, endpoints: list[str]) -> None:
    """Run `application` on `endpoints` and end the process: with 1 when an address is taken."""
    server = Server(application, endpoints)
    calm_collector()
    # Pages run in threads beside the event loop and the writer: whoever has an answer in hand gets
    # the interpreter back sooner (half the waiting beside many pages; benchmarks/RESULTS.md).
    sys.setswitchinterval(SWITCH_SECONDS)
    server.run()
    sys.stdout.flush()
    # Threads of requests that were cut may still run; nothing they do is acknowledged any more.
    os._exit(1 if server.failed else 0)


def serve(endpoints: list[str]) -> None:
    """Run the platform on `endpoints`."""
    from config.asgi import application

    run_until_stopped(application, endpoints)
