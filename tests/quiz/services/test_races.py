"""Two people at once, on connections of their own: one wins, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from accounts.rules.refusal import Refused
from quiz.models import ImportBatch, ImportState, Question, Review
from quiz.services import imports, questions, reviews
from quiz.services.loading import Stopped
from tests.cast import Cast, make_cast
from tests.quiz import scene

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media"),
]
TRIALS = 6


@pytest.fixture
def cast(transactional_db: Any) -> Cast:
    return make_cast()


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Start all together; "done" or the refusal's code of each, sorted."""
    barrier = Barrier(len(verbs))

    def one(verb: Callable[[], object]) -> str:
        try:
            barrier.wait(10)
            verb()
        except Refused as refused:
            return refused.code
        except Stopped:
            return "stopped"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(one, verbs))


def waiting_batch(cast: Cast, number: int) -> ImportBatch:
    bank = scene.make_bank(cast, f"DUA-{number}")
    return imports.upload(actor=cast.author, bank=bank, file=scene.workbook(30))[0]


def test_two_confirms_load_once(cast: Cast) -> None:
    for number in range(TRIALS):
        batch = waiting_batch(cast, number)

        def confirm(pk: int = batch.pk) -> None:
            imports.confirm(actor=cast.author, batch=ImportBatch.objects.get(pk=pk))

        assert at_once(confirm, confirm) == ["done", "import-not-ready"]
        assert Question.objects.filter(bank=batch.bank, is_visible=True).count() == 30


def test_confirm_and_cancel_end_in_all_or_nothing(cast: Cast) -> None:
    for number in range(TRIALS):
        batch = waiting_batch(cast, number)

        def confirm(pk: int = batch.pk) -> None:
            imports.confirm(actor=cast.author, batch=ImportBatch.objects.get(pk=pk))

        def cancel(pk: int = batch.pk) -> None:
            imports.cancel(actor=cast.author, batch=ImportBatch.objects.get(pk=pk))

        at_once(confirm, cancel)
        batch.refresh_from_db()
        seen = Question.objects.filter(bank=batch.bank, is_visible=True).count()
        assert (batch.state, seen) in {(ImportState.VISIBLE, 30), (ImportState.CANCELLED, 0)}


def test_two_reviewers_decide_once(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    for number in range(TRIALS):
        question = scene.make_question(bank, cast.author, f"Câu {number}?")
        question = questions.submit_question(actor=cast.author, question=question)

        def review(who: str, decision: str, pk: int = question.pk) -> None:
            reviews.review_question(
                actor=cast.users()[who],
                question=Question.objects.get(pk=pk),
                number=1,
                decision=decision,
                comment="Lý do.",
            )

        ended = at_once(lambda: review("reviewer", "approved"), lambda: review("admin", "returned"))
        assert ended == ["done", "review-not-waiting"]
        assert Review.objects.filter(revision__question=question).count() == 1


def test_two_edits_make_one_revision(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    for number in range(TRIALS):
        question = scene.make_question(bank, cast.author, f"Câu {number}?")

        def edit(stem: str, pk: int = question.pk) -> None:
            questions.revise_question(
                actor=cast.author,
                question=Question.objects.get(pk=pk),
                seen=1,
                draft=scene.replace(scene.DRAFT, stem=stem),
                topic=None,
                picture=None,
            )

        assert at_once(lambda: edit("Một?"), lambda: edit("Hai?")) == ["done", "question-moved"]
        assert question.revisions.count() == 2
