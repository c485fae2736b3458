"""Reads of accounts; every list is scoped to what the reader may see."""

from accounts.selectors.access import (
    Forbidden,
    can,
    can_anywhere,
    for_user,
    organisations_with,
    permissions_of,
    require,
)

__all__ = [
    "Forbidden",
    "can",
    "can_anywhere",
    "for_user",
    "organisations_with",
    "permissions_of",
    "require",
]
