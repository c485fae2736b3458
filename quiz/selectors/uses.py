"""Where a question was really used: told by the apps above, which quiz does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quiz.models import Question


@dataclass(frozen=True, slots=True)
class Use:
    """What the answers of one contest say about one revision of a question.

    `figures`: quiz.rules.analysis.ItemFigures as JSON.
    """

    title: str
    revision: int
    at: datetime
    figures: Mapping[str, Any]


Provider = Callable[[Question], list[Use]]
PROVIDERS: list[Provider] = []
"""Filled by upper apps when they are ready."""


def uses_of(question: Question) -> list[Use]:
    """Every use that is known, newest first."""
    found = [use for provider in PROVIDERS for use in provider(question)]
    return sorted(found, key=lambda use: use.at, reverse=True)
