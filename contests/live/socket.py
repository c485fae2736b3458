"""Sockets as the hub sees them: a frame goes out in one call, a text comes in by one.

Beside `config/server.py` this is the only file that touches Twisted and autobahn internals. Under
our own server a whole short text frame is read in front of autobahn, and bytes framed once for
everybody go straight to `socket.send` when nothing is buffered (docs/measurements: a tenth of the
cost); the event loop calls here when there is something to read, not Twisted's wrappers. Whatever
else arrives (fragments, pings, closes, long or broken frames) is autobahn's, the end is Twisted's.
Under another server, or in tests, `PlainSocket` does the same by `await send()`; `tests/live` runs
its socket suite both ways and holds the internals named here against the installed versions.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

import structlog

log = structlog.get_logger("live.socket")

# Name of the extension by which the server (config/server.py) hands over its own socket.
EXTENSION: Final = "contests.socket"
# What may wait for one slow reader; past it the socket is cut and comes back through a snapshot.
CEILING: Final = 256 * 1024
# And in the kernel (which doubles it): the longest state many times over.
KERNEL_BYTES: Final = 64 * 1024
# Two of the longest frames that a client may send.
READ_BYTES: Final = 16 * 1024

_TEXT = 0x81  # FIN and opcode "text"
_MASKED = 0x80
_SHORT = 126
_OPEN = 3  # autobahn's STATE_OPEN
_STAMP = struct.Struct(">Q")
_LONGEST_TRIP_US: Final = 60_000_000

OnText = Callable[[bytes], None]
OnEnd = Callable[[], None]


class Frame:
    """One text frame, encoded and framed once, for however many sockets."""

    __slots__ = ("bytes", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        size = len(text)
        if size < _SHORT:
            head = bytes((_TEXT, size))
        elif size < 65536:
            head = struct.pack(">BBH", _TEXT, _SHORT, size)
        else:
            head = struct.pack(">BBQ", _TEXT, 127, size)
        self.bytes = head + text


class Socket(Protocol):
    """What the hub asks of a socket. Calls after its end do nothing."""

    def send(self, frame: Frame, then: Frame | None = None) -> bool:
        """Send `frame`, and `then` right behind it; or queue what the reader does not take. False
        when the socket is gone or cut."""
        ...

    def measure(self) -> None:
        """Ask the other end for a sign of life, to know how long it takes (`trip_us`)."""
        ...

    @property
    def trip_us(self) -> int | None:
        """How long the last sign of life took there and back; None when it is not known."""
        ...

    def waiting(self) -> int:
        """Bytes that the reader has not taken yet."""
        ...

    def close(self, code: int) -> None:
        """End with a close frame behind what was sent."""
        ...

    def cut(self) -> None:
        """End at once, without a word: whoever does not read would not read that either."""
        ...


class FastSocket:
    """A socket of our own server, taken over from autobahn as far as it is worth it."""

    __slots__ = (
        "_on_text",
        "_protocol",
        "_received",
        "_recv",
        "_send",
        "_transport",
        "ended",
        "trip_us",
    )

    def __init__(self, protocol: Any) -> None:
        self.trip_us: int | None = None
        self._protocol = protocol
        self._transport = protocol.transport
        self._recv = protocol.transport.socket.recv
        self._send = protocol.transport.socket.send
        # Else the kernel would hold megabytes for a reader who takes nothing.
        protocol.transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        self._received = protocol.dataReceived
        self.ended = False

    def tell(self, on_text: OnText, on_end: OnEnd) -> None:
        """From now on texts and the end go to the hub; the rest stays where it was."""
        protocol = self._protocol
        self._on_text = on_text
        closed = protocol.onClose

        def on_close(clean: bool, code: int, reason: str) -> None:
            self.ended = True
            closed(clean, code, reason)
            on_end()

        protocol.dataReceived = self._data_received
        protocol.onMessage = self._message
        protocol.onPong = self._pong
        protocol.onClose = on_close
        # Timeouts and heartbeats of an open socket are the hub's.
        protocol.check_timeouts = lambda: None

    def read(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on `loop` calls here when something came, in the place of Twisted's callback.

        Twisted still holds the descriptor as its own: whenever it stops reading, this ends.
        """
        if not self.ended and self._transport.connected and not self._transport.disconnecting:
            loop.add_reader(self._transport.fileno(), self._readable)

    def _readable(self) -> None:
        try:
            data = self._recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            # The other end is gone. Twisted puts its own callback back, and finds that out.
            self._transport.stopReading()
            self._transport.startReading()
            return
        try:
            self._data_received(data)
        except Exception:  # as Twisted would: what cannot be dealt with ends this socket, no other
            log.exception("socket cut")
            self.cut()

    @staticmethod
    def fits(protocol: Any) -> bool:
        """Whether `protocol` is one whose internals are known here."""
        transport = getattr(protocol, "transport", None)
        return all(
            hasattr(transport, name)
            for name in (
                "socket",
                "dataBuffer",
                "offset",
                "_tempDataLen",
                "abortConnection",
                "stopReading",
                "startReading",
            )
        ) and all(
            hasattr(protocol, name)
            for name in ("data", "state", "dataReceived", "onMessage", "onPong", "onClose")
        )

    def _data_received(self, data: bytes) -> None:
        size = len(data)
        if size >= 6 and data[0] == _TEXT:
            length = data[1] ^ _MASKED
            protocol = self._protocol
            if (
                length < _SHORT
                and length + 6 == size
                and not protocol.data
                and protocol.current_frame is None
                and not protocol.inside_message
                and protocol.state == _OPEN
            ):
                mask = (data[2:6] * ((length + 3) >> 2))[:length]
                plain = int.from_bytes(data[6:], "big") ^ int.from_bytes(mask, "big")
                self._on_text(plain.to_bytes(length, "big"))
                return
        self._received(data)

    def _message(self, payload: bytes, is_binary: bool) -> None:
        # No text holds this byte: the hub refuses a binary frame as it does a broken text.
        self._on_text(b"\xff" if is_binary else payload)

    def measure(self) -> None:
        if not self.ended:
            self._protocol.sendPing(_STAMP.pack(time.monotonic_ns()))

    def _pong(self, payload: bytes) -> None:
        # Whoever makes up a pong deceives nobody: the figure is shown and used for nothing.
        if len(payload) == _STAMP.size:
            took = (time.monotonic_ns() - _STAMP.unpack(payload)[0]) // 1000
            self.trip_us = took if 0 <= took < _LONGEST_TRIP_US else None

    def send(self, frame: Frame, then: Frame | None = None) -> bool:
        transport = self._transport
        if self.ended or not transport.connected or transport.disconnecting:
            return False
        data = frame.bytes if then is None else frame.bytes + then.bytes
        if transport._tempDataLen or transport.dataBuffer:
            if self.waiting() + len(data) > CEILING:
                self.cut()
                return False
            transport.write(data)
            return True
        try:
            sent = self._send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False  # the other end is gone; Twisted hears of it by itself
        if sent < len(data):
            transport.write(data[sent:])
        return True

    def waiting(self) -> int:
        transport = self._transport
        held: int = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        return held

    def close(self, code: int) -> None:
        if not self.ended and self._protocol.state == _OPEN:
            # sendClose() takes only codes of applications; 1012 and 1008 are a server's.
            self._protocol.sendCloseFrame(code=code, isReply=False)

    def cut(self) -> None:
        if not self.ended:
            self._transport.abortConnection()


