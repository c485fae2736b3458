"""The writer has a connection of its own: it lets go at the end of every test."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from contests import answers
from contests.online.selectors import sittings
from tests.contests.scene import Scene, forget_kept
from tests.online.walk import open_contest


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    sittings._counted.clear()
    yield
    assert answers.drain(10)
    forget_kept()
    cache.clear()


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """An open contest of six questions."""
    return open_contest()
