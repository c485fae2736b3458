"""The cast, and a media folder that goes away."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast()


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own for what is uploaded."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
