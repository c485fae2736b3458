"""Sitting without JavaScript: ordinary forms, over HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.services.limits import Limit
from contests.clock import SYSTEM
from contests.models import AnswerEvent, Paper
from contests.online.views import sitting as views
from contests.rules.ruleset import Disclosure, PredictionKind, ShowKey, ShowResult
from contests.selectors.papers import current_answers
from tests.contests.scene import Scene, make_entrant
from tests.online.walk import base_of, open_contest, registered, started, url


def responses(paper: Paper) -> dict[int, str]:
    return {item: one.response for item, one in current_answers(paper.pk).items()}


def page(scene: Scene, client: Client, paper: Paper) -> str:
    answer = client.get(url(scene, "sitting", paper.public_id))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def save(scene: Scene, client: Client, paper: Paper, button: str = "save", **choices: object):
    base = base_of(page(scene, client, paper))
    return client.post(
        url(scene, "sitting", paper.public_id), {"base": base, button: "1", **choices}
    )


def test_save_come_back_hand_in(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    answer = save(scene, client, paper, q1="B", q3="D")
    assert answer.status_code == 302
    assert responses(paper) == {1: "B", 3: "D"}
    again = page(scene, client, paper)
    assert again.count(" checked") == 2 and "Đã lưu lúc" in again
    answer = save(scene, client, paper, "finish", q1="B", q3="A")
    assert answer["Location"].endswith("/nop/")
    asked = client.get(answer["Location"]).content.decode()
    assert "Đã trả lời 2 trên 6 câu, còn 4 câu" in asked and "#cau-2" in asked
    answer = client.post(answer["Location"])
    receipt = client.get(answer["Location"]).content.decode()
    paper.refresh_from_db()
    assert paper.state == "submitted" and paper.close_kind == "person"
    assert f"{paper.receipt[:5]}-{paper.receipt[5:]}" in receipt and "2 trên 6" in receipt
    for closed in ("sitting", "hand_in"):
        answer = client.get(url(scene, closed, paper.public_id))
        assert answer["Location"] == url(scene, "receipt", paper.public_id)


def test_another_browser_continues_with_phone_and_code(scene: Scene) -> None:
    client, entrant = registered(scene)
    paper = started(scene, client)
    save(scene, client, paper, q2="C")
    other = Client()
    shown = other.post(
        url(scene, "continue"), {"phone": "+84 912345678", "code": f" {entrant.code.lower()} "}
    )
    assert shown["Location"] == url(scene, "start")
    assert "Làm tiếp bài thi" in other.get(shown["Location"]).content.decode()
    assert started(scene, other) == paper
    assert page(scene, other, paper).count(" checked") == 1


def test_an_old_tab_does_not_undo_what_was_answered_elsewhere(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    old = base_of(page(scene, client, paper))
    save(scene, client, paper, q1="A", q2="B")
    client.post(url(scene, "sitting", paper.public_id), {"base": old, "q3": "C", "save": "1"})
    assert responses(paper) == {1: "A", 2: "B", 3: "C"}


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (PredictionKind.P1, "1.234", "1234"),
        (PredictionKind.P2, "1 234", "1234"),
        (PredictionKind.P3, "0", "0"),
        (PredictionKind.P4, "87,65432%", "8765432"),
    ],
)
def test_predictions(transactional_db: None, kind: PredictionKind, typed: str, stored: str) -> None:
    scene = open_contest(prediction=kind)
    client, _ = registered(scene)
    paper = started(scene, client)
    assert save(scene, client, paper, q0=typed).status_code == 302
    assert responses(paper) == {0: stored}
    before = AnswerEvent.objects.count()
    shown = client.get(url(scene, "sitting", paper.public_id)).content.decode()
    value = shown.split('name="q0" value="')[1].split('"')[0]
    save(scene, client, paper, q0=value)
    assert AnswerEvent.objects.count() == before, "what is shown reads back as the same value"


def test_an_unreadable_prediction_is_explained_and_the_rest_is_saved(
    transactional_db: None,
) -> None:
    scene = open_contest(prediction=PredictionKind.P4)
    client, _ = registered(scene)
    paper = started(scene, client)
    answer = save(scene, client, paper, q0="khoảng 80", q1="B")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Dự đoán phải là số phần trăm" in text and 'value="khoảng 80"' in text
    assert responses(paper) == {1: "B"}


def test_several_answers_and_true_false(transactional_db: None) -> None:
    scene = open_contest(("multiple", "true_false"), questions=6)
    client, _ = registered(scene)
    paper = started(scene, client)
    text = page(scene, client, paper)
    several = text.split('type="checkbox" name="q')[1].split('"')[0]
    two = text.split('type="radio" name="q')[1].split('"')[0]
    save(scene, client, paper, **{f"q{several}": ["C", "A"], f"q{two}": "B"})
    assert responses(paper) == {int(several): "AC", int(two): "B"}


@pytest.mark.parametrize(
    "data",
    [
        {"q1": "E"},
        {"q1": ["A", "B"]},
        {"q1": "AB"},
        {"q1": "'; drop"},
        {"base": "-1"},
        {"base": "x"},
        {"base": "9" * 40},
        {"base": "١"},
    ],
)
def test_impossible_forms_change_nothing(scene: Scene, data: dict[str, object]) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    answer = client.post(url(scene, "sitting", paper.public_id), {"base": "0", **data})
    assert answer.status_code == 400
    assert not AnswerEvent.objects.exists()


def test_fields_that_are_not_asked_change_nothing(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    before = Paper.objects.filter(pk=paper.pk).values().get()
    extra = {"q99": "A", "q0": "5", "score": "100", "deadline_us": "9" * 18, "is_practice": "1"}
    save(scene, client, paper, q1="B", **extra)
    assert responses(paper) == {1: "B"}
    assert Paper.objects.filter(pk=paper.pk).values().get() == before


def test_after_the_deadline_nothing_is_taken_and_the_page_waits(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    save(scene, client, paper, q1="B")
    Paper.objects.filter(pk=paper.pk).update(deadline_us=SYSTEM.now_us() - 6_000_000)
    answer = client.post(
        url(scene, "sitting", paper.public_id), {"base": "0", "q2": "C", "save": "1"}
    )
    assert answer["Location"] == url(scene, "receipt", paper.public_id)
    assert responses(paper) == {1: "B"}
    waiting = client.get(answer["Location"])
    assert waiting["Refresh"] == "5" and "Đã hết giờ" in waiting.content.decode()
    Paper.objects.filter(pk=paper.pk).update(deadline_us=SYSTEM.now_us() - 36_000_000)
    from contests.online.services.closing import sweep_due

    assert sweep_due() == 1
    shown = client.get(answer["Location"]).content.decode()
    assert "Hết giờ, bài đã được nộp" in shown and "1 trên 6" in shown


def test_somebody_elses_paper_looks_like_none(scene: Scene) -> None:
    client, _ = registered(scene)
    mine = started(scene, client)
    stranger = make_entrant(scene.contest, "Người khác")
    theirs = scene.paper(stranger)
    elsewhere = open_elsewhere(scene)
    for name in ("sitting", "status", "hand_in", "receipt"):
        answers = [
            client.get(url(scene, name, public_id))
            for public_id in (theirs.public_id, elsewhere, "khong-co")
        ]
        assert {one.status_code for one in answers} == {404}
        assert len({one.content for one in answers}) == 1
    for name in ("sitting", "hand_in"):
        answer = client.post(url(scene, name, theirs.public_id), {"base": "0", "q1": "B"})
        assert answer.status_code == 404
    assert not AnswerEvent.objects.exists()
    theirs.refresh_from_db()
    assert theirs.state == "open" and mine.state == "open"


def open_elsewhere(scene: Scene) -> str:
    """A practice paper: it is nobody's, and not to be had at the address of real ones."""
    answer = Client().post(url(scene, "practice_start"))
    return answer["Location"].rstrip("/").rpartition("/")[2]


