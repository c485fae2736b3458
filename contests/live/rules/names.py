"""Names on a projector."""

from __future__ import annotations

from accounts.rules.text import search_key


def check_nickname(text: str) -> str | None:
    """A code why `text` may not be shown, or None."""
    if not text.strip():
        return "name_empty"
    return "name_long" if len(text) > 40 else None


def name_key(text: str) -> str:
    """Equal for names that look alike."""
    return search_key(text)[:80]
