"""A whole small installation with planted markers, and a walk through all of it by everybody.

Keys carry markers that stand nowhere else (P10); invented people carry numbers and names that
nobody else has (P27).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import ConsentText
from accounts.wording import CONSENT_TEXTS
from contests import tickets
from contests.api import SaveRoute
from contests.clock import SYSTEM
from contests.models import Contest, Entrant, Paper
from contests.online import tickets as entrant_tickets
from contests.rules.choices import PersonField
from contests.rules.ruleset import Attempts, FieldRule, Registration, from_json
from contests.services.publishing import publish
from quiz.models import Citation, RevisionKey
from quiz.services import documents
from tests import matrix
from tests.cast import Cast, make_cast
from tests.contests.setting_up import (
    SITE,
    change,
    make_draft,
    make_shipped_bank,
    open_now,
    questions,
)
from tests.promises.tee import Tape, ask_bare

MARK = "khoa7w9zq"
"""Stands in explanations, grounds and quotes of keys, and nowhere else."""

VIEWERS = (*sorted(matrix.PUBLIC), "entrant")

PHONE, GUARDIAN_PHONE = "0987650001", "0987650002"
CCCD = "062314777001"
CHILD = "Rơ Châm Hơ Nhiếp Canary"
GUARDIAN = "Ksor Phụ Huynh Canary"


@dataclass
class World:
    """The cast, an open contest of the department, and the child who sits it."""

    cast: Cast
    contest: Contest
    entrant: Entrant | None = None
    paper: Paper | None = None

    @property
    def child(self) -> Entrant:
        assert self.entrant is not None
        return self.entrant

    def url(self, page: str, *more: str) -> str:
        return reverse(f"online:{page}", args=[self.contest.slug, *more])


def plant() -> int:
    """Put a marker into every part of every key there is; how many keys."""
    for key in RevisionKey.objects.all():
        RevisionKey.objects.filter(pk=key.pk).update(
            explanation=f"Vì {MARK}e{key.pk}", citation_text=f"Điều 8 {MARK}c{key.pk}"
        )
    for citation in Citation.objects.all():
        Citation.objects.filter(pk=citation.pk).update(quote=f"“{MARK}q{citation.pk}”")
    return RevisionKey.objects.count()


def make_world() -> World:
    """A published contest that is open now and asks for everything about a person."""
    cast = make_cast()
    for purpose, text in CONSENT_TEXTS.items():
        ConsentText.objects.create(purpose=purpose, version=1, text=text, published_at=SYSTEM.now())
    bank = make_shipped_bank(cast)
    law = documents.save_document(
        actor=None, number="1/2026/CANARY", kind="luat", title="Luật thử", text="Điều 1. Thử"
    )
    for key in RevisionKey.objects.filter(revision__question__bank=bank)[:5]:
        Citation.objects.create(revision=key.revision, document=law, article="1", quote="x")
    contest = make_draft(cast)
    rules = from_json(contest.draft_rules)
    asked = (
        PersonField.FULL_NAME,
        PersonField.PHONE,
        PersonField.BIRTH_DATE,
        PersonField.CCCD,
        PersonField.COMMUNE,
        PersonField.AUDIENCE,
    )
    change(
        contest,
        cast,
        registration=Registration(
            fields=tuple(FieldRule(one) for one in asked), persons_per_phone=3
        ),
        attempts=Attempts(),
        eligibility=replace(rules.eligibility, min_age=None, max_age=None),
        **questions(rules, 6),
    )
    open_now(contest, cast, SYSTEM.now())
    publish(contest=contest, actor=cast.organizer, clock=SYSTEM, site=SITE)
    contest.refresh_from_db()
    return World(cast, contest)


def walk(world: World, tape: Tape) -> None:
    """A child registers, practises, sits, saves over the bare route, hands in and comes back."""
    tape.viewer = "entrant"
    client = Client()
    form = client.get(world.url("register"))
    consents = re.findall(r'name="(consent_run)"', form.content.decode())
    answer = client.post(
        world.url("register"),
        {
            "full_name": CHILD,
            "phone": PHONE,
            "birth_date": "2014-05-06",
            "cccd": CCCD,
            "province": world.cast.province.code,
            "commune": world.cast.commune.code,
            "audience": "hoc_sinh",
            "guardian_name": GUARDIAN,
            "guardian_relation": "cha",
            "guardian_phone": GUARDIAN_PHONE,
            "guardian_consent": "on",
            **dict.fromkeys(consents, "on"),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    world.entrant = Entrant.objects.latest("id")
    for page in ("code", "code_picture", "start", "practice"):
        assert client.get(world.url(page)).status_code == 200, page
    paper = _opened(client.post(world.url("practice_start")))
    for page in ("practice_sitting", "practice_status", "practice_hand_in"):
        assert client.get(world.url(page, paper.public_id)).status_code == 200, page
    client.post(world.url("practice_hand_in", paper.public_id))
    world.paper = _opened(client.post(world.url("start")))
    for page in ("sitting", "status", "hand_in"):
        assert client.get(world.url(page, world.paper.public_id)).status_code == 200, page
    _answer(tape, world.paper)
    tape.viewer = "entrant"
    again = Client()
    again.post(world.url("continue"), {"phone": "0987650009", "code": "SAI-MA-RỒI"})
    again.post(world.url("continue"), {"phone": PHONE, "code": world.child.code})
    assert again.get(world.url("sitting", world.paper.public_id)).status_code == 200
    client.post(world.url("hand_in", world.paper.public_id))
    assert client.get(world.url("receipt", world.paper.public_id)).status_code == 200
    second = _opened(client.post(world.url("start")))
    client.post(world.url("sitting", second.public_id), {"base": "0", "q1": "A", "save": "1"})
    world.paper = second


def _opened(answer: Any) -> Paper:
    assert answer.status_code == 302, answer.content.decode()
    return Paper.objects.get(public_id=answer["Location"].rstrip("/").rpartition("/")[2])


def _answer(tape: Tape, paper: Paper) -> None:
    """Every letter of the first question and a few requests that are refused."""
    ticket = tickets.issue(tickets.for_paper(paper))
    route = SaveRoute()
    for number, letter in enumerate("ABC"):
        body = {"k": f"key-{number:05}", "s": number, "i": 1, "r": letter}
        asyncio.run(ask_bare(tape, route, "/luu/", body, **{"x-phieu": ticket}))
    asyncio.run(ask_bare(tape, route, "/luu/", {"k": 1}, **{"x-phieu": ticket}))
    asyncio.run(ask_bare(tape, route, "/luu/", {}, **{"x-phieu": "gia"}))


def cookie_for(slug: str, args: dict[str, Any]) -> str:
    """The entrant's cookie for a page of the contest: the paper's owner, or anybody in it."""
    mine = Entrant.objects.filter(contest__slug=slug)
    owner = mine.filter(papers__public_id=args.get("public_id", "")).first() or mine.first()
    return entrant_tickets.issue(owner) if owner else ""


def sweep_matrix(cast: Cast, tape: Tape) -> Iterator[tuple[str, str, int]]:
    """Ask every route of the matrix, on the matrix's own objects, as everybody.

    Yields (route, viewer, status). Whatever a request changed is undone.
    """
    for name, route in sorted(matrix.routes().items()):
        with transaction.atomic():
            args = route.args(cast)
            plant()
            for viewer in VIEWERS:
                status = _ask(cast, tape, viewer, name, args, route)
                yield name, viewer, status
            transaction.set_rollback(True)


def sweep_world(world: World, tape: Tape) -> Iterator[tuple[str, str, int]]:
    """Ask every page about contests on the world's own contest, as everybody; as above."""
    assert world.paper is not None
    for name, wanted in addresses(get_resolver()):
        known = {
            "slug": world.contest.slug,
            "public_id": world.child.public_id if ":desk" in name else world.paper.public_id,
            "paper_id": world.paper.public_id,
            "role": "the_le",
            "extension": "docx",
            "step": "de-thi",
            "number": 1,
        }
        if "slug" not in wanted or not wanted <= set(known):
            continue
        args = {key: known[key] for key in wanted}
        for viewer in VIEWERS:
            yield name, viewer, _ask(world.cast, tape, viewer, name, args)


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, set[str]]]:
    """(name, names of its arguments) of every named route outside the admin."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield space + entry.name, set(entry.pattern.converters)
        elif entry.namespace != "admin":
            yield from addresses(entry, f"{entry.namespace}:" if entry.namespace else space)


def _ask(
    cast: Cast,
    tape: Tape,
    viewer: str,
    name: str,
    args: dict[str, Any],
    route: matrix.Route | None = None,
) -> int:
    """One request as `viewer`, kept on the tape and undone; its status."""
    client = Client(raise_request_exception=False)
    address = reverse(name, kwargs=args)
    tape.viewer = viewer
    with transaction.atomic():
        if viewer == "entrant":
            client.cookies["du_thi"] = cookie_for(str(args.get("slug", "")), args)
        elif viewer != "anonymous":
            client.force_login(cast.users()[viewer])
        if route is not None and route.method == "POST":
            answer = client.post(address, route.data(cast))
        else:
            answer = client.get(address)
        transaction.set_rollback(True)
    return int(answer.status_code)
