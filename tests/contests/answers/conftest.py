"""The writer has a connection of its own: every test here commits, and lets it go at the end."""

from collections.abc import Callable, Iterator
from typing import Any

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


@pytest.fixture
def save() -> Callable[..., answers.SaveAnswer]:
    """Builds a `SaveAnswer` for a paper, current and in time unless said."""

    def build(sheet: Any, key: str = "key-0001", **values: Any) -> answers.SaveAnswer:
        fields = {
            "paper": sheet.public_id,
            "epoch": sheet.epoch,
            "entrant_epoch": sheet.entrant.epoch if sheet.entrant else 0,
            "item": 1,
            "response": "B",
            "client_key": key,
            "client_seq": 1,
            "received_us": sheet.started_us + 1_000_000,
        } | values
        return answers.SaveAnswer(**fields)

    return build
