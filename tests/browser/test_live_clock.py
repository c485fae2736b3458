"""P32 for live rooms: phone, projector and console show the server's time, whatever their own clocks say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from contests.clock import SYSTEM
from contests.live.models import LiveSession
from contests.live.services import commands
from tests.browser.test_wrong_clock import NEXT_CHANGE, device_us
from tests.live.scene import LiveScene, make_live

PHONE = "[data-seconds]"
STAGE = "svg.clock text"
CONSOLE = "[data-clock]"
SLEEP_MINUTES = 10


def give(scene: LiveScene, name: str) -> None:
    """A command of the host, from another process than the one that the pages talk to."""
    scene.session.refresh_from_db()
    commands.command(
        session=scene.session.pk, name=name, args={}, seen=scene.session.version, by=scene.host
    )


def cookie_of(user: Any, url: str) -> dict[str, str]:
    """The sign-in of `user` for a browser, without an end that a wrong clock would have passed."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def off(page: Any, selector: str, session: LiveSession) -> float:
    """Seconds between what the countdown says in the instant in which it changes and the server's."""
    shown = int(page.evaluate(NEXT_CHANGE, selector))
    return abs((session.closes_us - SYSTEM.now_us()) / 1_000_000 - shown)


@pytest.mark.promise("P32")
@pytest.mark.parametrize("hours", [-24, 24])
def test_p32_live_countdowns_are_the_server_s(
    live: Any,
    open_page: Callable[..., Any],
    hours: int,
    trials: Callable[[int, int], int],
    record_promise: Callable[..., None],
) -> None:
    scene = make_live(questions=1, seconds=600)
    wrong = SYSTEM.now() + timedelta(hours=hours)
    phone = open_page(width=360, height=740)
    stage = open_page(width=1920, height=1080)
    console = open_page(width=1280, height=800)
    console.context.add_cookies([cookie_of(scene.host, live.url)])
    for page in (phone, stage, console):
        page.clock.install(time=wrong)
    console.goto(f"/quan-ly/phong-thi/{scene.session.public_id}/dieu-khien/")
    stage.goto(f"/man-chieu/{scene.session.projector_key}/")
    phone.goto("/choi/")
    phone.fill("[name=ma]", scene.session.code)
    phone.get_by_role("button", name="Tiếp").click()
    phone.fill("[name=name]", "An")
    phone.get_by_role("button", name="Vào phòng").click()
    phone.locator("h1", has_text="Bạn đã vào phòng").wait_for()
    give(scene, "start")
    give(scene, "next")
    scene.session.refresh_from_db()
    phone.locator(".tap:enabled").first.wait_for()
    times = trials(2, 125)
    found = [
        off(page, selector, scene.session)
        for _ in range(times)
        for page, selector in ((phone, PHONE), (stage, STAGE), (console, CONSOLE))
    ]
    device_off = (device_us(phone) - SYSTEM.now_us()) / 3_600_000_000
    # A busy device, and one whose lid was closed: what it slept is not taken from the question.
    phone.context.new_cdp_session(phone).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    found.append(off(phone, PHONE, scene.session))
    phone.clock.fast_forward(SLEEP_MINUTES * 60_000)
    # The heartbeat that was due brings the server's time.
    phone.wait_for_function(
        "([selector, most]) => Number(document.querySelector(selector).textContent) > most",
        arg=[PHONE, 300],
    )
    found.append(off(phone, PHONE, scene.session))
    record_promise(
        "P32",
        figure=f"live countdowns at most {max(found):.2f} s from the server's, after"
        f" {SLEEP_MINUTES} minutes of sleep {found[-1]:.2f} s",
        trials=len(found),
        control=f"the device's own clock is {device_off:+.1f} h off",
        part="phone, projector and console",
    )
    assert max(found) <= 1
    assert abs(device_off) > 23
