"""The statements of the writer for live rounds, on both engines: the commit decides."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from contests import answers
from contests.answers import Change, Changed, Code, Refused, Saved
from contests.live.models import LiveAnswer, LivePlayer, LiveProcess, LiveSession
from contests.live.services import commands
from contests.live.services.joining import Joined, LiveJoin
from contests.live.services.ledger import Flushed, LiveCode, LiveSave
from tests.live.scene import LiveScene, make_live

pytestmark = pytest.mark.django_db(transaction=True)

OPENS, CLOSES = 1_000_000, 21_000_000


def ask(scene: LiveScene, run: int = 1, phase: str = "asking", **values: int) -> None:
    """Put the session's row where a question stands."""
    fields = {"opens_us": OPENS, "closes_us": CLOSES, **values}
    LiveSession.objects.filter(id=scene.session.pk).update(run=run, phase=phase, **fields)


def saying(player: LivePlayer, at_us: int = OPENS, **values: object) -> LiveSave:
    made = LiveSave(
        session=player.session_id,
        player=player.pk,
        epoch=0,
        run=1,
        buzz=False,
        response="B",
        client_key=secrets.token_hex(6),
        received_us=at_us,
    )
    return replace(made, **values)


def outcome(op: object) -> object:
    return answers.perform([op])[0]


@pytest.fixture
def scene() -> LiveScene:
    made = make_live(questions=1)
    ask(made)
    return made


def test_both_ends_of_its_time_count_and_nothing_outside(scene):
    for at_us, wanted in (
        (OPENS - 1, Refused(LiveCode.EARLY)),
        (OPENS, Saved()),
        (CLOSES, Saved()),
        (CLOSES + 1, Refused(LiveCode.LATE)),
    ):
        assert outcome(saying(scene.add_player(), at_us)) == wanted


def test_what_arrived_in_time_counts_until_the_run_is_settled(scene):
    one, two = saying(scene.add_player()), saying(scene.add_player())
    ask(scene, phase="closed", closes_us=OPENS + 5)
    assert outcome(one) == Saved()
    ask(scene, phase="settled", closes_us=OPENS + 5)
    assert outcome(two) == Refused(LiveCode.CLOSED)
    assert outcome(one) == Saved(again=True)


def test_within_a_pause_nothing_counts(scene):
    ask(scene, gap_from_us=OPENS + 10, gap_to_us=OPENS + 20)
    for at_us, wanted in (
        (OPENS + 10, Saved()),
        (OPENS + 11, Refused(LiveCode.PAUSED)),
        (OPENS + 19, Refused(LiveCode.PAUSED)),
        (OPENS + 20, Saved()),
    ):
        assert outcome(saying(scene.add_player(), at_us)) == wanted


def test_one_answer_each_however_often_it_is_sent(scene):
    player = scene.add_player()
    first = saying(player)
    other = saying(player, response="A")
    burst = [first, first, other, first]
    assert answers.perform(burst) == [
        Saved(),
        Saved(again=True),
        Refused(LiveCode.ANSWERED),
        Saved(again=True),
    ]
    assert outcome(replace(first, response="A")) == Refused(Code.FOREIGN_KEY)
    assert LiveAnswer.objects.get().response == "B"


def test_a_press_may_come_again_and_early(scene):
    player = scene.add_player()
    ask(scene, phase="reading", opens_us=0, closes_us=0)
    presses = [saying(player, at_us, buzz=True, response="") for at_us in (5, 6)]
    assert answers.perform(presses) == [Saved(), Saved()]
    assert sorted(LiveAnswer.objects.values_list("buzz_us", flat=True)) == [5, 6]


def test_another_room_another_epoch_a_removed_player_are_refused(scene):
    player = scene.add_player()
    other = make_live(questions=1)
    ask(other)
    assert outcome(saying(player, session=other.session.pk)) == Refused(Code.UNKNOWN)
    assert outcome(saying(player, run=2)) == Refused(LiveCode.CLOSED)
    assert outcome(saying(player, epoch=1)) == Refused(LiveCode.STALE)
    LivePlayer.objects.filter(id=player.pk).update(is_removed=True)
    assert outcome(saying(player)) == Refused(LiveCode.REMOVED)
    assert not LiveAnswer.objects.exists()


