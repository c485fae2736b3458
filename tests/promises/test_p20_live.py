"""P20 for live rooms: many processes write and read one database at once, and nobody hears "locked"."""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from contests.answers import Saved, Writer
from contests.clock import SYSTEM
from contests.live.hub.view import RoomModel
from contests.live.models import LiveAnswer, LivePlayer, LiveSession
from contests.live.selectors import rooms
from contests.live.services.joining import Joined, LiveJoin
from contests.live.services.ledger import Flushed, LiveSave
from tests.live.scene import make_live

READERS = 3


def side_by_side(works: list[Callable[[], None]]) -> None:
    """Each in a thread of its own, with a connection of its own."""

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def contend(writers: int, each: int) -> Counter[str]:
    """`writers` as of so many processes let people in and take their answers; others read."""
    scene = make_live(questions=1)
    LiveSession.objects.filter(pk=scene.session.pk).update(
        phase="asking", run=1, opens_us=1, closes_us=2**60
    )
    seen: list[str] = []  # appended to by all of them, counted at the end
    over = threading.Event()
    done = threading.Barrier(writers + 1)

    def write(number: int) -> None:
        writer = Writer()
        process = f"process-{number}"
        try:
            for _ in range(each):
                key = secrets.token_hex(8)
                name = f"Người {key}"
                join = LiveJoin(scene.session.pk, name, name, key, SYSTEM.now_us())
                joined = writer.submit(join).result(60)
                if isinstance(joined, Joined) and not joined.again:
                    seen.append("joined")
                    save = LiveSave(
                        scene.session.pk, joined.player, 0, 1, False, "B", key, SYSTEM.now_us()
                    )
                    if writer.submit(save).result(60) == Saved():
                        seen.append("saved")
                writer.submit(Flushed(scene.session.pk, process, 0)).result(60)
        finally:
            writer.stop()
            done.wait(600)

    def read() -> None:
        while not over.is_set():
            model = RoomModel(scene.session.pk)
            try:
                model.advance()
                rooms.versions([scene.session.pk])
                rooms.answers_of(scene.session.pk, 1)
            except Exception:  # whatever a reader hears is a fault
                seen.append("faults of readers")
            # Whoever is read stands in the order of their numbers, without a gap.
            numbers = [row.number for row in model.players.values()]
            if numbers != list(range(1, len(numbers) + 1)):
                seen.append("gaps")
            seen.append("reads")

    def end() -> None:
        done.wait(600)
        over.set()

    side_by_side([*(lambda n=n: write(n) for n in range(writers)), *([read] * READERS), end])
    sums = Counter(seen)
    players = LivePlayer.objects.filter(session=scene.session)
    numbers = sorted(players.values_list("number", flat=True))
    sums["players"], sums["answers"] = len(numbers), LiveAnswer.objects.filter(run=1).count()
    sums["gaps"] += numbers != list(range(1, len(numbers) + 1))
    LiveAnswer.objects.all().delete()
    return sums


def careless(times: int) -> int:
    """How many of `times` numbers go wrong when they are read, then written, in plain transactions."""
    scene = make_live(questions=1)
    wrong: list[str] = []

    def deferred() -> None:
        own = sqlite3.connect(connection.settings_dict["NAME"], timeout=20, isolation_level=None)
        try:
            own.execute("BEGIN")
            ((count,),) = own.execute(
                "SELECT players_count FROM live_livesession WHERE id = ?", [scene.session.pk]
            ).fetchall()
            time.sleep(0.01)
            own.execute(
                "UPDATE live_livesession SET players_count = ? WHERE id = ?",
                [count + 1, scene.session.pk],
            )
            own.execute("COMMIT")
        except sqlite3.OperationalError as error:
            wrong.append(str(error))
        finally:
            own.close()

    def unlocked() -> None:
        with transaction.atomic():
            count = LiveSession.objects.get(pk=scene.session.pk).players_count
            time.sleep(0.01)
            LiveSession.objects.filter(pk=scene.session.pk).update(players_count=count + 1)

    side_by_side([deferred if connection.vendor == "sqlite" else unlocked] * times)
    scene.session.refresh_from_db()
    lost = times - scene.session.players_count - len(wrong)
    assert all("locked" in one for one in wrong)
    return len(wrong) + lost


@pytest.mark.race
@pytest.mark.promise("P20")
def test_p20_nobody_hears_that_the_database_is_locked(transactional_db, trials, record_promise):
    writers, each, rounds = trials(8, 32), trials(10, 60), trials(1, 10)
    sums: Counter[str] = Counter()
    for _ in range(rounds):
        sums += contend(writers, each)
    total = writers * each * rounds
    wrong = careless(8)
    record_promise(
        "P20",
        figure=f"{sums['joined']} of {total} joins and {sums['saved']} of {total} answers of"
        f" {writers} writers done beside {sums['reads']} reads; {sums['gaps']} gaps in numbers,"
        f" {sums['faults of readers']} faults of readers",
        trials=2 * total,
        control=f"read, then written in a plain transaction: {wrong} of 8 locked out or lost",
        part="live rooms",
    )
    assert (sums["joined"], sums["saved"]) == (total, total), sums
    assert (sums["players"], sums["answers"]) == (total, total)
    assert (sums["gaps"], sums["faults of readers"]) == (0, 0)
    assert wrong > 0
