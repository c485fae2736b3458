"""Journeys in a real browser against the real server."""

from collections.abc import Iterator

import pytest

from contests import answers
from tests.contests.scene import Scene, forget_kept
from tests.online.walk import open_contest
from tests.servers import RealServer


@pytest.fixture
def scene(live: RealServer) -> Iterator[Scene]:
    """An open contest, committed, so that the server sees it."""
    yield open_contest(questions=6)
    assert answers.drain(10)
    forget_kept()
