"""Writes questions. What a question says lives in revisions, which are never changed: an edit is
a new revision, and a revision is drawn only after another person has approved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import require
from quiz.models import (
    Bank,
    Citation,
    LegalDocument,
    Picture,
    Question,
    QuestionState,
    ReviewDecision,
    Revision,
    RevisionKey,
    Topic,
)
from quiz.rules.keys import stem_key
from quiz.rules.question import Draft, Option, Problem, clean_body, validate
from quiz.rules.stored import digest, split
from quiz.rules.text import clean_line, clean_text
from quiz.selectors.documents import document_index

QUOTE_MAX = 4_000


class DraftRefused(Refused):
    """The question itself is wrong; `problems` say where (see `quiz.rules.question.validate`)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("question-wrong")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Ground:
    """A citation that the author ties to a document of the bookcase."""

    document: LegalDocument
    article: str = ""
    clause: str = ""
    point: str = ""
    quote: str = ""
    checked_on: date | None = None


def create_question(
    *,
    actor: User | None,
    bank: Bank,
    draft: Draft,
    topic: Topic | None = None,
    picture: Picture | None = None,
    grounds: Sequence[Ground] = (),
    now: datetime | None = None,
) -> Question:
    """A new question in state DRAFT with its first revision.

    Citations that `draft.citation_text` names are linked too. Raises `DraftRefused`; refused:
    ``question-ref-taken``, ``topic-elsewhere``.
    """
    if actor is not None:
        require(actor, Permission.EDIT_QUESTION, bank.organisation)
    draft = _clean(draft)
    _check(draft, bank, topic)
    found = _all_grounds(draft, grounds)
    try:
        with transaction.atomic():
            question = Question(bank=bank, ref=draft.ref or _next_ref(bank), topic=topic)
            question.save(force_insert=True)
            _write_revision(question, 1, draft, picture, found, actor)
            audit.record(
                action="question.created",
                actor=actor,
                obj=question,
                organisation=bank.organisation,
                data={"bank": bank.code},
                now=now,
            )
    except IntegrityError as error:
        raise Refused("question-ref-taken", field="ref") from error
    return question


def revise_question(
    *,
    actor: User,
    question: Question,
    seen: int,
    draft: Draft,
    topic: Topic | None,
    picture: Picture | None,
    grounds: Sequence[Ground] = (),
    now: datetime | None = None,
) -> Revision:
    """A new revision over revision `seen`, the newest that the author looked at.

    What was waiting for a reviewer waits no longer; what is drawn stays drawn until the new
    revision is approved. When only the topic is new the question moves there without a new
    revision: nobody's words have changed. Refused: ``question-moved``, ``question-retired``,
    ``question-unchanged``.
    """
    bank = question.bank
    require(actor, Permission.EDIT_QUESTION, bank.organisation)
    draft = _clean(replace(draft, ref=question.ref))
    _check(draft, bank, topic)
    found = _all_grounds(draft, grounds)
    with transaction.atomic():
        question = _locked(question)
        if question.state == QuestionState.RETIRED:
            raise Refused("question-retired")
        if question.latest != seen or not question.is_visible:
            raise Refused("question-moved")
        before = question.revisions.select_related("key", "picture").get(number=seen)
        moved = question.topic_id != (topic.pk if topic else None)
        if _same(before, draft, picture, found):
            if not moved:
                raise Refused("question-unchanged")
            question.topic = topic
            question.save(update_fields=["topic"])
            _tell("question.moved", actor, question, now, topic=topic.code if topic else "")
            return before
        revision = _write_revision(question, seen + 1, draft, picture, found, actor)
        question.latest, question.submitted, question.topic = seen + 1, 0, topic
        if question.state == QuestionState.PENDING:
            question.state = QuestionState.DRAFT
        question.save(update_fields=["latest", "submitted", "topic", "state"])
        _tell("question.revised", actor, question, now, revision=revision.number)
    return revision


def submit_question(*, actor: User, question: Question, now: datetime | None = None) -> Question:
    """Send the newest revision to a second person.

    Refused: ``question-submitted``, ``question-nothing-new``, ``question-retired``.
    """
    require(actor, Permission.EDIT_QUESTION, question.bank.organisation)
    with transaction.atomic():
        question = _locked(question)
        if question.state == QuestionState.RETIRED:
            raise Refused("question-retired")
        if question.submitted == question.latest:
            raise Refused("question-submitted")
        approved = question.state == QuestionState.APPROVED
        if approved and question.current and question.current.number == question.latest:
            raise Refused("question-nothing-new")
        question.submitted = question.latest
        if not approved:
            question.state = QuestionState.PENDING
        question.save(update_fields=["submitted", "state"])
        _tell("question.submitted", actor, question, now, revision=question.submitted)
    return question


def retire_question(*, actor: User, question: Question, now: datetime | None = None) -> Question:
    """Draw it no more. Papers that were opened keep it."""
    require(actor, Permission.EDIT_QUESTION, question.bank.organisation)
    with transaction.atomic():
        question = _locked(question)
        if question.state == QuestionState.RETIRED:
            raise Refused("question-retired")
        question.state, question.submitted = QuestionState.RETIRED, 0
        question.save(update_fields=["state", "submitted"])
        _tell("question.retired", actor, question, now)
    return question


