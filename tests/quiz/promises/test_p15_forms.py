"""Promise P15: no form of quiz writes a field that it does not show."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quiz.models import Bank, LegalDocument, Question, Review, Revision, Topic
from quiz.services import banks, documents, questions
from tests.cast import Cast
from tests.quiz import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

#: Everything that a model has and no form gives, as an attacker would name it.
EXTRA = {
    "id": "1",
    "pk": "1",
    "public_id": "AAAAAAAAAAAAAAAAAAAAAA",
    "state": "approved",
    "current": "1",
    "current_id": "1",
    "submitted": "9",
    "latest": "9",
    "is_visible": "",
    "is_illustrative": "1",
    "bank": "1",
    "bank_id": "1",
    "batch": "1",
    "author": "1",
    "author_id": "1",
    "reviewer": "1",
    "organisation_id": "1",
    "sha256": "0" * 64,
    "stem_key": "x",
    "slug": "chiem-cho",
    "search_key": "x",
    "position": "99",
    "created_at": "2000-01-01",
    "at": "2000-01-01",
    "is_staff": "1",
    "is_correct": "1",
}


def question_data(**values: str) -> dict[str, str]:
    return {
        "kind": "single",
        "stem": "Câu hỏi từ biểu mẫu?",
        "difficulty": "easy",
        "options": "3",
        "grounds": "0",
        "option_0": "Một",
        "option_1": "Hai",
        "option_2": "Cả hai ý trên",
        "right_1": "on",
        "fixed_2": "on",
        "do": "save",
        **values,
    }


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.promise("P15")
def test_fields_that_are_not_shown_are_not_written(cast: Cast, record_promise: Any) -> None:
    bank = scene.make_bank(cast)
    author, reviewer = client_of(cast.author), client_of(cast.reviewer)

    answer = author.post(reverse("question_create", args=[bank.code]), {**question_data(), **EXTRA})
    assert answer.status_code == 302
    question = Question.objects.get()
    revision = question.revisions.get()
    assert (question.state, question.current, question.latest) == ("draft", None, 1)
    assert (question.submitted, question.is_visible, question.bank) == (0, True, bank)
    assert (revision.author, revision.number, revision.stem_key) == (
        cast.author,
        1,
        "cau hoi tu bieu mau?",
    )
    assert question.public_id != EXTRA["public_id"]
    assert revision.sha256 != EXTRA["sha256"]

    data = question_data(stem="Câu đã sửa?", seen="1")
    assert (
        author.post(
            reverse("question_edit", args=[question.public_id]), {**data, **EXTRA}
        ).status_code
        == 302
    )
    question.refresh_from_db()
    assert (question.state, question.current, question.latest) == ("draft", None, 2)

    questions.submit_question(actor=cast.author, question=question)
    decision = {"number": "2", "decision": "returned", "comment": "Chưa rõ."}
    reviewer.post(reverse("review_decide", args=[question.public_id]), {**EXTRA, **decision})
    review = Review.objects.get()
    assert (review.reviewer, review.revision.number, review.at.year > 2000) == (
        cast.reviewer,
        2,
        True,
    )

    author.post(
        reverse("bank_create"),
        {**EXTRA, "name": "Mới", "code": "MOI-1", "organisation": str(cast.office.pk)},
    )
    made = Bank.objects.get(code="MOI-1")
    assert (made.is_illustrative, made.organisation) == (False, cast.office)
    answer = author.post(
        reverse("bank_create"),
        {"name": "Lạ", "code": "LA-1", "organisation": str(cast.other_department.pk)},
    )
    assert answer.status_code == 422

    author.post(reverse("bank_edit", args=[bank.code]), {**EXTRA, "name": "Tên mới", "code": "X"})
    bank.refresh_from_db()
    assert (bank.code, bank.name, bank.is_illustrative) == ("THU-2026", "Tên mới", False)

    author.post(reverse("topic_list", args=[bank.code]), {**EXTRA, "name": "Văn thư", "code": "x"})
    topic = Topic.objects.get()
    assert (topic.bank, topic.code, topic.position) == (bank, "van-thu", 0)

    author.post(
        reverse("document_create"),
        {**EXTRA, "number": "1/2026/QH16", "kind": "luat", "title": "Luật Thử"},
    )
    document = LegalDocument.objects.get()
    assert (document.slug, document.search_key) == ("1-2026-qh16", "1/2026/qh16 luat thu")

    for strange in ("slug", "search_key", "id"):
        with pytest.raises(TypeError):
            documents.save_document(actor=None, number="2", **{strange: "x"})
    # The control: handed to the model itself the same field is written.
    naive = LegalDocument.objects.create(
        **{"number": "3", "kind": "luat", "title": "x", "slug": EXTRA["slug"], "search_key": "x"}
    )
    record_promise(
        "P15",
        figure=f"0 of {len(EXTRA)} strange fields written by 8 forms of quiz",
        trials=8 * len(EXTRA),
        control=f"the same fields handed to the model are written: {naive.slug == EXTRA['slug']}",
    )


def test_an_author_cannot_make_an_illustration(cast: Cast) -> None:
    bank = banks.create_bank(
        actor=cast.author,
        code="GIA-1",
        name="Giả",
        organisation=cast.department,
        is_illustrative=True,
    )
    assert bank.is_illustrative is False
    assert not Revision.objects.exists()
