"""Clients of the save route that write down, with fsync, everything the server told them."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.servers import ROOT, RealServer


def server_environment(server: RealServer) -> dict[str, str]:
    """The environment in which commands see the data of `server`."""
    return os.environ | {
        "VAR_DIR": str(server.var_dir),
        "DJANGO_SETTINGS_MODULE": server.settings,
        "DATABASE_URL": server.database_url or f"sqlite:///{server.var_dir / 'db.sqlite3'}",
    }


def seed_papers(server: RealServer, count: int) -> list[tuple[str, str]]:
    """Open `count` papers in the data of `server`; public ids and tickets."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.promises.seed", str(count)],
        cwd=ROOT,
        env=server_environment(server),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(paper, ticket) for paper, ticket in json.loads(done.stdout)]


_LEDGER = (
    "import json; from contests.models import AnswerEvent; "
    "print(json.dumps(list(AnswerEvent.objects.order_by('id').values_list("
    "'paper__public_id', 'client_key', 'item', 'response'))))"
)


def read_ledger(server: RealServer) -> list[tuple[str, str, int, str]]:
    """Every answer event of `server`, oldest first."""
    printed = server.manage("shell", "--no-imports", "-c", _LEDGER)
    return [tuple(row) for row in json.loads(printed.strip().splitlines()[-1])]


class Storm:
    """`clients` threads that save as fast as they are answered, each key until it is acknowledged.

    `sent` holds every answer ever sent; `acknowledged` those on disk as acknowledged before the
    client went on; `resent` counts those whose first reply never came.
    """

    def __init__(
        self, server: RealServer, papers: list[tuple[str, str]], folder: Path, *, seed: int = 1,
        clients: int = 8,
    ) -> None:  # fmt: skip
        self.server = server
        self.papers = papers
        self.stopping = threading.Event()
        self.sent: dict[tuple[str, str], tuple[int, str]] = {}
        self.resent = 0
        self.refusals: dict[str, int] = {}
        self.unresolved: list[str] = []
        self.logs = [folder / f"acks{number}.log" for number in range(clients)]
        self.threads = [
            threading.Thread(
                target=self._client, args=(number, random.Random(seed * 1000 + number))
            )
            for number in range(clients)
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def finish(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Let every client bring its last answer to an end; what was acknowledged, from disk."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        found = {}
        for log in self.logs:
            for line in log.read_text().splitlines():
                paper, key, item, response = line.split(" ")
                found[paper, key] = (int(item), response)
        return found

    def _client(self, number: int, chance: random.Random) -> None:
        log = os.open(self.logs[number], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        connection: http.client.HTTPConnection | None = None
        mine = self.papers[number :: len(self.threads)]
        count = 0
        while not self.stopping.is_set():
            paper, ticket = mine[count % len(mine)]
            count += 1
            key = f"c{number}-{count:07}"
            item, response = chance.randint(1, 10), chance.choice("ABCD")
            self.sent[paper, key] = (item, response)
            body = json.dumps({"k": key, "s": count, "i": item, "r": response})
            headers = {
                "Content-Type": "application/json",
                "Origin": self.server.url,
                "X-Phieu": ticket,
            }
            first = True
            end = time.monotonic() + 60
            while True:
                if time.monotonic() > end:
                    self.unresolved.append(key)
                    break
                try:
                    if connection is None:
                        connection = http.client.HTTPConnection(
                            "127.0.0.1", self.server.port, timeout=15
                        )
                    connection.request("POST", "/luu/", body, headers)
                    reply = connection.getresponse()
                    told = json.loads(reply.read())
                except (OSError, http.client.HTTPException, ValueError):
                    if connection is not None:
                        connection.close()
                    connection = None
                    self.resent += first
                    first = False
                    time.sleep(chance.uniform(0.02, 0.1))
                    continue
                if reply.status == 200:
                    assert told["saved"] == [key], told
                    os.write(log, f"{paper} {key} {item} {response}\n".encode())
                    os.fsync(log)
                    break
                code = told["refused"]
                self.refusals[code] = self.refusals.get(code, 0) + 1
                if code == "too_fast":
                    break  # a client that was told to slow down goes on with another paper
                first = False
                time.sleep(0.1)
        os.close(log)
        if connection is not None:
            connection.close()


def judge(
    storm: Storm, acknowledged: dict[tuple[str, str], tuple[int, str]],
    ledger: list[tuple[str, str, int, str]],
) -> tuple[list, list, int]:  # fmt: skip
    """Jepsen's set rule: acknowledged but absent, present but never sent, written twice."""
    present = {(paper, key): (item, response) for paper, key, item, response in ledger}
    lost = [key for key, content in acknowledged.items() if present.get(key) != content]
    unexpected = [key for key, content in present.items() if storm.sent.get(key) != content]
    return lost, unexpected, len(ledger) - len(present)
