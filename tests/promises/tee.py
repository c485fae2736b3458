"""Everything the platform sends out, kept with who asked: what promises P10 and P27 search.

`Tee` is a Django middleware, put outermost by `taped`; logs and bare routes are kept beside it.
`Detector` finds a marker in bytes however it was wrapped on its way.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import logging
import re
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test import override_settings


@dataclass(frozen=True)
class Sent:
    """One thing that left: who asked, by which way (a path, "log", "file name"), its bytes."""

    viewer: str
    way: str
    data: bytes


@dataclass
class Tape:
    """What was sent while it ran; `viewer` names whoever asks next."""

    viewer: str = "anonymous"
    sent: list[Sent] = field(default_factory=list)

    def keep(self, way: str, data: bytes) -> None:
        self.sent.append(Sent(self.viewer, way, data))


_running: list[Tape] = []


class Tee:
    """Keeps status, headers, cookies and body of every answer, streamed ones included."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        response = self.get_response(request)
        if response.streaming:
            body = b"".join(response.streaming_content)
            response.streaming_content = [body]
        else:
            body = response.content
        head = f"{response.status_code}\n{response.headers}\n{response.cookies}"
        for tape in _running:
            tape.keep(f"{request.method} {request.path}", head.encode() + b"\n\n")
            tape.keep(f"{request.method} {request.path}", body)
        return response


class _LogTape(logging.Handler):
    def __init__(self, tape: Tape) -> None:
        super().__init__()
        self.tape = tape

    def emit(self, record: logging.LogRecord) -> None:
        # The message of a structlog line is the whole dictionary.
        text = f"{record.getMessage()} {record.msg!r} {record.args!r} {record.exc_text or ''}"
        if record.exc_info and record.exc_info[1] is not None:
            text += repr(record.exc_info[1])
        self.tape.sent.append(Sent("whoever reads the log", f"log {record.name}", text.encode()))


@contextmanager
def taped() -> Iterator[Tape]:
    """Keep every answer and every log line of the block."""
    tape = Tape()
    handler = _LogTape(tape)
    logging.getLogger().addHandler(handler)
    _running.append(tape)
    try:
        with override_settings(MIDDLEWARE=["tests.promises.tee.Tee", *settings.MIDDLEWARE]):
            yield tape
    finally:
        _running.remove(tape)
        logging.getLogger().removeHandler(handler)


async def ask_bare(tape: Tape, app: Any, path: str, body: object, **headers: str) -> dict[str, Any]:
    """POST JSON to a bare ASGI route, as daphne would; the reply decoded."""
    raw = json.dumps(body).encode()
    given = {
        "host": "testserver",
        "origin": "http://testserver",
        "content-type": "application/json",
        "content-length": str(len(raw)),
    } | headers
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [(name.encode(), value.encode("latin1")) for name, value in given.items()],
        "server": ("127.0.0.1", 80),
        "extensions": {},
    }
    await app(scope, receive, send)
    tape.keep(f"POST {path}", repr(messages[0]).encode())
    reply = b"".join(message.get("body", b"") for message in messages[1:])
    tape.keep(f"POST {path}", reply)
    return dict(json.loads(reply))


# --- finding ------------------------------------------------------------------------------------

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){6,}")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SEPARATORS = re.compile(r"(?<=\d)[\s.,\-\u00a0\u202f]+(?=\d)")
_DEPTH = 3


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What is inside, if `data` is a compressed thing."""
    if data[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            pass
    if data[:1] == b"\x78":
        try:
            yield zlib.decompress(data)
        except zlib.error:
            pass
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for name in packed.namelist():
                    yield name.encode()
                    yield packed.read(name)
        except zipfile.BadZipFile:
            pass
    for found in _PDF_STREAM.finditer(data):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            pass


def _respelled(data: bytes) -> Iterator[bytes]:
    """Other spellings of the same text: JSON, HTML and URL escapes undone, UTF-16, base64, hex."""
    text = data.decode("utf-8", "replace")
    if "\\" in text:
        yield re.sub(
            r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), text
        ).encode("utf-8", "replace")
        yield re.sub(
            r"\\x([0-9a-fA-F]{2})", lambda found: chr(int(found.group(1), 16)), text
        ).encode("utf-8", "replace")
    if "&" in text:
        yield html.unescape(text).encode("utf-8", "replace")
    if "%" in text:
        yield urllib.parse.unquote_to_bytes(text)
    if b"\x00" in data:
        yield data.replace(b"\x00", b"")
    for found in _BASE64.finditer(data):
        run = found.group().translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        for start in range(4):
            part = run[start:]
            try:
                yield base64.b64decode(part[: len(part) - (len(part) % 4 == 1)] + b"===")
            except binascii.Error:
                pass
    for found in _HEX.finditer(data):
        yield binascii.unhexlify(found.group())


def folded(text: str) -> str:
    """Case, form and the spaces or dots between digits do not hide anything."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return _SEPARATORS.sub("", plain)


class Detector:
    """Finds `markers` in what was sent."""

    def __init__(self, markers: Iterable[str]) -> None:
        self.markers = {folded(marker): marker for marker in markers}

    def find(self, data: bytes, depth_most: int = _DEPTH) -> set[str]:
        """The markers in `data`, in clear or wrapped up to `depth_most` times."""
        found: set[str] = set()
        seen: set[bytes] = set()
        layers = [data]
        for depth in range(depth_most + 1):
            deeper: list[bytes] = []
            for layer in layers:
                if len(layer) < 6 or layer in seen:
                    continue
                seen.add(layer)
                text = folded(layer.decode("utf-8", "replace"))
                found |= {marker for plain, marker in self.markers.items() if plain in text}
                if depth < depth_most:
                    deeper += _unpacked(layer)
                    deeper += _respelled(layer)
            layers = deeper
        return found
