"""Look at every page of a running demo: axe, reflow, target sizes, pictures.

    python -m tests.look http://127.0.0.1:8000 var/look [--only ROUTE …]

Follows links from the home page (a visitor) and from each role's desk, opens one page per route
at 360, 1280 and 1920 px, light and dark, and writes pictures and `findings.txt`. Sends no form
but the sign-in. Exit code 1 when something was found.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.urls import Resolver404, resolve  # noqa: E402

from tests.browser.looking import AXE, AXE_RUN, SIDEWAYS, SMALL  # noqa: E402
from tests.conftest import CHROMIUM_ARGUMENTS  # noqa: E402

WIDTHS = (360, 1280, 1920)
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"
FILES = re.compile(r"\.(xlsx|docx|pdf|json|csv|png|svg|txt|xml|ics)$")
LONGEST_PICTURE = 8_000
# A route that shows different things on different objects is opened this often.
PAGES_PER_ROUTE = 3


def route_of(url: str) -> str | None:
    """The URL name behind `url`; None for what is not a page of ours."""
    path = urlsplit(url).path
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.namespaces == ["admin"] or FILES.search(path) or path.startswith("/static/"):
        return None
    return match.view_name


class Looker:
    """One role walking through the site."""

    def __init__(self, browser: Any, base: str, out: Path, only: set[str]) -> None:
        self.browser = browser
        self.base = base
        self.out = out
        self.only = only
        self.findings: list[str] = []
        self.seen: dict[str, int] = {}

    def walk(self, role: str, start: str, *, sign_in: bool) -> None:
        """Open everything `role` can reach that nobody has opened before."""
        contexts = {
            scheme: self.browser.new_context(
                locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", color_scheme=scheme
            )
            for scheme in ("light", "dark")
        }
        pages = {scheme: context.new_page() for scheme, context in contexts.items()}
        for page in pages.values():
            page.on("pageerror", lambda error: self.note("script", role, str(error)))
            if sign_in:
                page.goto(urljoin(self.base, "/dang-nhap/"))
                page.fill("[name=login]", role)
                page.fill("[name=password]", settings.DEMO_PASSWORD)
                page.click("main button.primary")
        queue, known = [urljoin(self.base, start)], set()
        while queue:
            url = queue.pop(0)
            route = route_of(url)
            if route is None or route == "logout" or url in known:
                continue
            known.add(url)
            if self.seen.get(route, 0) >= PAGES_PER_ROUTE:
                continue
            first = self.seen.get(route, 0) == 0
            self.seen[route] = self.seen.get(route, 0) + 1
            for scheme, page in pages.items():
                if scheme == "dark" and not first:
                    continue
                answer = page.goto(url)
                if answer is None or answer.status >= 400:
                    self.note("status", url, str(answer.status if answer else "none"))
                    continue
                if not self.only or route in self.only:
                    self.look(page, route, role, scheme, self.seen[route])
            queue += [
                link.partition("#")[0]
                for link in pages["light"].evaluate(LINKS)
                if link.startswith(self.base)
            ]
        for context in contexts.values():
            context.close()

    def look(self, page: Any, route: str, role: str, scheme: str, number: int) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1080 if width > 1300 else 800})
            where = f"{route} {page.url} as {role}, {width} px, {scheme}"
            if number == 1 or width == 360:
                page.evaluate(AXE)
                for fault in page.evaluate(AXE_RUN):
                    self.note("axe", where, fault)
            if page.evaluate(SIDEWAYS) > 0:
                self.note("sideways", where, "scrolls")
            if width == 360:
                for target in page.evaluate(SMALL):
                    self.note("target", where, target)
            if number == 1:
                name = f"{route.replace(':', '-')}-{width}{'-dark' if scheme == 'dark' else ''}.png"
                # The whole law as one picture is more than Chromium draws in its time.
                short = page.evaluate("document.documentElement.scrollHeight") < LONGEST_PICTURE
                page.screenshot(path=str(self.out / name), full_page=short)

    def note(self, kind: str, where: str, what: str) -> None:
        line = f"{kind}: {where}: {what}"
        if line not in self.findings:
            self.findings.append(line)
            print(line, flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("base")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--only", nargs="*", default=[])
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    from contests.portal.services.demo.cast import USERNAMES

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        looker = Looker(browser, chosen.base.rstrip("/"), chosen.out, set(chosen.only))
        looker.walk("visitor", "/", sign_in=False)
        for role in USERNAMES:
            looker.walk(role, "/viec-cua-toi/", sign_in=True)
        browser.close()
    (chosen.out / "findings.txt").write_text("\n".join(looker.findings), encoding="utf-8")
    print(f"{len(looker.seen)} routes, {len(looker.findings)} findings in {chosen.out}")
    return 1 if looker.findings else 0


if __name__ == "__main__":
    sys.exit(main())
