"""A draw that anybody can repeat: the order of tied entrants from a public seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def order(seed: str, public_ids: Iterable[str]) -> list[str]:
    """The ids in the order of SHA-256 of "seed:id": nobody can choose the order without the seed.

    The seed must come from outside after the list was closed (a lottery result, a dice roll).
    """
    return sorted(public_ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())
