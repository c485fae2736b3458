"""P6: a request that arrived in time counts, however late a saturated worker comes to it."""

from __future__ import annotations

import json
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.processes import raise_file_limit
from contests import tickets
from contests.answers import Code, HandedIn, HandIn, Refused, Writer, statements
from contests.clock import SYSTEM
from contests.models import AnswerEvent, Paper
from tests.conftest import test_database_url as database_url_of_the_test
from tests.contests.scene import Scene, make_scene
from tests.promises.test_p05_worker_clock import is_ready
from tests.servers import ROOT, RealServer

PER_PAPER = 25  # three kinds of them are below what one paper may send at once


class Worker:
    """A real server behind our own edge: a unix socket where the proxy's stamp is believed."""

    def __init__(self, server: RealServer, path: Path) -> None:
        self.server = server
        self.path = path

    def signal(self, number: signal.Signals) -> None:
        assert self.server.process is not None
        self.server.process.send_signal(number)

    def connect(self, *, edge: bool) -> socket.socket:
        if edge:
            made = socket.socket(socket.AF_UNIX)
            made.connect(str(self.path))
        else:
            made = socket.create_connection(("127.0.0.1", self.server.port))
        made.settimeout(60)
        return made

    def request(self, paper: Paper, key: str, *, stamp: float | None) -> tuple[bytes, bytes]:
        """Head and body of one save; `stamp` is what nginx writes when the first byte is here."""
        body = json.dumps({"k": key, "s": 1, "i": 1, "r": "B"}).encode()
        host = f"127.0.0.1:{self.server.port}"
        head = (
            f"POST /luu/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Content-Type: application/json\r\nConnection: close\r\n"
            f"X-Phieu: {tickets.issue(tickets.for_paper(paper))}\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        if stamp is not None:
            head += f"X-Received-At: {stamp:.6f}\r\n"
        return f"{head}\r\n".encode(), body


def status_of(connection: socket.socket) -> int:
    with connection, connection.makefile("rb") as reply:
        return int(reply.read().split(b" ", 2)[1])


@pytest.fixture
def worker(transactional_db: None, make_server: Any) -> Iterator[Worker]:
    raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="thi-edge-") as folder:
        path = Path(folder) / "s"
        server = make_server(
            migrate=False,
            database_url=database_url_of_the_test(),
            command=[sys.executable, str(ROOT / "tests/promises/edge_server.py")],
            environment={"EDGE_SOCKET": str(path), "PYTHONPATH": str(ROOT)},
        )
        tickets.issue(tickets.for_paper(make_scene().paper()))  # the key of tickets exists
        (server.var_dir / "keys").symlink_to(Path(settings.VAR_DIR) / "keys")
        server.start()
        yield Worker(server, path)


def across_the_deadline(
    worker: Worker, scene: Scene, posts: int, stall_s: float, settles: bool
) -> Counter[tuple[str, int]]:
    """`posts` answers of each kind reach a worker that does nothing for `stall_s` seconds, while
    the deadline passes and another process sweeps; what each kind was told.

    SIGSTOP is saturation at its worst: not one byte is read, then everything is there at once.
    """
    papers = [scene.paper(grace_us=0) for _ in range(-(-posts // PER_PAPER))]
    sent: list[tuple[str, socket.socket]] = []
    # Without a proxy: the worker has read the first line in time, the body comes later.
    waiting: list[tuple[socket.socket, bytes]] = []
    for number in range(posts):
        head, body = worker.request(papers[number // PER_PAPER], f"begun-{number:06}", stamp=None)
        connection = worker.connect(edge=False)
        connection.sendall(head)
        waiting.append((connection, body))
    for _ in range(2):  # the worker answers in the order of arrival: it has read what is above
        assert is_ready(worker.server)[0]
    worker.signal(signal.SIGSTOP)
    began = time.monotonic()

    def through_the_edge(kind: str) -> None:
        for number in range(posts):
            connection = worker.connect(edge=True)
            paper = papers[number // PER_PAPER]
            stamp = time.time()  # as nginx writes it: this host's clock
            connection.sendall(b"".join(worker.request(paper, f"{kind}-{number:06}", stamp=stamp)))
            sent.append((kind, connection))

    through_the_edge("stamped")
    time.sleep(0.05)  # more than the clocks of two processes may differ
    deadline_us = SYSTEM.now_us()
    Paper.objects.filter(pk__in=[paper.pk for paper in papers]).update(deadline_us=deadline_us)
    time.sleep(0.05)
    through_the_edge("late")
    for connection, body in waiting:
        connection.sendall(body)
        sent.append(("begun", connection))
    time.sleep(max(0.0, stall_s - (time.monotonic() - began)))
    sweeper = Writer()
    for paper in papers:
        closing = HandIn(paper.public_id, SYSTEM.now_us(), by_time=True)
        outcome = sweeper.submit(closing).result(20)
        assert (outcome == Refused(Code.NOT_DUE)) is settles, outcome
    worker.signal(signal.SIGCONT)
    told = Counter((kind, status_of(connection)) for kind, connection in sent)
    if settles:
        for paper in papers:  # and at the end it is closed with all of them
            due = HandIn(paper.public_id, deadline_us + statements.SETTLE_US, by_time=True)
            assert isinstance(sweeper.submit(due).result(20), HandedIn)
    sweeper.stop()
    return told


@pytest.mark.promise("P6")
def test_p06(worker, trials, record_promise, monkeypatch):
    scene = make_scene()
    posts, stall_s, rounds = trials(40, 500), trials(1, 20), trials(1, 5)
    told: Counter[tuple[str, int]] = Counter()
    for _ in range(rounds):
        told += across_the_deadline(worker, scene, posts, stall_s, settles=True)
    counted, late = told["stamped", 200] + told["begun", 200], told["late", 409]
    assert AnswerEvent.objects.count() == counted
    # The control: a sweeper that does not wait for the queues of others.
    monkeypatch.setattr(statements, "SETTLE_US", 0)
    careless = across_the_deadline(worker, scene, posts, 1, settles=False)
    lost = 2 * posts - careless["stamped", 200] - careless["begun", 200]
    record_promise(
        "P6",
        figure=f"{counted} of {2 * posts * rounds} counted that were in time, {late} of"
        f" {posts * rounds} refused that were late (the worker stands still for {stall_s} s)",
        trials=2 * posts * rounds,
        control=f"without the settling time {lost} of {2 * posts} lost",
        instants="half by the proxy's stamp, half by the first line read",
    )
    assert (counted, late) == (2 * posts * rounds, posts * rounds), told
    assert lost == 2 * posts
