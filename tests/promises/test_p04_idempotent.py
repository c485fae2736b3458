"""P4: sending twice changes nothing, old cannot overwrite new; against a model and by chaos."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from contests import answers
from contests.answers import ChangePaper, Code, HandedIn, HandIn, Refused, SaveAnswer, Saved
from contests.models import AnswerEvent, Paper
from contests.selectors.papers import current_answers
from tests.contests.scene import Scene, make_scene


class Model:
    """What the ledger of one paper must be, in the fewest lines."""

    def __init__(self, last_us: int) -> None:
        self.events: dict[str, tuple[int, str, int]] = {}
        self.open, self.epoch, self.last_us = True, 0, last_us

    def save(self, op: SaveAnswer) -> Any:
        content = (op.item, op.response, op.client_seq)
        if op.client_key in self.events:
            same = self.events[op.client_key] == content
            return Saved(again=True) if same else Refused(Code.FOREIGN_KEY)
        if not self.open:
            return Refused(Code.CLOSED)
        if op.epoch != self.epoch:
            return Refused(Code.STALE_EPOCH)
        if op.received_us > self.last_us:
            return Refused(Code.LATE)
        self.events[op.client_key] = content
        return Saved()

    def current(self) -> dict[int, str]:
        best: dict[int, tuple[int, str]] = {}
        for item, response, seq in self.events.values():
            if seq >= best.get(item, (-1, ""))[0]:
                best[item] = (seq, response)
        return {item: response for item, (_, response) in best.items() if response}


SAVES = st.lists(
    st.tuples(
        st.integers(0, 12),  # which key
        st.integers(1, 4),  # item
        st.sampled_from(["A", "B", "", "C"]),
        st.integers(0, 6),  # sequence number
        st.integers(0, 1),  # how old the ticket's epoch is
        st.sampled_from([-5, 0, 0, 0, 1]),  # microseconds after the last accepted instant
    ),
    min_size=1,
    max_size=8,
)


def machine_for(scene: Scene) -> type[RuleBasedStateMachine]:
    class Ledger(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.paper = scene.paper()
            self.model = Model(self.paper.deadline_us + self.paper.grace_us)

        @rule(saves=SAVES)
        def save_together(self, saves: list[tuple[int, int, str, int, int, int]]) -> None:
            ops = [
                SaveAnswer(
                    self.paper.public_id, max(0, self.model.epoch - old), 0, item, response,
                    f"key-{key:04}", seq, self.model.last_us + after,
                )
                for key, item, response, seq, old, after in saves
            ]  # fmt: skip
            assert answers.perform(ops) == [self.model.save(op) for op in ops]

        @rule()
        def hand_in(self) -> None:
            (done,) = answers.perform(
                [HandIn(self.paper.public_id, self.model.last_us, epoch=self.model.epoch)]
            )
            assert isinstance(done, HandedIn)
            assert done.again is not self.model.open
            assert done.answered == len(self.model.current())
            self.model.epoch += self.model.open
            self.model.open = False

        @rule()
        def reopen_and_extend(self) -> None:
            def apply(paper: Paper) -> None:
                paper.state = "open"
                paper.deadline_us += 10
                paper.epoch += 1
                paper.save()

            answers.perform([ChangePaper(self.paper.public_id, apply)])
            self.model.open = True
            self.model.epoch += 1
            self.model.last_us += 10

        @invariant()
        def ledger_is_the_model(self) -> None:
            rows = AnswerEvent.objects.filter(paper=self.paper)
            found = {
                key: tuple(content)
                for key, *content in rows.values_list(
                    "client_key", "item", "response", "client_seq"
                )
            }
            assert found == self.model.events
            assert rows.count() == len(found)
            current = {i: a.response for i, a in current_answers(self.paper.pk).items()}
            assert current == self.model.current()

    return Ledger


@pytest.mark.promise("P4")
def test_p04_model(transactional_db, trials, record_promise):
    scene = make_scene(questions=4)
    examples, steps = trials(15, 10_000), trials(15, 50)
    run_state_machine_as_test(
        machine_for(scene),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
            phases=[Phase.generate],
        ),
    )

    class Forgetful(Model):
        def save(self, op: SaveAnswer) -> Any:
            if op.client_key in self.events:
                self.events[op.client_key] = (op.item, op.response, op.client_seq)
            return super().save(op)

    found = ""
    try:
        control = machine_for(scene)
        real = control.__init__

        def forget(self: Any) -> None:
            real(self)
            self.model = Forgetful(self.model.last_us)

        control.__init__ = forget  # type: ignore[method-assign]
        run_state_machine_as_test(
            control,
            settings=settings(
                max_examples=50, stateful_step_count=10, deadline=None, database=None,
                suppress_health_check=list(HealthCheck), derandomize=True, print_blob=False,
                phases=[Phase.generate],
            ),
        )  # fmt: skip
    except AssertionError:
        found = "a model in which a key may be written over is told apart"
    record_promise(
        "P4", figure="state equals the model in all", trials=examples, control=found, steps=steps
    )
    assert found


@pytest.mark.race
@pytest.mark.promise("P4")
def test_p04_chaos(transactional_db, trials, record_promise):
    """Two devices; every sending is repeated 1–5 times, shuffled, over four connections."""
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
        waiting = [op for op in sent for _ in range(chance.randint(1, 5))]
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
