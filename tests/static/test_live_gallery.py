"""Every state of the projector with recorded frames: it fits, nothing is small, axe is content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.looking import AXE, AXE_RUN, SIDEWAYS
from tests.live.gallery import host_pages, play_pages, served, stage_pages

# What reaches out of its box, what is cut, and what is written under 26 design pixels.
FAULTS = """() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const shown = e => { const r = e.getBoundingClientRect(); return r.width > 2 && r.height > 2; };
  const screen = document.querySelector('.stage-main').firstElementChild;
  const out = [];
  if (screen.scrollHeight > screen.clientHeight + 2) out.push('higher than its box');
  if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight)
    out.push('scrolls');
  for (const e of document.querySelectorAll('.stage-head *, .stage-main *, .stage-foot *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !shown(e) || e.closest('.sr, svg')) continue;
    if (parseFloat(getComputedStyle(e).fontSize) < 26 * rem / 16 - 0.1) out.push('small: ' + e.textContent);
    const r = e.getBoundingClientRect();
    if (r.left < -1 || r.right > innerWidth + 1 || r.top < -1 || r.bottom > innerHeight + 1)
      out.push('outside: ' + e.textContent.slice(0, 60));
  }
  const cards = [...document.querySelectorAll('.choice-card, .asked h1, .clock, .basis, .presses')];
  for (const [n, a] of cards.entries()) for (const b of cards.slice(n + 1)) {
    const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
    if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1)
      out.push('overlap: ' + a.className + ' ' + b.className);
  }
  return out;
}"""
# The same elements as another state that axe sees, with other words or more of them.
ALIKE = frozenset(
    ("lobby-5", "question-5", "reveal-5", "board-5", "teams-5", "podium-5", "bell-100")
    + tuple(
        f"{screen}-{which}"
        for screen in ("question", "reveal")
        for which in ("shortest", "longest-law", "longest-stem", "long-options")
    )
)
# What fills the screen: these are looked at in the smaller windows as well.
EXTREME = frozenset(
    ("lobby-5000", "board-5000", "teams-5000", "podium-5000", "bell-5000", "picture", "buzz-queue",
     "packages", "obstacle", "star", "intro", "ended")
    + tuple(
        f"{screen}-{which}"
        for screen in ("question", "reveal")
        for which in ("longest", "longest-stem", "long-options")
    )
)  # fmt: skip
STEM = "parseFloat(getComputedStyle(document.querySelector('.asked h1')).fontSize)"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pages = stage_pages() | play_pages() | host_pages()
    with served(tmp_path_factory.mktemp("live"), pages) as url:
        yield url


def shown(browser: Any, width: int, height: int) -> Any:
    page = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(10_000)
    return page


def resized(page: Any, width: int, height: int) -> None:
    """The page as it draws itself anew in a window of this size."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")


def test_every_state_of_the_projector_fits(browser: Any, gallery: str) -> None:
    page = shown(browser, 1920, 1080)
    found = {}
    pages = stage_pages()
    for name in pages:
        page.goto(f"{gallery}/{name}.html")
        page.evaluate("document.fonts.ready")
        faults = page.evaluate(FAULTS)
        if name not in ALIKE:
            page.evaluate(AXE)
            faults += page.evaluate(AXE_RUN)
        if name in EXTREME:
            for width, height in ((1280, 720), (1366, 768)):
                resized(page, width, height)
                faults += [f"{width}: {fault}" for fault in page.evaluate(FAULTS)]
            resized(page, 1920, 1080)
        if faults:
            found[name] = faults
    page.context.close()
    assert pages.keys() >= ALIKE | EXTREME
    assert found == {}


def test_a_question_of_the_law_is_read_from_the_back_of_the_hall(
    browser: Any, gallery: str
) -> None:
    page = shown(browser, 1920, 1080)
    for name in ("question-5", "question-shortest", "question-longest-law", "reading"):
        page.goto(f"{gallery}/{name}.html")
        page.evaluate("document.fonts.ready")
        assert page.evaluate(STEM) >= 56, name
    page.context.close()


def test_every_state_of_phone_and_console(browser: Any, gallery: str) -> None:
    page = shown(browser, 320, 640)
    found = {}
    consoles = host_pages()
    for name in (*play_pages(), *consoles):
        page.goto(f"{gallery}/{name}.html")
        page.evaluate(AXE)
        faults = page.evaluate(AXE_RUN)
        for width in (1280, 320):
            resized(page, width, 640)
            if page.evaluate(SIDEWAYS) > 0:
                faults.append(f"sideways at {width}")
            if width == 1280 and name in consoles:
                faults += page.evaluate(AXE_RUN)
        if faults:
            found[name] = faults
    page.context.close()
    assert found == {}


def test_the_look_finds_a_screen_that_does_not_fit(browser: Any, gallery: str) -> None:
    """The control: a stem made too large and a word made too small must both be found."""
    page = shown(browser, 1920, 1080)
    page.goto(f"{gallery}/question-longest.html")
    page.evaluate(
        "document.querySelector('.stage-main').style.setProperty('--asked', '12rem');"
        "document.querySelector('.choice-text').style.fontSize = '12px'"
    )
    faults = page.evaluate(FAULTS)
    page.context.close()
    assert "higher than its box" in faults
    assert any(one.startswith("small") for one in faults)
