"""The two ways of a socket, and the end of the writer with every test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from contests import answers
from tests.conftest import test_database_url
from tests.servers import ROOT, RealServer


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    assert answers.drain(20)


@pytest.fixture(scope="session")
def plain_server(
    django_db_setup: None, built_static: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """One server for the whole run whose sockets go by `await send()`, on the test database."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "static").symlink_to(built_static)
    (folder / "keys").symlink_to(Path(settings.VAR_DIR) / "keys")
    server = RealServer(
        folder,
        database_url=test_database_url(),
        command=[sys.executable, str(ROOT / "tests" / "live" / "plain_server.py")],
        environment={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["fast", "plain"])
def stage(request: pytest.FixtureRequest, live: RealServer, plain_server: RealServer) -> RealServer:
    """The real server, once with each way of its sockets."""
    return live if request.param == "fast" else plain_server