class PlainSocket:
    """The same by ASGI's `send`: a queue and a task that empties it."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._send = send
        self.trip_us: int | None = None
        self._queue: deque[dict[str, Any]] = deque()
        self._held = 0
        self._wake = asyncio.Event()
        self._ended = False
        self.cutting = asyncio.Event()
        self._pump = asyncio.get_running_loop().create_task(self._empty())

    def measure(self) -> None:
        """ASGI knows no ping."""

    def send(self, frame: Frame, then: Frame | None = None) -> bool:
        for one in (frame,) if then is None else (frame, then):
            if self._ended:
                return False
            if self._queue and self._held + len(one.text) > CEILING:
                self.cut()
                return False
            self._held += len(one.text)
            self._put({"type": "websocket.send", "text": one.text.decode()})
        return True

    def waiting(self) -> int:
        return self._held

    def close(self, code: int) -> None:
        if not self._ended:
            self._ended = True
            self._put({"type": "websocket.close", "code": code})

    def cut(self) -> None:
        self._ended = True
        self.cutting.set()

    def end(self) -> None:
        """The client is gone: nothing more is sent."""
        self._ended = True
        self._pump.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        self._queue.append(message)
        self._wake.set()

    async def _empty(self) -> None:
        while True:
            while self._queue:
                message = self._queue.popleft()
                await self._send(message)
                if message["type"] == "websocket.close":
                    return
                self._held -= len(message["text"].encode())
            self._wake.clear()
            await self._wake.wait()


async def serve(
    scope: Mapping[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
    begin: Callable[[Socket], tuple[OnText, OnEnd]],
    *,
    plain: bool = False,
) -> None:
    """Accept a socket and hand it to the hub: `begin(socket)` returns what to call for each text
    and at the end.

    Under our own server this returns at once and the socket lives on by itself: ten thousand of
    them hold no task. `plain` takes the other way in any case.
    """
    if (await receive())["type"] != "websocket.connect":
        return
    protocol = (scope.get("extensions") or {}).get(EXTENSION)
    if protocol is not None and not plain and FastSocket.fits(protocol):
        taken = FastSocket(protocol)
        taken.tell(*begin(taken))
        await send({"type": "websocket.accept"})
        taken.read(asyncio.get_running_loop())
        return
    await send({"type": "websocket.accept"})
    pumped = PlainSocket(send)
    on_text, on_end = begin(pumped)
    try:
        await _read_plain(receive, pumped, on_text)
    finally:
        pumped.end()
        on_end()


async def _read_plain(
    receive: Callable[[], Awaitable[dict[str, Any]]], socket: PlainSocket, on_text: OnText
) -> None:
    cutting = asyncio.ensure_future(socket.cutting.wait())
    try:
        while True:
            coming = asyncio.ensure_future(receive())
            await asyncio.wait({coming, cutting}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
                return
            message = coming.result()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            on_text(b"\xff" if text is None else text.encode())
    finally:
        cutting.cancel()
