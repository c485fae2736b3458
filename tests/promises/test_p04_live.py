"""P4 for live answers: the ledger against a model, whatever is sent again, mixed up, or forged."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from contests import answers
from contests.answers import Code, Refused, Saved
from contests.live.models import LiveAnswer, LiveSession
from contests.live.services import ledger
from contests.live.services.ledger import LiveCode, LiveSave
from tests.live.scene import LiveScene, make_live

STEPS = 50
PLAYERS = 10
RUN = 3
OPENS_US, CLOSES_US = 1_000_000, 2_000_000


@dataclass
class Model:
    """The promise in a few lines: one answer a player and run, the first that is in time."""

    rows: dict[int, LiveSave] = field(default_factory=dict)

    def perform(self, op: LiveSave) -> Any:
        known = self.rows.get(op.player)
        if known is not None and known.client_key == op.client_key:
            same = (known.run, known.response) == (op.run, op.response)
            return Saved(again=True) if same else Refused(Code.FOREIGN_KEY)
        if known is not None and op.run == RUN:
            return Refused(LiveCode.ANSWERED)
        if op.run != RUN:
            return Refused(LiveCode.CLOSED)
        if op.received_us > CLOSES_US:
            return Refused(LiveCode.LATE)
        self.rows[op.player] = op
        return Saved()


class Forgetful(Model):
    """Knows no keys: what is sent again is another answer."""

    def perform(self, op: LiveSave) -> Any:
        if op.player in self.rows and op.run == RUN:
            return Refused(LiveCode.ANSWERED)
        return super().perform(op)


def steps_of(scene: LiveScene, players: list[int], chance: random.Random) -> list[LiveSave]:
    """Sendings of a few keys each, again and again, some forged, some late, some of another run."""
    made = []
    for number in range(STEPS):
        player = chance.choice(players)
        # A key that a player used once belongs to one sending, unless somebody forges it.
        key = chance.randint(0, 3)
        response = "ABCD"[key if chance.random() < 0.9 else chance.randint(0, 3)]
        run = RUN if chance.random() < 0.9 else RUN + chance.choice((-1, 1))
        late = number > STEPS * 3 // 4
        received = CLOSES_US + 1 + number if late else OPENS_US + number
        made.append(
            LiveSave(scene.session.pk, player, 0, run, False, response, f"key-{key:05}", received)
        )
    return made


def told(outcome: Any) -> Any:
    """An outcome without its reason: within a batch a refusal may know what stands behind it."""
    return "refused" if isinstance(outcome, Refused) else outcome


def is_as_the_model(seed: int, model: Model) -> bool:
    """One sequence on a session of its own: every reply and every row as `model` has them."""
    chance = random.Random(seed)
    scene = make_live(questions=1)
    players = [scene.add_player().pk for _ in range(PLAYERS)]
    LiveSession.objects.filter(pk=scene.session.pk).update(
        phase="asking", run=RUN, opens_us=OPENS_US, closes_us=CLOSES_US
    )
    waiting = steps_of(scene, players, chance)
    while waiting:
        cut = chance.randint(1, 12)
        ops, waiting = waiting[:cut], waiting[cut:]
        expected = [told(model.perform(op)) for op in ops]
        if [told(one) for one in answers.perform(ops)] != expected:
            return False
    rows = LiveAnswer.objects.filter(session=scene.session)
    found = {row.player_id: (row.client_key, row.response) for row in rows}
    return len(rows) == len(found) and found == {
        player: (op.client_key, op.response) for player, op in model.rows.items()
    }


@pytest.mark.promise("P4")
def test_p04_the_live_ledger_is_its_model(transactional_db, trials, record_promise, monkeypatch):
    sequences = trials(20, 10_000)
    right = sum(is_as_the_model(seed, Model()) for seed in range(sequences))
    forgetful = sum(not is_as_the_model(seed, Forgetful()) for seed in range(5))
    overwrite = (
        " ON CONFLICT (session_id, run, player_id, buzz_us)"
        " DO UPDATE SET response = excluded.response, client_key = excluded.client_key RETURNING"
    )
    for name in ("_SAVE_SQLITE", "_SAVE_POSTGRESQL"):
        statement = getattr(ledger, name)
        assert " ON CONFLICT DO NOTHING RETURNING" in statement
        monkeypatch.setattr(
            ledger, name, statement.replace(" ON CONFLICT DO NOTHING RETURNING", overwrite)
        )
    careless = sum(not is_as_the_model(seed, Model()) for seed in range(5))
    monkeypatch.undo()
    record_promise(
        "P4",
        figure=f"{right} of {sequences} sequences of {STEPS} sendings leave the rows and get the"
        " replies of the model",
        trials=sequences,
        seed="0 and following",
        control=f"a model that forgets keys told apart in {forgetful} of 5, a ledger that writes"
        f" over in {careless} of 5",
        part="live answers",
    )
    assert right == sequences
    assert (forgetful, careless) == (5, 5)
