"""A section of a thể lệ while it is being written: clauses numbered 1., 2., points a), b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from contests.wording.numbers import lettered


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the text; one string per paragraph, numbers and labels included."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """Collects the clauses of one section."""

    title: str
    _paragraphs: list[str] = field(default_factory=list)
    _clauses: int = 0

    def clause(self, *sentences: str, points: Sequence[str] = ()) -> None:
        """Add the next numbered clause: sentences that are not empty, then lettered points."""
        self._clauses += 1
        text = " ".join(sentence for sentence in sentences if sentence)
        self._paragraphs.append(f"{self._clauses}. {text}")
        self._paragraphs.extend(lettered(points))

    def done(self) -> Section:
        """The finished section."""
        return Section(self.title, tuple(self._paragraphs))