def joining(scene: LiveScene, name: str = "An", **values: object) -> LiveJoin:
    made = LiveJoin(scene.session.pk, name, name.lower(), secrets.token_hex(6), 1)
    return replace(made, **values)


def test_joins_are_numbered_without_gaps_and_may_be_sent_again():
    scene = make_live(questions=1)
    ops = [joining(scene, f"Tên {n}") for n in range(70)]
    made = answers.perform(ops)
    assert [one.number for one in made] == list(range(1, 71))
    again = outcome(ops[5])
    assert again == Joined(made[5].player, 6, 0, again=True)
    scene.session.refresh_from_db()
    assert scene.session.players_count == 70 == LivePlayer.objects.count()


def test_a_nickname_belongs_to_whoever_was_first():
    scene = make_live(questions=1)
    made = answers.perform([joining(scene), joining(scene)])
    assert isinstance(made[0], Joined) and made[1] == Refused(LiveCode.NAME_TAKEN)
    assert outcome(joining(scene)) == Refused(LiveCode.NAME_TAKEN)
    assert isinstance(outcome(joining(make_live(questions=1))), Joined)


def test_nobody_joins_behind_the_door_but_whoever_was_in_comes_back():
    scene = make_live(questions=1)
    kept = joining(scene)
    first = outcome(kept)
    LiveSession.objects.filter(id=scene.session.pk).update(is_joinable=False)
    assert outcome(joining(scene, "Muộn")) == Refused(LiveCode.LOCKED)
    assert outcome(kept).player == first.player


def test_the_same_code_on_another_phone_takes_over():
    scene = make_live(questions=1)
    code = scene.session.codes.create(code="x", code_index="x", label="Đội 1")
    op = joining(scene, "Đội 1", name_key=None, code=code.pk)
    first = outcome(op)
    second = outcome(replace(op, client_key="another-phone"))
    assert (second.player, second.epoch, second.again) == (first.player, 1, True)
    scene.session.refresh_from_db()
    assert scene.session.roster == 1 and scene.session.players_count == 1


def test_a_run_is_settled_when_every_living_process_has_written():
    scene = make_live(questions=1)
    row = scene.session
    version = row.version
    for name in ("start", "next", "end_early"):
        version = commands.command(session=row.pk, name=name, args={}, seen=version, by=scene.host)
    answers.perform([Flushed(row.pk, "one", 0), Flushed(row.pk, "two", 1)])
    assert commands.settle(session=row.pk, run=1) is False
    # What "one" still has in hand counts; the word that it is written waits behind it.
    assert answers.perform([Flushed(row.pk, "one", 1)]) == [Saved()]
    assert commands.settle(session=row.pk, run=1) is True
    row.refresh_from_db()
    assert row.phase == "settled"


def test_a_dead_process_holds_nothing_up():
    scene = make_live(questions=1)
    version = scene.session.version
    for name in ("start", "next", "end_early"):
        version = commands.command(
            session=scene.session.pk, name=name, args={}, seen=version, by=scene.host
        )
    answers.perform([Flushed(scene.session.pk, "dead", 0)])
    LiveProcess.objects.update(beat_us=1)
    assert commands.settle(session=scene.session.pk, run=1) is True


def test_a_change_keeps_its_place_and_gives_back_what_it_made(scene):
    player = scene.add_player()
    subject = f"live:{scene.session.pk}"
    made = answers.perform([saying(player), Change(subject, lambda: LiveAnswer.objects.count())])
    assert made[0] == Saved() and isinstance(made[1], Changed)


def test_a_command_that_is_sent_again_is_what_it_was():
    made = make_live()
    version = made.session.version

    def start(seen: int) -> int:
        return commands.command(
            session=made.session.pk, name="start", args={}, seen=seen, by=made.host, key="k" * 12
        )

    done = start(version)
    assert done == version + 1 == start(version)
    # Even on a version that was seen since.
    assert start(done) == done
    made.session.refresh_from_db()
    assert made.session.version == done
