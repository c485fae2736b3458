"""The writer has a connection of its own: it lets go at the end of every test."""

from collections.abc import Iterator

import pytest

from contests import answers
from tests.contests.scene import Scene, forget_kept, make_scene


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    assert answers.drain(10)
    forget_kept()


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return make_scene()
