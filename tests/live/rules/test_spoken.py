"""Buzzer and the Olympia programme: presses, turns, judgements, packages, star, steal, keyword."""

from __future__ import annotations

import pytest

from contests.live.rules.buzzing import queue
from contests.live.rules.plan import Mode, Package
from contests.live.rules.state import Phase
from contests.live.rules.step import Refusal, due
from tests.live.rules.table import SECOND, Segment, Table, plan, question, segment

MS = 1_000


@pytest.mark.parametrize(
    ("presses", "order", "locked"),
    [
        ([(1, 100), (2, 90)], [2, 1], {}),
        ([(1, 40), (2, 60)], [2], {1: 70}),
        ([(1, 40), (1, 60), (1, 80), (2, 70)], [2, 1], {1: 70}),
        ([(1, 40), (1, 69), (1, 70)], [1], {1: 70}),
        ([(2, 60), (1, 60)], [1, 2], {}),
        ([(1, 60), (1, 61)], [1], {}),
        ([(1, 201)], [], {}),
        ([(1, 200)], [1], {}),
    ],
)
def test_the_queue_is_the_order_of_arrival_and_early_presses_lock(presses, order, locked):
    found, shut = queue(presses, from_us=50, lock_us=30, closes_us=200)
    assert [player for player, _ in found] == order and shut == locked


def armed(mode: Mode = Mode.BUZZER, **terms) -> Table:
    table = Table(plan(segment(mode, 3, **terms)), players=4).start()
    table.do("next")
    assert table.state.phase is Phase.READING and due(table.plan, table.state) is None
    return table


def test_nobody_is_heard_before_the_host_releases():
    table = armed()
    table.press((1, table.at))
    assert table.state.floor.turn == 0
    table.wait(1)
    table.do("arm")
    table.press((1, table.at + SECOND), (2, table.at + 2 * SECOND))
    assert table.state.floor.turn == 2  # the first pressed early and is locked for three seconds


def test_right_ends_wrong_gives_the_turn_to_the_next():
    table = armed()
    table.do("arm")
    table.press((1, table.at + MS), (2, table.at + 2 * MS))
    table.do("judge", player=1, right=False)
    assert table.state.floor.turn == 2 and table.points()[1] == 0  # never below nothing
    table.do("judge", player=2, right=True)
    table.settle()
    assert table.state.phase is Phase.SETTLED and table.points()[2] == 10_000
    assert table.rows()[0].last_milli == 10_000 and table.rows()[0].right is True


def test_a_wrong_answer_takes_and_a_total_may_be_allowed_to_fall():
    table = armed(allows_negative=True)
    table.do("arm")
    table.press((1, table.at))
    table.do("judge", player=1, right=False)
    assert table.points()[1] == -5_000


def test_equal_to_the_millisecond_is_the_hosts_to_decide():
    table = armed()
    table.do("arm")
    at = table.at + 10 * MS
    table.press((2, at + 999), (1, at), (3, at + MS))
    assert table.state.floor.tied == (1, 2) and table.state.floor.turn == 0
    table.wait(60)
    assert table.state.phase is Phase.ASKING
    table.do("give_turn", player=2)
    assert table.state.floor.turn == 2 and not table.state.floor.tied


def test_a_press_that_another_process_wrote_late_finds_its_place():
    table = armed()
    table.do("arm")
    table.press((2, table.at + 5 * MS))
    table.press((1, table.at + 2 * MS))
    assert table.state.floor.turn == 1 and len(table.state.floor.presses) == 2


def test_time_to_answer_is_told_and_the_host_decides():
    table = armed()
    table.do("arm")
    table.press((1, table.at))
    table.wait(3.1)
    assert table.state.floor.is_over and table.state.phase is Phase.ASKING
    table.do("judge", player=1, right=True)
    assert table.points()[1] == 10_000


def test_nobody_presses_and_the_question_closes():
    table = armed()
    table.do("arm")
    table.wait(16)
    assert table.state.phase is Phase.SETTLED


def test_the_jury_may_judge_anew_and_take_it_back():
    table = armed()
    table.do("arm")
    table.press((1, table.at))
    table.do("judge", player=1, right=True)
    table.settle()
    table.do("judge", player=1, right=False, reason="Giám khảo xem lại")
    assert table.points()[1] == 0
    table.do("undo")
    assert table.points()[1] == 10_000
    table.do("reveal")
    assert [one.is_right for one in table.state.floor.judged] == [True]


def test_a_judgement_taken_back_gives_the_turn_back():
    table = armed()
    table.do("arm")
    table.press((1, table.at), (2, table.at + MS))
    before = table.state.floor
    table.do("judge", player=1, right=False)
    table.do("undo")
    assert table.state.floor == before and table.points()[1] == 0


# --- khởi động ------------------------------------------------------------------------------------


def test_turns_go_round_and_end_the_segment():
    table = Table(plan(segment(Mode.TURNS, 4, per_turn=2)), players=3).start()
    with pytest.raises(Refusal, match="turn_missing"):
        table.do("next")
    for player in (1, 2):
        table.do("give_turn", player=player)
        for is_right in (True, False):
            table.do("next")
            assert table.state.floor.turn == player
            table.do("judge", player=player, right=is_right)
            table.settle()
            table.do("reveal")
    with pytest.raises(Refusal, match="had_turn"):
        table.do("give_turn", player=1)
    table.do("next")
    assert table.state.phase is Phase.PODIUM
    assert table.points() == {1: 10_000, 2: 10_000, 3: 0}


