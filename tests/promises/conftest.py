"""The writer's own connection, and servers beside the honest one, each started once for a run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from contests import answers
from tests.conftest import test_database_url
from tests.contests.scene import forget_kept
from tests.servers import ROOT, RealServer


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    """The writer has a connection of its own: it lets go at the end of every test."""
    yield
    assert answers.drain(20)
    forget_kept()


@contextmanager
def beside(folder: Path, built_static: Path, script: str) -> Iterator[RealServer]:
    """Another process on the test database, with the keys of `live`."""
    (folder / "static").symlink_to(built_static)
    (folder / "keys").symlink_to(Path(settings.VAR_DIR) / "keys")
    server = RealServer(
        folder,
        database_url=test_database_url(),
        command=[sys.executable, str(ROOT / "tests" / "promises" / script)],
        environment={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def careless(
    django_db_setup: None, built_static: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """A server that keeps no promise (`careless_live_server`). Use it beside `live`."""
    with beside(tmp_path_factory.mktemp("careless"), built_static, "careless_live_server.py") as up:
        yield up


@pytest.fixture(scope="session")
def second(
    django_db_setup: None, built_static: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """A second process beside `live`, whose writer can be held (`held_server`)."""
    with beside(tmp_path_factory.mktemp("second"), built_static, "held_server.py") as up:
        yield up
