"""Every kind on the entrant's pages: shown without a key, saved by a plain form, reviewed later."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from contests.clock import SYSTEM
from contests.models import Paper, PoolQuestion
from contests.online.forms.sheet import posted_response
from contests.online.selectors.outcome import outcome
from contests.online.selectors.sittings import SheetItem, sheet_item, sheet_of
from contests.online.services.sitting import hand_in, save_form
from contests.rules.clock import settled_at
from contests.selectors.contests import published_rules
from contests.selectors.keys import paper_key
from contests.selectors.papers import current_answers, paper_items
from quiz.rules.displayed import right_response
from tests.contests.scene import KINDS, Scene, forget_kept
from tests.online.walk import base_of, open_contest, registered, started, url

ALL = ("single", *KINDS)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """One question of each kind, and no other to draw instead."""
    scene = open_contest(kinds=ALL, questions=len(ALL))
    spare = PoolQuestion.objects.order_by("id").values_list("id", flat=True)[len(ALL) :]
    PoolQuestion.objects.filter(id__in=list(spare)).delete()
    forget_kept()
    return scene


def right_of(paper: Paper) -> dict[int, str]:
    return {
        number: right_response(one.key) if one.key is not None else "".join(one.right)
        for number, one in enumerate(paper_key(paper), start=1)
    }


def fields_of(one: SheetItem) -> dict[str, str]:
    """What a browser would post of a sheet as it is filled in."""
    posted = {row.name: value for row in one.rows for value, _, chosen in row.choices if chosen}
    posted |= {field.name: field.value for field in one.fields}
    if letters := [option.letter for option in one.options if option.chosen]:
        posted[one.name] = letters[0]
    for child in one.children:
        posted |= fields_of(child)
    return posted


def test_a_plain_form_saves_every_kind(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    address = url(scene, "sitting", paper.public_id)
    page = client.get(address).content.decode()
    right = right_of(paper)
    posted = {"base": base_of(page), "save": "1"}
    for item in paper_items(paper):
        posted |= fields_of(sheet_item(item, right[item.number]))
    assert client.post(address, posted).status_code == 302
    kept = {item: one.response for item, one in current_answers(paper.pk).items()}
    assert kept == right
    again = client.get(address).content.decode()
    assert set(re.findall(r'name="(q[^"]+)"', again)) >= set(posted) - {"base", "save"}
    assert again.count(" checked") + again.count(" selected") >= 9
    # Nothing changed, nothing is written again.
    before = paper.answers.count()
    posted["base"] = base_of(again)
    assert client.post(address, posted).status_code == 302
    assert paper.answers.count() == before


def test_an_empty_form_says_nothing(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    address = url(scene, "sitting", paper.public_id)
    posted = {"base": "0", "save": "1"}
    for item in paper_items(paper):
        posted |= fields_of(sheet_item(item, ""))
    assert client.post(address, posted).status_code == 302
    assert not paper.answers.exists()


@pytest.mark.parametrize("wrong", ["X", "TT", "\x1e", "<b>"])
def test_what_the_form_could_not_have_sent_is_refused(scene: Scene, wrong: str) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    number = next(one.number for one in paper_items(paper) if one.kind == "statements")
    address = url(scene, "sitting", paper.public_id)
    posted = {"base": "0", "save": "1", f"q{number}.A": wrong}
    assert client.post(address, posted).status_code == 400
    assert not paper.answers.exists()


def test_typed_words_are_cleaned_and_bounded(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    number = next(one.number for one in paper_items(paper) if one.kind == "short")
    address = url(scene, "sitting", paper.public_id)
    posted = {"base": "0", "save": "1", f"q{number}": "  Quốc\u00a0\u200b hội\x00 \n" + "x" * 300}
    assert client.post(address, posted).status_code == 302
    kept = current_answers(paper.pk)[number].response
    assert kept.startswith("Quốc hội") and len(kept) <= 200


def test_no_page_before_the_end_tells_a_key(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    page = client.get(url(scene, "sitting", paper.public_id)).content.decode()
    for secret in ("QH", "Kho bạc", "variants", "tolerance", "1/2", "exact_marks"):
        assert secret not in page
    assert "Quốc hội" in page  # of the pairs and of a list to pick from: the control


def test_the_review_stands_beside_the_answers(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    given = right_of(paper)
    items = {item.kind.value: item.number for item in paper_items(paper)}
    given[items["number"]] = "20"
    del given[items["order"]]
    save_form(paper=paper, choices=given, base=0, received_us=SYSTEM.now_us())
    hand_in(paper=paper)
    paper.refresh_from_db()
    end = settled_at(scene.round.closes_at, published_rules(scene.contest))
    review = outcome(paper, end).review
    assert review is not None
    found = {one.item.kind.value: one for one in review}
    assert {kind for kind, one in found.items() if not one.correct} == {"number", "order"}
    assert [(row.said, row.right) for row in found["number"].rows] == [("20", "18 ± 0,5 tuổi")]
    assert [row.said for row in found["order"].rows] == ["", "", ""]
    assert sorted(row.right for row in found["order"].rows) == ["1", "2", "3"]
    assert all(row.correct and row.said in ("Đúng", "Sai") for row in found["statements"].rows)
    assert all(child.correct for child in found["situation"].children)
    page = render_to_string(
        "online/receipt.html",
        {"outcome": outcome(paper, end), "paper": paper, "contest": scene.contest, "title": "Bài"},
    )
    assert "Bạn trả lời: 20" in page and "18 ± 0,5 tuổi" in page and "Bạn bỏ trống" in page


def test_a_posted_response_is_the_one_the_script_sends(scene: Scene) -> None:
    client, _ = registered(scene)
    paper = started(scene, client)
    for one in sheet_of(paper, SYSTEM.now_us()).items:
        right = right_of(paper)[one.item.number]
        post = QueryDict(mutable=True)
        post.update(fields_of(sheet_item(one.item, right)))
        assert posted_response(one, post) == right
