"""P10: no key leaves the server before its time, by any page, to anybody who may not see it."""

from __future__ import annotations

import asyncio
import base64
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path

from accounts.rules.roles import Permission, roles_with
from contests.models import Paper
from contests.online import tickets
from quiz.models import RevisionKey
from tests.cast import make_cast
from tests.promises.tee import Detector, Tape, ask_bare, taped
from tests.promises.world import (
    MARK,
    make_world,
    plant,
    sweep_matrix,
    sweep_world,
    walk,
)

#: Who writes, reviews or answers for questions sees their keys; everybody else sees none.
SEE_KEYS = {role.value for role in roles_with(Permission.VIEW_QUESTION)}


def names_of_files() -> list[str]:
    """Names under which files can be fetched."""
    folders = (Path(settings.MEDIA_ROOT), *map(Path, settings.STATICFILES_DIRS))
    return [str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*")]


def leaks(tape: Tape) -> list[str]:
    """What reached somebody who may not see it: "who: by which way"."""
    detector = Detector([MARK])
    return sorted(
        {
            f"{sent.viewer}: {sent.way}"
            for sent in tape.sent
            if sent.viewer not in SEE_KEYS and detector.find(sent.data)
        }
    )


def seen_by_those_who_may(tape: Tape) -> int:
    detector = Detector([MARK])
    return sum(bool(detector.find(one.data)) for one in tape.sent if one.viewer in SEE_KEYS)


def judge(tape: Tape, asked: list[tuple[str, str, int]], record_promise, part: str) -> None:
    found = leaks(tape)
    planted, missed = planted_leaks()
    record_promise(
        "P10",
        figure=f"{len(found)} of {len(tape.sent)} things sent hold the marker of a key",
        trials=len(asked),
        control=f"{planted - len(missed)} of {planted} planted leaks found",
        viewers=len({viewer for _, viewer, _ in asked}),
        routes=len({name for name, _, _ in asked}),
        part=part,
    )
    assert found == []
    assert missed == []
    assert [(name, viewer) for name, viewer, status in asked if status >= 500] == []


@pytest.mark.promise("P10")
def test_p10_every_route_for_everybody(db, record_promise):
    with taped() as tape:
        asked = list(sweep_matrix(make_cast(), tape))
    judge(tape, asked, record_promise, "every route on its own object")
    # The tee does see keys where they may be seen: it is not blind to these pages.
    assert seen_by_those_who_may(tape) >= 6


@pytest.mark.promise("P10")
def test_p10_a_contest_that_is_being_sat(transactional_db, record_promise):
    world = make_world()
    plant()
    with taped() as tape:
        walk(world, tape)
        asked = list(sweep_world(world, tape))
        tape.viewer = "anonymous"
        for name in names_of_files():
            tape.keep("file name", name.encode())
    judge(tape, asked, record_promise, "a contest that is being sat")


@pytest.mark.promise("P10", control=True)
def test_the_right_answer_changes_nothing_that_a_contestant_gets(transactional_db):
    """A letter carries no marker: so the key is moved, and everything sent must stay the same."""
    world = make_world()

    def everything() -> list[bytes]:
        with taped() as tape:
            client = Client()
            client.cookies["du_thi"] = cookie
            for page in ("sitting", "status", "hand_in"):
                client.get(world.url(page, paper.public_id))
            client.get(f"/cuoc-thi/{world.contest.slug}/the-le/")
        return [without_noise(one.data) for one in tape.sent if not one.way.startswith("log")]

    with taped() as tape:
        walk(world, tape)
    paper = world.paper
    assert isinstance(paper, Paper)
    cookie = tickets.issue(world.child)
    before = everything()
    for key in RevisionKey.objects.all():
        RevisionKey.objects.filter(pk=key.pk).update(right=[(key.right[0] + 1) % 2])
    assert everything() == before
    # Control: the comparison sees one letter.
    assert without_noise(b'{"right":"A"}') != without_noise(b'{"right":"B"}')


def without_noise(data: bytes) -> bytes:
    """What differs between two looks at the same thing: tokens, tickets, clocks."""
    text = data.decode("utf-8", "replace")
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "csrf", text)
    text = re.sub(r'"ticket": ?"[^"]+"', "ticket", text)
    text = re.sub(r'"(at_ms|left_ms|saved_at_ms|seq|poll_ms)": ?\d+', "clock", text)
    text = re.sub(r'(data-\w+|name="base" value)="\d+"', "clock", text)
    text = re.sub(r"csrftoken=\w+|expires=[^;]+|'X-Request-Id': '\w+'|'Expires': '[^']+'", "", text)
    text = re.sub(r"'(Content-Length|ETag)': '[^']+'", "", text)
    return re.sub(r"\d{2}:\d{2}(:\d{2})?|còn \d+ phút( \d+ giây)?", "clock", text).encode()


