"""Whether a legal document is in force on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Validity(StrEnum):
    """The state of a document on a day."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    EXPIRED = "expired"


def validity(effective_on: date | None, expires_on: date | None, on: date) -> Validity:
    """State on day `on`; `expires_on` is the first day on which the document no longer holds.

    Without a known beginning a document that has not ended is `UNKNOWN`.
    """
    if expires_on is not None and on >= expires_on:
        return Validity.EXPIRED
    if effective_on is None:
        return Validity.UNKNOWN
    return Validity.NOT_YET if on < effective_on else Validity.IN_FORCE
