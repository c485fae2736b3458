"""P5 and P32 in a real browser: a device whose clock is a day off sees and gets the server's time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.rules.show import show_time
from contests.answers import SETTLE_US
from contests.clock import SYSTEM
from contests.models import Paper
from contests.online.services.closing import sweep_due
from tests.browser.test_sitting import Open, answers_of, begin, choose, register, saved
from tests.contests.scene import Scene
from tests.online.walk import url

NEXT_CHANGE = """selector => new Promise(done => {
  const shown = document.querySelector(selector);
  new MutationObserver(() => done(shown.textContent)).observe(
    shown, {childList: true, characterData: true, subtree: true});
})"""


def shown_left(page: Any) -> tuple[int, float]:
    """What the countdown says in the instant in which it changes, and the server's time then."""
    text = page.evaluate(NEXT_CHANGE, ".countdown strong")
    now = SYSTEM.now_us() / 1_000_000
    minutes, seconds = text.split(":")
    return int(minutes) * 60 + int(seconds), now


def device_us(page: Any) -> float:
    return float(page.evaluate("Date.now()")) * 1000


@pytest.mark.promise("P5")
@pytest.mark.promise("P32")
@pytest.mark.parametrize("hours", [-24, 24])
def test_a_device_whose_clock_is_a_day_off(
    open_page: Open,
    scene: Scene,
    hours: int,
    trials: Callable[[int, int], int],
    record_promise: Callable[..., None],
) -> None:
    page = open_page(width=360, height=740)
    page.clock.install(time=SYSTEM.now() + timedelta(hours=hours))
    register(page, scene)
    paper = begin(page, scene)
    off = []
    for _ in range(trials(2, 250)):
        left, at = shown_left(page)
        off.append(abs(paper.deadline_us / 1_000_000 - at - left))
    device_off = (device_us(page) - SYSTEM.now_us()) / 3_600_000_000
    record_promise(
        "P32",
        figure=f"shown time at most {max(off):.2f} s from the server's",
        trials=len(off),
        control=f"the device's own clock is {device_off:+.1f} h off",
    )
    assert max(off) <= 1
    assert abs(device_off) > 23
    # In time by the server, whatever the device thinks.
    before = show_time(SYSTEM.now())
    choose(page, 1, "B")
    saved(page)
    words = page.locator("[data-save-words]").inner_text()
    assert any(time in words for time in (before, show_time(SYSTEM.now())))
    device_says = [device_us(page) <= paper.deadline_us]
    # Late by the server: the time is cut behind the back of this page, which still shows minutes.
    page.route("**" + url(scene, "status", paper.public_id), lambda route: route.abort())
    deadline_us = SYSTEM.now_us() - SETTLE_US - 10_000_000
    Paper.objects.filter(pk=paper.pk).update(deadline_us=deadline_us, grace_us=0)
    device_says.append(device_us(page) <= deadline_us)
    choose(page, 1, "C")
    page.get_by_text("Câu trả lời đến sau khi hết giờ nên không được tính").wait_for()
    page.wait_for_url("**/bien-nhan/**")
    assert sweep_due() == 1
    paper.refresh_from_db()
    assert (paper.state, paper.close_kind, paper.closed_us) == ("submitted", "time", deadline_us)
    assert answers_of(paper) == {1: "B"}
    wrong = [says != right for says, right in zip(device_says, (True, False), strict=True)]
    record_promise(
        "P5",
        figure="in time accepted, late refused and the paper closed by time",
        trials=2,
        control=f"the device's clock would judge {sum(wrong)} of 2 otherwise",
        device=f"{hours:+} h, Chromium",
    )
    assert sum(wrong) == 1
