"""The three live pages as files, and a socket on paper: every moment of the halls without a server.

A page is loaded once and hears one moment after the other, as it does in a hall; its clock stands
still at `halls.NOW_US`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import segno
from django.template.loader import render_to_string

from contests.live.wording.page import COMMANDS, HOST_FAULTS, JOIN, PHASES, PLAY
from tests.live import halls

ROOT = Path(__file__).resolve().parents[2]
SESSION = SimpleNamespace(
    title=halls.TITLE,
    organisation=SimpleNamespace(name="Sở Tư pháp tỉnh Quảng Ngãi"),
    public_id="phong",
    projector_key="khoa",
)
PLACE = {"ticket": "T", "name": "Nguyễn Thị Thu Hà", "number": 12, "player": 1}
# Before the page's own scripts: a clock that stands, a room that says what `hear` is given.
PAPER = """
performance.now = () => 1000;
localStorage.setItem("phong:phong", JSON.stringify(PLACE));
let told = 0;
window.WebSocket = class {
  readyState = 1;
  constructor() {
    window.hear = (frames) => {
      told += 1;
      for (const frame of frames) this.say({ ...frame, n: told });
    };
    setTimeout(() => this.onopen());
  }
  say(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
  send(text) {
    const { t, c } = JSON.parse(text);
    if (t === "ping") setTimeout(() => this.say({ t: "pong", c, now: NOW }));
  }
  close() {}
};
""".replace("PLACE", json.dumps(PLACE)).replace("NOW", str(halls.NOW_US))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Keep the output of the run clean."""


def _pages() -> dict[str, str]:
    stage = {
        "ticket": "T", "title": SESSION.title, "qr": "/qr.svg", "sounds": {}, "look": {},
        "address": "thitimhieu.quangngai.gov.vn/choi",
    }  # fmt: skip
    host = {
        "ticket": "T", "people": "/", "back": "/", "commands": COMMANDS, "phases": PHASES, "faults": HOST_FAULTS
    }  # fmt: skip
    play = {"room": "phong", "words": PLAY, "door": JOIN}
    return {
        "stage": render_to_string("live/stage.html", {"session": SESSION, "data": stage}),
        "host": render_to_string("live/host.html", {"session": SESSION, "data": host}),
        "play": render_to_string("live/play.html", {"title": SESSION.title, "data": play}),
    }


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address below which the pages, the static files and the questions' pictures are."""
    (folder / "static").symlink_to(ROOT / "static")
    (folder / "images").symlink_to(halls.DATA / "gplx600/images")
    code = segno.make("https://thitimhieu.quangngai.gov.vn/choi/482913/", error="m", micro=False)
    code.save(str(folder / "qr.svg"), border=2, light="#FFFFFF", scale=8)
    for name, html in _pages().items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def opened(context: Any, url: str, name: str, width: int, height: int) -> Any:
    """The page `name` of a browser context that has `PAPER`, ready to hear."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{url}/{name}.html")
    page.wait_for_function("'hear' in window")
    page.evaluate("document.fonts.ready")
    return page