# --- the control: leaks planted one by one -------------------------------------------------------

SECRET = f"{MARK}e77"


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f"<w:t>{SECRET}</w:t>")
    return target.getvalue()


def _with(body: object = "", **headers: str) -> HttpResponse:
    return HttpResponse(body, headers={name.replace("_", "-"): to for name, to in headers.items()})


def _cookie() -> HttpResponse:
    response = HttpResponse("")
    response.set_cookie("mau", SECRET)
    return response


def _raise() -> HttpResponse:
    raise RuntimeError(f"câu hỏi {SECRET} hỏng")


def _spelled(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


PLANTED = {
    "comment": lambda: _with(f"<p>Câu 1</p><!-- {SECRET} -->"),
    "upper-case": lambda: _with(SECRET.upper()),
    "base64-in-attribute": lambda: _with(
        f'<li data-x="{base64.b64encode(f"abc{SECRET}".encode()).decode()}">'
    ),
    "base64-for-addresses": lambda: _with(
        f'<a href="/x/{base64.urlsafe_b64encode(f"ÿ?{SECRET}".encode()).decode()}/">'
    ),
    "hex-in-class": lambda: _with(f'<li class="c-{SECRET.encode().hex()}">'),
    "json-escaped": lambda: _with(f'{{"e": "{_spelled(SECRET)}"}}'),
    "json-in-html": lambda: _with(html.escape(json.dumps({"e": SECRET}))),
    "html-entities": lambda: _with("".join(f"&#{ord(letter)};" for letter in SECRET)),
    "address": lambda: HttpResponseRedirect(f"/x/?v={quote(quote(SECRET))}"),
    "percent": lambda: _with("".join(f"%{ord(letter):02x}" for letter in SECRET)),
    "header": lambda: _with("", X_Cau=SECRET),
    "cookie": _cookie,
    "gzip": lambda: _with(gzip.compress(f"<p>{SECRET}</p>".encode()), Content_Encoding="gzip"),
    "gzip-in-base64": lambda: _with(base64.b64encode(gzip.compress(SECRET.encode()))),
    "docx": lambda: _with(_zip(), Content_Type="application/zip"),
    "pdf": lambda: _with(b"%PDF\nstream\n" + zlib.compress(SECRET.encode()) + b"\nendstream"),
    "utf-16": lambda: _with(SECRET.encode("utf-16")),
    "streamed": lambda: StreamingHttpResponse([SECRET[:5].encode(), SECRET[5:].encode()]),
    "log-of-an-error": _raise,
}
"""One way out each."""

urlpatterns = [
    path(f"{name}/", lambda request, leak=leak: leak()) for name, leak in PLANTED.items()
]


def planted_leaks() -> tuple[int, list[str]]:
    """Open every planted leak through the same tee; how many there are, which were missed."""
    missed = []
    with override_settings(ROOT_URLCONF=__name__):
        for name in PLANTED:
            with taped() as tape:
                Client(raise_request_exception=False).get(f"/{name}/")
            if not leaks(tape):
                missed.append(name)

    async def careless(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps({"x": SECRET}).encode()})

    for name in ("bare route", "file name"):
        tape = Tape()
        if name == "bare route":
            asyncio.run(ask_bare(tape, careless, "/luu/", {}))
        else:
            tape.keep(name, f"questions/{SECRET}.webp".encode())
        if not leaks(tape):
            missed.append(name)
    return len(PLANTED) + 2, missed


def test_an_innocent_page_is_no_leak() -> None:
    assert not Detector([MARK]).find("Câu 1. Khóa 7 đúng hay sai?".encode() * 50)
