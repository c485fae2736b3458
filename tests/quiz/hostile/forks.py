"""Reader processes made by fork: `quiz.formats.child` under its own limits, started in a
millisecond, with what each of them used.

`Forks` puts itself in the place of `subprocess.Popen` in `quiz.formats.sandbox`; nothing else of
the way that an upload takes is changed. A server process that has only the parsers loaded forks
one reader a file. As a command this is that server: `python -m tests.quiz.hostile.forks FD [PLANT]`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from tests.servers import ROOT


@dataclass(frozen=True)
class Usage:
    """What a reader used: how it ended (below 0: by a signal), processor seconds, most MiB."""

    status: int
    seconds: float
    mib: float


class Fork:
    """One reader, with what `quiz.formats.sandbox` uses of a `Popen`."""

    def __init__(self, line: socket.socket, options: str, source: Any) -> None:
        self._line = line
        outputs = [os.pipe(), os.pipe()]
        ends = [write for _, write in outputs]
        socket.send_fds(line, [options.encode()], [source.fileno(), *ends])
        for end in ends:
            os.close(end)
        self.stdout, self.stderr = (os.fdopen(read, "rb", 0) for read, _ in outputs)
        self.pid = int(self._said()["pid"])
        self.usage: Usage | None = None

    def _said(self) -> dict[str, Any]:
        said = self._line.recv(4096)
        if not said:
            raise RuntimeError("the server of readers is gone")
        answer: dict[str, Any] = json.loads(said)
        return answer

    def wait(self, timeout: float | None = None) -> int:
        if self.usage is None:
            self._line.settimeout(timeout)
            try:
                self.usage = Usage(**self._said())
            except TimeoutError as error:
                raise subprocess.TimeoutExpired("reader", timeout or 0) from error
            finally:
                self._line.settimeout(None)
        return self.usage.status

    def poll(self) -> int | None:
        """Gives a reader that has said everything a moment to end: how it ends is looked at."""
        try:
            return self.wait(1)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


class Forks:
    """A running server of readers; `last` is the newest of them."""

    def __init__(self, plant: str = "") -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), *([plant] if plant else [])],
                cwd=ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
                pass_fds=[theirs.fileno()],
            )
        self.last: Fork | None = None

    def _start(self, command: list[str], *, stdin: Any, **options: Any) -> Fork:
        self.last = Fork(self._line, command[-1], stdin)
        return self.last

    @contextmanager
    def instead(self) -> Iterator[None]:
        """While the block runs, the sandbox starts its readers here."""
        with mock.patch("quiz.formats.sandbox.subprocess.Popen", self._start):
            yield

    def close(self) -> None:
        self._line.close()
        self._server.wait(timeout=10)


def _read(options: dict[str, Any], given: list[int]) -> None:
    """Be the reader: what `python -m quiz.formats.child` does."""
    from quiz.formats import child

    for place, descriptor in enumerate(given):
        os.dup2(descriptor, place)
    try:
        with open(0, "rb", closefd=False) as source:
            child.main(options, source)
        sys.stdout.flush()
        os._exit(0)
    except BaseException:  # the end of a process: Python prints it and exits with 1, too
        traceback.print_exc()
        os._exit(1)


def serve(line: socket.socket) -> None:
    """Fork a reader for every message until the line is closed."""
    importlib.import_module("quiz.formats.dispatch")
    gc.collect()
    gc.freeze()
    os.nice = lambda by: 0  # nobody is to go first here
    while True:
        message, given, _, _ = socket.recv_fds(line, 2**16, 3)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            line.close()
            _read(json.loads(message), given)
        for descriptor in given:
            os.close(descriptor)
        line.send(json.dumps({"pid": pid}).encode())
        _, status, used = os.wait4(pid, 0)
        usage = {
            "status": os.waitstatus_to_exitcode(status),
            "seconds": used.ru_utime + used.ru_stime,
            "mib": used.ru_maxrss / 1024,
        }
        line.send(json.dumps(usage).encode())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if len(sys.argv) > 2:
        importlib.import_module(sys.argv[2])
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        serve(connection)
