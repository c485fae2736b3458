"""Chance that anyone can repeat: numbers from a seed, the same on every platform and for ever.

The method is public, so that a second implementation can check a paper:
block i of a stream is HMAC-SHA256(key = seed, message = label + i as 8 bytes big-endian);
the blocks, joined, are read as 4-byte big-endian numbers; a number v gives `v mod n` when
v < 2³² − (2³² mod n) and is thrown away otherwise, so that no result is likelier than another.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final, TypeVar

_SPAN: Final = 1 << 32
Item = TypeVar("Item")


class Stream:
    """A stream of chance named by `seed` and `label`; not thread-safe, cheap to make."""

    __slots__ = ("_block", "_index", "_label", "_seed")

    def __init__(self, seed: bytes, label: bytes) -> None:
        """Raises `ValueError` for a seed under 16 bytes, which could be guessed."""
        if len(seed) < 16:
            raise ValueError("a seed has at least 16 bytes")
        self._seed = seed
        self._label = label
        self._index = 0
        self._block = b""

    def _word(self) -> int:
        if not self._block:
            message = self._label + self._index.to_bytes(8, "big")
            self._block = hmac.digest(self._seed, message, hashlib.sha256)
            self._index += 1
        word, self._block = self._block[:4], self._block[4:]
        return int.from_bytes(word, "big")

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` − 1, each as likely; `bound` from 1 to 2³²."""
        if not 1 <= bound <= _SPAN:
            raise ValueError("bound must be from 1 to 2**32")
        fair = _SPAN - _SPAN % bound
        while (word := self._word()) >= fair:
            pass
        return word % bound

    def shuffled(self, items: list[Item]) -> list[Item]:
        """A new list in chance order (Fisher–Yates from the last place down)."""
        result = list(items)
        for place in range(len(result) - 1, 0, -1):
            other = self.below(place + 1)
            result[place], result[other] = result[other], result[place]
        return result