def restore_question(*, actor: User, question: Question, now: datetime | None = None) -> Question:
    """Take a retired question back: approved when a second person had approved it, else draft."""
    require(actor, Permission.EDIT_QUESTION, question.bank.organisation)
    with transaction.atomic():
        question = _locked(question)
        if question.state != QuestionState.RETIRED:
            raise Refused("question-not-retired")
        approved = (
            question.current is not None
            and question.current.reviews.filter(decision=ReviewDecision.APPROVED).exists()
        )
        question.state = QuestionState.APPROVED if approved else QuestionState.DRAFT
        question.save(update_fields=["state"])
        _tell("question.restored", actor, question, now)
    return question


def _locked(question: Question) -> Question:
    """The row as it is now, held until the transaction ends."""
    return (
        Question.objects.select_for_update(of=("self",))
        .select_related("current", "bank__organisation")
        .get(pk=question.pk)
    )


def _tell(action: str, actor: User, question: Question, now: datetime | None, **data: Any) -> None:
    audit.record(
        action=action,
        actor=actor,
        obj=question,
        organisation=question.bank.organisation,
        data={"bank": question.bank.code, **data},
        now=now,
    )


def _clean(draft: Draft) -> Draft:
    return replace(
        draft,
        stem=clean_text(draft.stem),
        options=tuple(
            Option(clean_text(option.text), option.correct, option.fixed)
            for option in draft.options
        ),
        explanation=clean_text(draft.explanation),
        citation_text=clean_text(draft.citation_text),
        ref=clean_line(draft.ref),
        body=clean_body(draft.body),
    )


def _check(draft: Draft, bank: Bank, topic: Topic | None) -> None:
    problems = [problem for problem in validate(draft) if problem.severity == "error"]
    if problems:
        raise DraftRefused(problems)
    if topic is not None and topic.bank_id != bank.pk:
        raise Refused("topic-elsewhere", field="topic")


def _next_ref(bank: Bank) -> str:
    number = Question.objects.filter(bank=bank).count() + 1
    while Question.objects.filter(bank=bank, ref=f"C-{number:04d}").exists():
        number += 1
    return f"C-{number:04d}"


def _all_grounds(draft: Draft, grounds: Sequence[Ground]) -> list[Citation]:
    """What the author tied, then what the typed words name and is not tied yet."""
    found = [
        Citation(
            document=ground.document,
            article=clean_line(ground.article)[:20],
            clause=clean_line(ground.clause)[:20],
            point=clean_line(ground.point)[:20],
            quote=clean_text(ground.quote)[:QUOTE_MAX],
            checked_on=ground.checked_on,
        )
        for ground in grounds
    ]
    known = {(row.document_id, row.article, row.clause, row.point) for row in found}
    if draft.citation_text:
        for reference in document_index().read(draft.citation_text).references:
            place = (reference.document, reference.article, reference.clause, reference.point)
            if place not in known:
                known.add(place)
                found.append(
                    Citation(
                        document_id=reference.document,
                        article=reference.article,
                        clause=reference.clause,
                        point=reference.point,
                    )
                )
    return found


def _write_revision(
    question: Question,
    number: int,
    draft: Draft,
    picture: Picture | None,
    citations: Sequence[Citation],
    author: User | None,
) -> Revision:
    stored = split(draft)
    revision = Revision.objects.create(
        question=question,
        number=number,
        kind=draft.kind,
        difficulty=draft.difficulty,
        critical=draft.critical,
        stem=draft.stem,
        options=stored.options,
        body=stored.body,
        picture=picture,
        stem_key=stem_key(draft.stem),
        sha256=digest(draft, stored, picture.sha256 if picture else ""),
        author=author,
    )
    RevisionKey.objects.create(
        revision=revision,
        right=stored.right,
        body=stored.key_body,
        explanation=draft.explanation,
        citation_text=draft.citation_text,
    )
    for citation in citations:
        citation.revision = revision
    Citation.objects.bulk_create(citations)
    return revision


def _same(
    before: Revision, draft: Draft, picture: Picture | None, citations: Sequence[Citation]
) -> bool:
    """Whether a revision would say word for word what `before` says."""

    def places(rows: Iterable[Citation]) -> list[str]:
        return sorted(
            repr((row.document_id, row.article, row.clause, row.point, row.quote, row.checked_on))
            for row in rows
        )

    stored = split(draft)
    return (
        (before.kind, before.difficulty, before.critical, before.stem, before.picture_id)
        == (draft.kind, draft.difficulty, draft.critical, draft.stem, picture and picture.pk)
        and (before.options, before.body) == (stored.options, stored.body)
        and (before.key.right, before.key.body) == (stored.right, stored.key_body)
        and (before.key.explanation, before.key.citation_text)
        == (draft.explanation, draft.citation_text)
        and places(before.citations.all()) == places(citations)
    )
