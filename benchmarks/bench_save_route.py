"""Durable saves a second and their waiting time: the save route beside an ORM view, same server.

    python benchmarks/bench_save_route.py [--seconds 5] [--clients 32] [--postgres]

Server, database and clients share this machine; every save is acknowledged after its fsync.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import engines  # noqa: E402
from tests.promises.storm import seed_papers  # noqa: E402
from tests.servers import RealServer  # noqa: E402

PAPERS = 1200


@dataclass
class Measured:
    """One route in one run."""

    name: str
    per_second: float
    p50_ms: float
    p99_ms: float
    refused: int

    def line(self) -> str:
        return (
            f"| {self.name} | {self.per_second:,.0f} | {self.p50_ms:.1f} | {self.p99_ms:.1f} "
            f"| {self.refused} |"
        )


async def one_client(
    number: int, port: int, path: str, papers: list[tuple[str, str]], end: float, start: float
) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    waits: list[float] = []
    refused = count = 0
    while time.monotonic() < end:
        _, ticket = papers[count % len(papers)]
        count += 1
        body = json.dumps(
            {"k": f"{path[1]}{number:02}-{count:08}", "s": count, "i": 1 + count % 10, "r": "B"}
        ).encode()
        sent = time.monotonic()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            f"Content-Type: application/json\r\nX-Phieu: {ticket}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        if sent >= start:
            waits.append(time.monotonic() - sent)
            refused += b" 200 " not in head.split(b"\r\n", 1)[0] + b" "
    writer.close()
    return waits, refused


async def measure(
    name: str, port: int, path: str, papers: list[tuple[str, str]], clients: int, seconds: float
) -> Measured:
    start = time.monotonic() + 1
    end = start + seconds
    results = await asyncio.gather(
        *(
            one_client(n, port, path, papers[n::clients], end, start)  # papers of its own
            for n in range(clients)
        )
    )
    waits = sorted(wait for found, _ in results for wait in found)
    return Measured(
        name,
        len(waits) / seconds,
        1000 * waits[len(waits) // 2],
        1000 * waits[len(waits) * 99 // 100],
        sum(refused for _, refused in results),
    )


def run(engine: str, clients: int, seconds: float) -> list[Measured]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thi-bench-")))
        url = stack.enter_context(engines.postgres()) if engine == "PostgreSQL" else ""
        server = RealServer(
            folder,
            database_url=url,
            settings="benchmarks.orm_save",
            environment={"PYTHONPATH": str(ROOT)},
        )
        server.manage("migrate", "--no-input", "--verbosity=0")
        server.start()
        stack.callback(server.stop)
        papers = seed_papers(server, PAPERS)
        return [
            asyncio.run(measure(f"{engine}, {name}", server.port, path, papers, clients, seconds))
            for name, path in (("ORM view", "/orm-luu/"), ("save route", "/luu/"))
        ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--postgres", action="store_true", help="only PostgreSQL")
    parser.add_argument("--sqlite", action="store_true", help="only SQLite")
    options = parser.parse_args()
    print(
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {options.clients} keep-alive clients, "
        f"{options.seconds:.0f} s after 1 s warm-up, server and clients on one machine, load "
        f"{os.getloadavg()[0]:.1f} before\n"
    )
    print("| route | durable saves/s | p50 ms | p99 ms | refused |\n|---|---|---|---|---|")
    for engine in ("SQLite", "PostgreSQL"):
        if (options.postgres and engine == "SQLite") or (options.sqlite and engine != "SQLite"):
            continue
        plain, route = run(engine, options.clients, options.seconds)
        print(plain.line())
        print(route.line())
        print(f"| {engine}, ratio | {route.per_second / plain.per_second:.1f} | | | |", flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
