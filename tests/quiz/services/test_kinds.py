"""Every kind through the store: written, shown, revised, exported as a draft, recognised again."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.rules.refusal import Refused
from quiz.models import Revision
from quiz.rules.question import Draft, Kind, Matching
from quiz.rules.stored import digest, split
from quiz.selectors import shown
from quiz.selectors.questions import drafts_of, newest
from quiz.services.questions import create_question, revise_question
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.rules.test_kinds import ALL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("draft", ALL, ids=lambda draft: draft.kind)
def test_a_question_of_each_kind_lives(draft: Draft, cast: Cast) -> None:
    bank = scene.make_bank(cast)
    question = create_question(actor=cast.author, bank=bank, draft=draft)
    revision = question.revisions.select_related("key").get()
    assert revision.sha256 == digest(draft, split(draft))
    page = shown.of_revision(revision, date(2026, 11, 28))
    assert page.rows or page.children
    ((_, back),) = drafts_of(newest(bank))
    expected = replace(draft, where=None, ref=question.ref)
    if isinstance(draft.body, Matching):
        expected = replace(expected, body=back.body)
    assert back == expected
    with pytest.raises(Refused, match="question-unchanged"):
        revise_question(actor=cast.author, question=question, seen=1, draft=back, topic=None,
                        picture=None)  # fmt: skip
    again = replace(draft, stem=draft.stem + " Nêu rõ.")
    revise_question(actor=cast.author, question=question, seen=1, draft=again, topic=None,
                    picture=None)  # fmt: skip
    assert question.revisions.count() == 2


def test_the_public_row_holds_no_answer(cast: Cast) -> None:
    """What serves a paper reads Revision alone: accepted texts and numbers are not in it."""
    bank = scene.make_bank(cast)
    for draft in ALL:
        create_question(actor=cast.author, bank=bank, draft=draft)
    texts = " ".join(
        f"{one.stem} {one.options} {one.body}"
        for one in Revision.objects.exclude(kind__in=[Kind.BLANKS, Kind.SITUATION])
    )
    assert "Quốc hội" not in texts and "QH" not in texts and "Đủ ý" not in texts
    assert "37/2" not in texts and "variants" not in texts
