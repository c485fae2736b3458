"""The pictures that a question names, in whatever part of it they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from quiz.rules.question.bodies import Situation
from quiz.rules.question.draft import Draft


def picture_names(draft: Draft) -> Iterator[str]:
    """The pictures that a question names, its own first, then those of its sub-questions."""
    if draft.picture:
        yield draft.picture
    yield from (one.name for one in draft.pictures)
    if isinstance(draft.body, Situation):
        for child in draft.body.children:
            yield from picture_names(child)


def with_picture_names(draft: Draft, names: Mapping[str, str]) -> Draft:
    """`draft` with its pictures called by `names`; what is called "" is left out."""
    body = draft.body
    if isinstance(body, Situation):
        body = Situation(tuple(with_picture_names(child, names) for child in body.children))
    picture = names.get(draft.picture, draft.picture)
    further = (replace(one, name=names.get(one.name, one.name)) for one in draft.pictures)
    return replace(
        draft,
        picture=picture,
        picture_alt=draft.picture_alt if picture else "",
        pictures=tuple(one for one in further if one.name),
        body=body,
    )
