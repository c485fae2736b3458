"""Author writes, another person approves; a revision is never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import AuditEvent, Membership, Role
from accounts.rules.refusal import Refused
from accounts.selectors import Forbidden
from quiz.models import Question, QuestionState, Revision, RevisionKey
from quiz.rules.question import Option
from quiz.selectors.questions import filtered, waiting_for
from quiz.services import banks, questions, reviews
from quiz.services.questions import DraftRefused
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.scene import DRAFT

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def contents() -> list[tuple]:
    """Every word of every revision and key."""
    fields = ("id", "number", "kind", "difficulty", "critical", "stem", "options", "stem_key",
              "sha256", "picture_id", "author_id")  # fmt: skip
    return [
        *map(repr, Revision.objects.order_by("id").values_list(*fields)),
        *map(
            repr,
            RevisionKey.objects.order_by("pk").values_list(
                "pk", "right", "explanation", "citation_text"
            ),
        ),
    ]


def test_a_question_is_written_with_its_key_and_linked_ground(cast: Cast) -> None:
    scene.make_document()
    question = scene.make_question(scene.make_bank(cast), cast.author)
    revision = question.revisions.get()
    assert (question.state, question.current, question.latest) == (QuestionState.DRAFT, None, 1)
    assert revision.options[3] == {"text": "Cả ba ngày trên", "fixed": True}
    assert revision.key.right == [1]
    citation = revision.citations.get()
    assert (citation.document.number, citation.article) == ("14/2012/QH13", "8")
    assert revision.author == cast.author
    assert AuditEvent.objects.filter(action="question.created").count() == 1


def test_a_question_is_found_by_any_of_its_words(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    long = scene.make_question(bank, cast.author, stem=f"{'Dài ' * 90} điều khoản CUỐI 100%?")
    other = scene.make_question(bank, cast.author, ref="CUOI")
    for words, found in (("khoản cuối", [long]), ("100%", [long]), ("cuoi", [long, other])):
        assert [row.question for row in filtered(bank, words=words)] == found
    assert not filtered(bank, words="_uoi")


def test_a_wrong_draft_is_refused_with_every_place(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    bad = replace(DRAFT, stem=" ", options=(Option("A", False), Option("", False)))
    with pytest.raises(DraftRefused) as caught:
        questions.create_question(actor=cast.author, bank=bank, draft=bad)
    assert {problem.code for problem in caught.value.problems} == {
        "STEM-EMPTY",
        "OPTION-EMPTY",
        "KEY-NONE",
    }
    assert not Question.objects.exists()


def test_codes_are_given_and_kept_apart(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    assert scene.make_question(bank, cast.author).ref == "C-0001"
    scene.make_question(bank, cast.author, ref="C-0002")
    assert scene.make_question(bank, cast.author).ref == "C-0003"
    with refused("question-ref-taken"):
        scene.make_question(bank, cast.author, ref="C-0002")


def test_the_author_may_not_approve(cast: Cast) -> None:
    question = scene.make_question(scene.make_bank(cast), cast.admin)
    question = questions.submit_question(actor=cast.admin, question=question)
    assert question.state == QuestionState.PENDING
    with refused("review-own-words"):
        reviews.review_question(actor=cast.admin, question=question, number=1, decision="approved")
    assert question not in waiting_for(cast.admin)
    assert question in waiting_for(cast.reviewer)
    reviews.review_question(actor=cast.reviewer, question=question, number=1, decision="approved")
    question.refresh_from_db()
    assert question.state == QuestionState.APPROVED
    assert question.current == question.revisions.get()
    assert question.submitted == 0


def test_nobody_slips_own_words_through_behind_a_later_author(cast: Cast) -> None:
    """An editor who also reviews wrote revision 1; a colleague's revision 2 stands on it."""
    Membership.objects.create(user=cast.author, organisation=cast.department, role=Role.REVIEWER)
    question = scene.make_question(scene.make_bank(cast), cast.author)
    questions.revise_question(
        actor=cast.admin,
        question=question,
        seen=1,
        draft=replace(DRAFT, explanation="Sửa dấu câu."),
        topic=None,
        picture=None,
    )
    question = questions.submit_question(actor=cast.admin, question=question)
    for own in (cast.author, cast.admin):
        with refused("review-own-words"):
            reviews.review_question(actor=own, question=question, number=2, decision="approved")
        assert question not in waiting_for(own)
    reviews.review_question(actor=cast.reviewer, question=question, number=2, decision="approved")


def test_after_an_approval_the_first_author_may_review_a_colleagues_change(cast: Cast) -> None:
    Membership.objects.create(user=cast.author, organisation=cast.department, role=Role.REVIEWER)
    question = scene.make_approved(cast, scene.make_bank(cast))
    questions.revise_question(
        actor=cast.admin,
        question=question,
        seen=1,
        draft=replace(DRAFT, stem="Ngày nào là Ngày Pháp luật?"),
        topic=None,
        picture=None,
    )
    question = questions.submit_question(actor=cast.admin, question=question)
    assert question in waiting_for(cast.author)
    reviews.review_question(actor=cast.author, question=question, number=2, decision="approved")


