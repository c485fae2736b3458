"""Every kind of question on a 360 px phone: tapped, typed, picked, saved like any choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contests.models import PoolQuestion
from contests.selectors.keys import paper_key
from contests.selectors.papers import paper_items
from quiz.rules.displayed import right_response
from tests.browser.looking import accessible
from tests.browser.test_sitting import answers_of, begin, eventually, register
from tests.contests.scene import KINDS, forget_kept
from tests.online.walk import open_contest

Open = Callable[..., Any]


def test_every_kind_on_a_phone(open_page: Open, transactional_db: None) -> None:
    scene = open_contest(kinds=tuple(KINDS), questions=len(KINDS))
    spare = PoolQuestion.objects.order_by("id").values_list("id", flat=True)[len(KINDS) :]
    PoolQuestion.objects.filter(id__in=list(spare)).delete()
    forget_kept()
    page = open_page(width=360, height=740)
    register(page, scene)
    paper = begin(page, scene)
    right = {
        number: right_response(one.key)
        for number, one in enumerate(paper_key(paper), start=1)
        if one.key is not None
    }
    for item in paper_items(paper):
        box = page.locator(f"#cau-{item.number}")
        page.locator(f"[data-navigator] [data-go='{item.number}']").click()
        fill(box, item.kind.value, right[item.number])
        eventually(lambda n=item.number: answers_of(paper).get(n) == right[n])
        accessible(page, f"kind-{item.kind.value}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, item.kind
    assert answers_of(paper) == right
    page.reload()
    page.wait_for_selector("[data-navigator]:not([hidden])", state="attached")
    assert page.locator("[data-navigator] .done").count() == len(KINDS)
    # Typing is saved when it rests, without leaving the field, and by keyboard alone.
    short = next(item.number for item in paper_items(paper) if item.kind.value == "short")
    page.locator(f"[data-navigator] [data-go='{short}']").click()
    field = page.locator(f"#cau-{short} input")
    field.fill("")
    field.press_sequentially("qh")
    eventually(lambda: answers_of(paper).get(short) == "qh")


def fill(box: Any, kind: str, response: str) -> None:
    """Answer the question in `box` as a person would."""
    match kind:
        case "statements":
            for row, sign in zip(box.locator("[data-row]").all(), response, strict=True):
                row.locator(f"input[value={sign}]").check(force=True)
        case "order" | "matching":
            for row, sign in zip(box.locator("[data-row]").all(), response, strict=True):
                row.locator("select").select_option(sign)
        case "situation":
            letter, _, text = response.partition("\x1e")
            box.locator(f"[data-child] input[value={letter}]").check(force=True)
            box.locator("[data-child] input[data-field]").fill(text)
            box.locator("[data-child] input[data-field]").blur()
        case _:
            for field, text in zip(
                box.locator("[data-field]").all(), response.split("\x1f"), strict=True
            ):
                if field.evaluate("one => one.tagName") == "SELECT":
                    field.select_option(text)
                else:
                    field.fill(text)
                    field.blur()
