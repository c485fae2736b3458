"""P4: sending twice changes nothing, old cannot overwrite new; against a model and by chaos."""

from __future__ import annotations

import itertools
import random
import threading
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from contests import answers
from contests.answers import SaveAnswer, statements
from contests.models import AnswerEvent
from contests.selectors.papers import current_answers
from tests.contests.scene import Scene, make_entrant, make_scene
from tests.promises.ledger_model import Forgetful, Model, sequences

SIDE_BY_SIDE = 10
EXAMPLES = 6
STEPS = 50
CHUNKS = st.lists(st.integers(1, STEPS), min_size=STEPS, max_size=STEPS)


def happen(models: list[Model], written: list[list[tuple[Any, ...]]], chunks: list[int]) -> int:
    """Let every sequence happen to its paper, all side by side; how many ops were sent.

    `chunks` says how many steps of each sequence reach the writer together: it gathers them in
    batches of its own. Every outcome and, after each chunk, every ledger must be the model's.
    """
    done = sent = 0
    for chunk in chunks:
        ops, expected = [], []
        for number in range(done, min(done + chunk, STEPS)):
            for model, steps in zip(models, written, strict=True):
                for op in model.ops(steps[number], number):
                    ops.append(op)
                    expected.append(model.perform(op))
        for op, outcome, right in zip(ops, answers.perform(ops), expected, strict=True):
            assert outcome == right, op
        ledgers_are(models)
        sent += len(ops)
        done += chunk
        if done >= STEPS:
            break
    for model in models:
        found = {item: one.response for item, one in current_answers(model.paper.pk).items()}
        assert found == model.current(), AnswerEvent.objects.filter(paper=model.paper).values()
    return sent


def ledgers_are(models: list[Model]) -> None:
    found: dict[int, dict[str, tuple[int, str, int]]] = defaultdict(dict)
    rows = AnswerEvent.objects.filter(paper__in=[model.paper for model in models]).values_list(
        "paper_id", "client_key", "item", "response", "client_seq"
    )
    for paper, key, *content in rows:
        assert key not in found[paper], "one event per key"
        found[paper][key] = tuple(content)
    for model in models:
        assert found[model.paper.pk] == model.events


class Sequences:
    """Runs sequences that Hypothesis writes, and counts them."""

    def __init__(self, scene: Scene, model: type[Model] = Model) -> None:
        self.scene, self.model = scene, model
        self.different: set[tuple[Any, ...]] = set()
        self.ops = 0

    def run(self, count: int) -> None:
        """`count` different sequences of 50 steps; raises what the first wrong one broke.

        In short runs of a seed each: in a long one most examples only vary an earlier one.
        """
        for number in itertools.count():
            self._run_seed(number)
            if len(self.different) >= count:
                return

    def _run_seed(self, number: int) -> None:
        @seed(number)
        @given(written=sequences(SIDE_BY_SIDE, STEPS), chunks=CHUNKS)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=False,
            phases=[Phase.generate],
        )
        def one(written: list[list[tuple[Any, ...]]], chunks: list[int]) -> None:
            contest = self.scene.contest
            models = [
                self.model(self.scene.paper(make_entrant(contest))) for _ in range(SIDE_BY_SIDE)
            ]
            self.ops += happen(models, written, chunks)
            self.different |= {tuple(steps) for steps in written}

        one()

    def is_told_apart(self) -> bool:
        """Whether a few sequences show a difference between model and writer."""
        try:
            self._run_seed(0)
        except AssertionError:
            return True
        return False


@pytest.mark.promise("P4")
def test_p04_model(transactional_db, trials, record_promise, monkeypatch):
    scene = make_scene(questions=4)
    real = Sequences(scene)
    real.run(trials(40, 10_000))
    forgetful = Sequences(scene, Forgetful).is_told_apart()
    overwrite = "DO UPDATE SET response = excluded.response RETURNING"
    for name in ("_SAVE_SQLITE", "_SAVE_POSTGRESQL"):
        statement = getattr(statements, name)
        monkeypatch.setattr(statements, name, statement.replace("DO NOTHING RETURNING", overwrite))
    careless = Sequences(scene).is_told_apart()
    monkeypatch.undo()
    record_promise(
        "P4",
        figure=f"state and every reply equal the model's: {real.ops} ops in sequences of {STEPS}"
        " steps, 1 to 50 sendings of a key",
        trials=len(real.different),
        seed="0 and following",
        control=f"a model that forgets keys told apart: {forgetful}, a writer that writes over"
        f" them told apart: {careless}",
    )
    assert forgetful and careless


@pytest.mark.race
@pytest.mark.promise("P4")
def test_p04_chaos(transactional_db, trials, record_promise):
    """Two devices; every sending is repeated 1 to 5 times, one 50 times, shuffled, over four
    connections."""
    scene = make_scene(questions=10)
    chance = random.Random(4)
    runs = trials(10, 2_000)
    by_arrival_differs = deliveries = events = 0
    for _ in range(runs):
        paper = scene.paper()
        sent = [
            SaveAnswer(
                paper.public_id, 0, 0, chance.randint(1, 10), chance.choice("ABCD"),
                f"{device}-key-{n:04}", 1000 * n + device, paper.started_us + n,
            )
            for n in range(25)
            for device in (1, 2)
        ]  # fmt: skip
        # Shuffled within a window, as a network that delays some of them does.
        waiting = [op for op in sent for _ in range(chance.randint(1, 5))] + [sent[0]] * 45
        waiting = [
            op
            for _, op in sorted(
                enumerate(waiting), key=lambda pair: pair[0] + chance.uniform(0, 40)
            )
        ]
        threads = [
            threading.Thread(target=lambda part=waiting[k::4]: answers.perform(part))
            for k in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = {op.item: op.response for op in sorted(sent, key=lambda op: op.client_seq)}
        found = {i: a.response for i, a in current_answers(paper.pk).items()}
        assert found == expected
        rows = AnswerEvent.objects.filter(paper=paper).order_by("id")
        assert rows.count() == len(sent)
        deliveries += len(waiting)
        events += len(sent)
        by_arrival_differs += dict(rows.values_list("item", "response")) != expected
    record_promise(
        "P4",
        figure=f"{events} events of {deliveries} deliveries, all states by sequence number",
        trials=runs,
        control=f"last arrival wins would be wrong in {by_arrival_differs}",
        seed=4,
    )
    assert by_arrival_differs > 0
    assert deliveries > 2 * events
