"""Django behind a gate: so many requests inside, so many waiting, and a small page for the rest.

Daphne puts no limit of its own: 600 requests at once became 601 threads. Here at most `inside`
requests run, `queue` more wait up to `wait` seconds, and everybody else gets a page of a few
hundred bytes that comes back by itself after a random while.
"""

import asyncio
import json
import random
import threading
from collections import deque
from typing import Any

# Set when this process has been told to stop.
DRAINING = threading.Event()

BUSY_GET = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="{seconds}">
<title>Máy chủ đang đông người</title><h1>Máy chủ đang đông người</h1>
<p>Trang này tự mở lại sau {seconds} giây. Bạn không cần bấm gì.</p></html>"""

BUSY_POST = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Máy chủ đang đông người</title><h1>Chưa nhận được thông tin bạn vừa gửi</h1>
<p>Máy chủ đang đông người. Hãy bấm nút Quay lại của trình duyệt,
chờ {seconds} giây rồi gửi lại.</p>
</html>"""


async def plain_answer(
    send: Any, status: int, body: bytes, content_type: str, *, headers: list[Any] | None = None
) -> None:
    """Send one whole small answer that nobody keeps."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", content_type.encode("ascii")),
                (b"content-length", str(len(body)).encode("ascii")),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
                (b"content-security-policy", b"default-src 'none'"),
                *(headers or []),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


class Gate:
    """ASGI middleware that bounds how many requests are inside `app` at once.

    `inside` and `queue` count requests, `wait` is in seconds. First come, first in. Everything
    happens on the event loop, so plain numbers are enough.
    """

    def __init__(self, app: Any, *, inside: int = 32, queue: int = 200, wait: float = 5.0) -> None:
        self.app = app
        self.free = inside
        self.queue = queue
        self.wait = wait
        self.waiting: deque[asyncio.Future[None]] = deque()
        self.refused = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not await self._enter():
            self.refused += 1
            await self._refuse(scope, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            self._leave()

    async def _enter(self) -> bool:
        if self.free > 0:
            self.free -= 1
            return True
        if len(self.waiting) >= self.queue:
            return False
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            await asyncio.wait_for(asyncio.shield(turn), self.wait)
            return True
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done():  # the place was given in the very moment that we gave up
                self._leave()
            else:
                self.waiting.remove(turn)
            if isinstance(error, asyncio.CancelledError):
                raise
            return False

    def _leave(self) -> None:
        if self.waiting:
            self.waiting.popleft().set_result(None)  # the place goes on to the first in line
        else:
            self.free += 1

    async def _refuse(self, scope: Any, send: Any) -> None:
        # Jitter: those who are turned away together must not come back together.
        seconds = random.randint(3, 12)
        headers = [(b"retry-after", str(seconds).encode("ascii"))]
        accept = next((v for k, v in scope["headers"] if k == b"accept"), b"")
        if accept.startswith(b"application/json"):
            body = json.dumps({"code": "busy", "retry_after": seconds}).encode()
            await plain_answer(send, 503, body, "application/json", headers=headers)
            return
        page = BUSY_GET if scope["method"] in ("GET", "HEAD") else BUSY_POST
        body = page.format(seconds=seconds).encode()
        if scope["method"] == "HEAD":
            body = b""
        await plain_answer(send, 503, body, "text/html; charset=utf-8", headers=headers)
