"""What is ranked: entries (marked attempts) and lines (one comparable row). Numbers only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One handed-in and marked attempt. `number` runs from 1 within (round, entrant).

    `duration_ms` is what the server measured; `extra_percent` the extra time the person had;
    `prediction` an integer (10⁻⁵ percent for P4), None when none was given. `valid` is False
    while the attempt or its entrant is disqualified.
    """

    entrant_id: int
    attempt_id: int
    round_number: int
    number: int
    correct: int
    points_milli: int
    passed: bool
    duration_ms: int
    submitted_at_us: int
    prediction: int | None = None
    perfect: bool = False
    extra_percent: int = 0
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ranking. `attempt_id` is the counted attempt (None when rounds are added up).

    `entry` is 0 for the one line of an entrant, else the number of the entry where every attempt
    ranks by itself. `prediction_distance` None: no prediction, or its actual value is not known
    yet. `duration_ms` None: left out for a person with extra time. `draw`: place in a recorded
    draw, from 1; 0 while nothing was drawn.
    """

    entrant_id: int
    attempt_id: int | None
    correct: int
    points_milli: int
    passed: bool
    submitted_at_us: int
    duration_ms: int | None
    attempts: int
    prediction_distance: int | None = None
    entry: int = 0
    draw: int = 0
