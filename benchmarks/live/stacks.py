"""The stacks of the comparison: how each is started, and how the generator speaks to it.

Servers run on core 0; this process, and with it generator, Redis and whatever else it starts, on
core 1. Everything listens on 127.0.0.1 or on a unix socket.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.live.scratch import HERE, NGINX, PYTHON, ROOT, SCRATCH
from tests import engines
from tests.servers import free_port

SERVER_CORE, CLIENT_CORE = 0, 1
RIVALS = HERE / "rivals"
START_SECONDS = 60
# Of 127.0.0.0/8, so that neither ports nor limits per address run out.
ADDRESSES = 100


@dataclass
class Running:
    """A stack that listens: whose CPU and memory count, and the generator's arguments."""

    pids: list[int]
    arguments: list[str]
    beside: dict[str, int] = field(default_factory=dict)
    log: Path | None = None


Start = Callable[[int], "Iterator[Running]"]


@contextmanager
def _process(
    command: list[str],
    log: Path,
    *,
    core: int = SERVER_CORE,
    environment: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> Iterator[int]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            env=os.environ | (environment or {}),
            cwd=cwd,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, log: Path, first: str = "") -> None:
    """Until `port` takes connections and, with `first`, answers that request with 200."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                if not first:
                    return
                client.sendall(f"GET {first} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                if b" 200 " in client.recv(200):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"did not start: {log.read_text('utf-8', 'replace')[-3000:]}")


@contextmanager
def _folder() -> Iterator[Path]:
    """On a disk, never in memory: every durable answer is to cost what it costs."""
    (SCRATCH / "runs").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRATCH / "runs") as name:
        yield Path(name)


@contextmanager
def c_limit(players: int) -> Iterator[Running]:
    port = free_port()
    with _folder() as folder, _process([str(SCRATCH / "limit"), str(port)], folder / "log") as pid:
        _wait_for(port, folder / "log")
        yield Running([pid], ["-d", "plain", "-p", str(port)], log=folder / "log")


@contextmanager
def channels(players: int) -> Iterator[Running]:
    port = free_port()
    with _folder() as folder, engines.redis() as redis:
        command = [str(PYTHON), "-m", "daphne", "-e",
                   f"tcp:port={port}:interface=127.0.0.1:backlog=4096",
                   "--websocket_connect_timeout", "60", "channels_room:application"]  # fmt: skip
        with _process(command, folder / "log", environment={"REDIS_URL": redis}, cwd=RIVALS) as pid:
            _wait_for(port, folder / "log")
            yield Running([pid], ["-d", "plain", "-p", str(port), "-u", "/room/"],
                          log=folder / "log")  # fmt: skip


@contextmanager
def socketio_python(players: int) -> Iterator[Running]:
    port = free_port()
    with _folder() as folder, engines.redis() as redis:
        command = [str(PYTHON), "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port),
                   "--backlog", "4096", "--log-level", "warning", "--no-access-log",
                   "socketio_room:application"]  # fmt: skip
        with _process(command, folder / "log", environment={"REDIS_URL": redis}, cwd=RIVALS) as pid:
            _wait_for(port, folder / "log")
            yield Running([pid], _socketio(port), log=folder / "log")


@contextmanager
def socketio_node(players: int) -> Iterator[Running]:
    port = free_port()
    environment = {"NODE_PATH": str(SCRATCH / "node" / "node_modules")}
    command = ["node", str(RIVALS / "socketio_room.js"), str(port)]
    with _folder() as folder, _process(command, folder / "log", environment=environment) as pid:
        _wait_for(port, folder / "log")
        yield Running([pid], _socketio(port), log=folder / "log")


def _socketio(port: int) -> list[str]:
    return ["-d", "socketio", "-p", str(port), "-u", "/socket.io/?EIO=4&transport=websocket"]


# --- ours ---------------------------------------------------------------------------------------


@contextmanager
def _session(players: int) -> Iterator[tuple[Path, dict[str, str], list[str], str]]:
    """A folder with database, keys and players; environment of a server; arguments; code."""
    with _folder() as folder:
        shutil.copytree(_template(), folder, dirs_exist_ok=True)
        environment = _environment(folder)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.live.seed", str(players), str(folder / "tickets")],
            cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        made = json.loads(done.stdout.strip().splitlines()[-1])
        arguments = ["-d", "ours", "-u", "/song/", "-h", made["host"], "-a", str(ADDRESSES),
                     "-t", str(folder / "tickets")]  # fmt: skip
        yield folder, environment, arguments, made["code"]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


_made: list[Path] = []


def _template() -> Path:
    """An empty migrated database and its keys, made once a run of the benchmark."""
    if not _made:
        folder = SCRATCH / "template"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
            cwd=ROOT, env=os.environ | _environment(folder), check=True,
        )  # fmt: skip
        _made.append(folder)
    return _made[0]


def _serve(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "serve", f"--parent={os.getpid()}", *arguments]


@contextmanager
def ours(players: int) -> Iterator[Running]:
    """The whole application: `manage.py serve`, SQLite with synchronous=FULL."""
    port = free_port()
    with _session(players) as (folder, environment, arguments, _):
        log = folder / "log"
        with _process(_serve(f"--port={port}"), log, environment=environment) as pid:
            _wait_for(port, log, "/healthz")
            yield Running([pid], [*arguments, "-p", str(port)], log=log)


@contextmanager
def ours_entering(players: int) -> Iterator[Running]:
    """The same, and every player comes through `POST /vao-phong/` before their socket."""
    port = free_port()
    with _session(0) as (folder, environment, arguments, code):
        log = folder / "log"
        with _process(_serve(f"--port={port}"), log, environment=environment) as pid:
            _wait_for(port, log, "/healthz")
            yield Running([pid], [*arguments, "-p", str(port), "-c", code], log=log)


@contextmanager
def ours_nginx(players: int) -> Iterator[Running]:
    """Behind nginx on unix sockets, as deploy/nginx.conf has it (without TLS)."""
    port = free_port()
    with _session(players) as (folder, environment, arguments, _), ExitStack() as stack:
        log, unix = folder / "log", folder / "fast.sock"
        pid = stack.enter_context(_process(_serve(f"--unix={unix}"), log, environment=environment))
        _wait_for_path(unix, log)
        config = nginx_config(folder, port)
        nginx = stack.enter_context(
            _process(
                [str(NGINX), "-c", str(config), "-e", str(folder / "nginx.log")],
                folder / "nginx.out",
            )  # fmt: skip
        )
        _wait_for(port, folder / "nginx.out", "/healthz")
        workers = [int(one) for one in _children(nginx)]
        yield Running([pid, *workers], [*arguments, "-p", str(port)], {"nginx": nginx}, log)


@contextmanager
def ours_two(players: int) -> Iterator[Running]:
    """Two processes on one database with Redis between them, half of the players each.

    One runs on each core, beside the generator on the second.
    """
    listening = [free_port(), free_port()]
    with _session(players) as (folder, environment, arguments, _), ExitStack() as stack:
        redis = stack.enter_context(engines.redis())
        pids = []
        for core, port in zip((SERVER_CORE, CLIENT_CORE), listening, strict=True):
            log = folder / f"log{core}"
            started = _process(_serve(f"--port={port}"), log, core=core,
                               environment=environment | {"REDIS_URL": redis})  # fmt: skip
            pids.append(stack.enter_context(started))
            _wait_for(port, log, "/healthz")
        both = [word for port in listening for word in ("-p", str(port))]
        yield Running(pids, [*arguments, *both], log=folder / "log0")


def nginx_config(folder: Path, port: int) -> Path:
    """deploy/nginx.conf for this machine: another port, no TLS, sockets and logs in `folder`.

    Its limit of connections per address is kept; the generator has a hundred addresses.
    """
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r"listen 443[^;]*;", f"listen 127.0.0.1:{port} backlog=4096;", text)
    text = re.sub(r"\n\s+ssl_[^;]*;", "", text)
    text = re.sub(r"server_name [^;]*;", "server_name 127.0.0.1;", text)
    text = re.sub(r"unix:/run/thi/(pages|fast)\.sock", f"unix:{folder}/fast.sock", text)
    text = text.replace("/var/log/nginx/thi.log", str(folder / "access.log"))
    text = text.replace("$host;", "$http_host;")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"user root;\nworker_processes 2;\nworker_rlimit_nofile 20000;\npid {folder}/nginx.pid;\n"
        f"daemon off;\nevents {{ worker_connections 16000; }}\n"
        f"http {{\n{temporary}{text}\n}}\n",
        "utf-8",
    )
    return config


def _wait_for_path(path: Path, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not path.exists():
        if time.monotonic() > end:
            raise RuntimeError(f"did not start: {log.read_text('utf-8', 'replace')[-3000:]}")
        time.sleep(0.1)


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


STACKS = {
    "C limit": c_limit,
    "ours": ours,
    "Node socket.io": socketio_node,
    "python-socketio + Redis": socketio_python,
    "Channels textbook": channels,
    "ours behind nginx": ours_nginx,
    "ours in two processes": ours_two,
    "ours entering too": ours_entering,
}