# --- về đích --------------------------------------------------------------------------------------


def finish(**terms) -> Table:
    questions = tuple(
        question(n, Mode.PACKAGES, max_milli=worth, floor_milli=0)
        for n, worth in enumerate((10_000, 20_000, 30_000, 20_000, 30_000, 30_000), start=1)
    )
    base = segment(Mode.PACKAGES, 1, packages=(Package("60", (10_000, 20_000, 30_000)),), **terms)
    table = Table(plan(Segment("Về đích", Mode.PACKAGES, questions, base.terms)), players=3).start()
    for player in (1, 2, 3):
        table.do("adjust", player=player, points_milli=100_000, reason="Điểm các phần trước")
    table.do("give_turn", player=1)
    with pytest.raises(Refusal, match="package_missing"):
        table.do("next")
    table.do("package", value=0)
    return table


@pytest.mark.parametrize(
    ("star", "owner", "thief", "points"),
    [
        (False, True, None, {1: 110_000, 2: 100_000}),
        (True, True, None, {1: 120_000, 2: 100_000}),
        (False, False, None, {1: 100_000, 2: 100_000}),
        (True, False, None, {1: 90_000, 2: 100_000}),
        (False, False, True, {1: 90_000, 2: 110_000}),
        (True, False, True, {1: 90_000, 2: 110_000}),
        (False, False, False, {1: 100_000, 2: 95_000}),
        (True, False, False, {1: 90_000, 2: 95_000}),
    ],
)
def test_star_and_steal(star, owner, thief, points):
    table = finish()
    if star:
        table.do("star", player=1)
    table.do("next")
    table.wait(1)
    table.do("judge", player=1, right=owner)
    if not owner:
        assert table.state.floor.is_steal and table.state.closes_us == table.at + 5 * SECOND
    if thief is None:
        table.wait(6)
        table.settle()
    else:
        table.press((1, table.at), (2, table.at + MS))
        assert table.state.floor.turn == 2  # not the owner's again
        table.do("judge", player=2, right=thief)
        table.settle()
    assert table.state.phase is Phase.SETTLED
    assert {p: n for p, n in table.points().items() if p in points} == points


def test_the_star_is_once_and_the_owners_alone():
    table = finish()
    with pytest.raises(Refusal, match="not_your_turn"):
        table.do("star", player=2)
    table.do("star", player=1)
    with pytest.raises(Refusal, match="not_now"):
        table.do("star", player=1)
    for worth in (10_000, 20_000, 30_000):
        table.do("next")
        assert table.state.question == (10_000, 20_000, 30_000).index(worth)
        table.do("judge", player=1, right=True)
        table.settle()
        table.do("reveal")
    assert table.points()[1] == 100_000 + 20_000 + 20_000 + 30_000  # one question with the star


def test_a_question_done_again_gives_its_package_back():
    table = finish()
    table.do("next")
    table.do("judge", player=1, right=True)
    table.settle()
    table.do("redo")
    assert table.points()[1] == 100_000 and table.state.floor.turn == 1
    assert table.state.worths == (20_000, 30_000) and table.state.left_in_turn == 2


# --- vượt chướng ngại vật -------------------------------------------------------------------------


def obstacle() -> Table:
    return Table(plan(segment(Mode.OBSTACLE, 5, keyword="HIẾN PHÁP")), players=4).start()


def test_rows_bring_ten_and_the_keyword_falls_by_ten_a_row():
    table = obstacle()
    table.do("open_row", row=2)
    table.answer(1)
    table.answer(2, "A")
    table.close()
    table.do("reveal")
    with pytest.raises(Refusal, match="row_open"):
        table.do("open_row", row=2)
    with pytest.raises(Refusal, match="bad_args"):
        table.do("open_row", row=4)
    table.do("open_row", row=0)
    table.press((3, table.at))
    table.do("keyword", player=3, right=True)
    table.settle()
    assert table.points() == {1: 10_000, 2: 0, 3: 40_000, 4: 0}
    assert table.state.is_keyword_open
    table.do("reveal")
    table.do("next")
    assert table.state.phase is Phase.PODIUM


def test_a_wrong_keyword_is_out_of_the_segment():
    table = obstacle()
    table.do("next")
    table.press((1, table.at), (2, table.at + 5 * MS))
    table.do("keyword", player=1, right=False)
    assert table.state.barred == (1,) and table.state.floor.turn == 2
    table.answer(1)
    table.answer(3)
    table.close()
    assert table.points() == {1: 0, 2: 0, 3: 10_000, 4: 0}
    with pytest.raises(Refusal, match="barred"):
        table.do("keyword", player=1, right=True)


def test_a_wrong_keyword_is_taken_back():
    table = obstacle()
    table.do("next")
    table.press((1, table.at))
    table.do("keyword", player=1, right=False)
    table.do("undo")
    assert not table.state.barred and table.state.floor.turn == 1


def test_scores_are_carried_across_segments():
    table = Table(
        plan(segment(Mode.RACE, 1), segment(Mode.SPEED, 1), segment(Mode.BUZZER, 1)), players=2
    ).start()
    table.ask("B", "", after=0)
    table.do("reveal")
    table.do("next")
    table.ask("B", "", after=0)
    table.do("reveal")
    table.do("next")
    table.do("next")
    table.do("arm")
    table.press((1, table.at))
    table.do("judge", player=1, right=False)
    assert table.points()[1] == 1_000_000 + 40_000 - 5_000
