"""Every snippet of docs/design-system.md in a real browser: axe, reflow, targets, both schemes."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs/design-system.md").read_text(encoding="utf-8")
AXE = (ROOT / "tests/vendor/axe/axe.min.js").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```html\n(.*?)```", DOC, re.S)
SITTING_CSS = '<link rel="stylesheet" href="/static/css/sitting.css">'
ORGANIZER_CSS = '<link rel="stylesheet" href="/static/css/organizer.css">'

AXE_RUN = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
  'best-practice']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"""
# How far the page reaches over the right edge.
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
# Links in running text are free of the rule; a tile of figures is a target as a whole.
SMALL = """[...document.querySelectorAll('a, button, input, select, textarea, summary')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.width && r.height < 44 && !e.closest('p, dd, dt, th, td, label, .crumbs, .steps, .notice, .stat')
    && getComputedStyle(e).opacity !== '0';
}).map(e => e.outerHTML.slice(0, 100))"""


class SampleForm(forms.Form):
    """One field of every kind that Django draws in its own way."""

    name = forms.CharField(label="Họ và tên", help_text="Như trên căn cước.")
    born = forms.DateField(
        label="Ngày sinh", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    group = forms.ChoiceField(
        label="Đối tượng",
        choices=[("a", "Cán bộ, công chức"), ("b", "Học sinh, sinh viên")],
        widget=forms.RadioSelect,
        help_text="Chọn một.",
    )
    topics = forms.MultipleChoiceField(
        label="Lĩnh vực",
        required=False,
        choices=[("a", "Hoà giải ở cơ sở"), ("b", "Đất đai")],
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(label="Tôi đồng ý để Ban Tổ chức liên hệ khi được giải.")

    def clean(self) -> None:
        raise forms.ValidationError("Đợt thi này đã đóng lúc 20:00.")


def snippet(mark: str) -> str:
    return next(text for text in SNIPPETS if mark in text)


def source(styles: str, main: str, *, head: str = "", block: str = "content") -> str:
    header = "{% block site_header %}" + head + "{% endblock %}" if head else ""
    footer = "{% block footer %}{% endblock %}" if head else ""
    return (
        '{% extends "base_public.html" %}{% load ui %}{% block title %}Mẫu{% endblock %}'
        "{% block styles %}" + styles + "{% endblock %}" + header + footer + "{% block " + block + " %}"
        + main + "{% endblock %}"
    )  # fmt: skip


def pages() -> dict[str, str]:
    frames = ('class="hero"', "page-head", '<header class="paper-head"', 'class="action-bar"><div')
    body = [text for text in SNIPPETS if not any(mark in text for mark in frames)]
    paper = (
        '<form class="paper"><div class="wrap narrow page">' + snippet('class="question"')
        + snippet('class="navigator"') + "</div>" + snippet('class="action-bar"><div') + "</form>"
    )  # fmt: skip
    return {
        "all": source(
            ORGANIZER_CSS + SITTING_CSS, snippet("page-head") + '<h2 class="sr">Mẫu</h2>'.join(["", *body])
        ),
        "public": source(ORGANIZER_CSS, snippet('class="hero"'), block="header"),
        "sitting": source(SITTING_CSS, paper, head=snippet("paper-head"), block="main"),
        "form": source(
            "",
            '<h1>Đăng ký</h1><form>{% include "partials/form.html" %}</form>'
            '{% include "partials/pagination.html" %}'
            '{% include "partials/empty.html" with title="Chưa có gì" url="/" action="Thêm" %}'
            '{% include "partials/notice.html" with kind="warning" title="Chú ý" text="Sắp hết giờ" %}',
        ),
        "404": '{% extends "404.html" %}',
    }  # fmt: skip


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a folder with the pages and the static files."""
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "static").symlink_to(ROOT / "static")
    context = {"form": SampleForm({"name": ""}), "page": Paginator(range(1000), 25).page(7)}
    for name, text in pages().items():
        html = engines["django"].from_string(text).render(context)
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    handler = partial(QuietHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Keep the output of the run clean."""


def looked_at(browser: Any, url: str, width: int, scheme: str) -> tuple[list[str], int, list[str]]:
    """What axe finds, how far the page reaches sideways, and which targets are small."""
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(url)
        page.evaluate(AXE)
        return page.evaluate(AXE_RUN), page.evaluate(SIDEWAYS), page.evaluate(SMALL)
    finally:
        context.close()


@pytest.mark.parametrize("name", pages())
# 320 is what 400 % zoom leaves of 1280.
@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light"), (1920, "dark")]
)
def test_components(browser: Any, gallery: str, name: str, width: int, scheme: str) -> None:
    violations, sideways, small = looked_at(browser, f"{gallery}/{name}.html", width, scheme)
    assert violations == []
    assert sideways <= 0
    if width < 500:
        assert small == []


def test_the_look_finds_what_is_wrong(browser: Any, gallery: str, tmp_path: Path) -> None:
    """The control: a page with bad contrast, too wide, with a small target, must be found."""
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        '<!DOCTYPE html><title>x</title><p style="color:#aaa;background:#fff;width:900px">mờ</p>'
        '<button style="height:20px">x</button>',
        encoding="utf-8",
    )
    violations, sideways, small = looked_at(browser, wrong.as_uri(), 360, "light")
    assert any(line.startswith("color-contrast") for line in violations)
    assert sideways > 0
    assert len(small) == 1
