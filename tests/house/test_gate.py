"""Django is bounded (design decision 11): threads are counted in the real server."""

import asyncio
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.gate import Gate
from config.processes import raise_file_limit
from tests.servers import ROOT, RealServer

PAGE = "/admin/login/"
# Threads of the process that are not requests: main, the reactor's pool, the readiness check.
OTHER_THREADS = 6


def count_threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


async def ask_once(port: int, path: str) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        answer = await reader.read()
        return int(answer.split(b" ", 2)[1]), answer
    finally:
        writer.close()


async def ask_all(port: int, path: str, requests: int) -> list[tuple[int, bytes]]:
    return await asyncio.gather(*(ask_once(port, path) for _ in range(requests)))


def storm(server: RealServer, requests: int) -> tuple[int, list[tuple[int, bytes]]]:
    """Ask for one page `requests` times at once; returns the most threads seen and the answers."""
    raise_file_limit()
    most, over = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.is_set():
            most = max(most, count_threads(server.pid))
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        answers = asyncio.run(ask_all(server.port, PAGE, requests))
    finally:
        over.set()
        watcher.join()
    return most, answers


@pytest.mark.race
def test_2000_requests_at_once_start_at_most_32_threads(
    make_server: Callable[..., RealServer],
) -> None:
    server = make_server().start()
    most, answers = storm(server, 2000)
    statuses = Counter(status for status, _ in answers)
    assert set(statuses) <= {200, 503}, statuses
    assert statuses[200] >= 32
    assert most <= 32 + OTHER_THREADS, f"{most} threads"
    refusals = [answer for status, answer in answers if status == 503]
    assert refusals, "2,000 at once must be more than the house holds"
    waits = {answer.split(b"Retry-After: ")[1].split(b"\r\n")[0] for answer in refusals}
    assert len(waits) >= 5, "those turned away together must not come back together"
    assert max(len(answer) for answer in refusals) < 1200
    assert "đông người" in refusals[0].decode()
    # The house is open again at once.
    assert asyncio.run(ask_once(server.port, PAGE))[0] == 200


@pytest.mark.race
def test_control_without_the_gate_every_request_is_a_thread(
    make_server: Callable[..., RealServer],
) -> None:
    command = [sys.executable, str(ROOT / "tests" / "house" / "ungated.py")]
    server = make_server(command=command, environment={"PYTHONPATH": str(ROOT)}).start()
    most, _ = storm(server, 300)
    assert most > 100, f"only {most} threads: the other test would prove nothing"


# --- the gate alone ------------------------------------------------------------------------------


class SlowApp:
    """An ASGI app that answers when `go` is set, and counts who is inside."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.inside = 0
        self.most = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.go.wait()
        finally:
            self.inside -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})


def scope(method: str = "GET", accept: bytes = b"text/html") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": "/", "headers": [(b"accept", accept)]}


async def call(gate: Gate, **more: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await gate(scope(**more), None, send)
    return sent


async def test_those_in_line_enter_in_order_and_the_rest_is_refused_at_once() -> None:
    app = SlowApp()
    gate = Gate(app, inside=2, queue=3, wait=5)
    calls = [asyncio.create_task(call(gate)) for _ in range(6)]
    done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result()[0]["status"] for task in done] == [503]
    app.go.set()
    statuses = [(await task)[0]["status"] for task in calls]
    assert statuses == [200] * 5 + [503]
    assert app.most == 2
    assert gate.free == 2


async def test_waiting_ends_after_a_while_and_leaves_no_place_taken() -> None:
    app = SlowApp()
    gate = Gate(app, inside=1, queue=5, wait=0.05)
    first = asyncio.create_task(call(gate))
    await asyncio.sleep(0)
    assert (await call(gate))[0]["status"] == 503
    app.go.set()
    assert (await first)[0]["status"] == 200
    assert (gate.free, len(gate.waiting)) == (1, 0)
    assert (await call(gate))[0]["status"] == 200


async def test_a_client_that_leaves_the_line_or_the_house_frees_its_place() -> None:
    app = SlowApp()
    gate = Gate(app, inside=1, queue=5, wait=5)
    inside, waiting = (asyncio.create_task(call(gate)) for _ in range(2))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert len(gate.waiting) == 0
    inside.cancel()
    await asyncio.gather(inside, return_exceptions=True)
    assert gate.free == 1


async def test_a_refused_form_is_told_that_nothing_was_taken_and_json_gets_json() -> None:
    gate = Gate(SlowApp(), inside=0, queue=0)
    page = (await call(gate, method="POST"))[1]["body"].decode()
    assert "Chưa nhận được" in page
    assert "refresh" not in page, "reloading would lose what was typed"
    assert b'"busy"' in (await call(gate, accept=b"application/json"))[1]["body"]
    assert (await call(gate, method="HEAD"))[1]["body"] == b""
