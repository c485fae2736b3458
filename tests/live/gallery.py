"""Pages of the live screens with recorded frames, served as files: every state without a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import segno
from django.template.loader import render_to_string
from PIL import Image, ImageDraw

from contests.live.wording.page import COMMANDS, HOST_FAULTS, PHASES, PLAY
from tests.live import frames

ROOT = Path(__file__).resolve().parents[2]
SESSION = SimpleNamespace(
    title="Ngày Pháp luật tháng 11: Luật Đất đai",
    organisation=SimpleNamespace(name="Sở Tư pháp tỉnh Quảng Ngãi"),
    public_id="phong",
    projector_key="khoa",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Keep the output of the run clean."""


def _stage(told: list[dict[str, Any]], qr: str) -> str:
    data = {
        "frames": told, "now": frames.NOW_US / 1000, "title": SESSION.title, "qr": qr,
        "address": "thitimhieu.quangngai.gov.vn/choi", "look": {}, "sounds": {},
    }  # fmt: skip
    return render_to_string("live/stage.html", {"session": SESSION, "data": data})


@contextmanager
def served(folder: Path, pages: Mapping[str, str]) -> Iterator[str]:
    """The address below which `pages` and the static files are."""
    static = folder / "static"
    static.mkdir()
    for one in (ROOT / "static").iterdir():
        (static / one.name).symlink_to(one)
    picture = Image.new("RGB", (900, 500), "#F4EFE6")
    ImageDraw.Draw(picture).rectangle((80, 80, 820, 420), outline="#0F4C5C", width=12)
    picture.save(static / "picture.png")
    code = segno.make("https://thitimhieu.quangngai.gov.vn/choi/482913/", error="m", micro=False)
    code.save(str(static / "qr.svg"), border=2, light="#FFFFFF", scale=8)
    for name, html in pages.items():
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


def stage_pages() -> dict[str, str]:
    """A page for every state of the projector."""
    qr = "/static/qr.svg"
    return {name: _stage(told, qr) for name, told in frames.stage_states().items()}


def play_pages() -> dict[str, str]:
    """A page for every state of a player's phone."""
    made = {}
    for name, told in frames.play_states().items():
        data = {
            "room": "phong", "enter": "/choi/", "words": PLAY, "frames": told,
            "now": frames.NOW_US / 1000,
        }  # fmt: skip
        made[name] = render_to_string("live/play.html", {"title": SESSION.title, "data": data})
    return made


def host_pages() -> dict[str, str]:
    """A page for every state of the console."""
    made = {}
    for name, told in frames.host_states().items():
        data = {
            "people": "/", "commands": COMMANDS, "phases": PHASES, "faults": HOST_FAULTS,
            "frames": told, "now": frames.NOW_US / 1000,
        }  # fmt: skip
        made[name] = render_to_string("live/host.html", {"session": SESSION, "data": data})
    return made
