"""The editor of every kind, without JavaScript: choose the kind, fill in, save, open again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from quiz.forms.answers import answers_of
from quiz.forms.questions import with_rows
from quiz.models import Question
from quiz.rules.question import Draft, Kind, Matching, Short
from quiz.selectors.questions import question_of
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.rules.test_kinds import ALL

pytestmark = pytest.mark.django_db


def posted(draft: Draft, do: str = "save") -> dict[str, str]:
    """What a browser sends for `draft`."""
    values = answers_of(draft)
    return {
        "kind": draft.kind.value, "stem": draft.stem, "difficulty": "medium", "grounds": "0",
        "explanation": "", "citation_text": "", "do": do,
        **{name: "on" if value is True else str(value)
           for name, value in values.items() if value not in (False, None)},
    }  # fmt: skip


@pytest.fixture
def desk(cast: Cast) -> tuple[Client, str]:
    client = Client()
    client.force_login(cast.author)
    return client, reverse("question_create", args=[scene.make_bank(cast).code])


@pytest.mark.parametrize("draft", ALL, ids=lambda draft: draft.kind)
def test_a_question_of_each_kind_is_typed_shown_and_saved(
    desk: tuple[Client, str], draft: Draft
) -> None:
    client, address = desk
    shown = client.post(address, posted(draft, "preview")).content.decode()
    assert "Xem trước, chưa lưu" in shown
    assert client.post(address, posted(draft)).status_code == 302
    question = Question.objects.get()
    kept = question_of(question.revisions.select_related("key").get())
    expected = replace(draft, where=None)
    if isinstance(draft.body, Matching):
        expected = replace(expected, body=kept.body)
    assert kept == expected
    page = client.get(question_url(question)).content.decode()
    assert "Tự luận" in page  # every kind can be chosen
    # Saved again as it is shown: nothing has changed.
    again = client.post(question_url(question), {**posted(kept), "seen": "1"})
    assert again.status_code == 422 and "Chưa có gì thay đổi" in again.content.decode()


def question_url(question: Question) -> str:
    return reverse("question_edit", args=[question.public_id])


def test_another_kind_shows_its_fields_and_keeps_what_was_typed(desk: tuple[Client, str]) -> None:
    client, address = desk
    values = posted(ALL[0], "kind:") | {"kind": "short", "stem": "Đã gõ dở"}
    page = client.post(address, values).content.decode()
    assert "Đã gõ dở" in page
    assert 'name="option_0"' not in page
    assert 'name="answers"' in page
    assert 'name="loose"' in page
    page = client.post(address, values | {"kind": "situation", "do": "child:+"}).content.decode()
    assert len(set(re.findall(r'name="child_stem_(\d)"', page))) == 3
    page = client.post(address, values | {"kind": "order"}).content.decode()
    assert 'name="option_0"' in page and 'name="right_0"' not in page


@pytest.mark.parametrize(
    ("kind", "lines", "sentence"),
    [
        ("short", "", "chưa có câu trả lời được chấp nhận"),
        ("number", "mười tám", "không hiểu số «mười tám»"),
        ("number", "", "chưa có phần trả lời"),
        ("matching", "Quốc hội", "chưa phải một cặp"),
        ("matching", "a => b", "Cần ít nhất 2"),
        ("blanks", "18", "đánh dấu 0 chỗ trống"),
    ],
)
def test_faults_are_said_at_the_lines(
    desk: tuple[Client, str], kind: str, lines: str, sentence: str
) -> None:
    client, address = desk
    values = posted(Draft(Kind.SHORT, "Hỏi?", (), body=Short(("x",))))
    answer = client.post(address, values | {"kind": kind, "answers": lines})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert re.search(r'name="(answers|stem)"[^>]*aria-invalid="true"', page)
    assert not Question.objects.exists()


def test_further_pictures_follow_their_options_when_one_is_removed() -> None:
    typed = {"options": "4", "more": "3", "option_1": "b", "option_2": "c", "option_3": "d"}
    typed |= {"more_at_0": "2", "more_at_1": "1", "more_at_2": "-1"}
    after = with_rows(typed, "option:1")
    assert (after["options"], after["option_1"], after["option_2"]) == (3, "c", "d")
    # The picture of "c" stays with "c", that of the removed one goes to the stem.
    assert [after[f"more_at_{n}"] for n in range(3)] == ["1", "-1", "-1"]
