"""Pictures that a file brought: looked at and drawn anew when the file is read, stored at the yes.

Until somebody has confirmed the import nothing of them is in the database; what waits lies beside
the questions that wait (`quiz.services.drafts_file`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from accounts.rules.refusal import Refused
from quiz.formats.base import Reading
from quiz.formats.sandbox import Cancelled
from quiz.models import Picture
from quiz.rules.question import picture_names
from quiz.services.pictures import redraw

_SLICE = 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it will be stored: a WebP of ours."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The digest by which the store knows it."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Brought:
    """What became of the pictures that the questions of a file name, by those names.

    `known`: the house has them; `drawn`: they are new; `refused`: they came and cannot be shown.
    A name that is in none of the three did not come and is nobody's.
    """

    known: Mapping[str, Picture] = field(default_factory=dict)
    drawn: Mapping[str, Drawn] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()


def draw(reading: Reading, *, cancelled: Callable[[], bool] | None = None) -> Brought:
    """Look at every picture that a question names and draw the new ones; nothing is written.

    A picture whose very bytes are stored (a bank of ours that comes back) is not drawn again.
    Raises `quiz.formats.sandbox.Cancelled`.
    """
    names = dict.fromkeys(name for draft in reading.drafts for name in picture_names(draft))
    came = {name: reading.pictures[name] for name in names if name in reading.pictures}
    known = _by_digest({name: hashlib.sha256(data).hexdigest() for name, data in came.items()})
    drawn: dict[str, Drawn] = {}
    refused: set[str] = set()
    for name, data in came.items():
        if name in known:
            continue
        if cancelled is not None and cancelled():
            raise Cancelled
        try:
            drawn[name] = Drawn(*redraw(data))
        except Refused:
            refused.add(name)
    known |= _by_digest({name: one.sha256 for name, one in drawn.items()})
    known |= by_address(name for name in names if name not in came)
    fresh = {name: one for name, one in drawn.items() if name not in known}
    return Brought(known, fresh, frozenset(refused))


def by_address(names: Iterable[str]) -> dict[str, Picture]:
    """The stored pictures that `names` call by their own address, with or without ".webp"."""
    wanted = {name: name.removesuffix(".webp") for name in names}
    found = {
        picture.public_id: picture
        for some in _sliced(sorted(set(wanted.values())))
        for picture in Picture.objects.filter(public_id__in=some)
    }
    return {name: found[address] for name, address in wanted.items() if address in found}


def _by_digest(digests: Mapping[str, str]) -> dict[str, Picture]:
    found = {
        picture.sha256: picture
        for some in _sliced(sorted(set(digests.values())))
        for picture in Picture.objects.filter(sha256__in=some)
    }
    return {name: found[digest] for name, digest in digests.items() if digest in found}


def _sliced(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _SLICE):
        yield values[start : start + _SLICE]
