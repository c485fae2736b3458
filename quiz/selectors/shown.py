"""Questions and citations laid out for pages of people who may know the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from quiz.models import Citation, Difficulty, Picture, QuestionKind, Revision
from quiz.rules.difference import Part
from quiz.rules.question import (
    CHOICE_KINDS,
    LETTERS,
    Blanks,
    Draft,
    Essay,
    Kind,
    Matching,
    Number,
    Prediction,
    Short,
    Situation,
)
from quiz.rules.question import Difficulty as DifficultyRule
from quiz.rules.validity import Validity
from quiz.selectors.documents import name_of, state_of, state_words
from quiz.selectors.questions import question_of
from quiz.wording.citations import citation_words
from quiz.wording.kinds import (
    ACCEPTED,
    GUIDE,
    KEY,
    NO_PARTNER,
    OTHER_CHOICES,
    TRUTH,
    essay_words,
    number_words,
    prediction_words,
)

FIXED = "giữ chỗ khi đảo"


@dataclass(frozen=True)
class ShownOption:
    """One option with its letter, in the author's order."""

    letter: str
    text: str
    right: bool
    fixed: bool


@dataclass(frozen=True)
class ShownRow:
    """One row of a kind that is no choice: its label, its text, what is right there."""

    label: str
    text: str
    answer: str


@dataclass(frozen=True)
class ShownPicture:
    """A further picture, what it shows in words, the letter of its option ("" for the stem)."""

    picture: Picture
    alt: str
    letter: str


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
    rows: tuple[ShownRow, ...] = ()
    children: tuple[ShownQuestion, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()


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
    topic = revision.question.topic
    draft = replace(
        question_of(revision),
        difficulty=DifficultyRule(revision.difficulty),
        critical=revision.critical,
        topic=topic.name if topic else "",
        explanation=revision.key.explanation,
        citation_text=revision.key.citation_text,
    )
    return replace(of_draft(draft, revision.picture), citations=cited(revision.citations.all(), on))


def _pictures(draft: Draft) -> tuple[ShownPicture, ...]:
    """The further pictures that are stored; a query only where there are any."""
    if not draft.pictures:
        return ()
    names = [one.name.removesuffix(".webp") for one in draft.pictures]
    known = {one.public_id: one for one in Picture.objects.filter(public_id__in=names)}
    return tuple(
        ShownPicture(known[name], one.alt, LETTERS[one.option] if one.option >= 0 else "")
        for name, one in zip(names, draft.pictures, strict=True)
        if name in known
    )


def of_draft(draft: Draft, picture: Picture | None = None) -> ShownQuestion:
    """A draft as it will look."""
    options: tuple[ShownOption, ...] = ()
    if draft.kind in CHOICE_KINDS:
        options = tuple(
            ShownOption(letter, option.text, option.correct, option.fixed)
            for letter, option in zip(LETTERS, draft.options, strict=False)
        )
    children = draft.body.children if isinstance(draft.body, Situation) else ()
    return ShownQuestion(
        stem=draft.stem,
        kind=str(QuestionKind(draft.kind).label),
        several=draft.kind is Kind.MULTIPLE,
        difficulty=str(Difficulty(draft.difficulty).label),
        critical=draft.critical,
        topic=draft.topic,
        options=options,
        key=", ".join(option.letter for option in options if option.right),
        explanation=draft.explanation,
        citation_text=draft.citation_text,
        picture=picture,
        pictures=_pictures(draft),
        rows=tuple(_rows(draft)),
        children=tuple(of_draft(child) for child in children),
    )


def parts_of(shown: ShownQuestion, prefix: str = "") -> Iterator[Part]:
    """Everything of a question as named texts, for a comparison of two revisions."""
    yield f"{prefix}Câu hỏi", shown.stem
    for option in shown.options:
        notes = [note for note, holds in ((KEY, option.right), (FIXED, option.fixed)) if holds]
        text = f"{option.text} ({', '.join(notes)})" if notes else option.text
        yield f"{prefix}Phương án {option.letter}", text
    for place, row in enumerate(shown.rows, start=1):
        words = " – ".join(filter(None, (row.label, row.text, row.answer)))
        yield f"{prefix}Dòng {place}", words
    for place, child in enumerate(shown.children, start=1):
        yield from parts_of(child, f"{prefix}Câu nhỏ {place}: ")
    if prefix:
        return
    yield "Loại, độ khó", f"{shown.kind}, {shown.difficulty}"
    yield "Lĩnh vực", shown.topic
    yield "Điểm liệt", "có" if shown.critical else "không"
    yield "Hình", shown.picture.sha256[:12] if shown.picture else ""
    yield (
        "Các hình thêm",
        "; ".join(
            " ".join(filter(None, (one.letter, one.alt, one.picture.sha256[:12])))
            for one in shown.pictures
        ),
    )
    yield "Giải thích", shown.explanation
    grounds = [f"{row.words}: {row.quote}" if row.quote else row.words for row in shown.citations]
    yield "Căn cứ", "; ".join(filter(None, [shown.citation_text, *grounds]))


def draft_words(draft: Draft) -> str:
    """The key of a question that is no choice, on one line."""
    rows = [" ".join(filter(None, (row.label, row.text, row.answer))) for row in _rows(draft)]
    if isinstance(draft.body, Situation):
        for place, child in enumerate(draft.body.children, start=1):
            key = child.key if child.kind in CHOICE_KINDS else draft_words(child)
            rows.append(f"câu nhỏ {place}: {key}")
    return "; ".join(rows)


def _rows(draft: Draft) -> Iterator[ShownRow]:
    """The rows of the kinds that are no choice, as their author reads them."""
    match draft.body:
        case Short(variants):
            yield from (ShownRow("", text, ACCEPTED) for text in variants)
        case Number() as number:
            yield ShownRow("", number_words(number), KEY)
        case Blanks(blanks):
            for place, blank in enumerate(blanks, start=1):
                yield ShownRow(f"({place})", "; ".join(blank.variants), KEY)
                others = [text for text in blank.choices if text not in blank.variants]
                if others:
                    yield ShownRow(f"({place})", "; ".join(others), OTHER_CHOICES)
        case Matching(choices, right):
            for letter, option, place in zip(LETTERS, draft.options, right, strict=False):
                yield ShownRow(letter, option.text, choices[place])
            for place, text in enumerate(choices):
                if place not in right:
                    yield ShownRow("", text, NO_PARTNER)
        case Essay(guide, words):
            if words:
                yield ShownRow("", essay_words(words), "")
            if guide:
                yield ShownRow("", guide, GUIDE)
        case Prediction(unit):
            yield ShownRow("", prediction_words(unit), "")
        case _ if draft.kind is Kind.STATEMENTS:
            for label, option in zip("abcdefgh", draft.options, strict=False):
                yield ShownRow(f"{label})", option.text, TRUTH[option.correct])
        case _ if draft.kind is Kind.ORDER:
            for place, option in enumerate(draft.options, start=1):
                yield ShownRow(str(place), option.text, "")
