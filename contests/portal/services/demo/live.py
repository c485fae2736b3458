"""The live part of the demo: a law day that is over, and a room whose lobby waits for its host."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import Organisation, User
from contests.answers import Saved, perform
from contests.clock import DemoClock, from_us
from contests.live.models import LivePlayer, LiveSession
from contests.live.rules.names import name_key
from contests.live.rules.plan import PlanQuestion
from contests.live.rules.state import Phase, current_question
from contests.live.services import commands, preparing
from contests.live.services.finishing import store_results
from contests.live.services.joining import LiveJoin
from contests.live.services.ledger import LiveSave
from contests.live.services.opening import open_lobby
from contests.live.services.preparing import Wanted, WantedSegment
from contests.portal.services.demo.names import person_name
from quiz.models import Revision
from quiz.rules.question import LETTERS

HOST = "dan"
PLAYERS = 42
_DAYS_AGO = 6
_EVERY_BOARD = 3


def seed_live(*, organisation: Organisation, now: datetime, chance: Random) -> LiveSession:
    """Play one session to its end six days ago, open the lobby of another; returns the second."""
    host = User.objects.get(username=HOST)
    revisions = _revisions(organisation)
    chance.shuffle(revisions)
    evening = (now - timedelta(days=_DAYS_AGO)).replace(minute=0, second=0, microsecond=0)
    clock = DemoClock(evening)
    over = _prepare(organisation, host, "Ngày Pháp luật tháng này: ai nhanh, ai đúng", revisions)
    open_lobby(session=over, by=host, clock=clock)
    _enter(over, clock, chance)
    _play(over, host, clock, chance)
    over.refresh_from_db()
    store_results(session=over)
    waiting = _prepare(
        organisation,
        host,
        "Thử dẫn một phòng thi trực tiếp",
        list(reversed(revisions)),
        is_rehearsal=True,
    )
    open_lobby(session=waiting, by=host)
    return waiting


def _revisions(organisation: Organisation) -> list[Revision]:
    """Questions that fit a phone and a projector: one right answer, short texts."""
    found = Revision.objects.filter(
        question__bank__organisation=organisation,
        question__bank__code="PBGDPL-2026",
        question__is_visible=True,
        kind="single",
    ).order_by("pk")
    current = [one for one in found.select_related("question") if one.question.current_id == one.pk]
    return [one for one in current if len(one.stem) <= 200][:60]


def _prepare(
    organisation: Organisation, host: User, title: str, revisions: list[Revision], **values: Any
) -> LiveSession:
    session = preparing.create(
        organisation=organisation, title=title, by=host, is_demo=True, **values
    )
    race = [Wanted(one) for one in revisions[:6]]
    calm = [Wanted(one) for one in revisions[6:10]]
    segments = [
        WantedSegment("Khởi động: ai nhanh hơn", "race", {"seconds": 20}, race),
        WantedSegment("Về đích: ai đúng nhiều hơn", "accuracy", {"seconds": 30}, calm),
    ]
    preparing.set_segments(session=session, segments=segments, by=host)
    return session


def _enter(session: LiveSession, clock: DemoClock, chance: Random) -> None:
    """Colleagues come in over three minutes, each under a nickname of their own."""
    names: dict[str, str] = {}
    while len(names) < PLAYERS:
        name = person_name(chance, chance.choice(("male", "female")), highland=False)
        names.setdefault(name_key(name), name)
    wishes = []
    for number, (key, name) in enumerate(names.items()):
        clock.set(clock.now() + timedelta(seconds=chance.uniform(1, 7)))
        wishes.append(LiveJoin(session.pk, name, key, f"demo-live-{number:04}", clock.now_us()))
    perform(wishes)


def _play(session: LiveSession, host: User, clock: DemoClock, chance: Random) -> None:
    """The host leads from the lobby to the end; everybody answers by their own ability."""
    ability = {
        player: chance.gauss(0.6, 0.8)
        for player in LivePlayer.objects.filter(session=session).values_list("id", flat=True)
    }

    def do(name: str) -> None:
        session.refresh_from_db()
        commands.command(
            session=session.pk, name=name, args={}, seen=session.version, by=host, clock=clock
        )
        session.refresh_from_db()

    def wait(seconds: float) -> None:
        clock.set(clock.now() + timedelta(seconds=seconds))

    asked = 0
    do("start")
    while session.phase not in (Phase.PODIUM, Phase.ENDED):
        wait(chance.uniform(4, 12))
        do("next")
        if session.phase != Phase.ASKING:
            continue
        asked += 1
        _answer(session, ability, chance)
        clock.set(from_us(session.closes_us + 1))
        commands.run_due(session=session.pk, seen=session.version, clock=clock)
        commands.settle(session=session.pk, run=session.run, clock=clock)
        wait(2)
        do("reveal")
        if asked % _EVERY_BOARD == 0:
            wait(8)
            do("show_board")
    wait(30)
    while session.phase != Phase.ENDED:
        do("finish")


def _answer(session: LiveSession, ability: dict[int, float], chance: Random) -> None:
    plan, state = commands.loaded(session)
    question = current_question(plan, state)
    assert question is not None
    hardness = chance.gauss(0, 0.7)
    answers = []
    for player, skill in ability.items():
        if chance.random() < 0.04:
            continue  # looked elsewhere
        knows = chance.random() < 1 / (1 + math.exp(-(skill - hardness) * 1.4))
        said = question.right if knows else _wrong(question, chance)
        thought = min(0.98, chance.lognormvariate(math.log(0.3 if knows else 0.45), 0.5))
        answers.append(
            LiveSave(
                session=session.pk,
                player=player,
                epoch=0,
                run=state.run,
                buzz=False,
                response=said,
                client_key=f"demo-{state.run:04}-{player}",
                received_us=session.opens_us
                + round(thought * (session.closes_us - session.opens_us)),
            )
        )
    answers.sort(key=lambda one: one.received_us)
    outcomes = perform(answers)
    assert all(isinstance(one, Saved) for one in outcomes), outcomes


def _wrong(question: PlanQuestion, chance: Random) -> str:
    letters = [one for one in LETTERS[: len(question.options)] if one not in question.right]
    return chance.choice(letters)