def test_what_is_drawn_stays_until_the_change_is_approved(cast: Cast) -> None:
    question = scene.make_approved(cast, scene.make_bank(cast))
    first = question.current
    before = contents()
    questions.revise_question(
        actor=cast.author,
        question=question,
        seen=1,
        draft=replace(DRAFT, stem="Ngày nào là Ngày Pháp luật?"),
        topic=None,
        picture=None,
    )
    question.refresh_from_db()
    assert (question.state, question.current, question.latest) == ("approved", first, 2)
    question = questions.submit_question(actor=cast.author, question=question)
    assert (question.state, question.current) == ("approved", first)
    reviews.review_question(
        actor=cast.reviewer,
        question=question,
        number=2,
        decision="returned",
        comment="Thiếu chữ.",
    )
    question.refresh_from_db()
    assert (question.state, question.current, question.submitted) == ("approved", first, 0)
    question = questions.submit_question(actor=cast.author, question=question)
    reviews.review_question(actor=cast.reviewer, question=question, number=2, decision="approved")
    question.refresh_from_db()
    assert question.current.number == 2
    # Not one letter of the first revision moved on the way.
    assert [row for row in contents() if row in before] == before


def test_an_edit_takes_back_what_was_submitted(cast: Cast) -> None:
    question = scene.make_question(scene.make_bank(cast), cast.author)
    question = questions.submit_question(actor=cast.author, question=question)
    questions.revise_question(
        actor=cast.author,
        question=question,
        seen=1,
        draft=replace(DRAFT, stem="Câu khác?"),
        topic=None,
        picture=None,
    )
    with refused("review-not-waiting"):
        reviews.review_question(
            actor=cast.reviewer, question=question, number=1, decision="approved"
        )
    question.refresh_from_db()
    assert (question.state, question.submitted) == (QuestionState.DRAFT, 0)


def test_two_editors_do_not_overwrite_each_other(cast: Cast) -> None:
    question = scene.make_question(scene.make_bank(cast), cast.author)
    change = {"topic": None, "picture": None, "question": question, "seen": 1}
    questions.revise_question(
        actor=cast.author, draft=replace(DRAFT, stem="Bản của Soạn?"), **change
    )
    with refused("question-moved"):
        questions.revise_question(
            actor=cast.admin, draft=replace(DRAFT, stem="Bản của Trị?"), **change
        )
    assert question.revisions.count() == 2


def test_the_same_words_again_are_no_new_revision(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    scene.make_document()
    question = scene.make_question(bank, cast.author)
    with refused("question-unchanged"):
        questions.revise_question(
            actor=cast.author, question=question, seen=1, draft=DRAFT, topic=None, picture=None
        )
    topic = banks.add_topic(actor=cast.author, bank=bank, name="Ngày Pháp luật")
    questions.revise_question(
        actor=cast.author, question=question, seen=1, draft=DRAFT, topic=topic, picture=None
    )
    question.refresh_from_db()
    assert (question.topic, question.latest) == (topic, 1)


def test_a_topic_of_another_bank_is_refused(cast: Cast) -> None:
    bank, other = scene.make_bank(cast), scene.make_bank(cast, "KHAC-2026")
    topic = banks.add_topic(actor=cast.author, bank=other, name="Văn thư")
    with refused("topic-elsewhere"):
        questions.create_question(actor=cast.author, bank=bank, draft=DRAFT, topic=topic)


def test_retired_and_taken_back(cast: Cast) -> None:
    question = scene.make_approved(cast, scene.make_bank(cast))
    question = questions.retire_question(actor=cast.author, question=question)
    assert question.state == QuestionState.RETIRED
    with refused("question-retired"):
        questions.submit_question(actor=cast.author, question=question)
    with refused("question-retired"):
        questions.revise_question(
            actor=cast.author,
            question=question,
            seen=1,
            draft=replace(DRAFT, stem="?x"),
            topic=None,
            picture=None,
        )
    question = questions.restore_question(actor=cast.author, question=question)
    assert question.state == QuestionState.APPROVED
    with refused("question-not-retired"):
        questions.restore_question(actor=cast.author, question=question)


def test_returning_needs_a_reason(cast: Cast) -> None:
    question = scene.make_question(scene.make_bank(cast), cast.author)
    question = questions.submit_question(actor=cast.author, question=question)
    with refused("review-comment-empty"):
        reviews.review_question(
            actor=cast.reviewer, question=question, number=1, decision="returned", comment=" "
        )
    reviews.review_question(
        actor=cast.reviewer, question=question, number=1, decision="returned", comment="Sai ngày."
    )
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFT


@pytest.mark.parametrize("who", ["organizer", "reviewer", "viewer", "stranger", "newcomer"])
def test_only_authors_write(cast: Cast, who: str) -> None:
    bank = scene.make_bank(cast)
    question = scene.make_question(bank, cast.author)
    user = cast.users()[who]
    with pytest.raises(Forbidden):
        questions.create_question(actor=user, bank=bank, draft=DRAFT)
    for verb in (
        questions.submit_question,
        questions.retire_question,
        questions.restore_question,
    ):
        with pytest.raises(Forbidden):
            verb(actor=user, question=question)


@pytest.mark.parametrize("who", ["organizer", "author", "viewer", "stranger", "newcomer"])
def test_only_reviewers_review(cast: Cast, who: str) -> None:
    question = scene.make_question(scene.make_bank(cast), cast.admin)
    question = questions.submit_question(actor=cast.admin, question=question)
    with pytest.raises(Forbidden):
        reviews.review_question(
            actor=cast.users()[who], question=question, number=1, decision="approved"
        )
