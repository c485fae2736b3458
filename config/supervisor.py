"""Keeps the server, the worker and the scheduler running, and ends them in the right order."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger("up")

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY_SECONDS = 60.0
# How long each child may take to finish what it has begun, in the order in which they stop.
STOP_ORDER = (("serve", 30.0), ("scheduler", 15.0), ("worker", 60.0))


@dataclass
class Child:
    """One child process: what to run and how its restarts go."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    def delay(self) -> float:
        """Seconds to wait before the next start: doubled at each failure, up to half a minute."""
        return min(LONGEST_DELAY, FIRST_DELAY * 2 ** max(0, self.failures - 1))


class Supervisor:
    """Starts `manage.py <command>` for each child; restarts what ends; stops on a signal.

    Children run in sessions of their own, so that Ctrl-C reaches only us and the order of the end
    is ours; they die with us, even at kill -9, because each asks the kernel for it (`--parent`).
    """

    def __init__(self, children: list[Child], manage: Path) -> None:
        self.children = children
        self.manage = manage
        self.stopping = threading.Event()
        self.hurry = threading.Event()

    def install_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: Any) -> None:
        if self.stopping.is_set():
            self.hurry.set()  # asked twice: no more patience
        self.stopping.set()

    def start(self, child: Child) -> None:
        child.process = subprocess.Popen(
            [
                sys.executable,
                str(self.manage),
                child.name,
                *child.arguments,
                f"--parent={os.getpid()}",
            ],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        child.started = time.monotonic()

    def run(self) -> None:
        """Start all, keep them running until a signal comes, then stop them in order."""
        for child in self.children:
            self.start(child)
        while not self.stopping.wait(0.2):
            self.look_after(time.monotonic())
        self.stop()

    def look_after(self, now: float) -> None:
        """Notice what ended and start again what is due."""
        for child in self.children:
            if child.process is not None:
                code = child.process.poll()
                if code is None:
                    continue
                if now - child.started > STEADY_SECONDS:
                    child.failures = 0
                child.failures += 1
                child.process = None
                child.due = now + child.delay()
                log.error("child ended", child=child.name, code=code, restart_in=child.delay())
            elif now >= child.due:
                self.start(child)
                log.info("child started again", child=child.name)

    def stop(self) -> None:
        """Drain the server first, so that nothing new comes in; the worker ends last."""
        by_name = {child.name: child for child in self.children}
        for name, seconds in STOP_ORDER:
            child = by_name.get(name)
            if child is None or child.process is None:
                continue
            child.process.terminate()
            end = time.monotonic() + seconds
            while child.process.poll() is None:
                if self.hurry.is_set() or time.monotonic() > end:
                    log.error("child killed", child=name)
                    child.process.kill()
                    child.process.wait()
                time.sleep(0.05)
            log.info("child stopped", child=name, code=child.process.returncode)
