"""Every moment of every mode on projector, console and phone: it fits, is large enough, axe is content.

One browser context and one load per page; the moments are those of `tests.live.halls`.
`LOOK_AT=folder` keeps a picture of each for people to look at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import AXE, AXE_RUN
from tests.live.gallery import PAPER, opened, served
from tests.live.halls import Moment, moments

# Hear each moment in turn and collect what `faults` finds; moments without any are left out.
LOOK = """async ([told, faults, calm]) => {
  const look = new Function("return " + faults)();
  const found = {};
  for (const [name, frames] of Object.entries(told)) {
    hear(calm);
    hear(frames);
    await Promise.all([...document.images].filter((one) => !one.complete).map((one) => one.decode().catch(() => 0)));
    const seen = look();
    if (seen.length) found[name] = seen;
  }
  return found;
}"""
# What reaches out of its box, what is cut, and what is written under 26 design pixels.
STAGE_FAULTS = """() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const shown = e => { const r = e.getBoundingClientRect(); return r.width > 2 && r.height > 2; };
  const screen = document.querySelector('.stage-main').firstElementChild;
  const out = [];
  if (screen.scrollHeight > screen.clientHeight + 2) out.push('higher than its box');
  if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight)
    out.push('scrolls');
  for (const e of document.querySelectorAll('.stage-main *')) {
    const cut = ['hidden', 'clip'].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 3;
    if (cut && !e.closest('.sr, .names, .teams-strip') && e.localName !== 'strong') out.push('cut: ' + e.className);
  }
  for (const e of document.querySelectorAll('.stage-head *, .stage-main *, .stage-foot *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !shown(e) || e.closest('.sr, svg')) continue;
    if (parseFloat(getComputedStyle(e).fontSize) < 26 * rem / 16 - 0.1) out.push('small: ' + e.textContent);
    const r = e.getBoundingClientRect();
    if (r.left < -1 || r.right > innerWidth + 1 || r.top < -1 || r.bottom > innerHeight + 1)
      out.push('outside: ' + e.textContent.slice(0, 60));
  }
  const cards = [...document.querySelectorAll(
    '.choice-card, .asked h1, .clock, .basis, .presses, .obstacle, .teams-strip, .shown, .said-right')];
  for (const [n, a] of cards.entries()) for (const b of cards.slice(n + 1).filter(b => !a.contains(b))) {
    const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
    if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1)
      out.push('overlap: ' + a.getAttribute('class') + ' ' + b.getAttribute('class'));
  }
  return out;
}"""
# Phone and console may be long, never wide.
PAGE_FAULTS = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? ['sideways'] : []),
  ...[...document.querySelectorAll('main button, main input')].filter(e => {
    const r = e.getBoundingClientRect();
    return innerWidth < 600 && r.width > 1 && r.height > 1 && r.height < 44 && !e.closest('label');
  }).map(e => 'small: ' + e.outerHTML.slice(0, 90)),
]"""
#: Moments whose elements axe has not seen in another; phone and console are looked at by journeys.
AXE_STAGE = (
    "lobby-5000", "question-picture", "reveal-5000", "teams-5000", "podium-5000", "bell-wall-1-100",
    "bell-wall-1-5000", "buzzer-first", "obstacle-pressed", "packages-chosen",
)  # fmt: skip
AXE_PLAY = (
    "answered-5", "reveal-5", "board-5", "question-statements", "question-short", "reveal-statements",
    "bell-watching", "buzzer-early", "obstacle-choice",
)  # fmt: skip
AXE_HOST = ("lobby-5000", "reveal-5", "buzzer-tied", "obstacle-pressed", "packages-choosing")
#: What could be too wide on a computer.
WIDE = (
    "lobby-5000",
    "question-longest",
    "reveal-longest",
    "teams-5000",
    "buzzer-first",
    "obstacle-pressed",
)
STEM = "() => [parseFloat(getComputedStyle(document.querySelector('.asked h1')).fontSize)]"


@pytest.fixture(scope="module")
def told() -> dict[str, Moment]:
    return moments()


