"""The cast, fresh for each test that asks for it."""

from typing import Any

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast()
