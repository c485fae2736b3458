"""What a paper shows, and what was answered so far. No path from here reaches a key (promise A4).

Revisions are immutable, so what was read once is kept by its id and never read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from contests.models import AnswerEvent, Paper
from quiz.models import Revision
from quiz.rules.question import LETTERS, Kind

PREDICTION_ITEM = 0
"""`AnswerEvent.item` of the prediction; questions count from 1."""

_REVISIONS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of a question: address, size in pixels, words for who cannot see it."""

    url: str
    sha256: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """The public part of a revision, options in the author's order."""

    id: int
    kind: Kind
    stem: str
    options: tuple[str, ...]
    picture: ShownPicture | None


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One option as displayed."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One question of a paper as displayed; `number` counts from 1."""

    number: int
    revision_id: int
    kind: Kind
    stem: str
    options: tuple[ShownOption, ...]
    picture: ShownPicture | None

    @property
    def letters(self) -> str:
        """The letters a response may consist of."""
        return "".join(option.letter for option in self.options)


_kept: dict[int, ShownRevision] = {}


def shown_revisions(ids: Iterable[int]) -> dict[int, ShownRevision]:
    """The public parts of the revisions `ids`, from memory or with one query."""
    wanted = set(ids)
    missing = [number for number in wanted if number not in _kept]
    if missing:
        if len(_kept) + len(missing) > _REVISIONS_KEPT:
            _kept.clear()
            missing = list(wanted)
        for row in Revision.objects.filter(id__in=missing).select_related("picture"):
            picture = row.picture
            _kept[row.id] = ShownRevision(
                id=row.id,
                kind=Kind(row.kind),
                stem=row.stem,
                options=tuple(option["text"] for option in row.options),
                picture=picture
                and ShownPicture(
                    picture.file.url, picture.sha256, picture.width, picture.height, picture.alt
                ),
            )
    return {number: _kept[number] for number in wanted}


def shown_items(items: Sequence[Sequence[object]]) -> tuple[ShownItem, ...]:
    """`Paper.items` as displayed, in order."""
    revisions = shown_revisions(int(str(item[0])) for item in items)
    return tuple(
        _shown(number, revisions[int(str(item[0]))], str(item[1]))
        for number, item in enumerate(items, start=1)
    )


def _shown(number: int, revision: ShownRevision, order: str) -> ShownItem:
    return ShownItem(
        number=number,
        revision_id=revision.id,
        kind=revision.kind,
        stem=revision.stem,
        options=tuple(
            ShownOption(letter, revision.options[int(index)])
            for letter, index in zip(LETTERS, order, strict=False)
        ),
        picture=revision.picture,
    )


@lru_cache(maxsize=4096)
def _shown_paper(paper_id: int, sha256: str, items: str) -> tuple[ShownItem, ...]:
    return shown_items(json.loads(items))


def paper_items(paper: Paper) -> tuple[ShownItem, ...]:
    """The questions of `paper` as displayed. At most one query, mostly none."""
    return _shown_paper(paper.pk, paper.sha256, json.dumps(paper.items))


def paper_digest(items: Sequence[ShownItem]) -> str:
    """SHA-256 over every word and picture as shown, in order: equal papers, equal digests."""
    shown = [
        [
            item.number,
            item.kind.value,
            item.stem,
            [[option.letter, option.text] for option in item.options],
            item.picture.sha256 if item.picture else "",
        ]
        for item in items
    ]
    text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_unchanged(paper: Paper) -> bool:
    """Whether `paper`, read afresh from the database, still shows what was frozen (P7)."""
    for item in paper.items:
        _kept.pop(int(item[0]), None)
    return paper_digest(shown_items(paper.items)) == paper.sha256


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """The answer that counts for an item: the one with the greatest (client_seq, id)."""

    response: str
    client_seq: int
    received_us: int


def current_answers(paper_id: int) -> dict[int, CurrentAnswer]:
    """The answers that count, by item (0 is the prediction). Taken-back ones are left out."""
    events = AnswerEvent.objects.filter(paper_id=paper_id).order_by("client_seq", "id")
    latest = {
        item: CurrentAnswer(response, seq, received)
        for item, response, seq, received in events.values_list(
            "item", "response", "client_seq", "received_us"
        )
    }
    return {item: answer for item, answer in latest.items() if answer.response}
