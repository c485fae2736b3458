"""A drafted contest of the cast, and the shipped bank, for tests of set-up and publishing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from contests.clock import SYSTEM
from contests.models import Contest
from contests.rules.ruleset import Cell, Contact, RuleSet, from_json
from contests.services import setup
from quiz.models import Bank, Question, QuestionState, Revision, RevisionKey, Topic
from tests.cast import Cast
from tests.contests.scene import forget_kept

SHIPPED = Path(__file__).resolve().parents[2] / "quiz/data/pbgdpl-2026.json"
SITE = "https://thi.example.vn/cuoc-thi/tim-hieu/"


def make_shipped_bank(cast: Cast, *, approved: bool = True) -> Bank:
    """The PBGDPL bank as it is shipped, owned by the department."""
    data = json.loads(SHIPPED.read_text(encoding="utf-8"))
    bank = Bank.objects.create(
        code=data["bank"]["code"],
        name=data["bank"]["name"],
        organisation=cast.department,
        is_illustrative=True,
    )
    topics = {
        one["code"]: Topic.objects.create(
            bank=bank, code=one["code"], name=one["name"], position=place
        )
        for place, one in enumerate(data["topics"])
    }
    rows = data["questions"]
    asked = Question.objects.bulk_create(
        Question(
            bank=bank,
            ref=one["ref"],
            topic=topics[one["topic"]],
            state=QuestionState.APPROVED if approved else QuestionState.PENDING,
        )
        for one in rows
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            question=question,
            kind=one["kind"],
            difficulty=one["difficulty"],
            stem=one["stem"],
            options=[{"text": o["text"], "fixed": o["fixed"]} for o in one["options"]],
            stem_key=one["stem"][:200],
            sha256=hashlib.sha256(one["stem"].encode()).hexdigest(),
        )
        for question, one in zip(asked, rows, strict=True)
    )
    RevisionKey.objects.bulk_create(
        RevisionKey(
            revision=revision,
            right=[place for place, o in enumerate(one["options"]) if o["correct"]],
        )
        for revision, one in zip(revisions, rows, strict=True)
    )
    for question, revision in zip(asked, revisions, strict=True):
        question.current = revision
    Question.objects.bulk_update(asked, ["current"])
    return bank


def make_draft(
    cast: Cast, *, preset: str = "tinh-hai-tuan", title: str = "Tìm hiểu pháp luật"
) -> Contest:
    """A draft that lacks nothing: the shipped bank must be there."""
    forget_kept()
    contest = setup.create_contest(
        actor=cast.organizer,
        organisation=cast.department,
        preset=preset,
        title=title,
        purpose="Tuyên truyền pháp luật.\nHưởng ứng Ngày Pháp luật.",
        clock=SYSTEM,
    )
    rules = from_json(contest.draft_rules)
    setup.save_terms(contest=contest, actor=cast.organizer, terms=complete(rules))
    return contest


def complete(rules: RuleSet) -> dict[str, object]:
    """What a preset leaves to the clerk: bank and telephone."""
    contact = Contact(office="Phòng Hành chính - Tổng hợp", phone="0255 3 822 822")
    return {
        "paper": replace(rules.paper, banks=("PBGDPL-2026",)),
        "aftermath": replace(rules.aftermath, contact=contact),
    }


def change(contest: Contest, cast: Cast, **terms: object) -> None:
    """Draft other terms."""
    setup.save_terms(contest=contest, actor=cast.organizer, terms=terms)


def open_now(contest: Contest, cast: Cast, now: datetime) -> None:
    """Draft one round that is open at `now`."""
    one = setup.DraftRound("Đợt thi", now - timedelta(hours=1), now + timedelta(days=1))
    setup.save_terms(contest=contest, actor=cast.organizer, terms={}, rounds=[one])


def questions(rules: RuleSet, count: int) -> dict[str, object]:
    """A paper of `count` questions of any kind."""
    return {"paper": replace(rules.paper, cells=(Cell(count),))}
