"""Questions and citations laid out for pages of people who may know the key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quiz.models import Citation, Picture, Revision
from quiz.rules.question import LETTERS, Draft, Kind
from quiz.rules.validity import Validity
from quiz.selectors.documents import name_of, state_of, state_words
from quiz.wording.citations import citation_words


@dataclass(frozen=True)
class ShownOption:
    """One option with its letter, in the author's order."""

    letter: str
    text: str
    right: bool
    fixed: bool


@dataclass(frozen=True)
class ShownCitation:
    """A citation in words, the state of its document on the day of the page."""

    words: str
    slug: str
    anchor: str
    quote: str
    checked_on: date | None
    state: str
    expired: bool


@dataclass(frozen=True)
class ShownQuestion:
    """Everything of a question that a page draws."""

    stem: str
    kind: str
    several: bool
    difficulty: str
    critical: bool
    topic: str
    options: tuple[ShownOption, ...]
    key: str
    explanation: str
    citation_text: str
    picture: Picture | None = None
    citations: tuple[ShownCitation, ...] = ()


def cited(citations: Iterable[Citation], on: date) -> tuple[ShownCitation, ...]:
    """Citations in words; their documents must be loaded."""
    return tuple(
        ShownCitation(
            words=citation_words(row.article, row.clause, row.point, name_of(row.document)),
            slug=row.document.slug,
            anchor=f"dieu-{row.article}" if row.article else "",
            quote=row.quote,
            checked_on=row.checked_on,
            state=state_words(row.document, on),
            expired=state_of(row.document, on) is Validity.EXPIRED,
        )
        for row in citations
    )


def of_revision(revision: Revision, on: date) -> ShownQuestion:
    """A revision with its key; key, picture and citations should be loaded."""
    right = set(revision.key.right)
    options = tuple(
        ShownOption(letter, option["text"], index in right, bool(option.get("fixed")))
        for index, (letter, option) in enumerate(zip(LETTERS, revision.options, strict=False))
    )
    topic = revision.question.topic
    return ShownQuestion(
        stem=revision.stem,
        kind=revision.get_kind_display(),
        several=revision.kind == Kind.MULTIPLE,
        difficulty=revision.get_difficulty_display(),
        critical=revision.critical,
        topic=topic.name if topic else "",
        options=options,
        key=", ".join(option.letter for option in options if option.right),
        explanation=revision.key.explanation,
        citation_text=revision.key.citation_text,
        picture=revision.picture,
        citations=cited(revision.citations.all(), on),
    )


def of_draft(draft: Draft, picture: Picture | None = None) -> ShownQuestion:
    """A draft as it will look."""
    options = tuple(
        ShownOption(letter, option.text, option.correct, option.fixed)
        for letter, option in zip(LETTERS, draft.options, strict=False)
    )
    kinds = {"single": "Một đáp án đúng", "multiple": "Nhiều đáp án đúng"}
    levels = {"easy": "Dễ", "medium": "Trung bình", "hard": "Khó"}
    return ShownQuestion(
        stem=draft.stem,
        kind=kinds.get(draft.kind, "Đúng hay sai"),
        several=draft.kind is Kind.MULTIPLE,
        difficulty=levels[draft.difficulty],
        critical=draft.critical,
        topic=draft.topic,
        options=options,
        key=", ".join(option.letter for option in options if option.right),
        explanation=draft.explanation,
        citation_text=draft.citation_text,
        picture=picture,
    )
