"""The real server in tests: `manage.py serve` as a process of its own on a free port."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RealServer:
    """A running platform server. `var_dir` holds its keys, static files and (by default) database.

    `settings` names its settings module; `environment` is added to the process's own.
    """

    var_dir: Path
    database_url: str = ""
    settings: str = "config.settings"
    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] | None = None
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> str:
        """Everything the server has printed so far."""
        return (self.var_dir / "server.log").read_text("utf-8", "replace")

    def start(self) -> "RealServer":
        """Start (again, on the same port) and wait until /healthz answers."""
        self.spawn()
        self.wait_until_up()
        return self

    def spawn(self) -> None:
        """Start without waiting. The process dies with the thread that calls this."""
        self.port = self.port or free_port()
        environment = os.environ | {
            "VAR_DIR": str(self.var_dir),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "DATABASE_URL": self.database_url or f"sqlite:///{self.var_dir / 'db.sqlite3'}",
            **self.environment,
        }
        command = self.command or [sys.executable, str(ROOT / "manage.py"), "serve"]
        with open(self.var_dir / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [*command, f"--port={self.port}", f"--parent={os.getpid()}"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_up(self) -> None:
        assert self.process is not None
        end = time.monotonic() + START_SECONDS
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server did not start:\n{self.log[-4000:]}")
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9, as a crash does it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM and wait; returns the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)

    def manage(self, *arguments: str) -> str:
        """Run a management command with this server's data; returns its stdout."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=os.environ
            | {
                "VAR_DIR": str(self.var_dir),
                "DJANGO_SETTINGS_MODULE": self.settings,
                "DATABASE_URL": self.database_url or f"sqlite:///{self.var_dir / 'db.sqlite3'}",
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout
