"""What every browser test asks of a page: axe, no sideways scrolling, targets large enough."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "tests/vendor/axe/axe.min.js").read_text(encoding="utf-8")
AXE_RUN = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
  'best-practice']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
# Links in running text are free of the rule (WCAG 2.2, 2.5.8).
SMALL = """[...document.querySelectorAll('a, button, input, select, textarea, summary')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.width > 1 && r.height > 1 && r.height < 44
    && !e.closest('p, dd, dt, th, td, figcaption, label, .crumbs, .notice, .sr, .skip')
    && getComputedStyle(e).opacity !== '0';
}).map(e => e.outerHTML.slice(0, 100))"""


def accessible(page: Any, name: str = "") -> None:
    """Fails with everything that axe, reflow and target size find; keeps a picture on request."""
    keep(page, name)
    page.evaluate(AXE)
    assert page.evaluate(AXE_RUN) == []
    assert page.evaluate(SIDEWAYS) <= 0
    if page.viewport_size["width"] < 600:
        assert page.evaluate(SMALL) == []


def keep(page: Any, name: str) -> None:
    """A picture of the page into $LOOK_AT, for people to look at."""
    if name and (folder := os.environ.get("LOOK_AT")):
        width = page.viewport_size["width"]
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
