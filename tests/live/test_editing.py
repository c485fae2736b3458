"""Preparing a session: questions drawn by chance, and which ones the picker offers."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEvent, Membership, Role, User
from contests.live.selectors.prepared import banks, search
from contests.live.services import editing
from contests.live.services.preparing import WantedSegment
from quiz.models import Question, QuestionState
from tests.contests.scene import make_questions
from tests.live.scene import LiveScene, make_live

pytestmark = pytest.mark.django_db


def prepared(**values: Any) -> LiveScene:
    """A session whose host may also read the organisation's questions."""
    scene = make_live(open_lobby=False, **values)
    Membership.objects.create(
        user=scene.host, organisation=scene.session.organisation, role=Role.ORGANIZER
    )
    # Anew: a user keeps the organisations they were found to belong to.
    scene.host = User.objects.get(pk=scene.host.pk)
    return scene


def test_a_draw_is_one_change_and_asks_nothing_twice():
    scene = prepared(segments=[WantedSegment("Khởi động", "race", {})])
    revisions = make_questions(scene.session.organisation, 3)
    bank = revisions[0].question.bank_id
    told = AuditEvent.objects.count()
    draw = {"session": scene.session, "place": 1, "bank": bank, "difficulty": "", "by": scene.host}
    assert editing.draw_questions(**draw, count=2) == 2
    assert AuditEvent.objects.count() == told + 1
    with pytest.raises(editing.Refusal, match="pool_short"):
        editing.draw_questions(**draw, count=2)
    segment = scene.session.segments.get()
    assert segment.questions.count() == 2
    assert [cell["count"] for cell in segment.blueprint] == [2]


def test_illustrations_are_offered_where_the_result_does_not_count():
    scene = prepared()
    revision = make_questions(scene.session.organisation, 1)[0]
    bank = revision.question.bank
    Question.objects.filter(pk=revision.question_id).update(state=QuestionState.PENDING)
    seen = [search(scene.host, "", bank.pk, counts=False)]
    bank.is_illustrative = True
    bank.save(update_fields=["is_illustrative"])
    seen += [search(scene.host, "", bank.pk, counts=counts) for counts in (True, False)]
    assert [revision in found for found in seen] == [False, False, True]
    assert bank in banks(scene.host, counts=False)
    one = {"session": scene.session, "place": 1, "revisions": [revision.pk], "by": scene.host}
    assert editing.add_questions(**one) == 1
