"""What a paper shows, and what was answered so far. No path from here reaches a key (promise A4).

Revisions are immutable, so what was read once is kept by its id and never read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from contests.models import AnswerEvent, Paper
from quiz.models import Picture, Revision
from quiz.rules.displayed import child_orders, orders
from quiz.rules.question import CHOICE_KINDS, LETTERS, Kind
from quiz.rules.responses import shape

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
    """The public part of a revision, options as stored."""

    id: int
    kind: Kind
    stem: str
    options: tuple[str, ...]
    picture: ShownPicture | None
    body: Mapping[str, Any] = field(default_factory=dict)
    # Further pictures with the number of their option, -1 for the stem.
    pictures: tuple[tuple[ShownPicture, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One option as displayed."""

    letter: str
    text: str
    picture: ShownPicture | None = None


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One question of a paper as displayed; `number` counts from 1, also among children.

    `options` are what is chosen from or the rows that are answered one by one; `choices` the right
    sides of MATCHING; `gaps` what each gap of a text may be filled with, () where it is typed.
    """

    number: int
    revision_id: int
    kind: Kind
    stem: str
    options: tuple[ShownOption, ...]
    picture: ShownPicture | None
    choices: tuple[ShownOption, ...] = ()
    gaps: tuple[tuple[str, ...], ...] = ()
    unit: str = ""
    children: tuple[ShownItem, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()

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
        rows = list(Revision.objects.filter(id__in=missing).select_related("picture"))
        further = _further(rows)
        for row in rows:
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
                body=row.body,
                pictures=further.get(row.id, ()),
            )
    return {number: _kept[number] for number in wanted}


def _further(rows: Iterable[Revision]) -> dict[int, tuple[tuple[ShownPicture, int], ...]]:
    """The further pictures of `rows` that are there; a query only when any has one."""
    named = {row.id: row.body["pictures"] for row in rows if row.body.get("pictures")}
    names = {one[0].removesuffix(".webp") for ones in named.values() for one in ones}
    known = {one.public_id: one for one in Picture.objects.filter(public_id__in=names)}
    found = {}
    for revision_id, ones in named.items():
        shown = []
        for name, alt, option in ones:
            picture = known.get(name.removesuffix(".webp"))
            if picture is not None:
                size = picture.width, picture.height
                shown.append((ShownPicture(picture.file.url, picture.sha256, *size, alt), option))
        found[revision_id] = tuple(shown)
    return found


def shown_items(items: Sequence[Sequence[object]]) -> tuple[ShownItem, ...]:
    """`Paper.items` as displayed, in order."""
    revisions = shown_revisions(int(str(item[0])) for item in items)
    return tuple(
        _shown(number, revisions[int(str(item[0]))], str(item[1]))
        for number, item in enumerate(items, start=1)
    )


def _shown(number: int, revision: ShownRevision, order: str) -> ShownItem:
    body = revision.body
    options, choices = orders(order) if revision.kind is not Kind.SITUATION else ((), ())
    children = []
    if revision.kind is Kind.SITUATION:
        for place, (one, own) in enumerate(
            zip(body["children"], child_orders(order), strict=True), start=1
        ):
            texts = tuple(option["text"] for option in one["options"])
            child = ShownRevision(
                revision.id, Kind(one["kind"]), one["stem"], texts, None, one["body"]
            )
            children.append(_shown(place, child, own))
    return ShownItem(
        number=number,
        revision_id=revision.id,
        kind=revision.kind,
        stem=revision.stem,
        options=_lettered(
            revision.options, options, {option: picture for picture, option in revision.pictures}
        ),
        picture=revision.picture,
        pictures=tuple(picture for picture, option in revision.pictures if option < 0),
        choices=_lettered(body.get("choices", ()), choices),
        gaps=tuple(tuple(gap["choices"]) for gap in body.get("blanks", ())),
        unit=body.get("unit", ""),
        children=tuple(children),
    )


def _lettered(
    texts: Sequence[str], order: Sequence[int], pictures: Mapping[int, ShownPicture] | None = None
) -> tuple[ShownOption, ...]:
    return tuple(
        ShownOption(letter, texts[index], (pictures or {}).get(index))
        for letter, index in zip(LETTERS, order, strict=False)
    )


def shape_of(item: ShownItem) -> str:
    """What `item` can be answered with (see `quiz.rules.responses.shape`)."""
    return shape(
        item.kind, len(item.options), len(item.gaps), [shape_of(child) for child in item.children]
    )


@lru_cache(maxsize=4096)
def _shown_paper(paper_id: int, sha256: str, items: str) -> tuple[ShownItem, ...]:
    return shown_items(json.loads(items))


def paper_items(paper: Paper) -> tuple[ShownItem, ...]:
    """The questions of `paper` as displayed. At most one query, mostly none."""
    return _shown_paper(paper.pk, paper.sha256, json.dumps(paper.items))


def paper_digest(items: Sequence[ShownItem]) -> str:
    """SHA-256 over every word and picture as shown, in order: equal papers, equal digests."""
    shown = [_seen(item) for item in items]
    text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _seen(item: ShownItem) -> list[Any]:
    seen: list[Any] = [
        item.number,
        item.kind.value,
        item.stem,
        [[option.letter, option.text] for option in item.options],
        item.picture.sha256 if item.picture else "",
    ]
    if item.kind not in CHOICE_KINDS:
        seen += [
            [[choice.letter, choice.text] for choice in item.choices],
            item.gaps,
            item.unit,
            [_seen(child) for child in item.children],
        ]
    drawn = [option.picture.sha256 if option.picture else "" for option in item.options]
    if item.pictures or any(drawn):
        seen.append([[one.sha256 for one in item.pictures], drawn])
    return seen


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
