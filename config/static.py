"""Built static files from inside the process, in front of Django, for installations without nginx.

Files whose name carries a hash are served as immutable; br and gz siblings are chosen by what the
browser accepts. At most `CACHE_BYTES` of bodies stay in memory.
"""

import json
import mimetypes
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from config.gate import plain_answer

CACHE_BYTES = 16 * 1024 * 1024
ENCODINGS = ((b"br", ".br"), (b"gzip", ".gz"))
# The standard library's table depends on the machine's /etc/mime.types.
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Variant:
    """One file on disk that answers for a name: as it is, or compressed."""

    path: Path
    size: int
    encoding: bytes | None


@dataclass(frozen=True)
class Entry:
    headers: list[tuple[bytes, bytes]]
    etag: bytes
    variants: list[Variant]  # best first, the plain file last


def accepted_encodings(header: bytes) -> set[bytes]:
    """The names in an Accept-Encoding header without those that it refuses by q=0."""
    parts = [part.replace(b" ", b"").split(b";") for part in header.split(b",")]
    return {name for name, *rest in parts if not rest or float_or_one(rest[0]) > 0}


def float_or_one(text: bytes) -> float:
    try:
        return float(text.removeprefix(b"q="))
    except ValueError:
        return 1.0


class StaticFiles:
    """ASGI application over a folder that `collectstatic` built; `prefix` ends with a slash."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root = root
        self.prefix = prefix
        self.entries = self._scan()
        self.bodies: OrderedDict[Path, bytes] = OrderedDict()
        self.held = 0

    def _scan(self) -> dict[str, Entry]:
        manifest = self.root / "staticfiles.json"
        hashed = (
            set(json.loads(manifest.read_text("utf-8"))["paths"].values())
            if manifest.exists()
            else set()
        )
        files = {
            str(path.relative_to(self.root)): path
            for path in self.root.rglob("*")
            if path.is_file() and path != manifest
        }
        entries = {}
        for name, path in files.items():
            if path.suffix in (".br", ".gz") and name[: -len(path.suffix)] in files:
                continue
            stat = path.stat()
            variants = [
                Variant(files[name + suffix], files[name + suffix].stat().st_size, encoding)
                for encoding, suffix in ENCODINGS
                if name + suffix in files
            ]
            variants.append(Variant(path, stat.st_size, None))
            kind = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0]
            keep = "max-age=31536000, public, immutable" if name in hashed else "max-age=60, public"
            etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'.encode("ascii")
            entries[name] = Entry(
                [
                    (b"content-type", (kind or "application/octet-stream").encode("ascii")),
                    (b"cache-control", keep.encode("ascii")),
                    (b"etag", etag),
                    (b"last-modified", formatdate(stat.st_mtime, usegmt=True).encode("ascii")),
                    (b"vary", b"Accept-Encoding"),
                    (b"x-content-type-options", b"nosniff"),
                    (b"access-control-allow-origin", b"*"),
                ],
                etag,
                variants,
            )
        return entries

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        entry = self.entries.get(scope["path"][len(self.prefix) :])
        if entry is None:
            await plain_answer(
                send, 404, "Không có tệp này.\n".encode(), "text/plain; charset=utf-8"
            )
            return
        if scope["method"] not in ("GET", "HEAD"):
            await plain_answer(send, 405, b"", "text/plain", headers=[(b"allow", b"GET, HEAD")])
            return
        asked = {k: v for k, v in scope["headers"] if k in (b"accept-encoding", b"if-none-match")}
        if asked.get(b"if-none-match") == entry.etag:
            await send({"type": "http.response.start", "status": 304, "headers": entry.headers})
            await send({"type": "http.response.body", "body": b""})
            return
        accepted = accepted_encodings(asked.get(b"accept-encoding", b""))
        variant = next(v for v in entry.variants if v.encoding is None or v.encoding in accepted)
        headers = [*entry.headers, (b"content-length", str(variant.size).encode("ascii"))]
        if variant.encoding:
            headers.append((b"content-encoding", variant.encoding))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else self._body(variant)
        await send({"type": "http.response.body", "body": body})

    def _body(self, variant: Variant) -> bytes:
        body = self.bodies.get(variant.path)
        if body is not None:
            self.bodies.move_to_end(variant.path)
            return body
        body = variant.path.read_bytes()
        if len(body) <= CACHE_BYTES // 8:
            self.bodies[variant.path] = body
            self.held += len(body)
            while self.held > CACHE_BYTES:
                self.held -= len(self.bodies.popitem(last=False)[1])
        return body
