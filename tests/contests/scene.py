"""An open contest with a pool, written straight to the tables: what tests of the answer path need."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from accounts.fields import blind_index
from accounts.models import Membership, Organisation, Role, User
from contests.clock import SYSTEM, to_us
from contests.models import Contest, ContestState, Entrant, Paper, PoolQuestion, Round, RuleVersion
from contests.rules.ruleset import Attempts, Cell, RuleSet, Timing, to_json
from contests.rules.ruleset import Paper as PaperRules
from contests.selectors import contests as contest_selectors
from contests.selectors import papers as paper_selectors
from contests.selectors import pool as pool_selectors
from contests.services.papers import open_paper
from quiz.models import Bank, Question, QuestionState, Revision, RevisionKey
from quiz.rules.question import (
    Blank,
    Blanks,
    Draft,
    Kind,
    Matching,
    Number,
    Option,
    Short,
    Situation,
)
from quiz.rules.stored import digest, split
from tests.cast import make_organisation, make_person, make_user


@dataclass
class Scene:
    """A published contest whose round opened an hour ago and closes tomorrow (unless said)."""

    contest: Contest
    version: RuleVersion
    round: Round
    organizer: User
    entrants: list[Entrant]

    @property
    def entrant(self) -> Entrant:
        return self.entrants[0]

    def paper(self, entrant: Entrant | None = None, **values: Any) -> Paper:
        """An open paper of 20 minutes that began now; `values` override its fields."""
        now_us = SYSTEM.now_us()
        fields = {
            "started_us": now_us,
            "deadline_us": now_us + 20 * 60_000_000,
            "grace_us": 5_000_000,
            **values,
        }
        return open_paper(
            contest=self.contest,
            rule_version_id=self.version.pk,
            round=self.round,
            entrant=entrant or self.entrant,
            **fields,
        )


def forget_kept() -> None:
    """Empty what selectors keep by id: tests that roll back give the same ids out again."""
    contest_selectors._rules.cache_clear()
    pool_selectors.frozen_pool.cache_clear()
    paper_selectors._shown_paper.cache_clear()
    paper_selectors._kept.clear()


def make_questions(
    organisation: Organisation, count: int, kinds: tuple[str, ...] = ("single",)
) -> list[Revision]:
    """Approved questions with four options each; option B is right (A and C of several).

    Other kinds are those of `KINDS`.
    """
    bank = Bank.objects.create(
        code=f"bank-{secrets.token_hex(4)}", name="Ngân hàng thử", organisation=organisation
    )
    made = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        if kind in KINDS:
            made.append(_other(bank, number, KINDS[kind]))
            continue
        question = Question.objects.create(
            bank=bank, ref=f"Q{number}", state=QuestionState.APPROVED
        )
        labels = ("Đúng", "Sai") if kind == "true_false" else ("Một", "Hai", "Ba", "Bốn")
        stem = f"Câu hỏi số {number}: quy định nào đúng?"
        revision = Revision.objects.create(
            question=question,
            kind=kind,
            stem=stem,
            options=[{"text": f"{label} ({number})", "fixed": False} for label in labels],
            stem_key=stem[:200],
            sha256=hashlib.sha256(stem.encode()).hexdigest(),
        )
        RevisionKey.objects.create(revision=revision, right=[0, 2] if kind == "multiple" else [1])
        question.current = revision
        question.save(update_fields=["current"])
        made.append(revision)
    return made


def _other(bank: Bank, number: int, draft: Draft) -> Revision:
    """An approved question that is no choice."""
    draft = replace(draft, stem=f"{draft.stem} (số {number})")
    stored = split(draft)
    question = Question.objects.create(bank=bank, ref=f"Q{number}", state=QuestionState.APPROVED)
    revision = Revision.objects.create(
        question=question,
        kind=draft.kind,
        stem=draft.stem,
        options=stored.options,
        body=stored.body,
        stem_key=draft.stem[:200],
        sha256=digest(draft, stored),
    )
    RevisionKey.objects.create(revision=revision, right=stored.right, body=stored.key_body)
    question.current = revision
    question.save(update_fields=["current"])
    return revision


def _rows(*texts: str, true: str = "") -> tuple[Option, ...]:
    return tuple(Option(text, "ABCDEFGH"[n] in true) for n, text in enumerate(texts))


_SINGLE = Draft(Kind.SINGLE, "Ông A có vi phạm không?", _rows("Có", "Không", true="A"))
KINDS: dict[str, Draft] = {
    draft.kind.value: draft
    for draft in (
        Draft(Kind.STATEMENTS, "Về Hiến pháp:", _rows("Ý một", "Ý hai", "Ý ba", "Ý bốn", true="AC")),
        Draft(Kind.ORDER, "Xếp các bước ban hành:", _rows("Soạn thảo", "Thẩm định", "Ban hành")),
        Draft(
            Kind.MATCHING, "Nối cơ quan với việc:", _rows("Quốc hội", "Chính phủ"),
            body=Matching(("Lập pháp", "Hành pháp", "Tư pháp"), (0, 1)),
        ),
        Draft(Kind.SHORT, "Cơ quan nào?", (), body=Short(("Quốc hội", "QH"))),
        Draft(Kind.NUMBER, "Mấy tuổi?", (), body=Number(Fraction(18), Fraction(1, 2), "tuổi")),
        Draft(
            Kind.BLANKS, "Đủ [[1]] tuổi, do [[2]] bầu.", (),
            body=Blanks((Blank(("18",)), Blank(("Quốc hội",), ("Quốc hội", "Chính phủ")))),
        ),
        Draft(
            Kind.SITUATION, "Ông A lái xe khi đã uống rượu.", (),
            body=Situation((
                _SINGLE, Draft(Kind.SHORT, "Nộp phạt ở đâu?", (), body=Short(("Kho bạc",))),
            )),
        ),
    )
}  # fmt: skip
"""One question of each kind that is no choice; what is right is in the drafts."""


def make_entrant(contest: Contest, name: str = "Nguyễn Thị Hoa", **values: Any) -> Entrant:
    """One registered person."""
    code = secrets.token_hex(4).upper()
    return Entrant.objects.create(
        contest=contest,
        person=make_person(name),
        code=code,
        code_index=blind_index(code, "entrant-code"),
        key_index=blind_index(code, "key"),
        full_name=name,
        display_name=name,
        registered_at=datetime.now(UTC),
        **values,
    )


def make_scene(
    *,
    questions: int = 10,
    entrants: int = 1,
    kinds: tuple[str, ...] = ("single",),
    attempts: Attempts | None = None,
    rules: RuleSet | None = None,
    minutes: int = 20,
    grace_seconds: int = 5,
    now: datetime | None = None,
) -> Scene:
    """A contest that is open at `now` (default: the real now)."""
    forget_kept()
    now = now or SYSTEM.now()
    organisation = make_organisation(f"so-{secrets.token_hex(4)}", "Sở Tư pháp", "so")
    organizer = make_user(f"hanh-{secrets.token_hex(4)}", "Hạnh")
    Membership.objects.create(user=organizer, organisation=organisation, role=Role.ORGANIZER)
    Membership.objects.create(user=organizer, organisation=organisation, role=Role.ADMIN)
    rules = rules or RuleSet(
        paper=PaperRules(cells=(Cell(count=questions),), banks=("bank",), minutes=minutes),
        timing=Timing(grace_seconds=grace_seconds),
        attempts=attempts or Attempts(),
    )
    if attempts is not None:
        rules = replace(rules, attempts=attempts)
    contest = Contest.objects.create(
        slug=f"thi-{secrets.token_hex(4)}",
        title="Tìm hiểu pháp luật",
        organisation=organisation,
        state=ContestState.PUBLISHED,
        published_at=now - timedelta(hours=2),
    )
    version = RuleVersion.objects.create(
        contest=contest,
        number=1,
        rules=to_json(rules),
        facts={},
        text=[],
        sha256="0" * 64,
        published_at=now - timedelta(hours=2),
    )
    contest.current_version = version
    contest.save()
    for revision in make_questions(organisation, questions, kinds):
        PoolQuestion.objects.create(rule_version=version, revision=revision, use="both")
    round = Round.objects.create(
        contest=contest,
        number=1,
        name="Tuần 1",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
    )
    people = [make_entrant(contest, f"Người dự thi {number}") for number in range(entrants)]
    return Scene(contest, version, round, organizer, people)


def seconds_ago_us(seconds: float) -> int:
    """The instant `seconds` before now."""
    return to_us(SYSTEM.now()) - round(seconds * 1_000_000)
