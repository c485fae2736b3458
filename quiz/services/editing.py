"""A question as its editor sends it: pictures are stored, what the editor does not show is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import IO, Protocol

from accounts.models import User
from accounts.rules.refusal import Refused
from quiz.models import Bank, Picture, Question, Revision, Topic
from quiz.rules.question import Draft, Illustration, Situation
from quiz.selectors.questions import question_of, revisions_of
from quiz.services import pictures as store
from quiz.services.questions import Ground, create_question, revise_question


@dataclass(frozen=True)
class Sent:
    """The picture beside the stem: a new file, or away with the old one, or as it was."""

    file: IO[bytes] | None
    alt: str = ""
    remove: bool = False


class Further(Protocol):
    """A further picture: a new file, or the stored one of that name. `field`: where a refusal of
    the file is said."""

    @property
    def name(self) -> str: ...
    @property
    def file(self) -> IO[bytes] | None: ...
    @property
    def alt(self) -> str: ...
    @property
    def option(self) -> int: ...
    @property
    def field(self) -> str: ...


def save_question(
    *,
    actor: User,
    bank: Bank,
    question: Question | None,
    seen: int,
    draft: Draft,
    topic: Topic | None,
    picture: Sent,
    pictures: Iterable[Further] = (),
    grounds: Sequence[Ground] = (),
) -> Question:
    """A new question, or a new revision of `question` over revision `seen`.

    The pictures of `draft` are the `pictures` given here. Refused as `create_question`,
    `revise_question` and `quiz.services.pictures.redraw` say. Pictures stored before a refusal
    are swept, unless they are sent again.
    """
    before = revisions_of(question).first() if question is not None else None
    beside = _beside(actor, before, picture)
    draft = replace(draft, pictures=tuple(_further(actor, one) for one in pictures))
    if question is None:
        return create_question(
            actor=actor, bank=bank, draft=draft, topic=topic, picture=beside, grounds=grounds
        )
    revise_question(
        actor=actor,
        question=question,
        seen=seen,
        draft=_kept(draft, before),
        topic=topic,
        picture=beside,
        grounds=grounds,
    )
    return question


def _kept(draft: Draft, before: Revision | None) -> Draft:
    """`draft` with what the editor does not show: the author's points, explanations and pictures
    of sub-questions."""
    if before is None:
        return draft
    old = question_of(before)
    body = draft.body
    if isinstance(body, Situation) and isinstance(old.body, Situation):
        known = {child.stem: child for child in old.body.children}
        body = Situation(tuple(_as_before(one, known.get(one.stem)) for one in body.children))
    return replace(draft, points_milli=old.points_milli, body=body)


def _as_before(child: Draft, before: Draft | None) -> Draft:
    if before is None:
        return child
    pictures = tuple(one for one in before.pictures if one.option < len(child.options))
    return replace(child, explanation=before.explanation, pictures=pictures)


def _beside(actor: User, before: Revision | None, sent: Sent) -> Picture | None:
    if sent.file is not None:
        return store.add_picture(
            actor=actor, data=sent.file.read(store.BYTES_MAX + 1), alt=sent.alt
        )
    return None if sent.remove or before is None else before.picture


def _further(actor: User, one: Further) -> Illustration:
    if one.file is None:
        return Illustration(one.name, one.alt, one.option)
    content = one.file.read(store.BYTES_MAX + 1)
    try:
        picture = store.add_picture(actor=actor, data=content, alt=one.alt)
    except Refused as refused:
        raise Refused(refused.code, field=one.field, **refused.facts) from refused
    return Illustration(f"{picture.public_id}.webp", one.alt, one.option)
