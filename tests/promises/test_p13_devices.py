"""P13: several devices and tabs on one paper: the later choice counts, and every page says so."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.test import Client

from contests import answers
from contests.answers import SaveAnswer, Saved
from contests.clock import SYSTEM
from contests.models import AnswerEvent, Paper
from contests.tickets import for_paper
from tests.contests.scene import Scene
from tests.online.walk import base_of, open_contest, registered, started, url

ITEMS = 6


@dataclass
class Device:
    """A page with the script. While `away` it keeps the last choice of each item."""

    paper: Paper
    name: str
    away: bool = False
    kept: dict[int, SaveAnswer] = field(default_factory=dict)

    def choose(self, item: int, response: str, seq: int) -> None:
        ticket = for_paper(self.paper)
        self.kept[item] = SaveAnswer(
            paper=ticket.paper,
            epoch=ticket.paper_epoch,
            entrant_epoch=ticket.entrant_epoch,
            item=item,
            response=response,
            client_key=f"{self.name}-{seq:08d}",
            client_seq=seq,
            received_us=SYSTEM.now_us(),
        )
        if not self.away:
            self.send()

    def send(self) -> None:
        outcomes = answers.perform(list(self.kept.values()))
        assert all(isinstance(one, Saved) for one in outcomes)
        self.kept.clear()


def latest_choice(events: list[AnswerEvent]) -> dict[str, str]:
    """What the promise says: the choice made last counts, whenever it arrived."""
    found: dict[str, tuple[int, int, str]] = {}
    for one in events:
        key = str(one.item)
        found[key] = max(found.get(key, (-1, -1, "")), (one.client_seq, one.pk, one.response))
    return {item: response for item, (_, _, response) in found.items() if response}


def latest_arrival(events: list[AnswerEvent]) -> dict[str, str]:
    """The control's rule: what arrived last counts, so that a late sender undoes newer choices."""
    found = {str(one.item): one.response for one in sorted(events, key=lambda one: one.pk)}
    return {item: response for item, response in found.items() if response}


def one_sitting(
    scene: Scene, client: Client, paper: Paper, chance: random.Random
) -> list[AnswerEvent]:
    """Two to four devices and a page without script, one of them away for a while."""
    devices = [Device(paper, f"device{n}-{paper.pk}") for n in range(chance.randint(2, 4))]
    away = chance.choice(devices)
    where = url(scene, "sitting", paper.public_id)
    seq = SYSTEM.now_us() // 1000
    for step in range(30):
        away.away = 5 <= step < 25
        if step == 25:
            away.send()
        if chance.random() < 0.1:
            base = base_of(client.get(where).content.decode())
            shown = client.get(url(scene, "status", paper.public_id)).json()["answers"]
            form = {f"q{item}": response for item, response in shown.items()}
            form |= {f"q{chance.randint(1, ITEMS)}": chance.choice("ABCD")}
            assert client.post(where, {"base": base, "save": "1", **form}).status_code == 302
        seq += chance.randint(1, 3)
        chance.choice(devices).choose(
            chance.randint(1, ITEMS), chance.choice(("A", "B", "C", "D", "")), seq
        )
    for one in devices:
        one.away = False
        one.send()
    return list(AnswerEvent.objects.filter(paper=paper))


@pytest.mark.promise("P13")
def test_p13(
    transactional_db: None,
    trials: Callable[[int, int], int],
    record_promise: Callable[..., None],
) -> None:
    scene = open_contest(questions=ITEMS)
    runs = trials(8, 500)
    client, _ = registered(scene)
    wrong = undone = 0
    for seed in range(runs):
        paper = started(scene, client)
        events = one_sitting(scene, client, paper, random.Random(seed))
        state = client.get(url(scene, "status", paper.public_id)).json()
        assert state["poll_ms"] < 5000, "another page asks again within 5 s"
        page = client.get(url(scene, "sitting", paper.public_id)).content.decode()
        wrong += state["answers"] != latest_choice(events)
        wrong += page.count(" checked") != len(state["answers"])
        undone += latest_arrival(events) != latest_choice(events)
        client.post(url(scene, "hand_in", paper.public_id))
    record_promise(
        "P13",
        figure=f"{wrong} of {runs} sittings with another state than the later choice",
        trials=runs,
        control=f"the rule 'last arrival' differs in {undone} of {runs}",
    )
    assert wrong == 0
    assert undone, "the control must find sittings in which the order of arrival would undo choices"