def test_without_a_cookie_one_is_asked_for_the_code(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    for name in ("sitting", "hand_in", "receipt"):
        for public_id in (paper.public_id, "khong-co"):
            answer = Client().get(url(scene, name, public_id))
            assert answer["Location"] == url(scene, "continue")
    assert Client().get(url(scene, "status", paper.public_id)).status_code == 404


def test_forms_need_a_csrf_token_and_post(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for name, data in (("sitting", {"base": "0", "q1": "B"}), ("hand_in", {})):
        assert strict.post(url(scene, name, paper.public_id), data).status_code == 403
    assert strict.post(url(scene, "start")).status_code == 403
    assert strict.post(url(scene, "practice_start")).status_code == 403
    assert client.get(url(scene, "practice_start")).status_code == 405
    assert client.get(url(scene, "leave")).status_code == 405
    paper.refresh_from_db()
    assert paper.state == "open" and not AnswerEvent.objects.exists()


def test_handing_in_twice_gives_the_same_receipt(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    first = client.post(url(scene, "hand_in", paper.public_id))
    paper.refresh_from_db()
    receipt = paper.receipt
    second = client.post(url(scene, "hand_in", paper.public_id))
    paper.refresh_from_db()
    assert first["Location"] == second["Location"] and paper.receipt == receipt


def test_status_says_what_other_devices_answered(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    save(scene, client, paper, q4="D")
    state = client.get(url(scene, "status", paper.public_id)).json()
    assert state["answers"] == {"4": "D"} and state["state"] == "open"
    assert 0 < state["left_ms"] <= 20 * 60_000
    assert 4000 <= state["poll_ms"] < 5000
    client.post(url(scene, "hand_in", paper.public_id))
    assert client.get(url(scene, "status", paper.public_id)).json()["state"] == "closed"


def test_the_result_waits_for_its_time(transactional_db: None) -> None:
    late = Disclosure(result=ShowResult.AFTER_ROUND, key=ShowKey.AFTER_ROUND)
    scene = open_contest(disclosure=late)
    client, _ = registered(scene)
    paper = started(scene, client)
    save(scene, client, paper, q1="B")
    client.post(url(scene, "hand_in", paper.public_id))
    text = client.get(url(scene, "receipt", paper.public_id)).content.decode()
    assert "Kết quả hiện ở trang này từ" in text
    assert 'class="score"' not in text and "Đáp án đúng" not in text


def test_practice_scores_a_full_paper_and_never_shows_the_key(scene: Scene) -> None:
    client = Client()
    paper = start_practice(scene, client)
    half = finish_practice(scene, client, paper, range(1, 4))
    assert 'class="score"' not in half and "Trả lời hết các câu" in half
    full = finish_practice(scene, client, start_practice(scene, client), range(1, 7))
    assert 'class="score"' in full
    for text in (half, full):
        assert "Đáp án đúng" not in text and "sau khi cuộc thi kết thúc" in text


def start_practice(scene: Scene, client: Client) -> Paper:
    answer = client.post(url(scene, "practice_start"))
    return Paper.objects.get(public_id=answer["Location"].rstrip("/").rpartition("/")[2])


def finish_practice(scene: Scene, client: Client, paper: Paper, items: range) -> str:
    where = url(scene, "practice_sitting", paper.public_id)
    base = base_of(client.get(where).content.decode())
    client.post(where, {"base": base, "save": "1"} | {f"q{item}": "B" for item in items})
    answer = client.post(url(scene, "practice_hand_in", paper.public_id))
    return client.get(answer["Location"]).content.decode()


def test_practice_is_limited(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PRACTICE_ADDRESS", Limit(2, views.PRACTICE_ADDRESS.window))
    client = Client()
    codes = [client.post(url(scene, "practice_start")).status_code for _ in range(4)]
    assert codes == [302, 302, 429, 429]
    assert Paper.objects.count() == 2


def test_real_papers_are_not_reached_as_practice(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    for name in ("practice_sitting", "practice_status", "practice_hand_in", "practice_receipt"):
        assert client.get(url(scene, name, paper.public_id)).status_code == 404
