"""P12: however many starts one person makes at once, one attempt begins."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from contests.clock import DemoClock
from contests.models import Paper, Round
from contests.online.models import Attempt
from contests.online.services import attempts
from contests.online.services.attempts import CannotStart, start_attempt
from contests.rules.ruleset import Attempts, AttemptUnit
from tests.contests.scene import Scene, make_entrant, make_scene


def burst(scene: Scene, starts: int) -> tuple[set[int], int]:
    """`starts` simultaneous starts of one new person: the papers they were given, those made."""
    entrant = make_entrant(scene.contest)
    gate = threading.Barrier(starts)
    given: set[int] = set()
    faults: list[BaseException] = []

    def one() -> None:
        try:
            gate.wait(30)
            given.add(start_attempt(entrant=entrant, round=scene.round).paper_id)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(starts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return given, Paper.objects.filter(entrant=entrant).count()


@contextmanager
def without_constraint() -> Iterator[None]:
    """The control's database: nothing keeps two attempts from having one number."""
    (constraint,) = Attempt._meta.constraints
    # SQLite remakes the table from the model, so the model must not know the constraint either.
    Attempt._meta.constraints = []
    with connection.schema_editor() as editor:
        editor.remove_constraint(Attempt, constraint)
    try:
        yield
    finally:
        Attempt._meta.constraints = [constraint]
        with connection.schema_editor() as editor:
            editor.add_constraint(Attempt, constraint)


@pytest.mark.race
@pytest.mark.promise("P12")
@pytest.mark.parametrize("allowed", [1, 3])
def test_p12(transactional_db, trials, record_promise, monkeypatch, allowed):
    check = attempts._check

    def slow_check(*arguments):
        rules = check(*arguments)
        time.sleep(0.03)  # widens the gap between looking and writing, with and without constraint
        return rules

    monkeypatch.setattr(attempts, "_check", slow_check)
    scene = make_scene(attempts=Attempts(unit=AttemptUnit.ROUND, count=allowed))
    bursts, starts = trials(3, 100), trials(40, 200)
    wrong = 0
    for _ in range(bursts):
        given, made = burst(scene, starts)
        wrong += (len(given), made) != (1, 1)
    with without_constraint(), monkeypatch.context() as control:
        control.setattr(attempts, "_hold_person", lambda *arguments: None)
        most = max(burst(scene, starts)[1] for _ in range(3))
        Attempt.objects.all().delete()
    record_promise(
        "P12",
        figure=f"{wrong} bursts of {starts} starts with other than one attempt",
        trials=bursts,
        control=f"without constraint and lock up to {most} attempts",
        allowed=allowed,
    )
    assert wrong == 0
    assert most > 1


@pytest.mark.race
@pytest.mark.promise("P12")
@pytest.mark.parametrize("unit", [AttemptUnit.CONTEST, AttemptUnit.DAY, AttemptUnit.WEEK])
def test_p12_over_rounds(transactional_db, trials, record_promise, monkeypatch, unit):
    """At the instant one round closes and the next opens, a limit over rounds still holds."""
    scene = make_scene(
        entrants=0,
        attempts=Attempts(unit=unit, count=1),
        now=datetime(2026, 11, 25, 3, tzinfo=UTC),  # a Wednesday morning in Viet Nam
    )
    change = scene.round.opens_at + timedelta(hours=1)
    scene.round.closes_at = change
    scene.round.save()
    following = Round.objects.create(
        contest=scene.contest,
        number=2,
        name="Tuần 2",
        opens_at=change,
        closes_at=change + timedelta(days=1),
    )
    last_moment = DemoClock(change - timedelta(microseconds=1))
    rounds = [(scene.round, last_moment), (following, DemoClock(change))]
    check = attempts._check

    def slow_check(*arguments):
        rules = check(*arguments)
        time.sleep(0.03)
        return rules

    monkeypatch.setattr(attempts, "_check", slow_check)
    bursts = trials(3, 100)
    wrong = sum(over_rounds(scene, rounds) != 1 for _ in range(bursts))
    with monkeypatch.context() as control:
        control.setattr(attempts, "_hold_person", lambda *arguments: None)
        most = max(over_rounds(scene, rounds) for _ in range(3))
    record_promise(
        "P12",
        figure=f"{wrong} changes of rounds with other than one attempt",
        trials=bursts,
        control=f"without looking again under the person's lock up to {most} attempts",
        unit=unit.value,
    )
    assert wrong == 0
    assert most > 1


def over_rounds(scene: Scene, rounds: list[tuple[Round, DemoClock]]) -> int:
    """One new person starts in every round at once: how many attempts there are."""
    entrant = make_entrant(scene.contest)
    gate = threading.Barrier(len(rounds))
    faults: list[BaseException] = []

    def one(round_: Round, clock: DemoClock) -> None:
        try:
            gate.wait(30)
            start_attempt(entrant=entrant, round=round_, clock=clock)
        except CannotStart as refused:
            if refused.fault.code != "ATTEMPTS-USED":
                faults.append(refused)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in rounds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return Attempt.objects.filter(entrant=entrant).count()