@pytest.fixture(scope="module")
def room(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    with served(tmp_path_factory.mktemp("live")) as url:
        context = browser.new_context(reduced_motion="reduce", locale="vi-VN")
        context.set_default_timeout(10_000)
        context.add_init_script(PAPER)
        yield context, url
        context.close()


def look(
    page: Any, told: dict[str, Moment], viewer: str, faults: str, *names: str
) -> dict[str, Any]:
    """What `faults` finds in the moments called `names` (none: all) as `viewer` sees them."""
    wanted = {name: getattr(told[name], viewer) for name in names or told}
    # Between two sessions nothing of the one before stays.
    calm = getattr(told["lobby-0"], viewer)
    found: dict[str, Any] = page.evaluate(LOOK, [wanted, faults, calm])
    return found


def axe(page: Any, told: dict[str, Moment], viewer: str, names: tuple[str, ...]) -> dict[str, Any]:
    page.evaluate(AXE)
    found = {}
    for name in names:
        look(page, told, viewer, "() => []", name)
        if faults := page.evaluate(AXE_RUN):
            found[name] = faults
    return found


def picture(page: Any, told: dict[str, Moment], viewer: str, size: str) -> None:
    """Pictures of all moments into $LOOK_AT."""
    folder = os.environ.get("LOOK_AT")
    for name in told if folder else ():
        look(page, told, viewer, "() => []", name)
        path = Path(folder or "") / f"{viewer}-{size}-{name}.png"
        page.screenshot(path=str(path), full_page=viewer != "stage")


def test_the_projector(room: tuple[Any, str], told: dict[str, Moment]) -> None:
    page = opened(*room, "stage", 1920, 1080)
    found = look(page, told, "stage", STAGE_FAULTS)
    # The law is read from the back of the hall.
    stems = look(
        page, told, "stage", STEM, "question-5", "question-shortest", "question-longest-law", "reading"
    )  # fmt: skip
    seen = axe(page, told, "stage", AXE_STAGE)
    picture(page, told, "stage", "1920")
    page.set_viewport_size({"width": 1366, "height": 768})
    small = look(
        page, told, "stage", STAGE_FAULTS, "question-longest", "reveal-longest", "lobby-5000",
        "teams-5000", "podium-5000", "obstacle-pressed", "packages-stolen",
    )  # fmt: skip
    page.close()
    assert (found, small, seen) == ({}, {}, {})
    assert min(size for (size,) in stems.values()) >= 56, stems


def test_the_phone(room: tuple[Any, str], told: dict[str, Moment]) -> None:
    page = opened(*room, "play", 320, 640)
    found = look(page, told, "play", PAGE_FAULTS)
    seen = axe(page, told, "play", AXE_PLAY)
    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, told, "play", "360")
    page.set_viewport_size({"width": 1280, "height": 800})
    wide = look(page, told, "play", PAGE_FAULTS, *WIDE)
    picture(page, told, "play", "1280")
    page.close()
    assert (found, wide, seen) == ({}, {}, {})


def test_the_console(room: tuple[Any, str], told: dict[str, Moment]) -> None:
    page = opened(*room, "host", 320, 640)
    found = look(page, told, "host", PAGE_FAULTS)
    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, told, "host", "360")
    page.set_viewport_size({"width": 1280, "height": 800})
    wide = look(page, told, "host", PAGE_FAULTS, *WIDE)
    seen = axe(page, told, "host", AXE_HOST)
    picture(page, told, "host", "1280")
    page.close()
    assert (found, wide, seen) == ({}, {}, {})


def test_the_look_finds_a_screen_that_does_not_fit(
    room: tuple[Any, str], told: dict[str, Moment]
) -> None:
    """The control: a stem made too large and a word made too small must both be found."""
    page = opened(*room, "stage", 1920, 1080)
    look(page, told, "stage", "() => []", "question-longest")
    page.evaluate(
        "document.querySelector('.stage-main').style.setProperty('--asked', '12rem');"
        "document.querySelector('.choice-text').style.fontSize = '12px'"
    )
    faults = page.evaluate(STAGE_FAULTS)
    page.close()
    assert "higher than its box" in faults
    assert any(one.startswith("small") for one in faults)
