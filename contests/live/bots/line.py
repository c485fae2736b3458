"""A light websocket client and one HTTP POST, on asyncio alone: ten thousand of them in a process.

Text frames of a server that does not fragment; what is not understood ends the line.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import struct
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_LARGEST: Final = 1 << 20
_SHAKE_SECONDS: Final = 20.0
# Opcodes above these are control frames; a mask key of noughts is legal and costs nothing.
_KEY: Final = "dGhpIHRpbSBoaWV1IHBsIQ=="


@dataclass(frozen=True, slots=True)
class Address:
    """A platform by its URL: where to connect and what to call it."""

    host: str
    port: int
    secure: bool
    origin: str

    @classmethod
    def of(cls, url: str) -> Address:
        """Raises `ValueError` for what is no http(s) address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        return cls(parts.hostname, port, secure, f"{parts.scheme}://{parts.netloc}")

    @property
    def netloc(self) -> str:
        return self.origin.split("://", 1)[1]

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection. Raises `OSError`."""
        context = ssl.create_default_context() if self.secure else None
        return await asyncio.open_connection(self.host, self.port, ssl=context)


async def post(address: Address, path: str, value: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """POST JSON; status and JSON reply. Raises `OSError` when there was no reply."""
    reader, writer = await address.open()
    try:
        body = json.dumps(value, ensure_ascii=False).encode()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {address.origin}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + body
        )
        reply = await asyncio.wait_for(reader.read(), _SHAKE_SECONDS)
        head, _, rest = reply.partition(b"\r\n\r\n")
        return int(head[9:12]), json.loads(rest)
    except (ValueError, TimeoutError) as error:
        raise ConnectionError(f"no answer: {error!r}") from error
    finally:
        writer.close()


class Line:
    """An open websocket. `hear` gives messages in order and None at the end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, address: Address, path: str) -> Line:
        """Connect and shake hands. Raises `OSError`."""
        reader, writer = await address.open()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {address.origin}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {_KEY}\r\n\r\n".encode()
        )
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SHAKE_SECONDS)
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            writer.close()
            raise ConnectionError("no handshake") from error
        if b" 101 " not in head[:20]:
            writer.close()
            raise ConnectionError(head[:40].decode("latin-1"))
        return cls(reader, writer)

    def say(self, message: dict[str, Any]) -> None:
        """Send a message; a line that has ended takes it and forgets it."""
        self._send(_TEXT, json.dumps(message, ensure_ascii=False).encode())

    def _send(self, opcode: int, data: bytes) -> None:
        if self._writer.is_closing():
            return
        mask = os.urandom(4)
        long = (mask * (len(data) // 4 + 1))[: len(data)]
        masked = (int.from_bytes(data, "big") ^ int.from_bytes(long, "big")).to_bytes(
            len(data), "big"
        )
        if len(data) < 126:
            head = bytes((0x80 | opcode, 0x80 | len(data)))
        else:
            head = struct.pack(">BBH", 0x80 | opcode, 0xFE, len(data))
        self._writer.write(head + mask + masked)

    async def hear(self) -> dict[str, Any] | None:
        """The next message; None when the line has ended, however it did."""
        try:
            while True:
                first, size = await self._reader.readexactly(2)
                size &= 0x7F
                if size == 126:
                    (size,) = struct.unpack(">H", await self._reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
                if size > _LARGEST:
                    return None
                data = await self._reader.readexactly(size)
                opcode = first & 15
                if opcode == _PING:
                    self._send(_PONG, data)
                elif opcode == _TEXT:
                    message = json.loads(data)
                    return message if isinstance(message, dict) else None
                elif opcode == _CLOSE:
                    return None
        except (OSError, asyncio.IncompleteReadError, ValueError):
            return None
        finally:
            await asyncio.sleep(0)

    def close(self) -> None:
        """Hang up without a word, as a phone that lost its network does."""
        self._writer.close()
