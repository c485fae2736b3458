"""The writer has a connection of its own: it lets go at the end of every test."""

from collections.abc import Iterator

import pytest

from contests import answers
from tests.contests.scene import forget_kept


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    assert answers.drain(20)
    forget_kept()
