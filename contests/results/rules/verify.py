"""Stored against recomputed: what differs. Pure comparison; who loads what is the service's."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference(Generic[K]):
    """One field of one row that is not what the ledger says.

    `field` "" and one side None: the row exists only on the other side.
    """

    key: K
    field: str
    stored: object
    recomputed: object


def compare(
    stored: Mapping[K, Mapping[str, object]], recomputed: Mapping[K, Mapping[str, object]]
) -> list[Difference[K]]:
    """Every difference, rows in the order of `recomputed`, then rows that only storage has.

    Values of different types differ (1 is not True, 1 is not "1"): equal means the same bytes.
    """
    found: list[Difference[K]] = []
    for key, fresh in recomputed.items():
        if key not in stored:
            found.append(Difference(key, "", None, dict(fresh)))
            continue
        old = stored[key]
        found += [
            Difference(key, name, old.get(name), fresh.get(name))
            for name in sorted({*old, *fresh})
            if name not in old or name not in fresh or not _same(old[name], fresh[name])
        ]
    found += [
        Difference(key, "", dict(old), None) for key, old in stored.items() if key not in recomputed
    ]
    return found


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
